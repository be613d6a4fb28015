"""What lies on a trainer's desk."""

from sqlalchemy import func, select

from app.db import session
from app.materials.models import ContentParcel, Image, LoosePicture, TextDraft
from app.materials.rules.desk import SavedDraft
from app.materials.rules.picture import Picture

_DRAFTS = select(
    TextDraft.path, TextDraft.text, TextDraft.base_version_id, TextDraft.revision, TextDraft.saved_at
)


def draft_of(path: str, *, by: int) -> SavedDraft | None:
    """That person's own draft of a document, or None."""
    row = session.execute(_DRAFTS.where(TextDraft.person_id == by, TextDraft.path == path)).first()
    return None if row is None else SavedDraft(*row)


def drafts_of(by: int) -> list[SavedDraft]:
    """Every draft of that person, the newest first."""
    rows = _DRAFTS.where(TextDraft.person_id == by).order_by(TextDraft.saved_at.desc(), TextDraft.path)
    return [SavedDraft(*row) for row in session.execute(rows)]


def loose_pictures() -> dict[tuple[str, str], Picture]:
    """The pictures that were handed in, by slug and name, whether a text shows them yet or not."""
    rows = session.execute(
        select(
            LoosePicture.slug,
            LoosePicture.name,
            Image.sha256,
            Image.mime,
            Image.width,
            Image.height,
            func.length(Image.bytes).label("size"),
        ).join(Image, Image.sha256 == LoosePicture.sha256)
    )
    return {
        (row.slug, row.name): Picture(row.name, row.sha256, row.mime, row.width, row.height, row.size)
        for row in rows
    }


def parcel_content(token: str, *, by: int) -> bytes | None:
    """The bytes of an archive that this person handed in, or None."""
    wanted = select(ContentParcel.content).where(ContentParcel.token == token, ContentParcel.person_id == by)
    return session.scalar(wanted)
