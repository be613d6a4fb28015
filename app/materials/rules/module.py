"""Published modules as other rooms read them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

WORDS_A_MINUTE = 180


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A line of the catalogue."""

    slug: str
    order: int
    title: str
    summary: str
    minutes: int
    jp: Decimal
    version_id: int
    number: int
    published_at: datetime
    section_count: int
    quiz_slug: str | None


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the list of its module; positions begin at 1."""

    position: int
    anchor: str
    title: str
    minutes: int
    lead: str


@dataclass(frozen=True, slots=True)
class ModulePage:
    """Everything of a module version but its texts."""

    card: ModuleCard
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]
    salah_kaprah: tuple[str, ...]
    legal: tuple[str, ...]
    instruments: tuple[int, ...]
    speaker: str | None
    sections: tuple[SectionLine, ...]


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section, rendered; `headings` are (anchor, title) of the headings inside it."""

    line: SectionLine
    html: str
    headings: tuple[tuple[str, str], ...]


def reading_minutes(words: int) -> int:
    """Whole minutes of a section: its words, and one minute for its figure, table or practice."""
    return 1 + (words + WORDS_A_MINUTE // 2) // WORDS_A_MINUTE
