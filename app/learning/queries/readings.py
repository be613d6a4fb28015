"""What one person has begun to read, for that person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.learning.models import PartRead, Reading, SectionRead


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """A module that a person has begun, with each section marked read and when."""

    module_slug: str
    started_at: datetime
    sections: tuple[tuple[str, datetime], ...]


def readings_of(person_id: int) -> list[ReadingFact]:
    """What this person has begun to read, in the order of beginning."""
    rows = session.execute(
        select(Reading.module_slug, Reading.started_at, SectionRead.anchor, SectionRead.read_at)
        .outerjoin(SectionRead, SectionRead.reading_id == Reading.id)
        .where(Reading.person_id == person_id)
        .order_by(Reading.started_at, Reading.id, SectionRead.read_at)
    ).all()
    sections: dict[tuple[str, datetime], list[tuple[str, datetime]]] = {}
    for slug, started_at, anchor, read_at in rows:
        sections.setdefault((slug, started_at), []).extend([(anchor, read_at)] if anchor else [])
    return [ReadingFact(slug, started_at, tuple(read)) for (slug, started_at), read in sections.items()]


def parts_read_of(person_id: int) -> list[tuple[int, str, datetime]]:
    """What was read of later versions, as version id, anchor and instant."""
    rows = session.execute(
        select(PartRead.version_id, PartRead.anchor, PartRead.read_at)
        .where(PartRead.person_id == person_id)
        .order_by(PartRead.read_at)
    )
    return [(row[0], row[1], row[2]) for row in rows]
