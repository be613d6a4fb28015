"""What the figures of a standard are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from app.db import session
from app.materials import queries as materials
from app.materials.rules import Standard
from app.quiz.models import Attempt, AttemptItem, ItemResult, Result, Standing
from app.quiz.rules import COUNTED, AttemptState, ItemState

AT_A_TIME = 2000


def core_code() -> str | None:
    """The core misconception of the catalogue."""
    return next((entry.code for entry in materials.salah_kaprah_catalogue() if entry.core), None)


def minimums_answered() -> dict[str, Fraction]:
    """By standard, the share of items that must be answered for an attempt to measure anything."""
    return {standard.code: standard.min_answered for standard in materials.standards()}


def starters(standard_code: str) -> frozenset[int]:
    """Everybody who has begun an attempt at the standard's test, whatever became of it."""
    rows = session.scalars(select(Attempt.person_id).where(Attempt.standard_code == standard_code).distinct())
    return frozenset(rows)


def measured_persons(standard: Standard, at: datetime) -> frozenset[int]:
    """Everybody with a valid attempt at the standard's test at that instant: never what came of it."""
    rows = session.scalars(
        select(Standing.person_id)
        .where(
            Standing.standard_code == standard.code,
            Standing.submitted_at > at - timedelta(days=standard.validity_days),
            Standing.submitted_at <= at,
        )
        .distinct()
    )
    return frozenset(rows)


def first_valid_days(standard: Standard, at: datetime, person_id: int | None = None) -> dict[int, date]:
    """By person, the local day of the first attempt that is valid at that instant; of one person or all."""
    rows = (
        select(Standing.person_id, func.min(Standing.day))
        .where(
            Standing.standard_code == standard.code,
            Standing.submitted_at > at - timedelta(days=standard.validity_days),
            Standing.submitted_at <= at,
            true() if person_id is None else Standing.person_id == person_id,
        )
        .group_by(Standing.person_id)
    )
    return dict(row for row in session.execute(rows))


def _latest(standard_code: str, since: datetime, until: datetime) -> Any:
    """Per person the day of the latest standing in (since, until]; a later instant is of no earlier day."""
    return (
        select(Standing.person_id, func.max(Standing.day).label("day"))
        .where(
            Standing.standard_code == standard_code,
            Standing.submitted_at > since,
            Standing.submitted_at <= until,
        )
        .group_by(Standing.person_id)
        .subquery("latest")
    )


def _is_latest(latest: Any, standard_code: str) -> ColumnElement[bool]:
    return and_(
        Standing.person_id == latest.c.person_id,
        Standing.day == latest.c.day,
        Standing.standard_code == standard_code,
    )


def standing_rows(standard_code: str, since: datetime, until: datetime) -> Select[int, int, int, int, str]:
    """Selectable for other rooms: a row a person, the latest standing in (since, until].

    Columns: person_id, correct, items, answered, told (what it showed of each misconception: `rules.told`).
    """
    latest = _latest(standard_code, since, until)
    return select(
        Standing.person_id,
        Standing.correct,
        Standing.items,
        Standing.answered,
        Standing.told,
    ).join(latest, _is_latest(latest, standard_code))


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """An attempt at a standard's test as an auditor needs it; figures are None while it is open."""

    id: int
    person_id: int
    started_at: datetime
    submitted_at: datetime | None
    state: AttemptState
    items: int | None
    answered: int | None
    correct: int | None
    core_confirmed: int | None
    core_answered: int | None
    invalidated: bool


def attempt_facts(standard_code: str) -> Iterator[AttemptFact]:
    """Every attempt at the standard's test, by id, a few thousand in memory at a time."""
    core = core_code() or ""
    counts = (
        select(
            AttemptItem.attempt_id,
            func.sum(case((ItemResult.outcome == ItemState.SALAH_KAPRAH, 1), else_=0)).label("confirmed"),
            func.sum(case((ItemResult.answered, 1), else_=0)).label("answered"),
        )
        .join(ItemResult, ItemResult.attempt_item_id == AttemptItem.id)
        .where(ItemResult.belief == core)
        .group_by(AttemptItem.attempt_id)
        .subquery("core")
    )
    none = case((Result.attempt_id.is_not(None), 0))
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.state,
            Result.items,
            Result.answered,
            Result.correct,
            func.coalesce(counts.c.confirmed, none),
            func.coalesce(counts.c.answered, none),
            Attempt.invalidated_at.is_not(None),
        )
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .outerjoin(counts, counts.c.attempt_id == Attempt.id)
        .where(Attempt.standard_code == standard_code)
        .order_by(Attempt.id)
        .execution_options(yield_per=AT_A_TIME)
    )
    for row in rows:
        yield AttemptFact(*row)


def counted() -> ColumnElement[bool]:
    """The condition that an attempt has been sent, by the person or by the clock, and stands."""
    return and_(Attempt.state.in_(COUNTED), Attempt.invalidated_at.is_(None))
