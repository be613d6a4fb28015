"""What the plan of the world is made of: people, where they belong, and what they do at which instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.people.rules import ExemptionReason, JobLevel, OpdDraft, Role

LEARNER = frozenset({Role.PESERTA})


class Story(StrEnum):
    """How far somebody came, and what the last test showed."""

    NOT_STARTED = "not_started"
    READING = "reading"
    ONE_MODULE = "one_module"
    QUIZ_FAILED = "quiz_failed"
    READ_ALL = "read_all"
    TEST_OPEN = "test_open"
    TEST_THIN = "test_thin"
    UNDERSTANDS = "understands"
    UNDERSTOOD_BEFORE = "understood_before"
    RECOVERED = "recovered"
    BELIEVES = "believes"
    BELIEVES_AND_PASSES = "believes_and_passes"
    UNSURE = "unsure"
    UNSURE_OF_CORE = "unsure_of_core"
    SLIPPED = "slipped"


UNDERSTANDING = frozenset({Story.UNDERSTANDS, Story.UNDERSTOOD_BEFORE, Story.RECOVERED})
BELIEVING = frozenset({Story.BELIEVES, Story.BELIEVES_AND_PASSES})
UNSETTLED = frozenset({Story.UNSURE, Story.UNSURE_OF_CORE, Story.SLIPPED})
MEASURED = UNDERSTANDING | BELIEVING | UNSETTLED


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in one OPD, half-open."""

    opd_code: str
    unit: str
    start_on: date
    end_on: date | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which a person is not counted, both inclusive."""

    from_on: date
    to_on: date
    reason: ExemptionReason


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a sitting: the question's key, the answer as it is stored, the tap, the instant."""

    key: str
    response: str
    confidence: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SectionDone:
    """A section marked read."""

    slug: str
    anchor: str
    at: datetime

    @property
    def ended_at(self) -> datetime:
        """When the person was last there."""
        return self.at


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt at a set; without `submitted_at` it is still open."""

    set_slug: str
    started_at: datetime
    replies: tuple[Reply, ...]
    submitted_at: datetime | None
    form: str | None = None

    @property
    def ended_at(self) -> datetime:
        """When the person was last there."""
        return self.submitted_at or self.started_at


Act = SectionDone | Sitting


@dataclass(frozen=True, slots=True)
class Staff:
    """One invented person with everything that the person does, in order of time."""

    name: str
    nip: str
    surel: str | None
    job_level: JobLevel
    roles: frozenset[Role]
    story: Story
    spells: tuple[Spell, ...] = ()
    leaves: tuple[Leave, ...] = ()
    acts: tuple[Act, ...] = ()

    @property
    def home(self) -> Spell | None:
        """Where the person belongs when the world is loaded."""
        return next((spell for spell in self.spells if spell.end_on is None), None)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a loading writes, as of a day; a crowd comes one by one, once."""

    at: date
    offices: tuple[OpdDraft, ...]
    people: Iterable[Staff]
