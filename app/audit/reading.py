"""Read the trail: filtered, by key, and how much of it there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from app.audit.models import AuditEntry, AuditValue
from app.audit.recording import Change, person_in
from app.db import session

COUNTED_AT_MOST = 10_000


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
