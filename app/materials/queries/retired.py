"""Items that no published text asks any more: the only ones that may be shown outside a sitting."""

from collections.abc import Collection

from sqlalchemy import or_, select

from app.db import session
from app.materials.models import Document, DocumentVersion, QuestionRow, QuestionSetVersion
from app.materials.queries.questions import question
from app.materials.rules import Question, SetKind

_PLACED = select(
    QuestionRow.id, QuestionRow.key, QuestionRow.replaces, QuestionRow.stem_text, QuestionSetVersion.slug
).join(QuestionSetVersion, QuestionSetVersion.version_id == QuestionRow.version_id)


def retired_question(salah_kaprah: str, *, running: Collection[int]) -> Question | None:
    """The last item on a misconception that has left its test or quiz for good; None without any.

    `running` are the versions that somebody still answers. An item that has a successor, or that stands in
    any published set or running version under its key or in the same words, would give away what is asked.
    """
    published = select(Document.current_version_id).where(Document.current_version_id.is_not(None))
    asked = session.execute(
        _PLACED.where(or_(QuestionRow.version_id.in_(published), QuestionRow.version_id.in_(running)))
    ).all()
    replaced = session.execute(_PLACED.where(QuestionRow.replaces.is_not(None)))
    keys = {(row.slug, row.key) for row in asked} | {(row.slug, row.replaces) for row in replaced}
    stems = {row.stem_text for row in asked}
    left = session.execute(
        _PLACED.join(DocumentVersion, DocumentVersion.id == QuestionRow.version_id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(
            QuestionRow.diagnostic == salah_kaprah,
            QuestionSetVersion.kind.in_([SetKind.TES, SetKind.KUIS]),
            Document.current_version_id > QuestionRow.version_id,
        )
        .order_by(QuestionRow.version_id.desc(), QuestionRow.position)
    )
    found = (row.id for row in left if (row.slug, row.key) not in keys and row.stem_text not in stems)
    chosen = next(found, None)
    return None if chosen is None else question(chosen)
