"""Dated membership, exemptions, and the register of OPD."""

from datetime import date

from sqlalchemy import insert, select, update

from app import audit
from app.db import session
from app.people import queries
from app.people.models import (
    Exemption,
    Membership,
    Opd,
)
from app.people.rules import (
    ExemptionReason,
    OpdDraft,
)


def move(person_id: int, *, to_opd_id: int, on: date, unit: str = "", by: int | None) -> None:
    """Transfer on a day: from that day on the person belongs to the new OPD, with the old history kept."""
    before = _open_home(person_id)
    session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.end_on.is_(None))
        .values(end_on=on)
    )
    session.execute(
        insert(Membership).values(person_id=person_id, opd_id=to_opd_id, unit=unit, start_on=on, end_on=None)
    )
    audit.record(
        actor=by,
        action="move person",
        subject=f"person:{person_id}",
        details=f"mulai {on}",
        changes=[audit.Change("OPD", before, f"opd:{to_opd_id}")],
    )


def leave(person_id: int, *, on: date, by: int | None) -> None:
    """The person belongs nowhere from that day on (retired, left)."""
    before = _open_home(person_id)
    session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.end_on.is_(None))
        .values(end_on=on)
    )
    audit.record(
        actor=by,
        action="end membership",
        subject=f"person:{person_id}",
        details=f"mulai {on}",
        changes=[audit.Change("OPD", before, "")],
    )


def _open_home(person_id: int) -> str:
    """The mark of the OPD where the person belongs without an end; empty for nowhere."""
    opd_id = session.scalar(
        select(Membership.opd_id).where(Membership.person_id == person_id, Membership.end_on.is_(None))
    )
    return "" if opd_id is None else f"opd:{opd_id}"


def exempt(person_id: int, *, from_on: date, to_on: date, reason: ExemptionReason, by: int | None) -> None:
    """Do not count a person on these days, both inclusive."""
    session.execute(
        insert(Exemption).values(person_id=person_id, from_on=from_on, to_on=to_on, reason=reason)
    )
    audit.record(
        actor=by, action="exempt person", subject=f"person:{person_id}", details=f"{reason} {from_on}/{to_on}"
    )


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
    if added:
        audit.record(actor=None, action="load register", subject="register", details=f"{added} OPD baru")
    return added


def backdate_register(day: date) -> None:
    """Let every OPD without an end stand from that day at the latest: history may be older than loading."""
    session.execute(update(Opd).where(Opd.valid_to.is_(None), Opd.valid_from > day).values(valid_from=day))
