"""Acts upon many people, as whoever did them can take them back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import session
from app.people.models import BulkAct, BulkItem, Person
from app.people.spells import BulkKind


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One act upon many people."""

    id: int
    kind: BulkKind
    made_at: datetime
    undone_at: datetime | None
    people: int


def bulk_acts(by: int, *, since: datetime) -> list[BulkLine]:
    """The own acts since then, newest first."""
    rows = session.execute(
        select(BulkAct.id, BulkAct.kind, BulkAct.made_at, BulkAct.undone_at, func.count(BulkItem.id))
        .join(BulkItem, BulkItem.act_id == BulkAct.id)
        .where(BulkAct.made_by == by, BulkAct.made_at > since)
        .group_by(BulkAct.id, BulkAct.kind, BulkAct.made_at, BulkAct.undone_at)
        .order_by(BulkAct.id.desc())
    )
    return [BulkLine(*row) for row in rows]


def people_named(person_ids: list[int]) -> list[tuple[int, str]]:
    """These people as id and name, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(person_ids))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(row[0], row[1]) for row in rows]
