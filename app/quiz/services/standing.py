"""The summary of a standard's results: that day's last valid attempt of each person, kept and rebuildable."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, text, tuple_

from app.db import Part, add_rows, begin_write, dialect_name, session, upsert_insert, write
from app.quiz import queries
from app.quiz.models import Attempt, Standing
from app.quiz.rules.standing import COUNTS, StandingFact, StandingKey
from app.quiz.rules.told import told


def standing_part(fact: StandingFact) -> Part:
    """The writing that keeps the fact unless a later one stands for that day.

    On the same instant the higher attempt wins. No answer is read: a submission does not wait for it.
    """
    return _newest(dialect_name()), _row(fact)


@cache
def _newest(dialect: str) -> Any:  # noqa: ARG001  one statement for each database
    """Insert, or update an older standing of the same day."""
    upsert = upsert_insert(Standing)
    newer = tuple_(upsert.excluded.submitted_at, upsert.excluded.attempt_id) > tuple_(
        Standing.submitted_at, Standing.attempt_id
    )
    return upsert.on_conflict_do_update(
        index_elements=["person_id", "standard_code", "day"],
        set_={name: upsert.excluded[name] for name in (*COUNTS, "told")},
        where=newer,
    )


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
    expected = queries.facts_by_key(Attempt.person_id.in_(person_ids))
    kept = queries.kept_by_key(those)
    stale = [key for key, fact in kept.items() if expected.get(key) != fact]
    _delete_standings(stale)
    _insert_standings([expected[key] for key in stale if key in expected])
    for key, fact in expected.items():
        if key not in kept and fact.standard_code in codes:
            write(*standing_part(fact))


def _delete_standings(keys: list[StandingKey]) -> None:
    where = (
        Standing.person_id == bindparam("p"),
        Standing.standard_code == bindparam("c"),
        Standing.day == bindparam("d"),
    )
    if keys:
        session.connection().execute(
            delete(Standing).where(*where),
            [{"p": person_id, "c": code, "d": day} for person_id, code, day in keys],
        )


def _insert_standings(facts: list[StandingFact]) -> None:
    add_rows(Standing, [_row(fact) for fact in facts])


def rebuild_standings() -> int:
    """Replace the whole summary by what the results say; the number of rows.

    Who submits meanwhile waits: a result that is committed between reading and writing would be forgotten.
    """
    begin_write()
    if dialect_name() == "postgresql":
        session.execute(text("LOCK TABLE standing IN EXCLUSIVE MODE"))
    facts = queries.facts_by_key()
    session.execute(delete(Standing).execution_options(synchronize_session=False))
    _insert_standings(list(facts.values()))
    return len(facts)


def standing_differences() -> int:
    """How many rows of the summary differ from what the results say; 0 is how it must be."""
    return queries.standing_proof().rows_differing


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
        "told": told(fact.beliefs),
    }
