"""Tables of the room: what was read in which version, and what was completed by which rule."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column
from app.learning.rules import CompletionRule
from app.people.rules import JobLevel


class Reading(Model):
    """A person has begun a module; the version stays pinned whatever is published meanwhile."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("person_id", "module_slug"), Index("ix_reading_slug", "module_slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_slug: Mapped[str] = mapped_column(String(80))
    module_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SectionRead(Model):
    """A section that the person marked read, by an act of their own."""

    __tablename__ = "section_read"
    __table_args__ = (UniqueConstraint("reading_id", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    anchor: Mapped[str] = mapped_column(String(120))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuizPass(Model):
    """The first attempt with which a person passed a module's quiz; the attempt belongs to the quiz room."""

    __tablename__ = "quiz_pass"
    __table_args__ = (UniqueConstraint("person_id", "module_slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_slug: Mapped[str] = mapped_column(String(80))
    attempt_id: Mapped[int] = mapped_column(BigInteger)
    passed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Completion(Model):
    """A recorded fact: once completed, no later edit un-completes anybody."""

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("person_id", "module_slug"),
        Index("ix_completion_slug", "module_slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_slug: Mapped[str] = mapped_column(String(80))
    module_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    attempt_id: Mapped[int | None] = mapped_column(BigInteger)
    rule: Mapped[CompletionRule] = enum_column(CompletionRule, "rule")
    completed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PartRead(Model):
    """Who had completed a module has read what a later version added; the completion stays as it was."""

    __tablename__ = "part_read"
    __table_args__ = (UniqueConstraint("person_id", "version_id", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    anchor: Mapped[str] = mapped_column(String(80))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ObligationRule(Model):
    """A decision on who is obliged from when and until when; rows are inserted, never edited."""

    __tablename__ = "obligation_rule"
    __table_args__ = (Index("ix_obligation_rule_standard_code", "standard_code", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_code: Mapped[str] = mapped_column(String(80))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    job_level: Mapped[JobLevel | None] = enum_column(JobLevel, "job_level")
    starts_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300))
