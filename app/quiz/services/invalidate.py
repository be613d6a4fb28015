"""Set an attempt aside with a reason: it stays to be seen and counts for nothing from then on."""

from datetime import datetime

from sqlalchemy import update

from app import audit
from app.db import session
from app.errors import NotFound
from app.quiz import queries
from app.quiz.models import Attempt
from app.quiz.rules import kept_reason
from app.quiz.services.standing import restate


def invalidate(*, public_id: str, reason: str, by: int | None, at: datetime) -> None:
    """Let a sent attempt count no longer; the one before it counts again. What was completed stays completed.

    Raises NotFound for an attempt that is unknown, not sent, or set aside already, and NoReason.
    """
    kept = kept_reason(reason)
    row = session.execute(
        update(Attempt)
        .where(Attempt.public_id == public_id, queries.counted())
        .values(invalidated_at=at, invalidated_by=by, invalidated_reason=kept)
        .returning(Attempt.id, Attempt.person_id, Attempt.slug)
    ).first()
    if row is None:
        raise NotFound("Percobaan itu tidak ada, belum dikirim, atau sudah dibatalkan.")
    restate([row.id])
    audit.record(
        actor=by,
        action="invalidate attempt",
        subject=f"person:{row.person_id}",
        details=f"{row.slug}: {kept}",
    )
