"""The nouns and decisions of the room; other rooms import them from here."""

from app.materials.rules.address import Address, DocumentKind, address_of, slugify
from app.materials.rules.catalogue import (
    GlossaryTerm,
    LegalSource,
    SalahKaprah,
    Standard,
    is_stale,
    matches,
    share_text,
    spoken_list,
    state_words,
)
from app.materials.rules.draft import (
    Certainty,
    Draft,
    LegalStatus,
    ListDraft,
    ModuleDraft,
    QuestionsDraft,
    StandardDraft,
)
from app.materials.rules.module import ModuleCard, ModulePage, SectionLine, SectionPage
from app.materials.rules.problem import Code, Level, Problem, in_order, stops
from app.materials.rules.quiz import Choice, FeedbackRule, Question, QuestionSet, QuestionType, SetKind
from app.materials.rules.version import ChangeKind, DocumentState, EditConflict, Origin, Outcome, Result

__all__ = [
    "Address",
    "Certainty",
    "ChangeKind",
    "Choice",
    "Code",
    "DocumentKind",
    "DocumentState",
    "Draft",
    "EditConflict",
    "FeedbackRule",
    "GlossaryTerm",
    "LegalSource",
    "LegalStatus",
    "Level",
    "ListDraft",
    "ModuleCard",
    "ModuleDraft",
    "ModulePage",
    "Origin",
    "Outcome",
    "Problem",
    "Question",
    "QuestionSet",
    "QuestionType",
    "QuestionsDraft",
    "Result",
    "SalahKaprah",
    "SectionLine",
    "SectionPage",
    "SetKind",
    "Standard",
    "StandardDraft",
    "address_of",
    "in_order",
    "is_stale",
    "matches",
    "share_text",
    "slugify",
    "spoken_list",
    "state_words",
    "stops",
]
