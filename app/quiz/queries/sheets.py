"""First attempts at a set, item by item: what item analysis is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import session
from app.quiz.models import Answer, Attempt, AttemptItem, ItemResult
from app.quiz.queries.figures import counted
from app.quiz.rules import Marking, places_in

CHOOSING = (Marking.TUNGGAL, Marking.GANDA)


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """One item of somebody's first attempt: `points` is the share of its maximum."""

    person_id: int
    attempt_id: int
    version_id: int
    question_id: int
    points: float
    chosen: frozenset[int]
    confidence: int | None


def item_sheets(slug: str) -> Iterator[ItemSheet]:
    """Every item of each person's first counted attempt at each version and form, by attempt."""
    first = (
        select(func.min(Attempt.id))
        .where(Attempt.slug == slug, counted())
        .group_by(Attempt.person_id, Attempt.question_set_version_id, Attempt.form)
    )
    rows = session.execute(
        select(
            Attempt.person_id,
            Attempt.id,
            Attempt.question_set_version_id,
            AttemptItem.question_id,
            AttemptItem.marking,
            ItemResult.points_numerator,
            ItemResult.points_denominator,
            Answer.response,
            Answer.confidence,
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(ItemResult, ItemResult.attempt_item_id == AttemptItem.id)
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .where(Attempt.id.in_(first))
        .order_by(Attempt.id, AttemptItem.position)
    )
    for person_id, attempt_id, version_id, question_id, marking, part, whole, response, tap in rows:
        chosen = frozenset(places_in(response or "")) if marking in CHOOSING else frozenset()
        yield ItemSheet(person_id, attempt_id, version_id, question_id, part / whole, chosen, tap)


def people_by_set() -> dict[str, int]:
    """How many people have sent at least one counted attempt at each set."""
    rows = session.execute(
        select(Attempt.slug, func.count(func.distinct(Attempt.person_id)))
        .where(counted())
        .group_by(Attempt.slug)
    )
    return {row[0]: row[1] for row in rows}
