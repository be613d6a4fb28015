"""The summary of a standard's results: that day's last valid attempt of each person, kept and rebuildable."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import delete, insert, select, tuple_

from app.clock import local_day
from app.db import begin_write, session, upsert_insert
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
    upsert = upsert_insert(Standing).values(**_row(fact))
    newer = tuple_(upsert.excluded.submitted_at, upsert.excluded.attempt_id) > tuple_(
        Standing.submitted_at, Standing.attempt_id
    )
    kept = session.execute(
        upsert.on_conflict_do_update(
            index_elements=["person_id", "standard_code", "day"],
            set_={
                name: upsert.excluded[name]
                for name in ("attempt_id", "submitted_at", "correct", "items", "answered")
            },
            where=newer,
        ).returning(Standing.attempt_id)
    ).first()
    if kept is None:
        return
    session.execute(
        delete(StandingBelief)
        .where(
            StandingBelief.person_id == fact.person_id,
            StandingBelief.standard_code == fact.standard_code,
            StandingBelief.day == fact.day,
        )
        .execution_options(synchronize_session=False)
    )
    _insert_beliefs([fact])


def rebuild_standings() -> int:
    """Replace the whole summary by what the results say; the number of rows."""
    facts = _facts_by_key()
    begin_write()
    session.execute(delete(StandingBelief).execution_options(synchronize_session=False))
    session.execute(delete(Standing).execution_options(synchronize_session=False))
    if facts:
        session.execute(insert(Standing), [_row(fact) for fact in facts.values()])
    _insert_beliefs(list(facts.values()))
    return len(facts)


def standing_differences() -> int:
    """How many rows of the summary differ from what the results say; 0 is how it must be."""
    expected, kept = _facts_by_key(), _kept_by_key()
    return sum(expected.get(key) != kept.get(key) for key in expected.keys() | kept.keys())


def _facts_by_key() -> dict[tuple[int, str, date], StandingFact]:
    """The last valid attempt of each person, standard and day, from attempts and their marks."""
    minimums, beliefs = queries.minimums_answered(), _beliefs_by_attempt()
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
        .where(queries.counted(), Attempt.standard_code.in_(minimums))
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


def _beliefs_by_attempt() -> dict[int, tuple[BeliefCount, ...]]:
    rows = session.execute(
        select(AttemptItem.attempt_id, ItemResult.belief, ItemResult.answered, ItemResult.outcome)
        .join(AttemptItem, AttemptItem.id == ItemResult.attempt_item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.standard_code.is_not(None))
    )
    grouped: dict[int, list[tuple[str, bool, ItemState]]] = {}
    for attempt_id, belief, answered, outcome in rows:
        if belief is not None and outcome is not None:
            grouped.setdefault(attempt_id, []).append((belief, answered, outcome))
    return {attempt_id: count_beliefs(items) for attempt_id, items in grouped.items()}


def _kept_by_key() -> dict[tuple[int, str, date], StandingFact]:
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
        ).order_by(StandingBelief.code)
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
        for row in session.execute(select(*columns))
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
        session.execute(insert(StandingBelief), rows)
