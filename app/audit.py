"""One append-only table of administrative acts: who, what, when, to whom or what, and the details.

Owns: audit_entry. Does not own: the request log. Depends on: db, clock.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
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


class AuditEntry(Model):
    """One act. Rows are inserted, never edited or removed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_happened_at", "happened_at"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as the administrator reads it."""

    happened_at: datetime
    actor_id: int | None
    action: str
    subject: str
    details: str


def record_aside(own: Session, *, actor: int | None, action: str, subject: str) -> None:
    """Append one act in a transaction of its own: for what survives a refused request."""
    own.execute(
        insert(AuditEntry).values(
            happened_at=now(), actor_id=actor, action=action, subject=subject, details=""
        )
    )


def record(*, actor: int | None, action: str, subject: str, details: str = "") -> None:
    """Append one act in the running transaction; `action` is a stable English verb phrase."""
    session.execute(
        insert(AuditEntry).values(
            happened_at=now(), actor_id=actor, action=action, subject=subject[:200], details=details
        )
    )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which acts are wanted; None in `actor_ids` stands for the system, a filter of None for everybody."""

    action: str | None = None
    actor_ids: frozenset[int | None] | None = None


EVERY_ACT = AuditFilter()


def entries(*, limit: int, offset: int = 0, wanted: AuditFilter = EVERY_ACT) -> list[AuditLine]:
    """The newest acts first."""
    rows = session.execute(
        select(
            AuditEntry.happened_at,
            AuditEntry.actor_id,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.details,
        )
        .where(_fits(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [AuditLine(*row) for row in rows]


def count(wanted: AuditFilter = EVERY_ACT) -> int:
    """How many acts fit."""
    return session.scalar(select(func.count(AuditEntry.id)).where(_fits(wanted))) or 0


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
    return and_(true(), *conditions)
