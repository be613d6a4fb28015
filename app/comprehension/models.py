"""Tables of the room: months as they were published. Rows are written once; a correction is a further row."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column
from app.people.rules import JobLevel


class FrozenMonth(Model):
    """The figures of a month's last second, with the rules and the policy numbers that shaped them."""

    __tablename__ = "frozen_month"
    __table_args__ = (
        UniqueConstraint("period", "revision"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("(revision = 1) = (reason IS NULL)", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(7))
    revision: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rules: Mapped[str] = mapped_column(String(20))
    standard_code: Mapped[str] = mapped_column(String(80))
    standard_title: Mapped[str] = mapped_column(String(200))
    pass_mark: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    grace_days: Mapped[int]
    validity_days: Mapped[int]
    n_min: Mapped[int]
    min_answered: Mapped[str] = mapped_column(String(20))


class FrozenOpd(Model):
    """An OPD of the register on that day, under the name that it had."""

    __tablename__ = "frozen_opd"

    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_month.id"), primary_key=True)
    opd_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class FrozenCell(Model):
    """Persons of one OPD and job level, counted by state."""

    __tablename__ = "frozen_cell"

    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_month.id"), primary_key=True)
    opd_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_level: Mapped[JobLevel] = enum_column(JobLevel, "job_level", primary_key=True)
    obliged: Mapped[int]
    in_grace: Mapped[int]
    exempt: Mapped[int]
    started: Mapped[int]
    measured: Mapped[int]
    completed: Mapped[int]
    passed: Mapped[int]
    paham: Mapped[int]
    belum_tahu: Mapped[int]
    salah_kaprah: Mapped[int]
    core_asked: Mapped[int]


class FrozenBelief(Model):
    """Holders of one further belief among those asked, in one OPD and job level."""

    __tablename__ = "frozen_belief"

    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_month.id"), primary_key=True)
    opd_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_level: Mapped[JobLevel] = enum_column(JobLevel, "job_level", primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    holders: Mapped[int]
    asked: Mapped[int]


class FrozenChange(Model):
    """What became of one belief in the matched persons of one OPD; an empty code: of no one OPD."""

    __tablename__ = "frozen_change"

    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_month.id"), primary_key=True)
    opd_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    stayed: Mapped[int]
    to_paham: Mapped[int]
    to_unknown: Mapped[int]
    new: Mapped[int]
    free: Mapped[int]
