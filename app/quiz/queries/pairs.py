"""The same persons before and after learning: the first valid test before any lesson, the first after all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select, union, union_all

from app.db import session
from app.learning import queries as learning
from app.materials.rules import Standard
from app.quiz.models import Attempt, AttemptItem, ItemResult, Result, Standing
from app.quiz.queries.figures import counted
from app.quiz.queries.standings import counted_beliefs
from app.quiz.rules import BeliefCount, BeliefState, Round
from app.quiz.rules.told import BETWEEN, COUNTS, WITHIN

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TestPair:
    """The tests before and after learning of one person; `before` and `after` are read by `rules.told`."""

    person_id: int
    before_at: datetime
    after_at: datetime
    before: str
    after: str


def before_and_after(standard: Standard, *, since: datetime, until: datetime) -> list[TestPair]:
    """Everybody with a valid test before the first lesson and one after the last, both in (since, until]."""
    valid = _valid(standard, since, until)
    sides = (_before(valid), _after(valid, standard))
    first = union_all(*(one.add_columns(literal(n).label("side")) for n, one in enumerate(sides))).subquery()
    number = func.count().over(partition_by=first.c.person_id).label("sides")
    both = select(first, number).subquery()
    rows = session.connection().execute(
        select(both.c.person_id, both.c.submitted_at, _told(both, standard))
        .where(both.c.sides == len(sides))
        .order_by(both.c.person_id, both.c.side)
    )
    tests = list(rows)
    return [
        TestPair(person_id, before_at, after_at, before, after)
        for (person_id, before_at, before), (_, after_at, after) in zip(tests[::2], tests[1::2], strict=True)
    ]


def _told(test: Any, standard: Standard) -> ColumnElement[str]:
    """The column with all that a person's test showed: its standing's text, or counted when it has none."""
    kept = select(Standing.told).where(
        Standing.person_id == test.c.person_id,
        Standing.standard_code == standard.code,
        Standing.attempt_id == test.c.id,
    )
    counts = (
        counted_beliefs()
        .where(AttemptItem.attempt_id == test.c.id)
        .correlate_except(AttemptItem, ItemResult)
        .subquery()
    )
    told: ColumnElement[str] = counts.c.belief
    for name in COUNTS:
        told = told.concat(WITHIN).concat(cast(counts.c[name], String))
    counted_now = select(func.aggregate_strings(told, BETWEEN)).select_from(counts)
    return func.coalesce(kept.scalar_subquery(), counted_now.scalar_subquery(), "")


def matched_marks(standard: Standard, *, since: datetime, until: datetime) -> dict[int, tuple[float, float]]:
    """The marks in per cent of each person before any lesson and after all of them, by person."""
    valid = _valid(standard, since, until)
    last = _percent(_after(valid, standard))
    before = _percent(_before(valid))
    return {person: (mark, last[person]) for person, mark in before.items() if person in last}


def _before(valid: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The first of each person's tests that was sent before any lesson was begun."""
    begun = learning.first_lessons().subquery("begun")
    return _first(
        valid.outerjoin(begun, begun.c.person_id == Attempt.person_id).where(
            or_(begun.c.begun_at.is_(None), Attempt.submitted_at < begun.c.begun_at)
        )
    )


def _after(valid: Select[*tuple[Any, ...]], standard: Standard) -> Select[*tuple[Any, ...]]:
    """The first of each person's tests that was begun after all lessons of the standard were completed."""
    done = learning.last_completions(standard.module_slugs).subquery("done")
    return _first(
        valid.join(done, done.c.person_id == Attempt.person_id).where(Attempt.started_at >= done.c.done_at)
    )


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
