"""Published question sets as other rooms read them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class SetKind(StrEnum):
    """What a question set is for."""

    LATIHAN = "latihan"
    KUIS = "kuis"
    TES = "tes"


class FeedbackRule(StrEnum):
    """When the learner sees key and explanation."""

    LANGSUNG = "langsung"
    SETELAH_KIRIM = "setelah-kirim"
    SETELAH_TUTUP = "setelah-tutup"


class QuestionType(StrEnum):
    """The types of question that can be published."""

    TUNGGAL = "tunggal"
    GANDA = "ganda"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A published version of a quiz, practice or test.

    0 attempts = unlimited, a window of 0 days = for ever, a limit of 0 minutes = none.
    """

    version_id: int
    number: int
    slug: str
    module_slug: str | None
    title: str
    kind: SetKind
    pass_mark: Fraction
    attempts_allowed: int
    attempts_window_days: int
    pause_minutes: int
    limit_minutes: int
    opens_at: datetime | None
    closes_at: datetime | None
    shuffle_questions: bool
    shuffle_choices: bool
    ask_confidence: bool
    feedback: FeedbackRule
    draw: int | None
    question_count: int


@dataclass(frozen=True, slots=True)
class Choice:
    """An option; `position` is its place in the source, from 0."""

    position: int
    html: str
    text: str
    correct: bool
    salah_kaprah: str | None
    feedback_html: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A published question with its key: for the server alone."""

    id: int
    key: str
    position: int
    type: QuestionType
    weight: int
    diagnostic: str | None
    fixed_order: bool
    stem_html: str
    stem_text: str
    body_html: str
    explanation_html: str
    choices: tuple[Choice, ...]
