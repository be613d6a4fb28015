"""Published salah kaprah, legal sources, terms and standards as other rooms read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.materials.rules.draft import Certainty, LegalDraft, LegalStatus

CHECKED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Standard:
    """What everybody obliged must have read, and the test that proves comprehension."""

    version_id: int
    code: str
    title: str
    valid_from: date
    module_slugs: tuple[str, ...]
    test_slug: str
    pass_mark: Fraction
    target: Fraction
    grace_days: int
    validity_days: int
    min_measured: int
    min_answered: Fraction


@dataclass(frozen=True, slots=True)
class SalahKaprah:
    """A misconception: how it sounds, why it tempts, why it fails, what is true."""

    code: str
    title: str
    belief: str
    temptation: str
    refutation: str
    truth: str
    legal: tuple[str, ...]
    indicators: Mapping[int, tuple[int, ...]]
    core: bool


@dataclass(frozen=True, slots=True)
class LegalSource:
    """A regulation and how sure we are of it."""

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
class GlossaryTerm:
    """A word of the field and what it means."""

    code: str
    term: str
    meaning: str
    foreign: str | None
    legal: tuple[str, ...]


def is_stale(source: LegalSource | LegalDraft, today: date) -> bool:
    """Whether a text that cites it should be looked at: revoked, or unchecked for more than a year."""
    return source.status is LegalStatus.DICABUT or today - source.checked_on > CHECKED_FOR
