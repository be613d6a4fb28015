"""What lies on a trainer's desk before it is published; none of it is a version."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime


class TextDraft(Model):
    """One person's text of one document; `base_version_id` is the version that it was begun from."""

    __tablename__ = "text_draft"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("document_version.id"))
    revision: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoosePicture(Model):
    """A picture that was handed in for the documents of a folder, by the name that texts use for it."""

    __tablename__ = "loose_picture"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("image.sha256"))
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContentParcel(Model):
    """An archive that was read and waits for a decision."""

    __tablename__ = "content_parcel"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
