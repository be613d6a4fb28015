"""One append-only table of acts: who, what, when, from where, to whom or what, with values before and after.

The database itself refuses to change or remove a row (triggers of migration 0013). What names or reaches a
person stands apart in `audit_value` and may be erased once that person is anonymised, and only then; who did
what and when stays (adr/0013). Owns: audit_entry, audit_value. Does not own: the request log.
Depends on: db, clock.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.db import Model, UtcDateTime, session

BigId = BigInteger().with_variant(Integer, "sqlite")
SERVER = "server"
NIP = re.compile(r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?(\d{3})(?!\d)")
EVERY_OPD = "semua OPD"
COUNTED_AT_MOST = 10_000


class AuditEntry(Model):
    """One act. Rows are inserted, never edited or removed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_happened_at", "happened_at"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_action", "action", "id"),
        Index("ix_audit_entry_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(64), default="")


class AuditValue(Model):
    """A value that an act changed. With a `person_id` it is that person's own: erased with the person."""

    __tablename__ = "audit_value"
    __table_args__ = (
        Index("ix_audit_value_entry_id", "entry_id"),
        Index("ix_audit_value_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    field: Mapped[str] = mapped_column(String(80))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; `personal` when it names or reaches the person whom the act is about."""

    field: str
    before: str
    after: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as the administrator reads it."""

    id: int
    happened_at: datetime
    actor_id: int | None
    action: str
    subject: str
    details: str
    origin: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which acts are wanted; None in `actor_ids` stands for the system, a filter of None for everything.

    `subjects` are whole subjects (`person:12`), `words` a part of one; either fits. `since` <= act < `until`.
    """

    action: str | None = None
    actor_ids: frozenset[int | None] | None = None
    subjects: frozenset[str] | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERY_ACT = AuditFilter()


def record_aside(own: Session, *, actor: int | None, action: str, subject: str) -> None:
    """Append one act in a transaction of its own: for what survives a refused request."""
    own.execute(insert(AuditEntry).values(**_entry(actor, action, subject, "")))


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
    where = EVERY_OPD if opd_ids is None else " ".join(f"opd:{opd_id}" for opd_id in sorted(opd_ids))
    record(actor=actor, action=action, subject="roster", details=f"{details}; {where}" if details else where)


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


def entries(
    *,
    limit: int,
    older_than: int | None = None,
    newer_than: int | None = None,
    wanted: AuditFilter = EVERY_ACT,
) -> list[AuditLine]:
    """The newest acts first; from an id on into the past, or the ones just above an id."""
    fits = _fits(wanted)
    if newer_than is not None:
        lines = _lines(and_(fits, AuditEntry.id > newer_than), AuditEntry.id.asc(), limit)
        return lines[::-1]
    if older_than is not None:
        fits = and_(fits, AuditEntry.id < older_than)
    return _lines(fits, AuditEntry.id.desc(), limit)


def every_entry(wanted: AuditFilter, *, chunk: int = 2_000) -> Iterator[AuditLine]:
    """All acts that fit, newest first, a few thousand in memory at a time."""
    older_than: int | None = None
    while lines := entries(limit=chunk, older_than=older_than, wanted=wanted):
        yield from lines
        older_than = lines[-1].id


def _lines(condition: ColumnElement[bool], order: ColumnElement[int], limit: int) -> list[AuditLine]:
    rows = session.execute(
        select(
            AuditEntry.id,
            AuditEntry.happened_at,
            AuditEntry.actor_id,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.details,
            AuditEntry.origin,
        )
        .where(condition)
        .order_by(order)
        .limit(limit)
    ).all()
    changes = _changes([row.id for row in rows])
    return [AuditLine(*row, tuple(changes.get(row.id, ()))) for row in rows]


def _changes(entry_ids: list[int]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    if not entry_ids:
        return found
    rows = session.execute(
        select(AuditValue)
        .where(
            AuditValue.entry_id.between(min(entry_ids), max(entry_ids)), AuditValue.entry_id.in_(entry_ids)
        )
        .order_by(AuditValue.id)
    ).scalars()
    for row in rows:
        found.setdefault(row.entry_id, []).append(
            Change(row.field, row.before, row.after, row.person_id is not None)
        )
    return found


def count(wanted: AuditFilter = EVERY_ACT) -> int:
    """How many acts fit, counted up to one more than `COUNTED_AT_MOST`."""
    some = select(AuditEntry.id).where(_fits(wanted)).limit(COUNTED_AT_MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def persons_between(since: datetime, until: datetime) -> list[int]:
    """Whom the acts of that period are about."""
    subjects = session.scalars(
        select(AuditEntry.subject)
        .where(
            AuditEntry.happened_at >= since,
            AuditEntry.happened_at < until,
            AuditEntry.subject.like("person:%"),
        )
        .distinct()
    )
    return [person_id for person_id in map(person_in, subjects) if person_id is not None]


def actions() -> list[str]:
    """Every action that was ever recorded."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _fits(wanted: AuditFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.action is not None:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.actor_ids is not None:
        people = [actor_id for actor_id in wanted.actor_ids if actor_id is not None]
        of_system = AuditEntry.actor_id.is_(None) if None in wanted.actor_ids else false()
        conditions.append(or_(AuditEntry.actor_id.in_(people), of_system))
    if wanted.subjects is not None or wanted.words:
        conditions.append(_is_about(wanted.subjects or frozenset(), wanted.words))
    if wanted.since is not None:
        conditions.append(AuditEntry.happened_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.happened_at < wanted.until)
    return and_(true(), *conditions)


def _is_about(subjects: frozenset[str], words: str) -> ColumnElement[bool]:
    whole = AuditEntry.subject.in_(subjects)
    return (
        or_(whole, func.lower(AuditEntry.subject).contains(words.lower(), autoescape=True))
        if words
        else whole
    )
