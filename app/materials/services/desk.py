"""Keeping a text under edit, and letting go of it."""

from datetime import datetime

from sqlalchemy import delete, or_

from app.db import session, upsert_insert
from app.materials.models import TextDraft
from app.materials.queries.desk import draft_of
from app.materials.rules.desk import DraftOvertaken, SavedDraft, refuse_strange_draft, storable


def save_draft(
    path: str, text: str, *, by: int, base_version_id: int | None, revision: int, at: datetime
) -> SavedDraft:
    """Keep this text unless a newer revision is kept; saving the same again changes nothing.

    Raises DraftOvertaken, DraftTooLong or StrangePlace. Flushes; the request commits.
    """
    refuse_strange_draft(path, text)
    saved = SavedDraft(path, storable(text), base_version_id, revision, at)
    if _newest(saved, by):
        return saved
    standing = draft_of(path, by=by)
    if standing is None or (standing.revision, standing.text) != (revision, saved.text):
        raise DraftOvertaken
    return standing


def _newest(saved: SavedDraft, by: int) -> bool:
    values = {
        "text": saved.text,
        "base_version_id": saved.base_version_id,
        "revision": saved.revision,
        "saved_at": saved.saved_at,
    }
    statement = upsert_insert(TextDraft).values(person_id=by, path=saved.path, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "path"], set_=values, where=TextDraft.revision < saved.revision
    )
    return session.scalar(statement.returning(TextDraft.revision)) is not None


def discard_draft(path: str, *, by: int, revision: int) -> None:
    """That person's draft up to this revision is no more; raises DraftOvertaken when a newer one stays."""
    mine = (TextDraft.person_id == by, TextDraft.path == path)
    session.execute(delete(TextDraft).where(*mine, TextDraft.revision <= revision))
    if draft_of(path, by=by) is not None:
        raise DraftOvertaken


def draft_used(path: str, text: str, *, by: int, revision: int) -> bool:
    """Let go of a draft whose text has been published or planned; whether none is left.

    A newer revision with another text, saved meanwhile in another tab, stays: it was promised to be kept.
    """
    mine = (TextDraft.person_id == by, TextDraft.path == path)
    known = or_(TextDraft.revision <= revision, TextDraft.text == storable(text))
    session.execute(delete(TextDraft).where(*mine, known))
    return draft_of(path, by=by) is None
