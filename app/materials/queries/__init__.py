"""Questions that read what is published; every answer is a frozen row of `rules`."""

from app.materials.queries.catalogue import (
    current_standard,
    glossary,
    least_answered,
    legal_sources,
    salah_kaprah,
    salah_kaprah_catalogue,
    standards,
)
from app.materials.queries.desk import draft_of, drafts_of, loose_pictures
from app.materials.queries.documents import (
    document_state,
    history,
    image,
    pictures_of,
    source,
    withdrawn_states,
)
from app.materials.queries.modules import module, module_version, modules, modules_refuting, section
from app.materials.queries.planned import (
    ended_plans,
    planned,
    planned_first,
    planned_text,
    untold_plans,
    waiting_plan,
    waiting_plans,
)
from app.materials.queries.questions import (
    practice_set,
    question,
    question_set,
    question_set_version,
    questions,
)
from app.materials.queries.retired import retired_question

__all__ = [
    "current_standard",
    "document_state",
    "draft_of",
    "drafts_of",
    "ended_plans",
    "glossary",
    "history",
    "image",
    "least_answered",
    "legal_sources",
    "loose_pictures",
    "module",
    "module_version",
    "modules",
    "modules_refuting",
    "pictures_of",
    "planned",
    "planned_first",
    "planned_text",
    "practice_set",
    "question",
    "question_set",
    "question_set_version",
    "questions",
    "retired_question",
    "salah_kaprah",
    "salah_kaprah_catalogue",
    "section",
    "source",
    "standards",
    "untold_plans",
    "waiting_plan",
    "waiting_plans",
    "withdrawn_states",
]
