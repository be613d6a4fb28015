"""Documents, their versions, and the pictures that versions use."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column, where
from app.materials.rules.address import DocumentKind
from app.materials.rules.planned import PlanState
from app.materials.rules.version import ChangeKind, Origin

WHILE_WAITING = where("state = 'menunggu'")


class Document(Model):
    """A file, known by kind and slug; `file_digest` is what was last published from files."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = enum_column(DocumentKind, "kind")
    slug: Mapped[str] = mapped_column(String(80))
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey(
            "document_version.id", name="fk_document_current_version_id_document_version", use_alter=True
        )
    )
    file_digest: Mapped[str | None] = mapped_column(String(64))


class DocumentVersion(Model):
    """A published text, never changed; `rendered_with` names renderer and catalogue behind its HTML."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    path: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    change_kind: Mapped[ChangeKind] = enum_column(ChangeKind, "change_kind")
    note: Mapped[str] = mapped_column(Text)
    origin: Mapped[Origin] = enum_column(Origin, "origin")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rendered_with: Mapped[str] = mapped_column(String(64))


class Image(Model):
    """A picture by its content; shared by every version that shows it."""

    __tablename__ = "image"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int | None]
    height: Mapped[int | None]


class VersionImage(Model):
    """Which picture a name stood for in a version."""

    __tablename__ = "version_image"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("image.sha256"))


class PlannedVersion(Model):
    """A checked text that waits for its instant; at most one waits for each document.

    Without an expected version it is the first of its document; with a leader it is published with that one.
    """

    __tablename__ = "planned_version"
    __table_args__ = (
        CheckConstraint("(state = 'menunggu') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("due_at > made_at", name="later"),
        Index("uq_planned_version_waiting", "kind", "slug", unique=True, **WHILE_WAITING),
        Index("ix_planned_version_due", "due_at", **WHILE_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = enum_column(DocumentKind, "kind")
    slug: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    change_kind: Mapped[ChangeKind] = enum_column(ChangeKind, "change_kind")
    note: Mapped[str] = mapped_column(Text)
    expected_version_id: Mapped[int | None] = mapped_column(ForeignKey("document_version.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[PlanState] = enum_column(PlanState, "state")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    told: Mapped[str] = mapped_column(Text)
    number: Mapped[int | None]
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("planned_version.id"), index=True)
