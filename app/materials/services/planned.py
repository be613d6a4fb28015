"""Versions that wait for their instant: checked when they are planned, and again when they are due."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, insert, or_, select, update
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
from app.materials.rules.version import EditConflict, Origin, Outcome, Result
from app.materials.services.publishing import Handed, Key, plan_of_texts, publish_together
from app.materials.services.writing import Signature

log = logging.getLogger("paham")


def plan_versions(handed: Sequence[Handed], signature: Signature, *, due_at: datetime) -> list[Outcome]:
    """Keep texts to be published together at `due_at`, all or none; their problems when that cannot be now.

    TERBIT means that it will be published as that number, TETAP that it is the text that stands. Raises
    NotLater, EditConflict when a version that its author knew no longer stands, PlanExists. The request
    commits.
    """
    if due_at <= signature.at:
        raise NotLater
    keys, plan = plan_of_texts({each.path: each.text for each in handed}, signature.at)
    numbers = {key: stored.number for key, stored in plan.shelf.versions.items()}
    for key, each in zip(keys, handed, strict=True):
        standing = plan.shelf.versions.get(key)
        if (standing.version_id if standing else None) != each.expected_current:
            raise EditConflict
    refused = any(stops(problems) for problems in plan.problems.values())
    fresh = [] if refused else [pair for pair in zip(keys, handed, strict=True) if pair[0] in plan.fresh]
    _keep(fresh, signature, due_at)
    kept = {key for key, _ in fresh}
    return [
        Outcome(
            each.path,
            Result.TERBIT if key in kept else Result.DITOLAK if refused else Result.TETAP,
            numbers.get(key, 0) + (key in kept),
            tuple(plan.problems[key]),
        )
        for key, each in zip(keys, handed, strict=True)
    ]


def cancel_plan(plan_id: int, *, by: int, at: datetime) -> None:
    """Take a waiting version and those planned with it back; raises NotFound, PlanOver when it has ended."""
    begin_write()
    found = session.execute(
        select(PlannedVersion.path, PlannedVersion.leader_id).where(PlannedVersion.id == plan_id)
    ).first()
    if found is None:
        raise NotFound
    if not _end(found.leader_id or plan_id, PlanState.BATAL, at, ended_by=by):
        raise PlanOver
    audit.record(actor=by, action="cancel planned document", subject=found.path)


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
    """Publish what is due, each set in a transaction of its own; how many sets. Safe to run twice at once.

    What cannot be published is told and waits no longer. A failure that nobody foresaw leaves its version
    waiting for the next tick and does not hold the others.
    """
    due = select(PlannedVersion.id).where(
        PlannedVersion.state == PlanState.MENUNGGU,
        PlannedVersion.due_at <= at,
        PlannedVersion.leader_id.is_(None),
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
    """Publish one set and end its plans; why it could not be published, or nothing."""
    table = PlannedVersion.__table__
    plans = session.execute(select(table).where(_of_set(plan_id)).order_by(table.c.id)).all()
    first = plans[0]
    outcomes = publish_together(
        [Handed(plan.path, plan.source, plan.expected_version_id) for plan in plans],
        Signature(first.made_by, at, Origin.STUDIO, first.change_kind, first.note),
    )
    if not any(outcome.result is Result.TERBIT for outcome in outcomes):
        return _why_not([fault for outcome in outcomes for fault in outcome.faults], several=len(plans) > 1)
    if not _end(plan_id, PlanState.TERBIT, at):
        raise PlanOver
    for plan, outcome in zip(plans, outcomes, strict=True):
        numbered = update(PlannedVersion).where(PlannedVersion.id == plan.id)
        session.execute(numbered.values(number=outcome.number))
    return ""


def _why_not(faults: list[Problem], *, several: bool) -> str:
    """The first fault in words, with its file when more than one was to be published."""
    if not faults:
        return SAME_TEXT
    return refused_words(
        [f"{f'{each.path} baris' if several else 'Baris'} {each.line}: {each.sentence}" for each in faults]
    )


def _keep(fresh: Sequence[tuple[Key, Handed]], signature: Signature, due_at: datetime) -> None:
    """The first leads: what it comes to comes to all of them."""
    begin_write()
    leader: int | None = None
    for key, each in fresh:
        values = {
            "kind": key[0],
            "slug": key[1],
            "path": each.path,
            "source": each.text,
            "change_kind": signature.change_kind,
            "note": signature.note,
            "expected_version_id": each.expected_current,
            "due_at": due_at,
            "made_at": signature.at,
            "made_by": signature.by,
            "state": PlanState.MENUNGGU,
            "told": "",
            "leader_id": leader,
        }
        try:
            with session.begin_nested():  # so that the page of a refusal can still ask the database
                new = session.scalar(insert(PlannedVersion).values(values).returning(PlannedVersion.id))
        except IntegrityError as error:
            raise PlanExists from error
        leader = leader or new
        audit.record(
            actor=signature.by, action="plan document", subject=each.path, details=due_at.isoformat()
        )


def _of_set(leader: int) -> ColumnElement[bool]:
    return or_(PlannedVersion.id == leader, PlannedVersion.leader_id == leader)


def _end(plan_id: int, state: PlanState, at: datetime, **values: Any) -> bool:
    """End a set of plans that still waits; whether it did."""
    answer = session.execute(
        update(PlannedVersion)
        .where(_of_set(plan_id), PlannedVersion.state == PlanState.MENUNGGU)
        .values(state=state, ended_at=at, **values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(answer, CursorResult)
    return answer.rowcount > 0
