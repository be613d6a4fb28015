"""Screens and files for the Sekda and for completion per OPD.

Owns: sentences, drawings and file forms of its audiences. No table.
Does not own: any figure; each comes from comprehension (how well) or learning (how far).
Depends on: comprehension, quiz, learning, materials, people, web; reads everything.
"""
