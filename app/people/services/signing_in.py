"""Passwords, sessions, and slowing a guesser down."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
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
from app.people.rules import TooManyTries, WrongCredentials, account_key
from app.people.rules.passwords import MAX_PASSWORD
from app.people.rules.throttle import CROWD, ONE_PLACE, WINDOW, Pace, wait_after

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


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody tries: the network, and the device with the people who came in on it before."""

    network: str = "?"
    device: str = ""
    known: frozenset[str] = frozenset()


NOWHERE = Place()


def authenticate(*, identifier: str, password: str, at: datetime, pepper: str, place: Place = NOWHERE) -> int:
    """The person id; raises WrongCredentials or TooManyTries. Unknown and wrong take the same time."""
    account = account_key(identifier)
    found = queries.credentials(account)
    buckets = _buckets(f"#{found.person_id}" if found else account, found, place, pepper)
    for bucket, pace in buckets:
        refuse_hurry(bucket, at=at, pepper=pepper, pace=pace)
    fits = fits_hash(found.password_hash if found else None, password[: MAX_PASSWORD + 1])
    if not fits or found is None or not found.active:
        note_failure(*(bucket for bucket, _ in buckets), at=at, pepper=pepper)
        raise WrongCredentials
    _renew_hash(found, password)
    return found.person_id


def _buckets(
    account: str, found: queries.Credentials | None, place: Place, pepper: str
) -> tuple[tuple[str, Pace], ...]:
    """What a wrong try counts against; a known device has a count of its own, whatever strangers do."""
    if found and person_mark(found.person_id, pepper) in place.known:
        return ((f"{account}|{place.device}", ONE_PLACE),)
    return ((f"{account}|{place.network}", ONE_PLACE), (f"{account}|*", CROWD))


def person_mark(person_id: int, pepper: str) -> str:
    """How a device remembers who came in on it, without saying who."""
    return hmac.new(pepper.encode(), f"perangkat/{person_id}".encode(), hashlib.sha256).hexdigest()[:20]


def refuse_hurry(bucket: str, *, at: datetime, pepper: str, pace: Pace = ONE_PLACE) -> None:
    """Raise TooManyTries while the wrong tries of this bucket ask for a pause."""
    failures, last = queries.failures_since(_bucket_hash(bucket, pepper), at - WINDOW)
    if wait := wait_after(failures, last, at, pace):
        raise TooManyTries(wait)


def note_failure(*buckets: str, at: datetime, pepper: str) -> None:
    """Count a wrong try against these, in a transaction of its own."""
    with aside() as own:
        rows = [{"account": _bucket_hash(bucket, pepper), "failed_at": at} for bucket in buckets]
        own.execute(insert(SignInFailure), rows)
        own.execute(delete(SignInFailure).where(SignInFailure.failed_at < at - WINDOW))


def _bucket_hash(bucket: str, pepper: str) -> str:
    return hmac.new(pepper.encode(), bucket.encode(), hashlib.sha256).hexdigest()


def fits_hash(stored: str | None, password: str) -> bool:
    """Whether the password is the one of this hash; as slow when there is none."""
    refuse_while_writing("checking a password")
    try:
        HASHER.verify(stored or NOBODY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _renew_hash(found: queries.Credentials, password: str) -> None:
    if found.password_hash and HASHER.check_needs_rehash(found.password_hash):
        fresh = HASHER.hash(password)
        session.execute(update(Person).where(Person.id == found.person_id).values(password_hash=fresh))


def open_session(*, person_id: int, device: str, at: datetime, hours: int, second_step: bool = False) -> str:
    """A new token for the cookie; the row keeps its hash alone."""
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(SignInSession).values(
            token_hash=token_hash(token),
            person_id=person_id,
            device=device[:80],
            second_step=second_step,
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


def note_second_step(session_id: int) -> None:
    """This browser has shown a code."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(second_step=True))


def close_all_sessions(person_id: int, *, at: datetime, but: int | None = None) -> int:
    """End every session of a person, save perhaps the present one; how many ended."""
    ended = session.execute(
        update(SignInSession)
        .where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.id != (but or 0),
        )
        .values(ended_at=at)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
