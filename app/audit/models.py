"""The two tables of the trail; rows are inserted alone."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime

BigId = BigInteger().with_variant(Integer, "sqlite")


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
