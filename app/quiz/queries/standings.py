"""The summary of results as it is stored, and as the results say that it must be."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true

from app.clock import local_day
from app.db import session
from app.quiz.models import Attempt, AttemptItem, ItemResult, Result, Standing
from app.quiz.queries.figures import counted, minimums_answered
from app.quiz.queries.remark import chunks
from app.quiz.rules import BeliefCount, ItemState
from app.quiz.rules.standing import StandingFact, StandingKey, StandingProof, compared
from app.quiz.rules.told import beliefs_told

JUST_UNDER_A_SECOND = timedelta(microseconds=999_999)


def standing_proof() -> StandingProof:
    """The whole summary made anew from attempts and marks, beside what is stored, cell by cell.

    What differs is looked at twice, person by person: while people work, a submission may fall between the
    reading of the results and that of the summary.
    """
    first = compared(facts_by_key(), kept_by_key())
    if not first.differences:
        return first
    again = _second_look({each.key[0] for each in first.differences})
    return StandingProof(first.rows, first.cells, again.differences)


def _second_look(person_ids: Iterable[int]) -> StandingProof:
    expected: dict[StandingKey, StandingFact] = {}
    kept: dict[StandingKey, StandingFact] = {}
    for ids in chunks(sorted(person_ids)):
        expected |= facts_by_key(Attempt.person_id.in_(ids))
        kept |= kept_by_key(Standing.person_id.in_(ids))
    return compared(expected, kept)


def facts_by_key(theirs: ColumnElement[bool] | None = None) -> dict[StandingKey, StandingFact]:
    """The last valid attempt of each person, standard and day, from attempts and their marks.

    `theirs` is a condition on attempts. On the same instant the higher attempt wins: the order of the rows is
    that of instants and ids, never that of commits.
    """
    condition = true() if theirs is None else theirs
    minimums, beliefs = minimums_answered(), _beliefs_by_attempt(condition)
    rows = session.connection().execute(
        select(
            Attempt.person_id,
            Attempt.standard_code,
            Attempt.id,
            Attempt.submitted_at,
            Result.correct,
            Result.items,
            Result.answered,
        )
        .join(Result, Result.attempt_id == Attempt.id)
        .where(counted(), Attempt.standard_code.in_(minimums), condition)
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    found: dict[StandingKey, StandingFact] = {}
    for person_id, code, attempt_id, submitted_at, correct, items, answered in rows:
        if code is None or submitted_at is None or Fraction(answered, max(items, 1)) < minimums[code]:
            continue
        fact = StandingFact(
            person_id=person_id,
            standard_code=code,
            day=standing_day(submitted_at),
            attempt_id=attempt_id,
            submitted_at=submitted_at,
            correct=correct,
            items=items,
            answered=answered,
            beliefs=beliefs.get(attempt_id, ()),
        )
        found[fact.key] = fact
    return found


def standing_day(submitted_at: datetime) -> date:
    """The first local day at whose cut, 23.59.59, the attempt counts: the last second belongs to the next.

    A cut shows the last attempt before it, so none after it may stand for the same day.
    """
    return local_day(submitted_at + JUST_UNDER_A_SECOND)


def counted_beliefs() -> Select[*tuple[Any, ...]]:
    """A row an attempt and misconception: attempt_id, belief, items, answered, confirmed, known."""
    return (
        select(
            AttemptItem.attempt_id,
            ItemResult.belief,
            func.count().label("items"),
            func.sum(case((ItemResult.answered, 1), else_=0)).label("answered"),
            func.sum(case((ItemResult.outcome == ItemState.SALAH_KAPRAH, 1), else_=0)).label("confirmed"),
            func.sum(case((ItemResult.outcome == ItemState.PAHAM, 1), else_=0)).label("known"),
        )
        .join(ItemResult, ItemResult.attempt_item_id == AttemptItem.id)
        .where(ItemResult.belief.is_not(None))
        .group_by(AttemptItem.attempt_id, ItemResult.belief)
    )


def _beliefs_by_attempt(theirs: ColumnElement[bool]) -> dict[int, tuple[BeliefCount, ...]]:
    rows = session.connection().execute(
        counted_beliefs()
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.standard_code.is_not(None), theirs)
    )
    grouped: dict[int, list[BeliefCount]] = {}
    for attempt_id, *count in rows:
        grouped.setdefault(attempt_id, []).append(BeliefCount(*count))
    return {attempt_id: _in_order(counts) for attempt_id, counts in grouped.items()}


def kept_by_key(those: ColumnElement[bool] | None = None) -> dict[StandingKey, StandingFact]:
    """The summary as it is stored; `those` is a condition on standings."""
    condition = true() if those is None else those
    rows = session.connection().execute(select(*Standing.__table__.c).where(condition))
    stored = (dict(row) for row in rows.mappings())
    found = (StandingFact(beliefs=beliefs_told(row.pop("told")), **row) for row in stored)
    return {fact.key: fact for fact in found}


def _in_order(counts: Iterable[BeliefCount]) -> tuple[BeliefCount, ...]:
    return tuple(sorted(counts, key=lambda count: count.code))
