"""Accounts as their owner and the administrator see them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from app.db import session
from app.people.models import (
    Membership,
    Opd,
    Person,
    RoleGrant,
)
from app.people.queries.membership import covers
from app.people.queries.sessions import credentials
from app.people.rules import JobLevel, Role, Scope, nip_digits

CHUNK = 2_000
LONGEST_SEARCH = 200
"""No name is longer; SQLite refuses a pattern of many thousand characters."""


def like_pattern(search: str) -> str:
    return "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").lower() + "%"


def matches(search: str) -> ColumnElement[bool]:
    search = search.strip()[:LONGEST_SEARCH]
    if not search:
        return Person.id.is_not(None)
    pattern = like_pattern(search)
    found = or_(
        func.lower(Person.name).like(pattern, escape="\\"),
        func.lower(Person.surel).like(pattern, escape="\\"),
    )
    digits = nip_digits(search)
    return or_(found, Person.nip.like(f"%{digits}%")) if digits.isdigit() else found


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """A learner as a trainer finds one: enough to tell two people of the same name apart."""

    id: int
    name: str
    nip: str | None
    opd_name: str | None


def learners_like(search: str, *, day: date, limit: int) -> list[LearnerLine]:
    """The learners with an open account whose name or NIP holds the search, by name, at most `limit`."""
    return _learners(_named(search), day=day, limit=limit)


def learner(person_id: int, *, day: date) -> LearnerLine | None:
    """The learner of that id; somebody who does not learn is as unknown as nobody."""
    return next(iter(_learners(Person.id == person_id, day=day, limit=1)), None)


def _learners(condition: ColumnElement[bool], *, day: date, limit: int) -> list[LearnerLine]:
    learns = select(RoleGrant.person_id).where(RoleGrant.role == Role.PESERTA)
    rows = session.execute(
        select(Person.id, Person.name, Person.nip, Opd.short_name)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, covers(day)))
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(condition, Person.active.is_(True), Person.id.in_(learns))
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
    )
    return [LearnerLine(*row) for row in rows]


def _named(search: str) -> ColumnElement[bool]:
    search = search[:LONGEST_SEARCH]
    digits = nip_digits(search)
    if digits.isdigit():
        return Person.nip.like(f"%{digits}%")
    return func.lower(Person.name).like(like_pattern(search), escape="\\")


def staff_like(search: str, scope: Scope, *, day: date, limit: int) -> list[LearnerLine]:
    """Open accounts within the scope whose name, NIP or surel holds the search, by name, at most `limit`."""
    within = Membership.opd_id.in_(scope.opd_ids) if scope.opd_ids is not None else true()
    rows = session.execute(
        select(Person.id, Person.name, Person.nip, Opd.short_name)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, covers(day)))
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(matches(search), Person.active.is_(True), within)
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
    )
    return [LearnerLine(*row) for row in rows]


def roles_of(person_ids: list[int]) -> dict[int, tuple[Role, ...]]:
    """The roles of these people."""
    found: dict[int, tuple[Role, ...]] = {}
    for person_id, role in session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.person_id.in_(person_ids))
    ):
        found[person_id] = (*found.get(person_id, ()), role)
    return found


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is held about one person, for that person's own page."""

    id: int
    name: str
    nip: str | None
    surel: str | None
    job_level: JobLevel


def person(person_id: int) -> PersonFacts | None:
    """The person with that id."""
    row = session.execute(
        select(Person.id, Person.name, Person.nip, Person.surel, Person.job_level).where(
            Person.id == person_id
        )
    ).first()
    return PersonFacts(*row) if row else None


def person_id_by(account: str) -> int | None:
    """The person behind an `account_key`."""
    found = credentials(account)
    return found.person_id if found else None


def names_of(person_ids: set[int]) -> dict[int, str]:
    """Names for a set of ids, for lists that show who did something."""
    wanted = sorted(person_ids)
    names: dict[int, str] = {}
    for start in range(0, len(wanted), CHUNK):
        query = select(Person.id, Person.name).where(Person.id.in_(wanted[start : start + CHUNK]))
        names |= {row.id: row.name for row in session.execute(query)}
    return names


def exists_any() -> bool:
    """Whether anybody has an account at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def has_demo_account() -> bool:
    """Whether an account of the demo world exists; production refuses to start beside one."""
    return session.scalar(select(Person.id).where(Person.demo.is_(True)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class AccountCounts:
    """How many accounts there are, and how many of the open ones need somebody's attention."""

    active: int
    closed: int
    without_password: int
    without_opd: int


def account_counts(day: date) -> AccountCounts:
    """All accounts on that day, counted in one query."""
    home = select(Membership.id).where(Membership.person_id == Person.id, covers(day)).exists()
    row = session.execute(
        select(
            func.count(case((Person.active.is_(True), 1))),
            func.count(case((Person.active.is_(False), 1))),
            func.count(case((and_(Person.active.is_(True), Person.password_hash.is_(None)), 1))),
            func.count(case((and_(Person.active.is_(True), ~home), 1))),
        ).select_from(Person)
    ).one()
    return AccountCounts(*row)


def role_counts() -> dict[Role, int]:
    """How many people with an open account hold each role that anybody holds."""
    rows = session.execute(
        select(RoleGrant.role, func.count(RoleGrant.person_id.distinct()))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(Person.active.is_(True))
        .group_by(RoleGrant.role)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the administrator sees the account: who it is and whether it can be entered."""

    id: int
    name: str
    nip: str | None
    surel: str | None
    job_level: JobLevel
    active: bool
    has_password: bool
    created_at: datetime


def account(person_id: int) -> Account | None:
    """The account of the person with that id."""
    row = session.execute(
        select(
            Person.id,
            Person.name,
            Person.nip,
            Person.surel,
            Person.job_level,
            Person.active,
            Person.password_hash.is_not(None),
            Person.created_at,
        ).where(Person.id == person_id)
    ).first()
    return Account(*row) if row else None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds, since when, and of which OPD when it is an admin's."""

    id: int
    role: Role
    opd_id: int | None
    opd_name: str | None
    granted_at: datetime


def grants_of(person_id: int) -> list[Grant]:
    """The roles of one person, in the order in which they were given."""
    rows = session.execute(
        select(RoleGrant.id, RoleGrant.role, RoleGrant.opd_id, Opd.name, RoleGrant.granted_at)
        .outerjoin(Opd, Opd.id == RoleGrant.opd_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [Grant(*row) for row in rows]


def ids_by_name(search: str, *, limit: int) -> list[int]:
    """The people whose name, NIP or surel holds the search, at most `limit`."""
    return list(session.scalars(select(Person.id).where(matches(search)).order_by(Person.id).limit(limit)))
