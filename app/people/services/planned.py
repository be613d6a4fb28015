"""What is noted before its day: tried at once, left waiting, carried out on the day as if noted then."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import begin_write, session
from app.errors import Conflict, Invalid, NotFound
from app.people import queries
from app.people.models import PlannedChange
from app.people.queries import Planned
from app.people.rules import JobLevel, OpdKind
from app.people.rules.planned import AlreadyPlanned, PlannedKind, PlannedState
from app.people.services.belonging import change_level
from app.people.services.register import change_opd, end_opd, merge_opd
from app.people.spells import refuse_far

GONE = "Yang direncanakan tidak ada lagi di register."


def plan_opd_change(
    opd_id: int, kind: PlannedKind, wanted: dict[str, Any], *, on: date, by: int, at: datetime
) -> None:
    """Let another name, a merger or an end of an OPD wait for its day.

    `wanted` holds what the verb of that kind takes, with ids and words. Raises WrongDay, AlreadyPlanned and
    whatever the verb would raise on that day, as far as it is known now.
    """
    _plan(kind, wanted, on=on, by=by, at=at, opd_id=opd_id)


def plan_level(person_id: int, level: JobLevel, *, on: date, by: int, at: datetime) -> None:
    """Let another job level wait for its day; raises WrongDay, AlreadyPlanned or NotFound."""
    _plan(PlannedKind.JENJANG, {"level": level.value}, on=on, by=by, at=at, person_id=person_id)


def _plan(
    kind: PlannedKind,
    wanted: dict[str, Any],
    *,
    on: date,
    by: int,
    at: datetime,
    opd_id: int | None = None,
    person_id: int | None = None,
) -> None:
    refuse_far(on, local_day(at))
    begin_write()
    plan = Planned(0, kind, opd_id, person_id, on, wanted, by, PlannedState.MENUNGGU, "")
    trial = session.begin_nested()
    try:
        _perform(plan)
    finally:
        trial.rollback()
    try:
        with session.begin_nested():
            session.execute(
                insert(PlannedChange).values(
                    kind=kind,
                    opd_id=opd_id,
                    person_id=person_id,
                    due_on=on,
                    wanted=json.dumps(wanted, ensure_ascii=False),
                    made_by=by,
                    made_at=at,
                    state=PlannedState.MENUNGGU,
                )
            )
    except IntegrityError as error:
        raise AlreadyPlanned from error
    audit.record(actor=by, action="plan change", subject=_subject(plan), details=_details(plan))


def withdraw_plan(
    plan_id: int, *, by: int, at: datetime, opd_id: int | None = None, person_id: int | None = None
) -> None:
    """Take a plan of this OPD or person back before its day; raises NotFound when none waits."""
    begin_write()
    about = (plan_id, opd_id, person_id)
    waiting = queries.plans_due(date.max)
    plan = next((plan for plan in waiting if (plan.id, plan.opd_id, plan.person_id) == about), None)
    if plan is None:
        raise NotFound
    _settle(plan, PlannedState.DITARIK, at)
    audit.record(actor=by, action="withdraw plan", subject=_subject(plan), details=_details(plan))


def carry_out_due(at: datetime) -> int:
    """Carry out what waits for today or an earlier day, in the order of the days; how many were carried out.

    Each happens on its own day, whoever comes first and however late. What does not fit any more is left
    undone, with its reason; safe to run twice at once.
    """
    done = 0
    for plan in queries.plans_due(local_day(at)):
        if not _settle(plan, PlannedState.TERLAKSANA, at):
            continue  # somebody else was a moment quicker
        try:
            with session.begin_nested():
                _perform(plan)
            done += 1
        except (Conflict, Invalid, NotFound) as error:
            reason = GONE if isinstance(error, NotFound) else error.message
            session.execute(
                update(PlannedChange)
                .where(PlannedChange.id == plan.id)
                .values(state=PlannedState.GAGAL, reason=reason[:300])
            )
            told = f"{_details(plan)}: {reason}"
            audit.record(actor=plan.made_by, action="fail plan", subject=_subject(plan), details=told)
    return done


def _settle(plan: Planned, state: PlannedState, at: datetime) -> bool:
    """Let exactly one call end the waiting."""
    waiting = (PlannedChange.id == plan.id, PlannedChange.state == PlannedState.MENUNGGU)
    settled = update(PlannedChange).where(*waiting).values(state=state, settled_at=at)
    return session.scalar(settled.returning(PlannedChange.id)) is not None


def _perform(plan: Planned) -> None:
    on, by, wanted = plan.due_on, plan.made_by, plan.wanted
    if plan.person_id is not None:
        change_level(plan.person_id, JobLevel(wanted["level"]), on=on, today=on, by=by)
    elif plan.opd_id is not None and plan.kind is PlannedKind.UBAH:
        kind = OpdKind(wanted["kind"])
        change_opd(plan.opd_id, **{**wanted, "kind": kind}, on=on, today=on, by=by)
    elif plan.opd_id is not None and plan.kind is PlannedKind.GABUNG:
        merge_opd(plan.opd_id, into_id=wanted["into_id"], on=on, today=on, by=by)
    elif plan.opd_id is not None:
        end_opd(plan.opd_id, on=on, today=on, by=by)


def _subject(plan: Planned) -> str:
    return f"opd:{plan.opd_id}" if plan.opd_id else f"person:{plan.person_id}"


def _details(plan: Planned) -> str:
    into = f" ke opd:{plan.wanted['into_id']}" if plan.kind is PlannedKind.GABUNG else ""
    name = f" menjadi {plan.wanted['name']}" if plan.kind is PlannedKind.UBAH else ""
    return f"{plan.kind}{into}{name}, mulai {plan.due_on}"
