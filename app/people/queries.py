"""Questions about people: who is signed in, who belongs where on a day, whom the administrator looks for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select

from app.db import session
from app.people.models import Exemption, Membership, Opd, Person, RoleGrant, SignInFailure, SignInSession
from app.people.rules import ExemptionReason, JobLevel, OpdRow, Role, Scope, nip_digits


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the loader needs to know of a signed-in browser."""

    session_id: int
    person_id: int
    name: str
    last_seen_at: datetime
    roles: frozenset[Role]
    admin_opd_ids: frozenset[int]


def signed_in(token_hash: str, at: datetime) -> SessionRow | None:
    """The live session with that token, with the person's roles: one narrow query on every request."""
    rows = session.execute(
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
            SignInSession.token_hash == token_hash,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
            Person.active.is_(True),
        )
    ).all()
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


def _opd_columns() -> Select[tuple[int, str, str, str, object, int | None, date, date | None]]:
    return select(
        Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind, Opd.parent_id, Opd.valid_from, Opd.valid_to
    )


def register() -> list[OpdRow]:
    """Every OPD that ever was in the register, by name."""
    return [OpdRow(*row) for row in session.execute(_opd_columns().order_by(Opd.name))]  # type: ignore[arg-type]


def opd_by_code(code: str) -> OpdRow | None:
    """The OPD with that code."""
    row = session.execute(_opd_columns().where(Opd.code == code)).first()
    return OpdRow(*row) if row else None  # type: ignore[arg-type]


def opd_by_id(opd_id: int) -> OpdRow | None:
    """The OPD with that id."""
    row = session.execute(_opd_columns().where(Opd.id == opd_id)).first()
    return OpdRow(*row) if row else None  # type: ignore[arg-type]


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
    return OpdRow(*row) if row else None  # type: ignore[arg-type]


def covers(day: date) -> object:
    """The condition that a membership holds on that day (half-open)."""
    return and_(Membership.start_on <= day, or_(Membership.end_on.is_(None), Membership.end_on > day))


def members(day: date, scope: Scope) -> Select[tuple[int, int, date, int]]:
    """Selectable for other rooms: person_id, opd_id, first_on (first day in the province), exempt (0 or 1)."""
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
        .where(covers(day))  # type: ignore[arg-type]
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
        .where(Membership.opd_id.in_(opd_ids), covers(day))  # type: ignore[arg-type]
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


def people_page(*, search: str, day: date, limit: int, offset: int) -> tuple[list[PersonLine], int]:
    """One page of people whose name, NIP or surel holds the search, and how many there are in all."""
    condition = _matches(search)
    total = session.scalar(select(func.count(Person.id)).where(condition)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Person.nip, Person.surel, Person.active, Opd.short_name)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, covers(day)))  # type: ignore[arg-type]
        .outerjoin(Opd, Opd.id == Membership.opd_id)
        .where(condition)
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    ).all()
    roles = roles_of([row.id for row in rows])
    return [PersonLine(*row, roles.get(row.id, ())) for row in rows], total


def _matches(search: str) -> object:
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
    return {person_id: name for person_id, name in rows}


def exists_any() -> bool:
    """Whether anybody has an account at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def has_demo_account() -> bool:
    """Whether an account of the demo world exists; production refuses to start beside one."""
    return session.scalar(select(Person.id).where(Person.demo.is_(True)).limit(1)) is not None


def spells() -> list[tuple[int, int, date, date | None]]:
    """Every membership as person_id, opd_id, start, end: the facts of an export."""
    return [
        tuple(row)
        for row in session.execute(
            select(Membership.person_id, Membership.opd_id, Membership.start_on, Membership.end_on).order_by(
                Membership.person_id, Membership.start_on
            )
        )
    ]


def exemptions() -> list[tuple[int, date, date, ExemptionReason]]:
    """Every exemption as person_id, first day, last day, reason."""
    return [
        tuple(row)
        for row in session.execute(
            select(Exemption.person_id, Exemption.from_on, Exemption.to_on, Exemption.reason).order_by(
                Exemption.person_id
            )
        )
    ]


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
