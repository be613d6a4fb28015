"""Who is signed in, from which browser, and how often an account was guessed at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from app.db import read, session
from app.people.models import (
    EntryCode,
    EntryLink,
    Person,
    RecoveryCode,
    RoleGrant,
    SecondFactor,
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
    expires_at: datetime
    second_step: bool
    roles: frozenset[Role]
    admin_opd_ids: frozenset[int]


_SIGNED_IN = (
    select(
        SignInSession.id,
        SignInSession.person_id,
        Person.name,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        SignInSession.second_step,
        RoleGrant.role,
        RoleGrant.opd_id,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("since"),
        Person.active.is_(True),
    )
)


def signed_in(token_hash: str, since: datetime) -> SessionRow | None:
    """The session with that token that had not expired then, with the roles: one narrow query a request."""
    rows = read(_SIGNED_IN, token_hash=token_hash, since=since).all()
    if not rows:
        return None
    first = rows[0]
    return SessionRow(
        session_id=first.id,
        person_id=first.person_id,
        name=first.name,
        last_seen_at=first.last_seen_at,
        expires_at=first.expires_at,
        second_step=first.second_step,
        roles=frozenset(row.role for row in rows if row.role),
        admin_opd_ids=frozenset(row.opd_id for row in rows if row.opd_id),
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account as sign-in sees it."""

    person_id: int
    password_hash: str | None
    active: bool
    password_set_at: datetime | None


def credentials(account: str) -> Credentials | None:
    """The account that a typed NIP or surel names; `account` is an `account_key`."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.active, Person.password_set_at).where(
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


@dataclass(frozen=True, slots=True)
class KeptFactor:
    """A person's second step as it is stored."""

    sealed_secret: bytes
    last_step: int
    made_at: datetime


def second_factor(person_id: int) -> KeptFactor | None:
    """The second step of that person; None when there is none."""
    row = session.execute(
        select(SecondFactor.sealed_secret, SecondFactor.last_step, SecondFactor.made_at).where(
            SecondFactor.person_id == person_id
        )
    ).first()
    return KeptFactor(*row) if row else None


def unused_recovery_code(person_id: int, code_hash: str) -> int | None:
    """The row of that recovery code while it was not used."""
    return session.scalar(
        select(RecoveryCode.id).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
    )


def unused_recovery_codes(person_id: int) -> int:
    """How many recovery codes this person has left."""
    count = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(count) or 0


def open_entry_code(person_id: int, code_hash: str, at: datetime) -> int | None:
    """The row of that code while it works."""
    return session.scalar(
        select(EntryCode.id).where(
            EntryCode.person_id == person_id,
            EntryCode.code_hash == code_hash,
            EntryCode.used_at.is_(None),
            EntryCode.expires_at > at,
        )
    )


def password_hash(person_id: int) -> str | None:
    """The stored hash of a person's password; None when none was chosen."""
    return session.scalar(select(Person.password_hash).where(Person.id == person_id))


def password_set_at(person_id: int) -> datetime | None:
    """When the present password was chosen; None when that is not known."""
    return session.scalar(select(Person.password_set_at).where(Person.id == person_id))
