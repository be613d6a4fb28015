"""Lists of people as their OPD's admin and the administrator search them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from app.db import session
from app.people.models import Exemption, Membership, Opd, Person, RoleGrant
from app.people.queries.accounts import matches, roles_of
from app.people.queries.membership import covers
from app.people.rules import EVERYTHING, Role, Scope


class Only(StrEnum):
    """What a list of people is narrowed to; the value stands in the address."""

    EVERYBODY = ""
    WITHOUT_PASSWORD = "belum-masuk"  # noqa: S105 - a word of an address
    EXEMPT = "dikecualikan"
    CLOSED = "ditutup"
    WITHOUT_OPD = "tanpa-opd"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people are wanted, within what the asker may see."""

    scope: Scope = EVERYTHING
    search: str = ""
    role: Role | None = None
    opd_id: int | None = None
    only: Only = Only.EVERYBODY


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list; the NIP is masked there."""

    id: int
    name: str
    nip: str | None
    surel: str | None
    active: bool
    has_password: bool
    opd_name: str | None
    unit: str | None
    exempt: bool
    roles: tuple[Role, ...]


def people_page(
    wanted: PeopleFilter, *, day: date, limit: int, offset: int = 0
) -> tuple[list[PersonLine], int]:
    """One page of the wanted people, by name, and how many there are in all."""
    total = session.scalar(_at_home(select(func.count(Person.id)), day).where(_fits(wanted, day))) or 0
    columns = select(
        Person.id,
        Person.name,
        Person.nip,
        Person.surel,
        Person.active,
        Person.password_hash.is_not(None),
        Opd.short_name,
        Membership.unit,
        _exempt(day),
    )
    rows = session.execute(
        _at_home(columns, day)
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(_fits(wanted, day))
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    ).all()
    roles = roles_of([row[0] for row in rows])
    return [_line(row, roles) for row in rows], total


def _line(row: Any, roles: dict[int, tuple[Role, ...]]) -> PersonLine:
    return PersonLine(*(*row, roles.get(row[0], ())))


def people_ids(wanted: PeopleFilter, *, day: date) -> list[int]:
    """Everybody wanted, by name: for an act upon all of them."""
    query = _at_home(select(Person.id), day).where(_fits(wanted, day))
    return list(session.scalars(query.order_by(func.lower(Person.name), Person.id)))


def _at_home(query: Select[*tuple[Any, ...]], day: date) -> Select[*tuple[Any, ...]]:
    return query.select_from(Person).outerjoin(
        Membership, and_(Membership.person_id == Person.id, covers(day))
    )


def _exempt(day: date) -> ColumnElement[bool]:
    return (
        select(Exemption.id)
        .where(Exemption.person_id == Person.id, Exemption.from_on <= day, Exemption.to_on >= day)
        .exists()
    )


def _fits(wanted: PeopleFilter, day: date) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true(), matches(wanted.search)]
    if wanted.scope.opd_ids is not None:
        conditions.append(Membership.opd_id.in_(wanted.scope.opd_ids))
    if wanted.opd_id is not None:
        conditions.append(Membership.opd_id == wanted.opd_id)
    if wanted.role is not None:
        holders = select(RoleGrant.person_id).where(RoleGrant.role == wanted.role)
        conditions.append(Person.id.in_(holders))
    narrowed: dict[Only, ColumnElement[bool]] = {
        Only.WITHOUT_PASSWORD: and_(Person.active.is_(True), Person.password_hash.is_(None)),
        Only.EXEMPT: _exempt(day),
        Only.CLOSED: Person.active.is_(False),
        Only.WITHOUT_OPD: Membership.id.is_(None),
    }
    if wanted.only in narrowed:
        conditions.append(narrowed[wanted.only])
    return and_(*conditions)
