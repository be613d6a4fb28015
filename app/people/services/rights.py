"""Verbs of a person's rights: ask for a correction, decide on it, forget a person, forget what is old."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import Base, session
from app.errors import NotFound
from app.people import queries
from app.people.models import (
    CorrectionRequest,
    EntryCode,
    EntryLink,
    Membership,
    Person,
    RosterDraft,
    SignInFailure,
    SignInSession,
)
from app.people.rights import (
    APPLIED,
    FIELD_NAMES,
    AlreadyAsked,
    AlreadyDecided,
    CorrectionField,
    OwnRequest,
    StillAdministrator,
    pseudonym,
    unreachable,
)
from app.people.rules import Duplicate, OwnAccount, Role, Scope, account_key, nip_digits
from app.people.rules.throttle import WINDOW
from app.people.services.belonging import leave
from app.people.services.roster import DRAFT_LASTS
from app.people.services.transfers import withdraw_waiting_for

ERASED = frozenset(
    {
        "sign_in_session",
        "entry_link",
        "entry_code",
        "second_factor",
        "recovery_code",
        "role_grant",
        "roster_draft",
        "concurrent_post",
        "planned_change",
    }
)
"""Tables of this room whose rows go with the person: how one enters, and what would tell who it was."""
COLUMNS = {
    CorrectionField.NAMA: "name",
    CorrectionField.NIP: "nip",
    CorrectionField.SUREL: "surel",
    CorrectionField.JENJANG: "job_level",
}


def ask_correction(
    person_id: int, field: CorrectionField, *, stood: str, wanted: str, note: str, at: datetime
) -> None:
    """Begin the clock of a request; raises AlreadyAsked while one of this field waits."""
    values = {"stood": stood[:400], "wanted": wanted[:200], "note": note[:1000], "reason": ""}
    try:
        with session.begin_nested():
            session.execute(
                insert(CorrectionRequest).values(person_id=person_id, field=field, filed_at=at, **values)
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    audit.record(
        actor=person_id,
        action="ask correction",
        subject=f"person:{person_id}",
        details=FIELD_NAMES[field],
    )


def decide_correction(
    request_id: int, *, accepted: bool, reason: str, scope: Scope, by: int, at: datetime
) -> None:
    """Accept, which makes the change, or refuse. Raises NotFound, OwnRequest, AlreadyDecided or Duplicate."""
    found = queries.correction(request_id, scope, local_day(at))
    if found is None:
        raise NotFound
    if found.person_id == by:
        raise OwnRequest
    decided = session.execute(
        update(CorrectionRequest)
        .where(CorrectionRequest.id == request_id, CorrectionRequest.decided_at.is_(None))
        .values(decided_at=at, decided_by=by, accepted=accepted, reason=reason[:400])
        .returning(CorrectionRequest.id)
    ).first()
    if decided is None:
        raise AlreadyDecided
    changes = [_apply(found)] if accepted and found.field in APPLIED else []
    audit.record(
        actor=by,
        action="accept correction" if accepted else "refuse correction",
        subject=f"person:{found.person_id}",
        details=f"{FIELD_NAMES[found.field]}: {reason}",
        changes=changes,
    )


def _apply(found: queries.Correction) -> audit.Change:
    column = COLUMNS[found.field]
    fold = {CorrectionField.NIP: nip_digits, CorrectionField.SUREL: account_key}.get(found.field, str.strip)
    value = fold(found.wanted)
    attribute = getattr(Person, column)
    before = session.scalar(select(attribute).where(Person.id == found.person_id))
    try:
        with session.begin_nested():
            session.execute(update(Person).where(Person.id == found.person_id).values({column: value}))
    except IntegrityError as error:
        raise Duplicate from error
    return audit.Change(FIELD_NAMES[found.field], str(before or ""), value, personal=True)


def anonymise(person_id: int, *, reason: str, by: int, at: datetime) -> str:
    """Forget who a person is and keep what was learnt: figures stand, under a pseudonym that is returned.

    Name, NIP, surel, password, sessions, links, roles, requests and the names in the trail go. An open
    membership ends tomorrow, so that today's and every earlier figure is what it was.
    Raises NotFound (also when it was done before), OwnAccount or StillAdministrator.
    """
    account = queries.account(person_id)
    if account is None or queries.anonymised_at(person_id) is not None:
        raise NotFound
    if person_id == by:
        raise OwnAccount
    if queries.holds_role(person_id, Role.ADMINISTRATOR):
        raise StillAdministrator
    name = pseudonym()
    forgotten = session.execute(
        update(Person)
        .where(Person.id == person_id, Person.anonymised_at.is_(None))
        .values(
            name=name,
            nip=None,
            surel=unreachable(),
            password_hash=None,
            password_set_at=None,
            active=False,
            anonymised_at=at,
        )
        .returning(Person.id)
    )
    if forgotten.first() is None:
        raise NotFound
    for table in Base.metadata.sorted_tables:
        if table.name in ERASED:
            session.execute(delete(table).where(table.c.person_id == person_id))
    _empty_requests(CorrectionRequest.person_id == person_id, at=at, by=by)
    tomorrow = local_day(at) + timedelta(days=1)
    withdraw_waiting_for(person_id, by=by, at=at)
    _take_back_plans(person_id, tomorrow)
    if _belongs_beyond(person_id, tomorrow):
        leave(person_id, on=tomorrow, by=by)
    audit.erase_values_of(person_id)
    audit.record(actor=by, action="anonymise person", subject=f"person:{person_id}", details=reason)
    return name


def _take_back_plans(person_id: int, day: date) -> None:
    """What was noted for later goes: a home that has not begun, and an end that lies further ahead."""
    theirs = Membership.person_id == person_id
    session.execute(delete(Membership).where(theirs, Membership.start_on >= day))
    session.execute(update(Membership).where(theirs, Membership.end_on > day).values(end_on=None))


def _belongs_beyond(person_id: int, day: object) -> bool:
    found = select(Membership.id).where(
        Membership.person_id == person_id, Membership.end_on.is_(None), Membership.start_on < day
    )
    return session.scalar(found) is not None


def _empty_requests(condition: ColumnElement[bool], *, at: datetime, by: int | None = None) -> int:
    """Take the words out of requests; what still waited is thereby refused."""
    words = {"stood": "", "wanted": "", "note": "", "reason": ""}
    waiting = condition & CorrectionRequest.decided_at.is_(None)
    session.execute(
        update(CorrectionRequest).where(waiting).values(decided_at=at, decided_by=by, accepted=False)
    )
    done = session.execute(
        update(CorrectionRequest)
        .where(condition, CorrectionRequest.stood + CorrectionRequest.wanted + CorrectionRequest.note != "")
        .values(words)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_old(*, at: datetime, session_days: int, link_days: int, correction_days: int) -> dict[str, int]:
    """Remove what its time is over for, and say how much of each; writes nothing when nothing is due.

    Each person's newest session stays, so that "never signed in" remains true of those alone who never did.
    """
    ended = func.coalesce(SignInSession.ended_at, SignInSession.expires_at)
    newest = select(func.max(SignInSession.id)).group_by(SignInSession.person_id)
    spent = func.coalesce(EntryLink.used_at, EntryLink.expires_at)
    dead: list[tuple[str, type, ColumnElement[bool]]] = [
        (
            "sign_in_session",
            SignInSession,
            and_(ended < at - timedelta(days=session_days), SignInSession.id.not_in(newest)),
        ),
        ("entry_link", EntryLink, spent < at - timedelta(days=link_days)),
        ("entry_code", EntryCode, EntryCode.expires_at < at - timedelta(days=link_days)),
        ("sign_in_failure", SignInFailure, SignInFailure.failed_at < at - WINDOW),
        ("roster_draft", RosterDraft, RosterDraft.made_at < at - DRAFT_LASTS),
    ]
    gone = {name: _delete(table, condition) for name, table, condition in dead}
    old = CorrectionRequest.decided_at < at - timedelta(days=correction_days)
    full = CorrectionRequest.stood + CorrectionRequest.wanted + CorrectionRequest.note != ""
    is_due = session.scalar(select(CorrectionRequest.id).where(old, full).limit(1)) is not None
    gone["correction_request"] = _empty_requests(old, at=at) if is_due else 0
    return gone


def _delete(table: type, condition: ColumnElement[bool]) -> int:
    if session.scalar(select(table.id).where(condition).limit(1)) is None:  # type: ignore[attr-defined]
        return 0
    return int(session.execute(delete(table).where(condition)).rowcount)  # type: ignore[attr-defined]
