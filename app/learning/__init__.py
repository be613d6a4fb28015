"""How far: who is obliged since when, what was read, what is completed; the catalogue and reading pages.

Owns: reading, section_read, quiz_pass, completion. Does not own: the material (materials), marks (quiz),
figures (comprehension). Depends on: materials, people, web, db, clock.
"""
