"""What waits for its day, and what could not be done on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.db import session
from app.people.models import PlannedChange
from app.people.rules import Scope
from app.people.rules.planned import PlannedKind, PlannedState

TOLD_FOR = timedelta(days=60)
"""How long a plan that could not be carried out is shown beside what it was about."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that waits for its day, or that failed on it for a reason."""

    id: int
    kind: PlannedKind
    opd_id: int | None
    person_id: int | None
    due_on: date
    wanted: Mapping[str, Any]
    made_by: int
    state: PlannedState
    reason: str

    @property
    def waits(self) -> bool:
        """Whether its day is still to come."""
        return self.state is PlannedState.MENUNGGU


@dataclass(frozen=True, slots=True)
class ComingName:
    """What an OPD will be called from a day on."""

    opd_id: int
    name: str
    short_name: str
    from_on: date


def plans_due(day: date) -> list[Planned]:
    """What waits for this day or an earlier one, in the order of the days."""
    return _plans(PlannedChange.state == PlannedState.MENUNGGU, PlannedChange.due_on <= day)


def plans_of_opd(opd_id: int, day: date) -> list[Planned]:
    """What waits for this OPD or failed lately, with the mergers that lead into it."""
    told = _told(day)
    own = _plans(PlannedChange.opd_id == opd_id, told)
    others = _plans(PlannedChange.kind == PlannedKind.GABUNG, PlannedChange.opd_id != opd_id, told)
    return own + [plan for plan in others if plan.wanted["into_id"] == opd_id and plan.waits]


def plans_told_in(opd_id: int) -> list[Planned]:
    """What waits for this OPD alone, to be told to its own people: nothing of what waits for another."""
    return _plans(PlannedChange.opd_id == opd_id, PlannedChange.state == PlannedState.MENUNGGU)


def coming_names(scope: Scope) -> list[ComingName]:
    """What the OPD of the scope will be called, by the plans that wait."""
    waiting = (PlannedChange.state == PlannedState.MENUNGGU, PlannedChange.kind == PlannedKind.UBAH)
    return [
        ComingName(plan.opd_id, plan.wanted["name"], plan.wanted["short_name"], plan.due_on)
        for plan in _plans(*waiting)
        if plan.opd_id is not None and scope.holds(plan.opd_id)
    ]


def plans_of_offices(day: date) -> list[Planned]:
    """What waits for any OPD or failed lately, in the order of the days."""
    return _plans(PlannedChange.opd_id.is_not(None), _told(day))


def plans_of_person(person_id: int, day: date) -> list[Planned]:
    """What waits for this person or failed lately."""
    return _plans(PlannedChange.person_id == person_id, _told(day))


def _told(day: date) -> Any:
    lately = (PlannedChange.state == PlannedState.GAGAL) & (PlannedChange.due_on > day - TOLD_FOR)
    return or_(PlannedChange.state == PlannedState.MENUNGGU, lately)


def _plans(*which: Any) -> list[Planned]:
    rows = session.execute(
        select(
            PlannedChange.id,
            PlannedChange.kind,
            PlannedChange.opd_id,
            PlannedChange.person_id,
            PlannedChange.due_on,
            PlannedChange.wanted,
            PlannedChange.made_by,
            PlannedChange.state,
            PlannedChange.reason,
        )
        .where(*which)
        .order_by(PlannedChange.due_on, PlannedChange.id)
    )
    return [Planned(*row[:5], json.loads(row[5]), *row[6:]) for row in rows]
