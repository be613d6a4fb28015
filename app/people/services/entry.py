"""One-time links and codes with which a person chooses a password, and changing the own one."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import NoReturn

from sqlalchemy import insert, select, update

from app import audit
from app.clock import local_day
from app.db import session
from app.errors import NotFound
from app.people import queries
from app.people.models import EntryCode, EntryLink
from app.people.rules import AccountClosed, LinkSpent, account_key
from app.people.rules.entry import (
    AFTER_CODE,
    CODE_LASTS,
    CODE_LETTERS,
    LINK_LASTS,
    NoSurel,
    WrongEntryCode,
    WrongPassword,
)
from app.people.rules.passwords import DEFAULT_POLICY, Owner, PasswordPolicy, refuse_weak
from app.people.rules.second_factor import code_digits
from app.people.rules.throttle import CROWD, ONE_PLACE
from app.people.services.accounts import set_password_hash
from app.people.services.holding import hold
from app.people.services.sealing import spoken_code
from app.people.services.signing_in import (
    NOWHERE,
    Place,
    fits_hash,
    hash_password,
    note_failure,
    refuse_hurry,
    token_hash,
)


def make_entry_link(person_id: int, *, by: int | None, at: datetime) -> str:
    """A token for `/sandi/<token>`: works once, for seven days; an earlier one stops working.

    Raises NotFound, or AccountClosed.
    """
    _refuse_closed(person_id)
    token = _new_link(person_id, at=at, lasts=LINK_LASTS)
    audit.record(actor=by, action="make entry link", subject=f"person:{person_id}")
    return token


def mail_entry_link(person_id: int, *, by: int | None, at: datetime) -> tuple[str, str]:
    """The person's surel and a token for the message to it; raises NotFound, AccountClosed, NoSurel."""
    account = _refuse_closed(person_id)
    if account.surel is None:
        raise NoSurel
    token = _new_link(person_id, at=at, lasts=LINK_LASTS)
    audit.record(actor=by, action="mail entry link", subject=f"person:{person_id}")
    return account.surel, token


def count_mail_request(account: str, *, at: datetime, pepper: str) -> None:
    """Let nobody fill a letter box: raises TooManyTries, for a known account and an unknown alike."""
    bucket = f"surel|{account}"
    refuse_hurry(bucket, at=at, pepper=pepper)
    note_failure(bucket, at=at, pepper=pepper)


def mail_entry_link_asked_for(account: str, *, at: datetime) -> tuple[str, str] | None:
    """Surel and token for somebody who asked for a message; None when there is nobody to write to.

    Links that stand stay: a stranger who asks must not spend what an admin has sent.
    """
    found = queries.credentials(account)
    person = queries.account(found.person_id) if found and found.active else None
    if person is None or person.surel is None:
        return None
    token = _new_link(person.id, at=at, lasts=AFTER_CODE, keep_others=True)
    audit.record(actor=None, action="mail entry link", subject=f"person:{person.id}")
    return person.surel, token


def make_entry_code(person_id: int, *, by: int | None, at: datetime, pepper: str) -> str:
    """A code to be said over the phone: works once, for ten minutes, together with the NIP.

    An earlier one stops working. Raises NotFound, or AccountClosed.
    """
    hold(person_id)
    _refuse_closed(person_id)
    session.execute(
        update(EntryCode)
        .where(EntryCode.person_id == person_id, EntryCode.used_at.is_(None))
        .values(used_at=at)
    )
    code = spoken_code(CODE_LETTERS)
    session.execute(
        insert(EntryCode).values(
            person_id=person_id,
            code_hash=_code_hash(person_id, code, pepper),
            made_at=at,
            expires_at=at + CODE_LASTS,
        )
    )
    audit.record(actor=by, action="make entry code", subject=f"person:{person_id}")
    return code


def redeem_entry_code(
    identifier: str, code: str, *, at: datetime, pepper: str, place: Place = NOWHERE
) -> str:
    """A token for `/sandi/<token>` in exchange for NIP and code; raises WrongEntryCode or TooManyTries."""
    account = account_key(identifier)
    found = queries.credentials(account)
    name = f"kode|#{found.person_id}" if found else f"kode|{account}"
    buckets = (f"{name}|{place.network}", f"{name}|*")
    for bucket, pace in zip(buckets, (ONE_PLACE, CROWD), strict=True):
        refuse_hurry(bucket, at=at, pepper=pepper, pace=pace)
    person_id = found.person_id if found else 0
    code_id = queries.open_entry_code(person_id, _code_hash(person_id, code, pepper), at)
    if code_id is None or found is None or not found.active:
        _refuse_code(*buckets, at=at, pepper=pepper)
    return _exchange(code_id, person_id, at=at)


def _refuse_code(*buckets: str, at: datetime, pepper: str) -> NoReturn:
    note_failure(*buckets, at=at, pepper=pepper)
    raise WrongEntryCode


def _exchange(code_id: int, person_id: int, *, at: datetime) -> str:
    spent = session.execute(
        update(EntryCode).where(EntryCode.id == code_id, EntryCode.used_at.is_(None)).values(used_at=at)
    )
    if spent.rowcount == 0:  # type: ignore[attr-defined]
        raise WrongEntryCode
    audit.record(actor=person_id, action="use entry code", subject=f"person:{person_id}")
    return _new_link(person_id, at=at, lasts=AFTER_CODE)


def ask_for_new_password(person_id: int, *, at: datetime) -> str:
    """A token for `/sandi/<token>` for somebody who has just signed in with a password that is too old."""
    return _new_link(person_id, at=at, lasts=AFTER_CODE)


def _refuse_closed(person_id: int) -> queries.Account:
    account = queries.account(person_id)
    if account is None:
        raise NotFound
    if not account.active:
        raise AccountClosed
    return account


def _new_link(person_id: int, *, at: datetime, lasts: timedelta, keep_others: bool = False) -> str:
    if not keep_others:
        hold(person_id)
        _spend_links(person_id, at=at)
    token = secrets.token_urlsafe(24)
    session.execute(
        insert(EntryLink).values(
            token_hash=token_hash(token), person_id=person_id, made_at=at, expires_at=at + lasts
        )
    )
    return token


def _spend_links(person_id: int, *, at: datetime) -> None:
    session.execute(
        update(EntryLink)
        .where(EntryLink.person_id == person_id, EntryLink.used_at.is_(None))
        .values(used_at=at)
    )


def person_of_link(token: str, *, at: datetime) -> int:
    """Whose link this is; raises LinkSpent, also when the account was closed meanwhile."""
    found = session.scalar(
        select(EntryLink.person_id).where(
            EntryLink.token_hash == token_hash(token), EntryLink.used_at.is_(None), EntryLink.expires_at > at
        )
    )
    account = queries.account(found) if found is not None else None
    if found is None or account is None or not account.active:
        raise LinkSpent
    return found


def choose_password(
    token: str, password: str, *, at: datetime, policy: PasswordPolicy = DEFAULT_POLICY
) -> int:
    """Set the password behind a one-time link and spend the link; raises LinkSpent or WeakPassword."""
    person_id = person_of_link(token, at=at)
    refuse_weak(password, owner=password_owner(person_id, at=at), policy=policy)
    password_hash = hash_password(password)
    spent = session.execute(
        update(EntryLink)
        .where(EntryLink.token_hash == token_hash(token), EntryLink.used_at.is_(None))
        .values(used_at=at)
    )
    if spent.rowcount == 0:  # type: ignore[attr-defined]
        raise LinkSpent
    _spend_links(person_id, at=at)
    set_password_hash(person_id, password_hash, at=at)
    audit.record(actor=person_id, action="choose password", subject=f"person:{person_id}")
    return person_id


def change_password(
    person_id: int,
    *,
    current: str,
    new: str,
    keep_session: int,
    at: datetime,
    pepper: str,
    policy: PasswordPolicy = DEFAULT_POLICY,
) -> None:
    """Another password for who knows the present one; every other session ends.

    Raises WrongPassword, TooManyTries or WeakPassword.
    """
    bucket = f"ganti|{person_id}"
    refuse_hurry(bucket, at=at, pepper=pepper)
    if not fits_hash(queries.password_hash(person_id), current):
        note_failure(bucket, at=at, pepper=pepper)
        raise WrongPassword
    refuse_weak(new, owner=password_owner(person_id, at=at), policy=policy)
    set_password_hash(person_id, hash_password(new), at=at, keep_session=keep_session)
    audit.record(actor=person_id, action="change password", subject=f"person:{person_id}")


def password_owner(person_id: int, *, at: datetime) -> Owner:
    """What others know about this person, for the rules of a password."""
    person = queries.person(person_id)
    home = queries.home_opd(person_id, local_day(at))
    if person is None:
        raise NotFound
    return Owner(person.nip, person.name, (home.name, home.short_name) if home else ())


def _code_hash(person_id: int, code: str, pepper: str) -> str:
    return hmac.new(
        pepper.encode(), f"kode-masuk/{person_id}/{code_digits(code)}".encode(), hashlib.sha256
    ).hexdigest()
