"""The summary of a standard's results: that day's last valid attempt of each person, kept and rebuildable."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, text, tuple_

from app.db import add_rows, begin_write, dialect_name, session, upsert_insert, write
from app.quiz import queries
from app.quiz.models import Attempt, Standing, StandingBelief
from app.quiz.rules.standing import BELIEF_COUNTS, COUNTS, StandingFact, StandingKey


def record_standing(fact: StandingFact) -> None:
    """Keep the fact unless a later one stands for that day; on the same instant the higher attempt wins.

    Most are the first of their day and need two statements; only a second one asks whether it is newer.
    """
    if write(_first(dialect_name()), _row(fact)).first() is not None:
        _insert_beliefs([fact])
        return
    if write(_newest(dialect_name()), _row(fact)).first() is None:
        return
    person_id, standard_code, day = fact.key
    write(_FORGET, {"of_person": person_id, "of_standard": standard_code, "of_day": day})
    _insert_beliefs([fact])


@cache
def _first(dialect: str) -> Any:  # noqa: ARG001  one statement for each database
    """Insert unless one stands for the day; a row comes back when it is the first."""
    return upsert_insert(Standing).on_conflict_do_nothing().returning(Standing.attempt_id)


@cache
def _newest(dialect: str) -> Any:  # noqa: ARG001  one statement for each database
    """Insert, or update an older standing of the same day; a row comes back when this one stands."""
    upsert = upsert_insert(Standing)
    newer = tuple_(upsert.excluded.submitted_at, upsert.excluded.attempt_id) > tuple_(
        Standing.submitted_at, Standing.attempt_id
    )
    return upsert.on_conflict_do_update(
        index_elements=["person_id", "standard_code", "day"],
        set_={name: upsert.excluded[name] for name in COUNTS},
        where=newer,
    ).returning(Standing.attempt_id)


_BELIEFS: Any = StandingBelief.__table__
_FORGET = delete(_BELIEFS).where(
    _BELIEFS.c.person_id == bindparam("of_person"),
    _BELIEFS.c.standard_code == bindparam("of_standard"),
    _BELIEFS.c.day == bindparam("of_day"),
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
            record_standing(fact)


def _delete_standings(keys: list[StandingKey]) -> None:
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
    add_rows(Standing, [_row(fact) for fact in facts])
    _insert_beliefs(facts)


def rebuild_standings() -> int:
    """Replace the whole summary by what the results say; the number of rows.

    Who submits meanwhile waits: a result that is committed between reading and writing would be forgotten.
    """
    begin_write()
    if dialect_name() == "postgresql":
        session.execute(text("LOCK TABLE standing IN EXCLUSIVE MODE"))
    facts = queries.facts_by_key()
    session.execute(delete(StandingBelief).execution_options(synchronize_session=False))
    session.execute(delete(Standing).execution_options(synchronize_session=False))
    _insert_standings(list(facts.values()))
    return len(facts)


def standing_differences() -> int:
    """How many rows of the summary differ from what the results say; 0 is how it must be."""
    return queries.standing_proof().rows_differing


def _row(fact: StandingFact) -> dict[str, object]:
    return _key(fact) | {name: getattr(fact, name) for name in COUNTS}


def _key(fact: StandingFact) -> dict[str, object]:
    return {"person_id": fact.person_id, "standard_code": fact.standard_code, "day": fact.day}


def _insert_beliefs(facts: list[StandingFact]) -> None:
    rows = [
        _key(fact) | {"code": belief.code} | {name: getattr(belief, name) for name in BELIEF_COUNTS}
        for fact in facts
        for belief in fact.beliefs
    ]
    add_rows(StandingBelief, rows)
