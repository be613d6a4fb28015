"""One-time links with which a person chooses the first password."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from app import audit
from app.db import session
from app.errors import NotFound
from app.people import queries
from app.people.models import (
    EntryLink,
)
from app.people.rules import (
    AccountClosed,
    LinkSpent,
    refuse_weak,
)
from app.people.services.accounts import set_password_hash
from app.people.services.signing_in import hash_password, token_hash

LINK_LASTS = timedelta(days=7)


def make_entry_link(person_id: int, *, by: int | None, at: datetime) -> str:
    """A token for `/sandi/<token>`: works once, for seven days; an earlier one stops working.

    Raises NotFound, or AccountClosed.
    """
    account = queries.account(person_id)
    if account is None:
        raise NotFound
    if not account.active:
        raise AccountClosed
    session.execute(
        update(EntryLink)
        .where(EntryLink.person_id == person_id, EntryLink.used_at.is_(None))
        .values(used_at=at)
    )
    token = secrets.token_urlsafe(24)
    session.execute(
        insert(EntryLink).values(
            token_hash=token_hash(token), person_id=person_id, made_at=at, expires_at=at + LINK_LASTS
        )
    )
    audit.record(actor=by, action="make entry link", subject=f"person:{person_id}")
    return token


def person_of_link(token: str, *, at: datetime) -> int:
    """Whose link this is; raises LinkSpent."""
    found = session.scalar(
        select(EntryLink.person_id).where(
            EntryLink.token_hash == token_hash(token), EntryLink.used_at.is_(None), EntryLink.expires_at > at
        )
    )
    if found is None:
        raise LinkSpent
    return found


def choose_password(token: str, password: str, *, at: datetime) -> int:
    """Set the password behind a one-time link and spend the link; raises LinkSpent or WeakPassword."""
    person_id = person_of_link(token, at=at)
    person = queries.person(person_id)
    refuse_weak(password, nip=person.nip if person else None)
    password_hash = hash_password(password)
    spent = session.execute(
        update(EntryLink)
        .where(EntryLink.token_hash == token_hash(token), EntryLink.used_at.is_(None))
        .values(used_at=at)
    )
    if spent.rowcount == 0:  # type: ignore[attr-defined]
        raise LinkSpent
    set_password_hash(person_id, password_hash, at=at)
    audit.record(actor=person_id, action="choose password", subject=f"person:{person_id}")
    return person_id
