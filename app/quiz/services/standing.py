"""The summary of a standard's results: that day's last valid attempt of each person, kept and rebuildable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, true, tuple_

from app.clock import local_day
from app.db import begin_write, dialect_name, session, upsert_insert, write
from app.quiz import queries
from app.quiz.models import Attempt, AttemptItem, ItemResult, Result, Standing, StandingBelief
from app.quiz.rules import BeliefCount, ItemState, count_beliefs


@dataclass(frozen=True, slots=True)
class StandingFact:
    """What one valid attempt says of a person and a standard."""

    person_id: int
    standard_code: str
    day: date
    attempt_id: int
    submitted_at: datetime
    correct: int
    items: int
    answered: int
    beliefs: tuple[BeliefCount, ...]

    @property
    def key(self) -> tuple[int, str, date]:
        """One standing a person, standard and local day."""
        return (self.person_id, self.standard_code, self.day)


def record_standing(fact: StandingFact) -> None:
    """Keep the fact unless a later one stands for that day; on the same instant the higher attempt wins."""
    if write(_newest(dialect_name()), _row(fact)).first() is None:
        return
    person_id, standard_code, day = fact.key
    write(_FORGET, {"of_person": person_id, "of_standard": standard_code, "of_day": day})
    _insert_beliefs([fact])


@cache
def _newest(dialect: str) -> Any:  # noqa: ARG001  one statement for each database
    """Insert, or update an older standing of the same day; a row comes back when this one stands."""
    upsert = upsert_insert(Standing)
    newer = tuple_(upsert.excluded.submitted_at, upsert.excluded.attempt_id) > tuple_(
        Standing.submitted_at, Standing.attempt_id
    )
    return upsert.on_conflict_do_update(
        index_elements=["person_id", "standard_code", "day"],
        set_={
            name: upsert.excluded[name]
            for name in ("attempt_id", "submitted_at", "correct", "items", "answered")
        },
        where=newer,
    ).returning(Standing.attempt_id)


_BELIEFS: Any = StandingBelief.__table__
_FORGET = delete(_BELIEFS).where(
    _BELIEFS.c.person_id == bindparam("of_person"),
    _BELIEFS.c.standard_code == bindparam("of_standard"),
    _BELIEFS.c.day == bindparam("of_day"),
)
_REMEMBER = insert(_BELIEFS)


def restate(attempt_ids: Iterable[int]) -> None:
    """Bring the summary of these attempts' persons in line with their results, row by row."""
    for ids in queries.chunks(attempt_ids):
        rows = session.execute(
            select(Attempt.person_id, Attempt.standard_code)
            .where(Attempt.id.in_(ids), Attempt.standard_code.is_not(None))
            .distinct()
        ).all()
        if rows:
            _restate({person_id for person_id, _ in rows}, {str(code) for _, code in rows})


def _restate(person_ids: set[int], codes: set[str]) -> None:
    those = and_(Standing.person_id.in_(person_ids), Standing.standard_code.in_(codes))
    session.execute(select(Standing.attempt_id).where(those).with_for_update()).all()
    expected, kept = _facts_by_key(person_ids), _kept_by_key(those)
    stale = [key for key, fact in kept.items() if expected.get(key) != fact]
    _delete_standings(stale)
    _insert_standings([expected[key] for key in stale if key in expected])
    for key, fact in expected.items():
        if key not in kept and fact.standard_code in codes:
            record_standing(fact)


def _delete_standings(keys: list[tuple[int, str, date]]) -> None:
    for table in (StandingBelief, Standing):
        where = (
            table.person_id == bindparam("p"),
            table.standard_code == bindparam("c"),
            table.day == bindparam("d"),
        )
        if keys:
            session.connection().execute(
                delete(table).where(*where),
                [{"p": person_id, "c": code, "d": day} for person_id, code, day in keys],
            )


def _insert_standings(facts: list[StandingFact]) -> None:
    if facts:
        session.execute(insert(Standing), [_row(fact) for fact in facts])
    _insert_beliefs(facts)


def rebuild_standings() -> int:
    """Replace the whole summary by what the results say; the number of rows."""
    facts = _facts_by_key()
    begin_write()
    session.execute(delete(StandingBelief).execution_options(synchronize_session=False))
    session.execute(delete(Standing).execution_options(synchronize_session=False))
    _insert_standings(list(facts.values()))
    return len(facts)


def standing_differences() -> int:
    """How many rows of the summary differ from what the results say; 0 is how it must be."""
    expected, kept = _facts_by_key(), _kept_by_key()
    return sum(expected.get(key) != kept.get(key) for key in expected.keys() | kept.keys())


def _facts_by_key(person_ids: set[int] | None = None) -> dict[tuple[int, str, date], StandingFact]:
    """The last valid attempt of each person, standard and day, from attempts and their marks."""
    theirs = true() if person_ids is None else Attempt.person_id.in_(person_ids)
    minimums, beliefs = queries.minimums_answered(), _beliefs_by_attempt(theirs)
    rows = session.execute(
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
        .where(queries.counted(), Attempt.standard_code.in_(minimums), theirs)
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    found: dict[tuple[int, str, date], StandingFact] = {}
    for person_id, code, attempt_id, submitted_at, correct, items, answered in rows:
        if code is None or submitted_at is None or Fraction(answered, max(items, 1)) < minimums[code]:
            continue
        fact = StandingFact(
            person_id=person_id,
            standard_code=code,
            day=local_day(submitted_at),
            attempt_id=attempt_id,
            submitted_at=submitted_at,
            correct=correct,
            items=items,
            answered=answered,
            beliefs=beliefs.get(attempt_id, ()),
        )
        found[fact.key] = fact
    return found


def _beliefs_by_attempt(theirs: ColumnElement[bool]) -> dict[int, tuple[BeliefCount, ...]]:
    rows = session.execute(
        select(AttemptItem.attempt_id, ItemResult.belief, ItemResult.answered, ItemResult.outcome)
        .join(AttemptItem, AttemptItem.id == ItemResult.attempt_item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.standard_code.is_not(None), theirs)
    )
    grouped: dict[int, list[tuple[str, bool, ItemState]]] = {}
    for attempt_id, belief, answered, outcome in rows:
        if belief is not None and outcome is not None:
            grouped.setdefault(attempt_id, []).append((belief, answered, outcome))
    return {attempt_id: count_beliefs(items) for attempt_id, items in grouped.items()}


def _kept_by_key(those: ColumnElement[bool] | None = None) -> dict[tuple[int, str, date], StandingFact]:
    condition = true() if those is None else those
    beliefs: dict[tuple[int, str, date], list[BeliefCount]] = {}
    for row in session.execute(
        select(
            StandingBelief.person_id,
            StandingBelief.standard_code,
            StandingBelief.day,
            StandingBelief.code,
            StandingBelief.items,
            StandingBelief.answered,
            StandingBelief.confirmed,
            StandingBelief.known,
        )
        .join(Standing, queries.same_standing())
        .where(condition)
        .order_by(StandingBelief.code)
    ):
        beliefs.setdefault((row[0], row[1], row[2]), []).append(BeliefCount(*row[3:]))
    columns = (
        Standing.person_id,
        Standing.standard_code,
        Standing.day,
        Standing.attempt_id,
        Standing.submitted_at,
        Standing.correct,
        Standing.items,
        Standing.answered,
    )
    facts = (
        StandingFact(*row, beliefs=tuple(beliefs.get((row[0], row[1], row[2]), ())))
        for row in session.execute(select(*columns).where(condition))
    )
    return {fact.key: fact for fact in facts}


def _row(fact: StandingFact) -> dict[str, object]:
    return {
        "person_id": fact.person_id,
        "standard_code": fact.standard_code,
        "day": fact.day,
        "attempt_id": fact.attempt_id,
        "submitted_at": fact.submitted_at,
        "correct": fact.correct,
        "items": fact.items,
        "answered": fact.answered,
    }


def _insert_beliefs(facts: list[StandingFact]) -> None:
    rows = [
        {
            "person_id": fact.person_id,
            "standard_code": fact.standard_code,
            "day": fact.day,
            "code": belief.code,
            "items": belief.items,
            "answered": belief.answered,
            "confirmed": belief.confirmed,
            "known": belief.known,
        }
        for fact in facts
        for belief in fact.beliefs
    ]
    if rows:
        write(_REMEMBER, rows)
