"""Months as they were published: their counts never change, so each process remembers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select

from app.comprehension.models import FrozenBelief, FrozenCell, FrozenChange, FrozenMonth, FrozenOpd
from app.comprehension.rules import BeliefCount, Policy, Tally
from app.comprehension.rules.census import Census
from app.comprehension.rules.month import Month
from app.comprehension.rules.transitions import Transition
from app.db import kept, session
from app.people.rules import JobLevel

TALLIED = (
    "obliged",
    "in_grace",
    "exempt",
    "started",
    "measured",
    "completed",
    "passed",
    "paham",
    "belum_tahu",
    "salah_kaprah",
)
CHANGED = ("stayed", "to_paham", "to_unknown", "new", "free")


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month as it now stands published; from the second revision on it is a correction with its reason."""

    id: int
    month: Month
    revision: int
    reason: str | None
    frozen_at: datetime
    rules: str
    standard_code: str

    @property
    def corrected(self) -> bool:
        """Whether figures published earlier were put right."""
        return self.revision > 1


def is_frozen(month: Month) -> bool:
    """Whether the month has been published."""
    return session.scalar(select(FrozenMonth.id).where(FrozenMonth.period == str(month)).limit(1)) is not None


def published_months() -> list[PublishedMonth]:
    """Every published month in its last revision, the oldest first."""
    last = (
        select(FrozenMonth.period, func.max(FrozenMonth.revision).label("revision"))
        .group_by(FrozenMonth.period)
        .subquery()
    )
    rows = session.execute(
        select(
            FrozenMonth.id,
            FrozenMonth.period,
            FrozenMonth.revision,
            FrozenMonth.reason,
            FrozenMonth.frozen_at,
            FrozenMonth.rules,
            FrozenMonth.standard_code,
        )
        .join(last, (last.c.period == FrozenMonth.period) & (last.c.revision == FrozenMonth.revision))
        .order_by(FrozenMonth.period)
    )
    return [PublishedMonth(row[0], Month.parse(row[1]), *row[2:]) for row in rows]


def published_before(standard_code: str, month_id: int | None) -> list[int]:
    """All revisions of the standard's months as they were published, or those before one of them."""
    ids = select(FrozenMonth.id).where(FrozenMonth.standard_code == standard_code).order_by(FrozenMonth.id)
    return list(session.scalars(ids if month_id is None else ids.where(FrozenMonth.id < month_id)))


def latest_frozen(month: Month) -> tuple[PublishedMonth, Census] | None:
    """A published month with its counts, or None."""
    found = next((published for published in published_months() if published.month == month), None)
    counts = frozen_census(found.id) if found else None
    return (found, counts) if found and counts else None


def _frozen_census(month_id: int) -> Census | None:
    row = session.get(FrozenMonth, month_id)
    if row is None:
        return None
    names = session.execute(_of(FrozenOpd, month_id, "opd_code", "name"))
    return Census(
        at=row.at,
        rules=row.rules,
        title=row.standard_title,
        policy=Policy(
            standard=row.standard_code,
            pass_mark=Fraction(row.pass_mark),
            target=Fraction(row.target),
            grace_days=row.grace_days,
            validity_days=row.validity_days,
            n_min=row.n_min,
            min_answered=Fraction(row.min_answered),
        ),
        names={code: name for code, name in names},  # noqa: C416 (rows are typed tuples, not pairs of str)
        cells=_cells(month_id),
        changes={
            (code, belief): Transition(*counts)
            for code, belief, *counts in session.execute(
                _of(FrozenChange, month_id, "opd_code", "code", *CHANGED)
            )
        },
    )


frozen_census = kept(_frozen_census, most=48)
"""The counts of one published revision, by its id."""


def _cells(month_id: int) -> dict[tuple[str, JobLevel], Tally]:
    beliefs: dict[tuple[str, JobLevel], dict[str, BeliefCount]] = {}
    for opd, level, code, holders, asked in session.execute(
        _of(FrozenBelief, month_id, "opd_code", "job_level", "code", "holders", "asked")
    ):
        beliefs.setdefault((opd, level), {})[code] = BeliefCount(holders, asked)
    rows = session.execute(_of(FrozenCell, month_id, "opd_code", "job_level", "core_asked", *TALLIED))
    return {
        (opd, level): _tally(counts, asked, beliefs.get((opd, level), {}))
        for opd, level, asked, *counts in rows
    }


def _tally(counts: Iterable[int], core_asked: int, beliefs: dict[str, BeliefCount]) -> Tally:
    named = dict(zip(TALLIED, counts, strict=True))
    return Tally(**named, core=BeliefCount(named["salah_kaprah"], core_asked), beliefs=beliefs)


def _of(model: Any, month_id: int, *columns: str) -> Select[*tuple[Any, ...]]:
    return select(*(getattr(model, name) for name in columns)).where(model.month_id == month_id)
