"""Send an attempt: marked once, whoever sends it and however often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.db import Part, added, ask, few_trips, session, whole, write_all
from app.errors import NotFound
from app.learning import services as learning
from app.materials import queries as materials
from app.materials.rules import QuestionSet, SetKind
from app.quiz import queries
from app.quiz.models import OPEN, Attempt, ItemResult, Result
from app.quiz.queries import Sitting
from app.quiz.rules import GRACE, AttemptState, ItemKey, Marked, is_over, mark
from app.quiz.rules.standing import StandingFact
from app.quiz.services.standing import standing_part

BATCH = 50


def submit(*, public_id: str, person_id: int, at: datetime) -> None:
    """Send the person's attempt; sending it again changes nothing. Raises NotFound for anybody else's."""
    while True:
        sitting = queries.sitting(public_id, person_id)
        if sitting is None:
            raise NotFound
        if sitting.state is not AttemptState.IN_PROGRESS or close(sitting, at=at):
            return


def finish_overdue(at: datetime, limit: int = BATCH) -> int:
    """End up to `limit` attempts whose time is up; how many this call ended. Safe to run twice at once."""
    rows = session.execute(
        select(*queries.sitting_columns())
        .where(OPEN, Attempt.deadline_at < at - GRACE)
        .order_by(Attempt.id)
        .limit(limit)
    )
    return sum(close(Sitting(*row), at=at) for row in rows.all())


@dataclass(frozen=True, slots=True)
class Terms:
    """What marking needs of the pinned version, read before anything is locked."""

    question_set: QuestionSet
    keys: Mapping[int, ItemKey]

    @property
    def module_slug(self) -> str | None:
        """The module whose quiz this is; the test of a standard has none."""
        return self.question_set.module_slug if self.question_set.kind is SetKind.KUIS else None


def close(sitting: Sitting, *, at: datetime) -> bool:
    """End an open attempt and store its marks; False when somebody else has ended it or moved its deadline.

    The change of state comes first and stops saves: the answers read after it are all that were acknowledged.
    """
    terms = _terms(sitting)
    if terms.module_slug:
        return _close(sitting, terms, at=at)  # in the request's transaction, which learning speaks in too
    return whole(lambda: _close(sitting, terms, at=at))


def _close(sitting: Sitting, terms: Terms, *, at: datetime) -> bool:
    state, sent_at = _ending(sitting, at)
    read_as = {"of_attempt": sitting.id, "of_deadline": sitting.deadline_at}
    with few_trips():
        ended = ask(_END, {**read_as, "as_state": state, "sent_at": sent_at})
        given = queries.ask_given_answers(sitting.id)
        end = ended().first()
        if end is None:
            return False
        marked = mark(given(terms.keys))
        passed = marked.is_passed(terms.question_set.pass_mark)
        marks = _marks(sitting.id, marked, passed=passed)
        write_all((*marks, *_summary(sitting, end.least, marked, sent_at)))
    if passed and terms.module_slug:
        learning.record_pass(
            person_id=sitting.person_id,
            module_slug=terms.module_slug,
            attempt_id=sitting.id,
            at=sent_at,
        )
    return True


_ATTEMPT: Any = Attempt.__table__
_END = (
    update(_ATTEMPT)
    .where(
        _ATTEMPT.c.id == bindparam("of_attempt"),
        _ATTEMPT.c.state == AttemptState.IN_PROGRESS,
        _ATTEMPT.c.deadline_at.is_not_distinct_from(bindparam("of_deadline")),  # no time was given meanwhile
    )
    .values(state=bindparam("as_state"), submitted_at=bindparam("sent_at"))
    .returning(_ATTEMPT.c.id, materials.least_answered(_ATTEMPT.c.standard_code).label("least"))
)
_RESULT: Any = insert(Result.__table__)  # type: ignore[arg-type]


def _ending(sitting: Sitting, at: datetime) -> tuple[AttemptState, datetime]:
    if sitting.deadline_at is not None and is_over(sitting.deadline_at, at):
        return AttemptState.AUTO_SUBMITTED, sitting.deadline_at
    return AttemptState.SUBMITTED, at


def _terms(sitting: Sitting) -> Terms:
    question_set = materials.question_set_version(sitting.version_id)
    if question_set is None:
        raise LookupError(f"question set version {sitting.version_id} is gone")
    return Terms(question_set, queries.item_keys(sitting.version_id))


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


def _summary(sitting: Sitting, least: Fraction | None, marked: Marked, sent_at: datetime) -> tuple[Part, ...]:
    """What keeps the summary of the standard, when enough was answered to measure anything."""
    if not sitting.standard_code or least is None or not marked.is_enough(least):
        return ()
    fact = StandingFact(
        person_id=sitting.person_id,
        standard_code=sitting.standard_code,
        day=queries.standing_day(sent_at),
        attempt_id=sitting.id,
        submitted_at=sent_at,
        correct=marked.correct,
        items=len(marked.items),
        answered=marked.answered,
        beliefs=marked.beliefs,
    )
    return (standing_part(fact),)
