"""What the trainers' pages compose from the rooms below."""

from app.studio.queries.documents import author_of, document, material_lines, people_working, shown
from app.studio.queries.editing import (
    Begun,
    Companion,
    Edited,
    begun,
    companions,
    edited,
    moment_words,
    title_of,
    versions_of,
)
from app.studio.queries.items import analysed_sets, item_analysis
from app.studio.queries.late import LatePage, late_attempt_lines, late_page
from app.studio.queries.learners import GiftLine, gift_lines, learner_quizzes
from app.studio.queries.remark import Remarking, remarking

__all__ = [
    "Begun",
    "Companion",
    "Edited",
    "GiftLine",
    "LatePage",
    "Remarking",
    "analysed_sets",
    "author_of",
    "begun",
    "companions",
    "document",
    "edited",
    "gift_lines",
    "item_analysis",
    "late_attempt_lines",
    "late_page",
    "learner_quizzes",
    "material_lines",
    "moment_words",
    "people_working",
    "remarking",
    "shown",
    "title_of",
    "versions_of",
]
