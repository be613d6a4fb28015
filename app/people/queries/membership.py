"""Who belonged where on a day: the selectable behind every roster, and its facts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.db import session
from app.people.models import (
    Exemption,
    FormerLevel,
    Membership,
    Opd,
    Person,
    SignInSession,
)
from app.people.rules import ExemptionReason, JobLevel, Scope


def covers(day: date) -> ColumnElement[bool]:
    """The condition that a membership holds on that day (half-open)."""
    return and_(Membership.start_on <= day, or_(Membership.end_on.is_(None), Membership.end_on > day))


def members(day: date, scope: Scope) -> Select[int, int, date, int]:
    """Selectable for other rooms: person_id, opd_id, first_on (first day in the province), exempt (count)."""
    first_day = (
        select(Membership.person_id, func.min(Membership.start_on).label("first_on"))
        .group_by(Membership.person_id)
        .subquery()
    )
    exempt = (
        select(func.count(Exemption.id))
        .where(Exemption.person_id == Membership.person_id, Exemption.from_on <= day, Exemption.to_on >= day)
        .correlate(Membership)
        .scalar_subquery()
    )
    query = (
        select(Membership.person_id, Membership.opd_id, first_day.c.first_on, exempt.label("exempt"))
        .join(first_day, first_day.c.person_id == Membership.person_id)
        .where(covers(day))
    )
    if scope.opd_ids is not None:
        query = query.where(Membership.opd_id.in_(scope.opd_ids))
    return query


def home_opd_ids(day: date) -> dict[int, int]:
    """The home OPD of everybody who has one on that day."""
    rows = session.execute(select(Membership.person_id, Membership.opd_id).where(covers(day)))
    return {person_id: opd_id for person_id, opd_id in rows}  # noqa: C416 (rows are typed tuples)


def members_of(opd_id: int, day: date) -> Select[int]:
    """Selectable for other rooms: the ids of the people of one OPD on that day."""
    return select(Membership.person_id).where(Membership.opd_id == opd_id, covers(day))


def members_within(scope: Scope, day: date) -> Select[int]:
    """Selectable for other rooms: the ids of everybody who belongs to an OPD of the scope on that day."""
    query = select(Membership.person_id).where(covers(day))
    return query if scope.opd_ids is None else query.where(Membership.opd_id.in_(scope.opd_ids))


@dataclass(frozen=True, slots=True)
class StaffName:
    """A member of an OPD as its admin sees the person."""

    person_id: int
    name: str
    unit: str
    last_seen_at: datetime | None


def staff(opd_ids: frozenset[int], day: date) -> list[StaffName]:
    """The people of these OPD on that day, by name, with when they were last signed in."""
    seen = (
        select(SignInSession.person_id, func.max(SignInSession.last_seen_at).label("at"))
        .group_by(SignInSession.person_id)
        .subquery()
    )
    rows = session.execute(
        select(Person.id, Person.name, Membership.unit, seen.c.at)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(seen, seen.c.person_id == Person.id)
        .where(Membership.opd_id.in_(opd_ids), covers(day))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [StaffName(*row) for row in rows]


def spells() -> list[tuple[int, int, date, date | None]]:
    """Every membership as person_id, opd_id, start, end: the facts of an export."""
    rows = session.execute(
        select(Membership.person_id, Membership.opd_id, Membership.start_on, Membership.end_on).order_by(
            Membership.person_id, Membership.start_on
        )
    )
    return list(rows)


def exemptions() -> list[tuple[int, date, date, ExemptionReason]]:
    """Every exemption as person_id, first day, last day, reason."""
    rows = session.execute(
        select(Exemption.person_id, Exemption.from_on, Exemption.to_on, Exemption.reason).order_by(
            Exemption.person_id
        )
    )
    return list(rows)


def exempt_until(person_id: int, day: date) -> date | None:
    """The last day of the exemption that holds for this person on that day; None when none does."""
    return session.scalar(
        select(func.max(Exemption.to_on)).where(
            Exemption.person_id == person_id, Exemption.from_on <= day, Exemption.to_on >= day
        )
    )


def job_levels(person_ids: frozenset[int], day: date) -> dict[int, JobLevel]:
    """The job level that each person had on that day."""
    rows = session.execute(select(Person.id, Person.job_level))
    found = {person_id: level for person_id, level in rows if person_id in person_ids}
    former = session.execute(
        select(FormerLevel.person_id, FormerLevel.job_level)
        .where(FormerLevel.until_on > day)
        .order_by(FormerLevel.until_on.desc())  # the one that ends first after the day is written last
    )
    found.update((person_id, level) for person_id, level in former if person_id in found)
    return found


@dataclass(frozen=True, slots=True)
class Spell:
    """Where a person belonged, from a day on until before another."""

    opd_name: str
    unit: str
    start_on: date
    end_on: date | None


def spells_of(person_id: int) -> list[Spell]:
    """The memberships of one person, newest first."""
    rows = session.execute(
        select(Opd.name, Membership.unit, Membership.start_on, Membership.end_on)
        .join(Opd, Opd.id == Membership.opd_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.start_on.desc())
    )
    return [Spell(*row) for row in rows]
