"""Published question sets as other rooms read them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.materials.rules.number import read_number


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
    URUTAN = "urutan"
    JODOH = "jodoh"
    ISIAN = "isian"
    ANGKA = "angka"


CHOOSING = frozenset({QuestionType.TUNGGAL, QuestionType.GANDA})
"""The types that are answered by choosing options."""
WRITTEN = frozenset({QuestionType.ISIAN, QuestionType.ANGKA})
"""The types that are answered in one's own words: their choices are the key, and never shown before."""


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
    """An entry of a question; `position` is its place in the source, from 0.

    tunggal, ganda: an option. urutan: a step, the places give the right order. jodoh: what belongs to
    `left`, or belongs to nothing. isian, angka: an answer that is accepted (`correct`) or foreseen as wrong.
    """

    position: int
    html: str
    text: str
    correct: bool
    salah_kaprah: str | None
    feedback_html: str | None
    left_html: str | None = None
    left_text: str | None = None

    @property
    def number(self) -> Decimal | None:
        """The value of an answer to an `angka` question."""
        return read_number(self.text)


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under one `# ` heading: `draw` of them are asked (None: all), in every form or in one."""

    number: int
    title: str
    draw: int | None
    form: str | None


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
    tolerance: Decimal = Decimal(0)
    group: QuestionGroup | None = None
