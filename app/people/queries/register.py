"""The OPD of the register, and who is at home in one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, func, or_, select

from app.db import session
from app.people.models import FormerName, Membership, Opd, Person, RoleGrant
from app.people.queries.membership import covers
from app.people.rules import OpdKind, OpdRow, Role


def _opd_columns() -> Select[int, str, str, str, OpdKind, int | None, date, date | None]:
    return select(
        Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind, Opd.parent_id, Opd.valid_from, Opd.valid_to
    )


def _opd(row: Row[int, str, str, str, OpdKind, int | None, date, date | None] | None) -> OpdRow | None:
    return OpdRow(*row) if row else None


def register() -> list[OpdRow]:
    """Every OPD that ever was in the register, by name."""
    return [OpdRow(*row) for row in session.execute(_opd_columns().order_by(Opd.name))]


def opd_by_code(code: str) -> OpdRow | None:
    """The OPD with that code."""
    row = session.execute(_opd_columns().where(Opd.code == code)).first()
    return _opd(row)


def opd_by_id(opd_id: int) -> OpdRow | None:
    """The OPD with that id."""
    row = session.execute(_opd_columns().where(Opd.id == opd_id)).first()
    return _opd(row)


def with_children(opd_ids: frozenset[int]) -> frozenset[int]:
    """These OPD and the ones under them: the scope of their admin."""
    if not opd_ids:
        return opd_ids
    children = session.scalars(select(Opd.id).where(Opd.parent_id.in_(opd_ids)))
    return opd_ids | frozenset(children)


def home_opd(person_id: int, day: date) -> OpdRow | None:
    """Where a person belongs on that day."""
    row = session.execute(
        _opd_columns()
        .join(Membership, Membership.opd_id == Opd.id)
        .where(Membership.person_id == person_id, covers(day))
    ).first()
    return _opd(row)


def member_counts(day: date) -> dict[int, int]:
    """How many people belong to each OPD on that day; an OPD without any is absent."""
    rows = session.execute(
        select(Membership.opd_id, func.count(Membership.id)).where(covers(day)).group_by(Membership.opd_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class OldName:
    """What an OPD was called until before a day."""

    opd_id: int
    name: str
    short_name: str
    until_on: date


def former_names() -> list[OldName]:
    """The former names of every OPD, newest first."""
    rows = session.execute(
        select(FormerName.opd_id, FormerName.name, FormerName.short_name, FormerName.until_on).order_by(
            FormerName.until_on.desc()
        )
    )
    return [OldName(*row) for row in rows]


def former_names_of(opd_id: int) -> list[OldName]:
    """The former names of one OPD, newest first."""
    return [one for one in former_names() if one.opd_id == opd_id]


def admins_of(opd_id: int) -> list[tuple[int, str]]:
    """Who looks after that OPD, as id and name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.opd_id == opd_id, RoleGrant.role == Role.ADMIN_OPD)
        .order_by(func.lower(Person.name))
    )
    return [(row[0], row[1]) for row in rows]


def names_in(opd_id: int, on: date) -> list[str]:
    """The names of everybody who belongs to that OPD on that day or afterwards."""
    rows = session.scalars(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.opd_id == opd_id, or_(Membership.end_on.is_(None), Membership.end_on > on))
        .order_by(func.lower(Person.name), Person.id)
    )
    return list(rows)
