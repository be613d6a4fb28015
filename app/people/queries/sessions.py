"""Who is signed in, from which browser, and how often an account was guessed at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from app.db import read, session
from app.people.models import (
    EntryLink,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from app.people.rules import Role


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


def open_link_until(person_id: int, at: datetime) -> datetime | None:
    """Until when an unused one-time link of this person works; None when there is none."""
    return session.scalar(
        select(func.max(EntryLink.expires_at)).where(
            EntryLink.person_id == person_id, EntryLink.used_at.is_(None), EntryLink.expires_at > at
        )
    )
