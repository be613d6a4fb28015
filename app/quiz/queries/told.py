"""What a standing showed of every misconception, as one text: who showed the same is counted, not read.

A row a person and misconception would be most of what the figures of a province read.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, select

from app.quiz.models import Standing, StandingBelief
from app.quiz.rules import BeliefCount

WITHIN, BETWEEN = ":", " "
"""Neither stands in the code of a misconception."""
COUNTS = ("items", "answered", "confirmed", "known")


def same_standing() -> ColumnElement[bool]:
    """The condition that a row of beliefs belongs to a standing."""
    return and_(
        StandingBelief.person_id == Standing.person_id,
        StandingBelief.standard_code == Standing.standard_code,
        StandingBelief.day == Standing.day,
    )


def told_of_standing() -> ColumnElement[str]:
    """The column, for a statement over standings, with all that the standing showed."""
    told = told_together(StandingBelief.code, StandingBelief.__table__.c)
    return func.coalesce(select(told).where(same_standing()).correlate(Standing).scalar_subquery(), "")


def told_together(code: Any, counts: Any) -> ColumnElement[str]:
    """The aggregate that writes rows of a code and the four counts as one text."""
    told = code
    for name in COUNTS:
        told = told.concat(WITHIN).concat(cast(counts[name], String))
    return func.aggregate_strings(told, BETWEEN)


def beliefs_told(text: str) -> tuple[BeliefCount, ...]:
    """The counts that such a text tells."""
    return tuple(_count(each) for each in text.split(BETWEEN) if each)


def _count(text: str) -> BeliefCount:
    code, *counts = text.split(WITHIN)
    return BeliefCount(code, *map(int, counts))
