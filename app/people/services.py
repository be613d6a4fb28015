"""Verbs of the room: sign in and out, add people, grant roles, move between OPD, load the register."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.db import aside, refuse_while_writing, session, upsert_insert
from app.errors import NotFound
from app.people import queries
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
from app.people.rules import (
    MAX_PASSWORD,
    WINDOW,
    AccountClosed,
    Duplicate,
    ExemptionReason,
    LinkSpent,
    OpdDraft,
    OwnAccount,
    OwnRole,
    PersonDraft,
    Role,
    TooManyTries,
    WrongCredentials,
    account_key,
    nip_digits,
    refuse_weak,
    wait_after,
)

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODY_HASH = HASHER.hash(secrets.token_hex(16))
LAST_SEEN_EVERY = timedelta(minutes=5)
LINK_LASTS = timedelta(days=7)


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


def add_person(draft: PersonDraft, *, by: int | None, at: datetime, demo: bool = False) -> int:
    """The new person's id; raises Duplicate when the NIP or the surel is taken."""
    person = Person(
        nip=nip_digits(draft.nip) if draft.nip else None,
        surel=account_key(draft.surel) if draft.surel else None,
        name=draft.name.strip(),
        job_level=draft.job_level,
        created_at=at,
        demo=demo,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:
        raise Duplicate from error
    if draft.opd_id is not None and draft.start_on is not None:
        session.add(
            Membership(person_id=person.id, opd_id=draft.opd_id, unit=draft.unit, start_on=draft.start_on)
        )
    for role in sorted(draft.roles):
        grant_role(person.id, role, opd_id=draft.opd_id if role is Role.ADMIN_OPD else None, by=by, at=at)
    session.flush()
    audit.record(actor=by, action="add person", subject=f"person:{person.id}")
    return person.id


def grant_role(person_id: int, role: Role, *, opd_id: int | None, by: int | None, at: datetime) -> bool:
    """Give a role and say whether it is new; giving it twice changes nothing."""
    added = session.scalar(
        upsert_insert(RoleGrant)
        .values(person_id=person_id, role=role, opd_id=opd_id, granted_at=at, granted_by=by)
        .on_conflict_do_nothing()
        .returning(RoleGrant.id)  # the count of rows is not told on PostgreSQL
    )
    if added is None:
        return False
    audit.record(
        actor=by, action="grant role", subject=f"person:{person_id}", details=_role_words(role, opd_id)
    )
    return True


def revoke_role(person_id: int, grant_id: int, *, by: int) -> None:
    """Take a role back, at once; raises NotFound, or OwnRole for the own role of administrator."""
    found = session.execute(
        select(RoleGrant.role, RoleGrant.opd_id).where(
            RoleGrant.id == grant_id, RoleGrant.person_id == person_id
        )
    ).first()
    if found is None:
        raise NotFound
    if person_id == by and found.role is Role.ADMINISTRATOR:
        raise OwnRole
    gone = session.execute(delete(RoleGrant).where(RoleGrant.id == grant_id))
    if gone.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound
    details = _role_words(found.role, found.opd_id)
    audit.record(actor=by, action="revoke role", subject=f"person:{person_id}", details=details)


def _role_words(role: Role, opd_id: int | None) -> str:
    return f"role:{role}" if opd_id is None else f"role:{role} opd:{opd_id}"


def move(person_id: int, *, to_opd_id: int, on: date, unit: str = "", by: int | None) -> None:
    """Transfer on a day: from that day on the person belongs to the new OPD, with the old history kept."""
    session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.end_on.is_(None))
        .values(end_on=on)
    )
    session.execute(
        insert(Membership).values(person_id=person_id, opd_id=to_opd_id, unit=unit, start_on=on, end_on=None)
    )
    audit.record(
        actor=by, action="move person", subject=f"person:{person_id}", details=f"opd:{to_opd_id} on {on}"
    )


def leave(person_id: int, *, on: date, by: int | None) -> None:
    """The person belongs nowhere from that day on (retired, left)."""
    session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.end_on.is_(None))
        .values(end_on=on)
    )
    audit.record(actor=by, action="end membership", subject=f"person:{person_id}", details=str(on))


def exempt(person_id: int, *, from_on: date, to_on: date, reason: ExemptionReason, by: int | None) -> None:
    """Do not count a person on these days, both inclusive."""
    session.execute(
        insert(Exemption).values(person_id=person_id, from_on=from_on, to_on=to_on, reason=reason)
    )
    audit.record(
        actor=by, action="exempt person", subject=f"person:{person_id}", details=f"{reason} {from_on}/{to_on}"
    )


def set_password_hash(person_id: int, password_hash: str, *, at: datetime) -> None:
    """Store a hash made beforehand; ends every session of the person."""
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    close_all_sessions(person_id, at=at)


def set_active(person_id: int, *, active: bool, by: int, at: datetime) -> None:
    """Open or close an account; closing ends its sessions at once. Raises OwnAccount, NotFound."""
    if person_id == by and not active:
        raise OwnAccount
    changed = session.execute(
        update(Person).where(Person.id == person_id, Person.active.is_(not active)).values(active=active)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        if queries.account(person_id) is None:
            raise NotFound
        return
    if not active:
        close_all_sessions(person_id, at=at)
    audit.record(
        actor=by, action="open account" if active else "close account", subject=f"person:{person_id}"
    )


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


def load_register(drafts: list[OpdDraft], *, day: date) -> int:
    """Add the OPD that are new by code, valid from that day; returns how many. Never changes a known one."""
    known = {row.code: row.id for row in queries.register()}
    added = 0
    for draft in sorted(drafts, key=lambda d: d.parent_code is not None):
        if draft.code in known:
            continue
        start = draft.valid_from or min(day, draft.valid_to or day)
        opd = Opd(
            code=draft.code,
            name=draft.name,
            short_name=draft.short_name,
            kind=draft.kind,
            parent_id=known.get(draft.parent_code or ""),
            valid_from=start,
            valid_to=draft.valid_to,
        )
        session.add(opd)
        session.flush()
        known[draft.code] = opd.id
        added += 1
    return added


def backdate_register(day: date) -> None:
    """Let every OPD without an end stand from that day at the latest: history may be older than loading."""
    session.execute(update(Opd).where(Opd.valid_to.is_(None), Opd.valid_from > day).values(valid_from=day))
