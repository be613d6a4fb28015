"""How well: sittings of question sets, their answers, marks and results.

Owns: attempt, attempt_item, answer, late_answer, result, item_result, standing.
Does not own: the questions and their key (materials), completion (learning), rates (comprehension).
Depends on: learning (tells it about a pass), materials, people, web, db, clock.
"""
