"""Answers that came after deadline and grace, and what was decided about them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import and_, func, select

from app.db import session
from app.quiz.models import Attempt, AttemptItem, LateAnswer, LateDecision
from app.quiz.queries.sitting import Sitting, sitting_columns


@dataclass(frozen=True, slots=True)
class LateLine:
    """A late answer; `accepted` is None while it waits for a decision."""

    item_id: int
    device: str
    revision: int
    response: str
    confidence: int | None
    received_at: datetime
    position: int
    accepted: bool | None
    reason: str | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.accepted is None

    @property
    def key(self) -> str:
        """A short name of exactly this answer, for a form."""
        return sha256(f"{self.item_id}/{self.revision}/{self.device}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class LateAttempt:
    """An attempt with late answers that wait."""

    id: int
    person_id: int
    version_id: int
    deadline_at: datetime | None
    waiting: int
    last_at: datetime


_SAME = and_(
    LateDecision.attempt_item_id == LateAnswer.attempt_item_id,
    LateDecision.device == LateAnswer.device,
    LateDecision.revision == LateAnswer.revision,
)


def late_answers(attempt_id: int) -> list[LateLine]:
    """The late answers of an attempt in the order of its questions, decided or not."""
    rows = session.execute(
        select(
            LateAnswer.attempt_item_id,
            LateAnswer.device,
            LateAnswer.revision,
            LateAnswer.response,
            LateAnswer.confidence,
            LateAnswer.received_at,
            AttemptItem.position,
            LateDecision.accepted,
            LateDecision.reason,
        )
        .join(AttemptItem, AttemptItem.id == LateAnswer.attempt_item_id)
        .outerjoin(LateDecision, _SAME)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position, LateAnswer.received_at, LateAnswer.device)
    )
    return [LateLine(*row) for row in rows]


def late_attempts(*, limit: int, offset: int) -> tuple[list[LateAttempt], int]:
    """Attempts with late answers that wait, the longest waiting first, and how many there are in all."""
    last = func.max(LateAnswer.received_at)
    query = (
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.question_set_version_id,
            Attempt.deadline_at,
            func.count(LateAnswer.attempt_item_id),
            last,
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(LateAnswer, LateAnswer.attempt_item_id == AttemptItem.id)
        .outerjoin(LateDecision, _SAME)
        .where(LateDecision.revision.is_(None))
        .group_by(Attempt.id)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(last, Attempt.id).limit(limit).offset(offset))
    return [LateAttempt(*row) for row in rows], total


def sitting_by_id(attempt_id: int) -> Sitting | None:
    """The attempt of that number, whoever sat it: for a decision about it, never for its answers."""
    row = session.execute(select(*sitting_columns()).where(Attempt.id == attempt_id)).first()
    return Sitting(*row) if row else None
