"""What decides whether another attempt may begin, and as which."""

from datetime import datetime

from sqlalchemy import func, select

from app.db import session
from app.learning import queries as learning
from app.materials import queries as materials
from app.materials.rules import QuestionSet
from app.quiz.models import Attempt
from app.quiz.rules import (
    AttemptState,
    PastAttempt,
    Round,
    StartRefused,
    StartRules,
    is_over,
    round_of,
    start_refusal,
)


def past_attempts(person_id: int, slug: str, round_: Round, at: datetime) -> list[PastAttempt]:
    """The attempts that count against limit and pause: those of this round that are over."""
    rows = session.execute(
        select(Attempt.state, Attempt.started_at, Attempt.submitted_at, Attempt.deadline_at).where(
            Attempt.person_id == person_id, Attempt.slug == slug, Attempt.round == round_
        )
    )
    return [
        PastAttempt(started_at, submitted_at or deadline_at or started_at)
        for state, started_at, submitted_at, deadline_at in rows
        if state is not AttemptState.IN_PROGRESS or is_over(deadline_at, at)
    ]


def last_number(person_id: int, slug: str) -> int:
    """The number of the person's latest attempt of this set; 0 for none."""
    number = session.scalar(
        select(func.max(Attempt.number)).where(Attempt.person_id == person_id, Attempt.slug == slug)
    )
    return number or 0


def start_rules(question_set: QuestionSet) -> StartRules:
    """What the set says about beginning an attempt."""
    return StartRules(
        attempts_allowed=question_set.attempts_allowed,
        window_days=question_set.attempts_window_days,
        pause_minutes=question_set.pause_minutes,
        opens_at=question_set.opens_at,
        closes_at=question_set.closes_at,
    )


def standard_proven_by(slug: str) -> str | None:
    """The code of the standard whose test this is, or None."""
    proven = [standard.code for standard in materials.standards() if standard.test_slug == slug]
    return proven[-1] if proven else None


def round_now(*, person_id: int, standard_code: str | None, at: datetime) -> Round:
    """The round that an attempt begun now would belong to."""
    proves = standard_code is not None
    first = learning.first_lesson_at(person_id) if proves else None
    return round_of(proves_standard=proves, first_lesson_at=first, at=at)


def refusal_now(*, person_id: int, question_set: QuestionSet, at: datetime) -> StartRefused | None:
    """What stands in the way of another attempt of this set by this person, or None."""
    standard_code = standard_proven_by(question_set.slug)
    round_ = round_now(person_id=person_id, standard_code=standard_code, at=at)
    past = past_attempts(person_id, question_set.slug, round_, at)
    return start_refusal(start_rules(question_set), past, at)
