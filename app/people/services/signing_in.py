"""Passwords, sessions, and slowing a guesser down."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, update

from app.db import aside, refuse_while_writing, session
from app.errors import NotFound
from app.people import queries
from app.people.models import (
    Person,
    SignInFailure,
    SignInSession,
)
from app.people.rules import (
    MAX_PASSWORD,
    WINDOW,
    TooManyTries,
    WrongCredentials,
    account_key,
    wait_after,
)

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


NOBODY_HASH = HASHER.hash(secrets.token_hex(16))


LAST_SEEN_EVERY = timedelta(minutes=5)


def hash_password(password: str) -> str:
    """argon2id with 19 MiB, two passes, one lane; never while the write lock is held."""
    refuse_while_writing("hashing a password")
    return HASHER.hash(password)


def token_hash(token: str) -> str:
    """What the database keeps of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def authenticate(*, identifier: str, password: str, at: datetime, pepper: str, known_device: bool) -> int:
    """The person id; raises WrongCredentials or TooManyTries. Unknown and wrong take the same time."""
    account = account_key(identifier)
    bucket = f"{account}|{'known' if known_device else 'new'}"
    account_hash = hmac.new(pepper.encode(), bucket.encode(), hashlib.sha256).hexdigest()
    failures, last = queries.failures_since(account_hash, at - WINDOW)
    if wait := wait_after(failures, last, at):
        raise TooManyTries(wait)
    found = queries.credentials(account)
    refuse_while_writing("checking a password")
    fits = _verify(found.password_hash if found else None, password[: MAX_PASSWORD + 1])
    if not fits or found is None or not found.active:
        _note_failure(account_hash, at)
        raise WrongCredentials
    _renew_hash(found, password)
    return found.person_id


def _verify(stored: str | None, password: str) -> bool:
    try:
        HASHER.verify(stored or NOBODY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _note_failure(account_hash: str, at: datetime) -> None:
    with aside() as own:
        own.execute(insert(SignInFailure).values(account=account_hash, failed_at=at))
        own.execute(delete(SignInFailure).where(SignInFailure.failed_at < at - WINDOW))


def _renew_hash(found: queries.Credentials, password: str) -> None:
    if found.password_hash and HASHER.check_needs_rehash(found.password_hash):
        fresh = HASHER.hash(password)
        session.execute(update(Person).where(Person.id == found.person_id).values(password_hash=fresh))


def open_session(*, person_id: int, device: str, at: datetime, hours: int) -> str:
    """A new token for the cookie; the row keeps its hash alone."""
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(SignInSession).values(
            token_hash=token_hash(token),
            person_id=person_id,
            device=device[:80],
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(hours=hours),
        )
    )
    return token


def touch_session(session_id: int, *, last_seen_at: datetime, at: datetime) -> None:
    """Note that the browser is still there: at most one write in five minutes, in its own transaction."""
    if at - last_seen_at < LAST_SEEN_EVERY:
        return
    with aside() as own:
        own.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=at))


def close_session(session_id: int, *, person_id: int, at: datetime) -> None:
    """End one of the person's sessions, at once and on the server."""
    ended = session.execute(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
    if ended.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound


def close_all_sessions(person_id: int, *, at: datetime) -> None:
    """End every session of a person: after a new password, or when the account is closed."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )
