"""Versions of the lists and of the standards: a row an entry."""

from datetime import date
from fractions import Fraction

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, enum_column
from app.materials.models.ratio import Ratio
from app.materials.rules.draft import Certainty, LegalStatus


class SalahKaprahEntry(Model):
    """A misconception in a version of the catalogue."""

    __tablename__ = "salah_kaprah"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80))
    belief: Mapped[str] = mapped_column(Text)
    temptation: Mapped[str] = mapped_column(Text)
    refutation: Mapped[str] = mapped_column(Text)
    truth: Mapped[str] = mapped_column(Text)
    core: Mapped[bool]


class SalahKaprahIndicator(Model):
    """An indicator that a misconception touches, with the year of its instrument."""

    __tablename__ = "salah_kaprah_indicator"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    instrument: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class LegalEntry(Model):
    """A legal source in a version of the register."""

    __tablename__ = "legal_source"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[LegalStatus] = enum_column(LegalStatus, "status")
    revoked_by: Mapped[str | None] = mapped_column(String(80))
    valid_from: Mapped[date | None] = mapped_column(Date)
    checked_on: Mapped[date] = mapped_column(Date)
    link: Mapped[str | None] = mapped_column(Text)
    certainty: Mapped[Certainty] = enum_column(Certainty, "certainty")


class GlossaryEntry(Model):
    """A term in a version of the glossary."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    term: Mapped[str] = mapped_column(String(200))
    meaning: Mapped[str] = mapped_column(Text)
    foreign_term: Mapped[str | None] = mapped_column(String(200))


class EntryLegal(Model):
    """A legal source that an entry of a list leans on."""

    __tablename__ = "entry_legal"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    legal: Mapped[str] = mapped_column(String(80))


class StandardVersion(Model):
    """A standard with its policy numbers."""

    __tablename__ = "standard"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("document_version.id"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date] = mapped_column(Date)
    test_slug: Mapped[str] = mapped_column(String(80))
    pass_mark: Mapped[Fraction] = mapped_column(Ratio)
    target: Mapped[Fraction] = mapped_column(Ratio)
    grace_days: Mapped[int]
    validity_days: Mapped[int]
    min_measured: Mapped[int]
    min_answered: Mapped[Fraction] = mapped_column(Ratio)
    delayed_test_slug: Mapped[str | None] = mapped_column(String(80))
    delayed_from_days: Mapped[int | None]
    delayed_until_days: Mapped[int | None]
    delayed_share: Mapped[Fraction | None] = mapped_column(Ratio)


class StandardModule(Model):
    """A module that the standard obliges to, in its order."""

    __tablename__ = "standard_module"

    version_id: Mapped[int] = mapped_column(ForeignKey("standard.version_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    module_slug: Mapped[str] = mapped_column(String(80))
