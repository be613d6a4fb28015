"""Acts upon many people at once, remembered person by person, so that they can be taken back for a day."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from app import audit
from app.clock import local_day
from app.db import begin_write, session
from app.errors import NotFound
from app.people import queries
from app.people.models import BulkAct, BulkItem, EntryLink, Exemption, Membership, Person
from app.people.rules import ExemptionReason, Scope
from app.people.rules.entry import LINK_LASTS
from app.people.services.accounts import keep_an_administrator, set_active
from app.people.services.belonging import exempt, move
from app.people.services.signing_in import token_hash
from app.people.spells import (
    OF_THE_ADMINISTRATOR,
    UNDO_LASTS,
    BulkKind,
    OpdNotThere,
    Overlapping,
    SameOpd,
    UndoneOrLate,
    WrongDay,
    refuse_span,
)


def link_many(person_ids: list[int], *, by: int, at: datetime) -> dict[int, str]:
    """From person to token: a one-time link for each with an open account; earlier ones are spent."""
    begin_write()
    wanted = _open_accounts(person_ids)
    tokens = {person_id: secrets.token_urlsafe(24) for person_id in wanted}
    if not tokens:
        return {}
    session.execute(
        update(EntryLink)
        .where(EntryLink.person_id.in_(wanted), EntryLink.used_at.is_(None))
        .values(used_at=at)
    )
    session.execute(
        insert(EntryLink),
        [
            {
                "token_hash": token_hash(token),
                "person_id": person_id,
                "made_at": at,
                "expires_at": at + LINK_LASTS,
            }
            for person_id, token in tokens.items()
        ],
    )
    rows = session.execute(
        select(EntryLink.person_id, EntryLink.id).where(
            EntryLink.person_id.in_(wanted), EntryLink.used_at.is_(None)
        )
    )
    _remember(BulkKind.TAUTAN, {row.person_id: row.id for row in rows}, by=by, at=at)
    return tokens


def exempt_many(
    person_ids: list[int], *, from_on: date, to_on: date, reason: ExemptionReason, by: int, at: datetime
) -> int:
    """Exempt these people; who is exempt on one of the days already is left out. How many were exempted."""
    refuse_span(from_on, to_on)
    begin_write()
    made: dict[int, int | None] = {}
    for person_id in person_ids:
        try:
            made[person_id] = exempt(person_id, from_on=from_on, to_on=to_on, reason=reason, by=by)
        except Overlapping:
            continue
    _remember(BulkKind.KECUALI, made, by=by, at=at)
    return len(made)


def move_many(person_ids: list[int], *, to_opd_id: int, on: date, by: int, at: datetime) -> int:
    """Transfer these people; who is there already or came later than the day is left out. How many moved."""
    target = queries.opd_by_id(to_opd_id)
    if target is None or not target.is_valid_on(on) or target.valid_to is not None:
        raise OpdNotThere
    begin_write()
    made: dict[int, int | None] = {}
    for person_id in person_ids:
        try:
            made[person_id] = move(person_id, to_opd_id=to_opd_id, on=on, by=by)
        except (SameOpd, WrongDay):
            continue
    _remember(BulkKind.PINDAH, made, by=by, at=at)
    return len(made)


def close_many(person_ids: list[int], *, by: int, at: datetime) -> int:
    """Close the open accounts among these but for the own one; raises LastAdministrator. How many."""
    begin_write()
    wanted = [person_id for person_id in _open_accounts(person_ids) if person_id != by]
    keep_an_administrator(set(wanted))
    for person_id in wanted:
        set_active(person_id, active=False, by=by, at=at)
    _remember(BulkKind.TUTUP, dict.fromkeys(wanted), by=by, at=at)
    return len(wanted)


def undo_bulk(act_id: int, *, scope: Scope, by: int, at: datetime) -> int:
    """Take an own act of the last day back, for everybody it changed and who is still within the scope.

    How many. Raises UndoneOrLate, and NotFound for what only an administrator may do.
    """
    begin_write()
    kind = session.scalar(
        update(BulkAct)
        .where(
            BulkAct.id == act_id,
            BulkAct.made_by == by,
            BulkAct.undone_at.is_(None),
            BulkAct.made_at > at - UNDO_LASTS,
        )
        .values(undone_at=at)
        .returning(BulkAct.kind)
    )
    if kind is None:
        if session.scalar(select(BulkAct.id).where(BulkAct.id == act_id, BulkAct.made_by == by)) is None:
            raise NotFound
        raise UndoneOrLate
    rows = session.execute(
        select(BulkItem.person_id, BulkItem.made_id).where(BulkItem.act_id == act_id)
    ).all()
    if scope.opd_ids is not None and kind in OF_THE_ADMINISTRATOR:
        raise NotFound
    day = local_day(at)
    items = {row.person_id: row.made_id for row in rows if queries.looked_after(row.person_id, scope, day)}
    _UNDO[kind](items, by, at)
    audit.record(
        actor=by, action="undo bulk act", subject=f"bulk:{act_id}", details=f"{kind}, {len(items)} orang"
    )
    return len(items)


def _undo_links(items: Mapping[int, int | None], _by: int, at: datetime) -> None:
    ids = [made_id for made_id in items.values() if made_id]
    session.execute(
        update(EntryLink).where(EntryLink.id.in_(ids), EntryLink.used_at.is_(None)).values(used_at=at)
    )


def _undo_exemptions(items: Mapping[int, int | None], _by: int, _at: datetime) -> None:
    session.execute(
        delete(Exemption).where(Exemption.id.in_([made_id for made_id in items.values() if made_id]))
    )


def _undo_moves(items: Mapping[int, int | None], _by: int, _at: datetime) -> None:
    for person_id, made_id in items.items():
        spans = queries.spans_of(person_id)
        made = next((span for span in spans if span.id == made_id), None)
        if made is None or made is not spans[-1]:
            raise UndoneOrLate
        session.execute(delete(Membership).where(Membership.id == made.id))
        before = next((span for span in spans if span.end_on == made.start_on), None)
        if before is not None:
            session.execute(update(Membership).where(Membership.id == before.id).values(end_on=made.end_on))


def _undo_closing(items: Mapping[int, int | None], by: int, at: datetime) -> None:
    for person_id in items:
        if queries.anonymised_at(person_id) is not None:
            continue  # forgotten since: stays closed, and holds nobody else back
        set_active(person_id, active=True, by=by, at=at)


_UNDO = {
    BulkKind.TAUTAN: _undo_links,
    BulkKind.KECUALI: _undo_exemptions,
    BulkKind.PINDAH: _undo_moves,
    BulkKind.TUTUP: _undo_closing,
}


def _open_accounts(person_ids: list[int]) -> list[int]:
    return list(
        session.scalars(
            select(Person.id).where(Person.id.in_(person_ids), Person.active.is_(True)).order_by(Person.id)
        )
    )


def _remember(kind: BulkKind, made: Mapping[int, int | None], *, by: int, at: datetime) -> None:
    if not made:
        return
    act_id = session.scalar(insert(BulkAct).values(kind=kind, made_by=by, made_at=at).returning(BulkAct.id))
    session.execute(
        insert(BulkItem),
        [
            {"act_id": act_id, "person_id": person_id, "made_id": made_id}
            for person_id, made_id in made.items()
        ],
    )
    audit.record(actor=by, action="bulk act", subject=f"bulk:{act_id}", details=f"{kind}, {len(made)} orang")
