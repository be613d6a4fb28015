"""Who was measured by the own due date, of a roster that was already asked for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.clock import local_day
from app.comprehension.rules.on_time import OnTime, Timeliness, on_time_of, timeliness
from app.learning import queries as learning
from app.learning.rules import RosterRow, RosterStatus
from app.materials.rules import Standard
from app.quiz import queries as quiz


def on_time_by_opd(roster: Iterable[RosterRow], standard: Standard, at: datetime) -> Mapping[int, OnTime]:
    """By OPD the persons of the roster who have a due date; an OPD without any is absent."""
    due = [row for row in roster if row.status is RosterStatus.WAJIB and row.due_on]
    if not due:
        return {}
    first = quiz.first_valid_days(standard, at)
    persons: dict[int, list[tuple[date | None, date | None]]] = {}
    for row in due:
        persons.setdefault(row.opd_id, []).append((row.due_on, first.get(row.person_id)))
    today = local_day(at)
    return {opd_id: on_time_of(pairs, today) for opd_id, pairs in persons.items()}


def own_timeliness(
    person_id: int, standard: Standard, at: datetime
) -> tuple[Timeliness, date, date | None] | None:
    """How one person stands to the own due date, that date, and the day of the first valid attempt."""
    due_on = learning.due_of(person_id, standard, at)
    first = quiz.first_valid_days(standard, at, person_id).get(person_id) if due_on else None
    found = timeliness(due_on, first, local_day(at))
    return (found, due_on, first) if found and due_on else None
