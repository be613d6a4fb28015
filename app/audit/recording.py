"""Append to the trail; nothing else writes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import has_request_context, request
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditValue
from app.clock import now
from app.db import session

SERVER = "server"
NIP = re.compile(r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?(\d{3})(?!\d)")
EVERY_OPD = "semua OPD"


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; `personal` when it names or reaches the person whom the act is about."""

    field: str
    before: str
    after: str
    personal: bool = False


def record_aside(own: Session, *, actor: int | None, action: str, subject: str, details: str = "") -> None:
    """Append one act in a transaction of its own: for what survives a refused request."""
    own.execute(insert(AuditEntry).values(**_entry(actor, action, subject, details)))


def record(
    *, actor: int | None, action: str, subject: str, details: str = "", changes: Sequence[Change] = ()
) -> None:
    """Append one act in the running transaction; `action` is a stable English verb phrase.

    A NIP in any text is masked here, whoever wrote it. Values that did not change are left out.
    """
    values = _entry(actor, action, subject, details)
    told = [change for change in changes if change.before != change.after]
    if not told:
        session.execute(insert(AuditEntry).values(**values))
        return
    entry_id = session.scalar(insert(AuditEntry).values(**values).returning(AuditEntry.id))
    person_id = person_in(subject)
    session.execute(
        insert(AuditValue),
        [
            {
                "entry_id": entry_id,
                "person_id": person_id if change.personal else None,
                "field": change.field,
                "before": _masked(change.before),
                "after": _masked(change.after),
            }
            for change in told
        ],
    )


def record_export(*, actor: int, action: str, opd_ids: frozenset[int] | None, details: str = "") -> None:
    """Append that personal data of these OPD (None: of all) left as a file, so that people can be told."""
    where = covering(opd_ids)
    record(actor=actor, action=action, subject="roster", details=f"{details}; {where}" if details else where)


def covering(opd_ids: frozenset[int] | None) -> str:
    """The marks of the OPD that a file or a list covers; None is all of them."""
    return EVERY_OPD if opd_ids is None else " ".join(f"opd:{opd_id}" for opd_id in sorted(opd_ids))


def _entry(actor: int | None, action: str, subject: str, details: str) -> dict[str, object]:
    return {
        "happened_at": now(),
        "actor_id": actor,
        "action": action,
        "subject": _masked(subject)[:200],
        "details": _masked(details),
        "origin": _origin(),
    }


def _origin() -> str:
    """The address behind the request as the trusted proxies tell it; a command or the tick is the server."""
    return (request.remote_addr or "")[:64] if has_request_context() else SERVER


def _masked(text: str) -> str:
    return NIP.sub(r"NIP …\1", text)


def person_in(subject: str) -> int | None:
    """The id of the person that a subject of the trail is about."""
    kind, _, value = subject.partition(":")
    return int(value) if kind == "person" and value.isdigit() else None


def erase_values_of(person_id: int) -> None:
    """Remove the values that name or reach a person; the database allows it for anonymised persons alone."""
    session.execute(delete(AuditValue).where(AuditValue.person_id == person_id))
