"""What is taught and asked: modules, question sets, salah kaprah, legal sources, standards, glossary.

Owns the authoring format (parse, check, render, publish) and every published version, which never changes.
Does not own sittings (quiz), progress (learning) or the trainers' screens (studio).
Depends on people (guards of its public pages), web, audit, db.
"""
