"""The same persons before and after learning: the first valid test before any lesson, the first after all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select, union

from app.db import session
from app.learning import queries as learning
from app.materials.rules import Standard
from app.quiz.models import Attempt, AttemptItem, Result
from app.quiz.queries.figures import counted
from app.quiz.queries.standings import counted_beliefs
from app.quiz.rules import BeliefCount, BeliefState, Round

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TestPair:
    """What the tests before and after learning showed of one person, by misconception."""

    person_id: int
    before_at: datetime
    after_at: datetime
    before: Mapping[str, BeliefState] = field(default_factory=dict)
    after: Mapping[str, BeliefState] = field(default_factory=dict)


def before_and_after(standard: Standard, *, since: datetime, until: datetime) -> list[TestPair]:
    """Everybody with a valid test before the first lesson and one after the last, both in (since, until]."""
    valid = _valid(standard, since, until)
    before = _first(valid.where(learning.before_any_lesson(Attempt.person_id, Attempt.submitted_at)))
    after = _first(
        valid.where(learning.after_all(standard.module_slugs, Attempt.person_id, Attempt.started_at))
    )
    last = {row.person_id: row for row in session.execute(after)}
    pairs = [(row, last[row.person_id]) for row in session.execute(before) if row.person_id in last]
    states = _states(before, after) if pairs else {}
    return [
        TestPair(
            first.person_id,
            first.submitted_at,
            then.submitted_at,
            before=states.get(first.id, {}),
            after=states.get(then.id, {}),
        )
        for first, then in pairs
    ]


def matched_marks(standard: Standard, *, since: datetime, until: datetime) -> dict[int, tuple[float, float]]:
    """The marks in per cent of each person before any lesson and after all of them, by person."""
    valid = _valid(standard, since, until)
    before = _first(valid.where(learning.before_any_lesson(Attempt.person_id, Attempt.submitted_at)))
    after = _first(
        valid.where(learning.after_all(standard.module_slugs, Attempt.person_id, Attempt.started_at))
    )
    last = _percent(after)
    return {person: (mark, last[person]) for person, mark in _percent(before).items() if person in last}


def _percent(first: Select[*tuple[Any, ...]]) -> dict[int, float]:
    chosen = first.subquery()
    rows = session.execute(
        select(chosen.c.person_id, Result.correct, Result.items).join(
            Result, Result.attempt_id == chosen.c.id
        )
    )
    return {person_id: 100 * correct / items for person_id, correct, items in rows}


@dataclass(frozen=True, slots=True)
class Retention:
    """Who still understands at the delayed test: counts of persons.

    `kept` of `took` were paham after learning and are so again; `relapsed` of `free` had dropped the core
    misconception and hold it again.
    """

    took: int
    kept: int
    free: int
    relapsed: int


def retention(standard: Standard, core: str, *, until: datetime) -> Retention:
    """The first test after the lessons against the delayed one, in the same persons."""
    valid = _valid(standard, FIRST_DAY, until).where(Attempt.round == Round.PASCATES)
    order = func.row_number().over(
        partition_by=Attempt.person_id, order_by=(Attempt.submitted_at, Attempt.id)
    )
    later = (
        select(Attempt.id, Attempt.person_id, Attempt.submitted_at, order.label("place"))
        .join(Result, Result.attempt_id == Attempt.id)
        .where(
            Attempt.slug == (standard.delayed.slug if standard.delayed else ""),
            Attempt.round == Round.TUNDA,
            counted(),
            Attempt.submitted_at <= until,
        )
    )
    before, after = _first(valid), _first(later)
    last = {row.person_id: row.id for row in session.execute(after)}
    first = {row.person_id: row.id for row in session.execute(before) if row.person_id in last}
    states = _states(before, after) if first else {}
    passed = _passed({*first.values(), *last.values()})

    def state(attempt_id: int) -> BeliefState | None:
        return states.get(attempt_id, {}).get(core)

    def holds(attempt_id: int) -> bool:
        return state(attempt_id) is BeliefState.MEMEGANG

    pairs = [(first[person], last[person]) for person in first]
    paham = [(a, b) for a, b in pairs if passed[a] and not holds(a)]
    free = [(a, b) for a, b in pairs if state(a) is BeliefState.BEBAS]
    return Retention(
        took=len(paham),
        kept=sum(passed[b] and not holds(b) for _, b in paham),
        free=len(free),
        relapsed=sum(holds(b) for _, b in free),
    )


def _passed(ids: set[int]) -> dict[int, bool]:
    rows = session.execute(select(Result.attempt_id, Result.passed).where(Result.attempt_id.in_(ids)))
    return {row.attempt_id: row.passed for row in rows}


def _valid(standard: Standard, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    least = standard.min_answered
    order = func.row_number().over(
        partition_by=Attempt.person_id, order_by=(Attempt.submitted_at, Attempt.id)
    )
    return (
        select(Attempt.id, Attempt.person_id, Attempt.submitted_at, order.label("place"))
        .join(Result, Result.attempt_id == Attempt.id)
        .where(
            Attempt.standard_code == standard.code,
            counted(),
            Attempt.submitted_at > since,
            Attempt.submitted_at <= until,
            Result.items > 0,
            Result.answered * least.denominator >= Result.items * least.numerator,
        )
    )


def _first(valid: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The first of each person's attempts."""
    numbered = valid.subquery()
    return select(numbered.c.id, numbered.c.person_id, numbered.c.submitted_at).where(numbered.c.place == 1)


def _states(*chosen: Select[*tuple[Any, ...]]) -> dict[int, dict[str, BeliefState]]:
    """What each of these attempts showed, counted by the database, which finds them first and once."""
    ids = union(*(select(one.subquery().c.id) for one in chosen)).cte("chosen")
    ids = ids.prefix_with("MATERIALIZED", dialect="postgresql")
    rows = session.execute(counted_beliefs().join(ids, ids.c.id == AttemptItem.attempt_id))
    states: dict[int, dict[str, BeliefState]] = {}
    for attempt_id, belief, *counts in rows:
        states.setdefault(attempt_id, {})[str(belief)] = BeliefCount(str(belief), *counts).state
    return states
