"""Questions about people: who is signed in, who belongs where on a day, whom the administrator looks for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select

from app.db import read, session
from app.people.models import (
    EntryLink,
    Exemption,
    Membership,
    Opd,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from app.people.rules import ExemptionReason, JobLevel, OpdKind, OpdRow, Role, Scope, nip_digits


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the loader needs to know of a signed-in browser."""

    session_id: int
    person_id: int
    name: str
    last_seen_at: datetime
    roles: frozenset[Role]
    admin_opd_ids: frozenset[int]


_SIGNED_IN = (
    select(
        SignInSession.id,
        SignInSession.person_id,
        Person.name,
        SignInSession.last_seen_at,
        RoleGrant.role,
        RoleGrant.opd_id,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("at"),
        Person.active.is_(True),
    )
)


def signed_in(token_hash: str, at: datetime) -> SessionRow | None:
    """The live session with that token, with the person's roles: one narrow query on every request."""
    rows = read(_SIGNED_IN, token_hash=token_hash, at=at).all()
    if not rows:
        return None
    first = rows[0]
    return SessionRow(
        session_id=first.id,
        person_id=first.person_id,
        name=first.name,
        last_seen_at=first.last_seen_at,
        roles=frozenset(row.role for row in rows if row.role),
        admin_opd_ids=frozenset(row.opd_id for row in rows if row.opd_id),
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account as sign-in sees it."""

    person_id: int
    password_hash: str | None
    active: bool


def credentials(account: str) -> Credentials | None:
    """The account that a typed NIP or surel names; `account` is an `account_key`."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.active).where(
            or_(Person.nip == account, Person.surel == account)
        )
    ).first()
    return Credentials(*row) if row else None


def failures_since(account_hash: str, since: datetime) -> tuple[int, datetime | None]:
    """How many wrong tries this account had since then, and when the last was."""
    count, last = session.execute(
        select(func.count(), func.max(SignInFailure.failed_at)).where(
            SignInFailure.account == account_hash, SignInFailure.failed_at > since
        )
    ).one()
    return count, last


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


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the administrator's list; the NIP is masked there."""

    id: int
    name: str
    nip: str | None
    surel: str | None
    active: bool
    opd_name: str | None
    roles: tuple[Role, ...]


def people_page(
    *, search: str, day: date, limit: int, offset: int, role: Role | None = None
) -> tuple[list[PersonLine], int]:
    """One page of people whose name, NIP or surel holds the search, and how many there are in all."""
    condition = _matches(search)
    if role is not None:
        holders = select(RoleGrant.person_id).where(RoleGrant.role == role)
        condition = and_(condition, Person.id.in_(holders))
    total = session.scalar(select(func.count(Person.id)).where(condition)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Person.nip, Person.surel, Person.active, Opd.short_name)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, covers(day)))
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(condition)
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    ).all()
    roles = roles_of([row.id for row in rows])
    return [PersonLine(*row, roles.get(row.id, ())) for row in rows], total


def _matches(search: str) -> ColumnElement[bool]:
    search = search.strip()
    if not search:
        return Person.id.is_not(None)
    pattern = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").lower() + "%"
    found = or_(
        func.lower(Person.name).like(pattern, escape="\\"),
        func.lower(Person.surel).like(pattern, escape="\\"),
    )
    digits = nip_digits(search)
    return or_(found, Person.nip.like(f"%{digits}%")) if digits.isdigit() else found


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
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def exists_any() -> bool:
    """Whether anybody has an account at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def has_demo_account() -> bool:
    """Whether an account of the demo world exists; production refuses to start beside one."""
    return session.scalar(select(Person.id).where(Person.demo.is_(True)).limit(1)) is not None


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


def job_levels(person_ids: frozenset[int]) -> dict[int, JobLevel]:
    """The job level of each person."""
    rows = session.execute(select(Person.id, Person.job_level))
    return {person_id: level for person_id, level in rows if person_id in person_ids}


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser in the person's own list."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime


def open_sessions(person_id: int, at: datetime) -> list[OpenSession]:
    """The person's live sessions, newest first."""
    rows = session.execute(
        select(SignInSession.id, SignInSession.device, SignInSession.created_at, SignInSession.last_seen_at)
        .where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return [OpenSession(*row) for row in rows]


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


def member_counts(day: date) -> dict[int, int]:
    """How many people belong to each OPD on that day; an OPD without any is absent."""
    rows = session.execute(
        select(Membership.opd_id, func.count(Membership.id)).where(covers(day)).group_by(Membership.opd_id)
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


def open_link_until(person_id: int, at: datetime) -> datetime | None:
    """Until when an unused one-time link of this person works; None when there is none."""
    return session.scalar(
        select(func.max(EntryLink.expires_at)).where(
            EntryLink.person_id == person_id, EntryLink.used_at.is_(None), EntryLink.expires_at > at
        )
    )


def ids_by_name(search: str, *, limit: int) -> list[int]:
    """The people whose name, NIP or surel holds the search, at most `limit`."""
    return list(session.scalars(select(Person.id).where(_matches(search)).order_by(Person.id).limit(limit)))
