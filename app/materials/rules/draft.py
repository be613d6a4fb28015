"""What a parsed document says, before anybody knows whether the rest of the folder agrees.

A draft is always complete: what could not be read stands as a default, and the problem says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.materials.rules.address import Address, DocumentKind
from app.materials.rules.problem import Problem
from app.materials.rules.quiz import FeedbackRule, QuestionType, SetKind


class Target(StrEnum):
    """What a reference points at."""

    BELIEF = "salah-kaprah"
    LEGAL = "dasar"
    MODULE = "modul"
    TERM = "istilah"
    TEST = "tes"
    PRACTICE = "latihan"
    LOCAL = "lokal"
    IMAGE = "gambar"


@dataclass(frozen=True, slots=True)
class Reference:
    """A code that must exist somewhere else, and the line that names it."""

    target: Target
    code: str
    line: int
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of Markdown and the line of the file where it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    anchor: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """One page of a module; `body` is the Markdown under its heading."""

    line: int
    anchor: str
    title: str
    body: Passage
    words: int
    lead: str
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleDraft:
    """A module as its file says it."""

    path: str
    address: Address
    title: str
    summary: str
    objectives: tuple[str, ...]
    minutes: int
    jp: Decimal
    prerequisites: tuple[str, ...]
    legal: tuple[str, ...]
    salah_kaprah: tuple[str, ...]
    instruments: tuple[int, ...]
    speaker: str | None
    sections: tuple[SectionDraft, ...]
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """One entry of an answer, as `Choice` explains it by type; `line` is where it stands."""

    line: int
    text: str
    correct: bool
    salah_kaprah: str | None = None
    feedback: Passage | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question; `type` is None when its written type is not one that exists."""

    line: int
    key: str
    key_given: bool
    type: QuestionType | None
    weight: int
    diagnostic: str | None
    fixed_order: bool
    replaces: str | None
    stem: str
    body: Passage
    explanation: Passage | None
    choices: tuple[ChoiceDraft, ...]
    tolerance: Decimal = Decimal(0)
    group: int | None = None


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A `# ` heading: `draw` of the questions below it are asked (None: all), in every form or in one."""

    number: int
    line: int
    title: str
    draw: int | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionsDraft:
    """A quiz, practice or test as its file says it; instants without zone are on the province's clock."""

    path: str
    address: Address
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
    retired: tuple[str, ...]
    groups: tuple[GroupDraft, ...]
    questions: tuple[QuestionDraft, ...]
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BeliefDraft:
    """An entry of `salah-kaprah.yml`."""

    line: int
    code: str
    title: str
    belief: str
    temptation: str
    refutation: str
    truth: str
    legal: tuple[str, ...]
    indicators: Mapping[int, tuple[int, ...]]
    core: bool


class LegalStatus(StrEnum):
    """Whether a source is in force."""

    BERLAKU = "berlaku"
    DICABUT = "dicabut"
    DIUBAH = "diubah"


class Certainty(StrEnum):
    """Whether somebody has read the official text."""

    PASTI = "pasti"
    PERLU_DIPERIKSA = "perlu-diperiksa"


@dataclass(frozen=True, slots=True)
class LegalDraft:
    """An entry of `dasar-hukum.yml`."""

    line: int
    id: str
    name: str
    title: str
    status: LegalStatus
    revoked_by: str | None
    valid_from: date | None
    checked_on: date
    link: str | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TermDraft:
    """An entry of `istilah.yml`."""

    line: int
    code: str
    term: str
    meaning: str
    foreign: str | None
    legal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardDraft:
    """A standard as its file says it."""

    path: str
    address: Address
    title: str
    valid_from: date
    modules: tuple[str, ...]
    test: str
    pass_mark: Fraction
    target: Fraction
    grace_days: int
    validity_days: int
    min_measured: int
    min_answered: Fraction
    delayed_test: str | None
    delayed_days: tuple[int, int] | None
    delayed_share: Fraction | None
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ListDraft:
    """One of the three lists; all entries are of the kind of its address."""

    path: str
    address: Address
    beliefs: tuple[BeliefDraft, ...] = ()
    legal: tuple[LegalDraft, ...] = ()
    terms: tuple[TermDraft, ...] = ()
    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()


Draft = ModuleDraft | QuestionsDraft | StandardDraft | ListDraft


def is_question_set(draft: Draft) -> bool:
    """Whether the draft holds questions."""
    return draft.address.kind in {DocumentKind.KUIS, DocumentKind.LATIHAN, DocumentKind.TES}
