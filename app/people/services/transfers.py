"""A transfer between two OPD: proposed by the one, accepted or refused by the other."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import begin_write, session
from app.errors import NotFound
from app.people import queries
from app.people.models import Transfer
from app.people.rules import Scope
from app.people.services.belonging import move
from app.people.spells import (
    AlreadyDecided,
    AlreadyProposed,
    NotHere,
    OpdNotThere,
    SameOpd,
    TransferState,
    last_before,
    refuse_far,
)


def propose_transfer(
    person_id: int, *, to_opd_id: int, on: date, unit: str, scope: Scope, ask: bool, by: int, at: datetime
) -> TransferState:
    """Propose a transfer of somebody within the scope; what became of it at once.

    Who looks after both OPD need not ask anybody, and may (`ask`). Raises NotHere, SameOpd, OpdNotThere,
    WrongDay, AlreadyProposed, and NotFound for somebody else's person.
    """
    refuse_far(on, local_day(at))
    begin_write()
    last = last_before(queries.spans_of(person_id), on)
    if last is None or not last.holds(on - timedelta(days=1)):
        raise NotHere
    if not scope.holds(last.opd_id):
        raise NotFound
    if last.opd_id == to_opd_id:
        raise SameOpd
    target = queries.opd_by_id(to_opd_id)
    if target is None or not target.is_valid_on(on) or target.valid_to is not None:
        raise OpdNotThere
    transfer_id = _propose(person_id, last.opd_id, to_opd_id=to_opd_id, on=on, unit=unit, by=by, at=at)
    if ask or not scope.holds(to_opd_id):
        return TransferState.MENUNGGU
    accept_transfer(transfer_id, scope=scope, by=by, at=at)
    return TransferState.DITERIMA


def _propose(
    person_id: int, from_opd_id: int, *, to_opd_id: int, on: date, unit: str, by: int, at: datetime
) -> int:
    try:
        with session.begin_nested():
            added = session.scalar(
                insert(Transfer)
                .values(
                    person_id=person_id,
                    from_opd_id=from_opd_id,
                    to_opd_id=to_opd_id,
                    unit=unit,
                    move_on=on,
                    state=TransferState.MENUNGGU,
                    proposed_by=by,
                    proposed_at=at,
                )
                .returning(Transfer.id)
            )
    except IntegrityError as error:
        raise AlreadyProposed from error
    details = f"opd:{from_opd_id} → opd:{to_opd_id}, mulai {on}"
    audit.record(actor=by, action="propose transfer", subject=f"person:{person_id}", details=details)
    return int(added or 0)


def accept_transfer(transfer_id: int, *, scope: Scope, by: int, at: datetime) -> int:
    """Accept for the receiving OPD: the membership changes on its day. The person; raises AlreadyDecided."""
    waiting = _decide(transfer_id, TransferState.DITERIMA, receiving=scope, by=by, at=at)
    home = next(
        (span for span in queries.spans_of(waiting.person_id) if span.holds(waiting.on - timedelta(days=1))),
        None,
    )
    if home is None or home.opd_id != waiting.from_opd_id:
        raise AlreadyDecided
    move(waiting.person_id, to_opd_id=waiting.to_opd_id, on=waiting.on, unit=waiting.unit, by=by)
    return waiting.person_id


def refuse_transfer(transfer_id: int, *, reason: str, scope: Scope, by: int, at: datetime) -> None:
    """Refuse for the receiving OPD, with a reason that the sending one reads."""
    _decide(transfer_id, TransferState.DITOLAK, receiving=scope, by=by, at=at, reason=reason)


def withdraw_transfer(transfer_id: int, *, scope: Scope, by: int, at: datetime) -> None:
    """Take the proposal back, for the sending OPD."""
    _decide(transfer_id, TransferState.DITARIK, sending=scope, by=by, at=at)


def _decide(
    transfer_id: int,
    state: TransferState,
    *,
    by: int,
    at: datetime,
    receiving: Scope | None = None,
    sending: Scope | None = None,
    reason: str = "",
) -> queries.TransferFacts:
    """Move a waiting transfer to its end, once; raises NotFound when the OPD is not in the scope."""
    begin_write()
    found = queries.transfer(transfer_id)
    if (
        found is None
        or (receiving is not None and not receiving.holds(found.to_opd_id))
        or (sending is not None and not sending.holds(found.from_opd_id))
    ):
        raise NotFound
    changed = session.scalar(
        update(Transfer)
        .where(Transfer.id == transfer_id, Transfer.state == TransferState.MENUNGGU)
        .values(state=state, decided_by=by, decided_at=at, reason=reason)
        .returning(Transfer.id)
    )
    if changed is None:
        raise AlreadyDecided
    details = f"opd:{found.from_opd_id} → opd:{found.to_opd_id}, mulai {found.on}"
    audit.record(
        actor=by,
        action="decide transfer",
        subject=f"person:{found.person_id}",
        details=f"{details}: {reason}" if reason else details,
        changes=[audit.Change("Usulan mutasi", TransferState.MENUNGGU, state)],
    )
    return found


def withdraw_waiting_for(person_id: int, *, by: int, at: datetime) -> None:
    """Withdraw the transfer of this person that waits, if one does."""
    found = queries.waiting_of(person_id)
    if found is not None:
        _decide(found.id, TransferState.DITARIK, by=by, at=at)


def withdraw_waiting_of(opd_ids: frozenset[int], *, by: int, at: datetime) -> int:
    """Withdraw every waiting transfer from or to these OPD (they end); how many."""
    waiting = session.scalars(
        select(Transfer.id).where(
            Transfer.state == TransferState.MENUNGGU,
            Transfer.from_opd_id.in_(opd_ids) | Transfer.to_opd_id.in_(opd_ids),
        )
    ).all()
    for transfer_id in waiting:
        _decide(transfer_id, TransferState.DITARIK, by=by, at=at, reason="OPD berakhir")
    return len(waiting)
