"""Module versions: fields, lists and rendered sections."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, enum_column
from app.materials.rules.substance import PartKind


class LineKind(StrEnum):
    """The lists of a module."""

    TUJUAN = "tujuan"
    PRASYARAT = "prasyarat"
    DASAR = "dasar"
    SALAH_KAPRAH = "salah_kaprah"
    INSTRUMEN = "instrumen"


class ModuleVersion(Model):
    """What the catalogue shows of a module version; `position` is the number of its folder."""

    __tablename__ = "module_version"
    __table_args__ = (CheckConstraint("minutes >= 1 AND jp_hundredths >= 0", name="amounts"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("document_version.id"), primary_key=True, autoincrement=False
    )
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    jp_hundredths: Mapped[int]
    speaker: Mapped[str | None] = mapped_column(String(200))


class ModuleLine(Model):
    """One entry of one list of a module version."""

    __tablename__ = "module_line"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.version_id"), primary_key=True)
    list: Mapped[LineKind] = enum_column(LineKind, "list", primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Section(Model):
    """One page of a module version; `headings` is JSON, pairs of anchor and title."""

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("version_id", "anchor"),
        CheckConstraint("position >= 1", name="position"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.version_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    lead: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text)


class SectionChange(Model):
    """What a version changed in a section for a reader of the version before; `was` is its former address."""

    __tablename__ = "section_change"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.version_id"), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[PartKind] = enum_column(PartKind, "kind")
    was: Mapped[str | None] = mapped_column(String(80))
