"""Screens of the trainers under /studio/: what is published, and a text to check, preview and publish.

Owns: nothing. Does not own: documents, their checks and versions (materials).
Depends on: materials, people, web.
"""
