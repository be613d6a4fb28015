"""Versions that wait for their instant: checked when they are planned, and again when they are due."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.db import begin_write, session, transaction
from app.errors import DomainError, NotFound
from app.materials.models import PlannedVersion
from app.materials.rules.planned import (
    OVERTAKEN,
    SAME_TEXT,
    NotLater,
    PlanExists,
    PlanOver,
    PlanState,
    refused_words,
)
from app.materials.rules.problem import Problem, stops
from app.materials.rules.version import ChangeKind, EditConflict, Outcome, Result
from app.materials.services.publishing import plan_of_text, publish_source

log = logging.getLogger("paham")


def plan_version(
    path: str,
    text: str,
    *,
    by: int,
    at: datetime,
    due_at: datetime,
    expected_current: int,
    change_kind: ChangeKind,
    note: str,
) -> Outcome:
    """Keep a text to be published at `due_at`; its problems when it could not be published now.

    TERBIT means that it will be published as that number, TETAP that it is the text that stands. Raises
    NotLater, EditConflict when `expected_current` no longer stands, PlanExists. The request commits.
    """
    if due_at <= at:
        raise NotLater
    key, plan = plan_of_text(path, text, at)
    standing, problems = plan.shelf.versions.get(key), plan.problems[key]
    if standing is None or standing.version_id != expected_current:
        raise EditConflict
    if stops(problems):
        return Outcome(path, Result.DITOLAK, standing.number, tuple(problems))
    if key not in plan.fresh:
        return Outcome(path, Result.TETAP, standing.number, tuple(problems))
    _keep(
        {
            "kind": key[0],
            "slug": key[1],
            "path": path,
            "source": text,
            "change_kind": change_kind,
            "note": note,
            "expected_version_id": expected_current,
            "due_at": due_at,
            "made_at": at,
            "made_by": by,
            "state": PlanState.MENUNGGU,
            "told": "",
        }
    )
    audit.record(actor=by, action="plan document", subject=path, details=due_at.isoformat())
    return Outcome(path, Result.TERBIT, standing.number + 1, tuple(problems))


def cancel_plan(plan_id: int, *, by: int, at: datetime) -> None:
    """Take a waiting version back; raises NotFound, and PlanOver when it waits no longer."""
    begin_write()
    path = session.scalar(select(PlannedVersion.path).where(PlannedVersion.id == plan_id))
    if path is None:
        raise NotFound
    if not _end(plan_id, PlanState.BATAL, at, ended_by=by):
        raise PlanOver
    audit.record(actor=by, action="cancel planned document", subject=path)


def acknowledge(plan_id: int, *, by: int) -> None:
    """A trainer has read why a version was not published; it is told no longer."""
    session.execute(
        update(PlannedVersion)
        .where(
            PlannedVersion.id == plan_id,
            PlannedVersion.state == PlanState.GAGAL,
            PlannedVersion.ended_by.is_(None),
        )
        .values(ended_by=by)
    )


def publish_due(at: datetime) -> int:
    """Publish what is due, each in a transaction of its own; how many. Safe to run twice at once.

    What cannot be published is told and waits no longer. A failure that nobody foresaw leaves its version
    waiting for the next tick and does not hold the others.
    """
    due = select(PlannedVersion.id).where(
        PlannedVersion.state == PlanState.MENUNGGU, PlannedVersion.due_at <= at
    )
    ids: Sequence[int] = session.scalars(due.order_by(PlannedVersion.due_at, PlannedVersion.id)).all()
    return sum(_published(plan_id, at) for plan_id in ids)


def _published(plan_id: int, at: datetime) -> bool:
    try:
        with transaction():
            told = _carry_out(plan_id, at)
    except PlanOver:  # cancelled, or carried out by the other tick
        return False
    except EditConflict:
        told = OVERTAKEN
    except DomainError as error:
        told = error.message
    except Exception:
        log.exception("planned version %s failed; the next tick tries again", plan_id)
        return False
    if not told:
        return True
    with transaction():
        _end(plan_id, PlanState.GAGAL, at, told=told)
    return False


def _carry_out(plan_id: int, at: datetime) -> str:
    """Publish one version and end its plan; why it could not be published, or nothing."""
    plan = session.execute(select(PlannedVersion.__table__).where(PlannedVersion.id == plan_id)).one()
    outcome = publish_source(
        plan.path,
        plan.source,
        by=plan.made_by,
        at=at,
        expected_current=plan.expected_version_id,
        change_kind=plan.change_kind,
        note=plan.note,
    )
    if outcome.result is not Result.TERBIT:
        return _why_not(outcome.faults)
    if not _end(plan_id, PlanState.TERBIT, at, number=outcome.number):
        raise PlanOver
    return ""


def _why_not(faults: list[Problem]) -> str:
    return refused_words([f"Baris {each.line}: {each.sentence}" for each in faults]) if faults else SAME_TEXT


def _keep(values: dict[str, Any]) -> None:
    begin_write()
    try:
        with session.begin_nested():  # so that the page of a refusal can still ask the database
            session.execute(insert(PlannedVersion), [values])
    except IntegrityError as error:
        raise PlanExists from error


def _end(plan_id: int, state: PlanState, at: datetime, **values: Any) -> bool:
    """End a plan that still waits; whether it did."""
    answer = session.execute(
        update(PlannedVersion)
        .where(PlannedVersion.id == plan_id, PlannedVersion.state == PlanState.MENUNGGU)
        .values(state=state, ended_at=at, **values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(answer, CursorResult)
    return answer.rowcount == 1
