"""Acts upon many people, as whoever did them can take them back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from app.db import session
from app.people.models import BulkAct, BulkItem, Membership, Opd, Person
from app.people.queries.membership import covers
from app.people.rules import masked_nip
from app.people.rules.entry import Addressee
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


def addressees(person_ids: list[int], *, day: date) -> list[Addressee]:
    """These people by name, their NIP masked; what is not known of one is an empty text."""
    rows = session.execute(
        select(Person.id, Person.name, Person.nip, Opd.short_name, Membership.unit, Person.surel)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, covers(day)))
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(Person.id.in_(person_ids))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [
        Addressee(person_id, name, masked_nip(nip) or "", opd or "", unit or "", surel or "")
        for person_id, name, nip, opd, unit, surel in rows
    ]
