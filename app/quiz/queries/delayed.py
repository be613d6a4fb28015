"""Who is invited to the delayed test of a standard."""

from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.materials import queries as materials
from app.materials.rules import QuestionSet, SetKind, Standard
from app.quiz.models import Attempt, Result
from app.quiz.rules import COUNTED, Invitation, Round, is_drawn, window


def standard_delayed_by(question_set: QuestionSet) -> Standard | None:
    """The standard whose delayed test this is; quizzes of modules never are one, and are not looked up."""
    if question_set.kind is not SetKind.TES:
        return None
    slug = question_set.slug
    found = [each for each in materials.standards() if each.delayed and each.delayed.slug == slug]
    return found[-1] if found else None


def invitation(person_id: int, standard: Standard) -> Invitation | None:
    """The person's window; None for who was not drawn, or did not pass the first test after the lessons."""
    test = standard.delayed
    if test is None or not is_drawn(person_id, standard.code, test.share):
        return None
    first = session.execute(
        select(Attempt.submitted_at, Result.passed)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(
            Attempt.person_id == person_id,
            Attempt.standard_code == standard.code,
            Attempt.round == Round.PASCATES,
            Attempt.state.in_(COUNTED),
        )
        .order_by(Attempt.submitted_at, Attempt.id)
        .limit(1)
    ).first()
    if first is None or not first.passed:
        return None
    return window(first.submitted_at, slug=test.slug, from_days=test.from_days, until_days=test.until_days)


def waiting_invitation(person_id: int, standard: Standard, at: datetime) -> Invitation | None:
    """The invitation that the person can answer now: open, and not taken yet."""
    found = invitation(person_id, standard)
    if found is None or not found.is_open(at):
        return None
    taken = session.scalar(
        select(Attempt.id).where(Attempt.person_id == person_id, Attempt.slug == found.slug).limit(1)
    )
    return None if taken else found
