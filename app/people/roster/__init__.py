"""The roster as a spreadsheet: a stranger's file to lines and problems, lines to a plan, people to a file.

Owns: how a staff spreadsheet is read, judged and written. Does not own: any table (people.services applies).
Depends on: people.rules.
"""
