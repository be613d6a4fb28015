"""Send an attempt: marked once, whoever sends it and however often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, insert, literal, select, update

from app.db import Part, UtcDateTime, added, ask, few_trips, session, whole, write_all
from app.errors import NotFound
from app.learning import services as learning
from app.materials import queries as materials
from app.materials.rules import QuestionSet, SetKind
from app.quiz import queries
from app.quiz.models import OPEN, Attempt, ItemResult, Result
from app.quiz.queries import Sitting
from app.quiz.rules import GRACE, AttemptState, ItemKey, Marked, mark
from app.quiz.rules.standing import StandingFact
from app.quiz.services.standing import standing_part

BATCH = 50


def submit(*, public_id: str, person_id: int, at: datetime) -> None:
    """Send the person's attempt; sending it again changes nothing. Raises NotFound for anybody else's."""
    if whole(lambda: _close(_TEST_ENDS, public_id, person_id, at)):
        return
    sitting = queries.sitting(public_id, person_id)
    if sitting is None:
        raise NotFound
    if sitting.state is AttemptState.IN_PROGRESS:  # learning is told in the request's own transaction
        close(sitting, at=at)


def finish_overdue(at: datetime, limit: int = BATCH) -> int:
    """End up to `limit` attempts whose time is up; how many this call ended. Safe to run twice at once."""
    rows = session.execute(
        select(Attempt.public_id, Attempt.person_id)
        .where(OPEN, Attempt.deadline_at < at - GRACE)
        .order_by(Attempt.id)
        .limit(limit)
    )
    return sum(_close(_TIME_ENDS, public_id, person_id, at) for public_id, person_id in rows.all())


def close(sitting: Sitting, *, at: datetime) -> bool:
    """End an open attempt in the request's transaction; False when somebody else has ended it."""
    return _close(_ENDS, sitting.public_id, sitting.person_id, at)


def close_overdue(sitting: Sitting, *, at: datetime) -> bool:
    """The same unless it still has time, which it may have been given since it was read."""
    return _close(_TIME_ENDS, sitting.public_id, sitting.person_id, at)


def _close(ends: Update, public_id: str, person_id: int, at: datetime) -> bool:
    """End the attempt if `ends` finds it and store its marks.

    The change of state comes first and stops saves: the answers read after it are all that were acknowledged.
    """
    with few_trips():
        ended = ask(ends, {"of": public_id, "of_person": person_id, "at": at, "over": at - GRACE})
        given = queries.ask_given_answers(public_id)
        end = ended().first()
        if end is None:
            return False
        terms = _terms(end.version_id)
        marked = mark(given(terms.keys))
        passed = marked.is_passed(terms.question_set.pass_mark)
        write_all((*_marks(end.id, marked, passed=passed), *_summary(end, person_id, marked)))
    if passed and terms.module_slug:
        learning.record_pass(
            person_id=person_id, module_slug=terms.module_slug, attempt_id=end.id, at=end.submitted_at
        )
    return True


_OVER = Attempt.deadline_at < bindparam("over", type_=UtcDateTime)
"""`is_over` in the words of the database, which alone knows the deadline at this moment."""
_ENDS = (
    update(Attempt)
    .where(
        Attempt.public_id == bindparam("of"),
        Attempt.person_id == bindparam("of_person"),
        Attempt.state == AttemptState.IN_PROGRESS,
    )
    .values(
        state=case(
            (_OVER, literal(AttemptState.AUTO_SUBMITTED, Attempt.state.type)),
            else_=literal(AttemptState.SUBMITTED, Attempt.state.type),
        ),
        submitted_at=case((_OVER, Attempt.deadline_at), else_=bindparam("at", type_=UtcDateTime)),
    )
    .returning(
        Attempt.id,
        Attempt.question_set_version_id.label("version_id"),
        Attempt.standard_code,
        Attempt.submitted_at,
        materials.least_answered(Attempt.__table__.c.standard_code).label("least"),
    )
)
_TIME_ENDS = _ENDS.where(_OVER)
_TEST_ENDS = _ENDS.where(Attempt.standard_code.is_not(None))


@dataclass(frozen=True, slots=True)
class Terms:
    """What marking needs of the pinned version."""

    question_set: QuestionSet
    keys: Mapping[int, ItemKey]

    @property
    def module_slug(self) -> str | None:
        """The module whose quiz this is; the test of a standard has none."""
        return self.question_set.module_slug if self.question_set.kind is SetKind.KUIS else None


_RESULT: Any = insert(Result.__table__)  # type: ignore[arg-type]


def _terms(version_id: int) -> Terms:
    question_set = materials.question_set_version(version_id)
    if question_set is None:
        raise LookupError(f"question set version {version_id} is gone")
    return Terms(question_set, queries.item_keys(version_id))


def _marks(attempt_id: int, marked: Marked, *, passed: bool) -> tuple[Part, ...]:
    """What keeps the result of the attempt and of each of its items."""
    of_attempt = {
        "attempt_id": attempt_id,
        "correct": marked.correct,
        "items": len(marked.items),
        "answered": marked.answered,
        "score_numerator": marked.score.numerator,
        "score_denominator": marked.score.denominator,
        "passed": passed,
    }
    of_items = [
        {
            "attempt_item_id": item.item_id,
            "points_numerator": item.points.numerator,
            "points_denominator": item.points.denominator,
            "answered": item.answered,
            "outcome": item.state,
            "belief": item.belief,
        }
        for item in marked.items
    ]
    return (_RESULT, of_attempt), added(ItemResult, of_items)


def _summary(end: Any, person_id: int, marked: Marked) -> tuple[Part, ...]:
    """What keeps the summary of the standard, when enough was answered to measure anything."""
    if end.least is None or not marked.is_enough(end.least):
        return ()
    fact = StandingFact(
        person_id=person_id,
        standard_code=end.standard_code,
        day=queries.standing_day(end.submitted_at),
        attempt_id=end.id,
        submitted_at=end.submitted_at,
        correct=marked.correct,
        items=len(marked.items),
        answered=marked.answered,
        beliefs=marked.beliefs,
    )
    return (standing_part(fact),)
