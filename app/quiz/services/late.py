"""Decide about late answers: an accepted one replaces what stands, and the attempt is marked again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select

from app import audit
from app.db import session, upsert_insert
from app.errors import NotFound
from app.quiz import queries
from app.quiz.models import Answer, LateDecision
from app.quiz.queries import LateLine
from app.quiz.rules import AttemptState, OwnAllowance, kept_reason
from app.quiz.services.remark import remark_attempt
from app.quiz.services.submit import close
from app.quiz.services.turns import one_at_a_time


def decide_late_answers(
    *, attempt_id: int, verdicts: Mapping[str, bool], reason: str, by: int, at: datetime
) -> int:
    """Accept or refuse late answers by their keys; how many this call decided, 0 when all were before.

    Raises NotFound, NoReason, and OwnAllowance for the own attempt. A pass is never taken back by it.
    """
    kept = kept_reason(reason)
    one_at_a_time(f"late/{attempt_id}")
    sitting = queries.sitting_by_id(attempt_id)
    if sitting is None:
        raise NotFound
    if sitting.person_id == by:
        raise OwnAllowance
    if sitting.state is AttemptState.IN_PROGRESS:
        close(sitting, at=at)
    lines = [each for each in queries.late_answers(attempt_id) if each.waits and each.key in verdicts]
    for line in sorted(lines, key=lambda each: each.received_at):
        _decide(line, accepted=verdicts[line.key], reason=kept, by=by, at=at)
    if any(verdicts[line.key] for line in lines):
        remark_attempt(
            attempt_id=attempt_id, reason=f"Jawaban terlambat diterima: {kept}"[:400], by=by, at=at
        )
    if lines:
        words = ", ".join(f"soal {each.position} {_word(verdicts[each.key])}" for each in lines)
        about = f"person:{sitting.person_id}"
        audit.record(
            actor=by, action="decide late answers", subject=about, details=f"{sitting.slug}, {words}: {kept}"
        )
    return len(lines)


def _word(accepted: bool) -> str:
    return "diterima" if accepted else "ditolak"


def _decide(line: LateLine, *, accepted: bool, reason: str, by: int, at: datetime) -> None:
    session.execute(
        insert(LateDecision).values(
            attempt_item_id=line.item_id,
            device=line.device,
            revision=line.revision,
            accepted=accepted,
            reason=reason,
            decided_by=by,
            decided_at=at,
        )
    )
    if accepted:
        _take(line)


def _take(line: LateLine) -> None:
    """Let the late answer stand, under a revision that no older save of another device gets past."""
    stands = session.scalar(select(Answer.revision).where(Answer.attempt_item_id == line.item_id)) or 0
    values = {
        "revision": max(stands, line.revision),
        "device": line.device,
        "response": line.response,
        "confidence": line.confidence,
        "saved_at": line.received_at,
    }
    upsert = upsert_insert(Answer).values(attempt_item_id=line.item_id, **values)
    session.execute(upsert.on_conflict_do_update(index_elements=["attempt_item_id"], set_=values))
