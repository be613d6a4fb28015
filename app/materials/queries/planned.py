"""Versions that wait for their instant, and what became of those that did."""

from typing import Any

from sqlalchemy import Select, select

from app.db import session
from app.materials.models import PlannedVersion
from app.materials.rules.address import DocumentKind
from app.materials.rules.planned import PlannedState, PlanState

_PLANS: Select[*tuple[Any, ...]] = select(
    PlannedVersion.id,
    PlannedVersion.kind,
    PlannedVersion.slug,
    PlannedVersion.path,
    PlannedVersion.change_kind,
    PlannedVersion.note,
    PlannedVersion.expected_version_id,
    PlannedVersion.due_at,
    PlannedVersion.made_at,
    PlannedVersion.made_by,
    PlannedVersion.state,
    PlannedVersion.ended_at,
    PlannedVersion.ended_by,
    PlannedVersion.told,
    PlannedVersion.number,
)


def waiting_plans() -> list[PlannedState]:
    """What waits, the next one first."""
    waits = PlannedVersion.state == PlanState.MENUNGGU
    return _states(_PLANS.where(waits).order_by(PlannedVersion.due_at, PlannedVersion.id))


def waiting_plan(kind: DocumentKind, slug: str) -> PlannedState | None:
    """The version of this document that waits, or None."""
    waits = (PlannedVersion.state == PlanState.MENUNGGU, PlannedVersion.kind == kind)
    return next(iter(_states(_PLANS.where(*waits, PlannedVersion.slug == slug))), None)


def ended_plans(*, limit: int) -> list[PlannedState]:
    """What was published, cancelled or refused, the latest first."""
    ended = PlannedVersion.state != PlanState.MENUNGGU
    latest = (PlannedVersion.ended_at.desc(), PlannedVersion.id.desc())
    return _states(_PLANS.where(ended).order_by(*latest).limit(limit))


def untold_plans() -> list[PlannedState]:
    """What was not published and no trainer has read why, the latest first."""
    unread = (PlannedVersion.state == PlanState.GAGAL, PlannedVersion.ended_by.is_(None))
    return _states(_PLANS.where(*unread).order_by(PlannedVersion.ended_at.desc(), PlannedVersion.id.desc()))


def planned(plan_id: int) -> PlannedState | None:
    """One plan, or None."""
    return next(iter(_states(_PLANS.where(PlannedVersion.id == plan_id))), None)


def planned_first(path: str) -> str | None:
    """The newest planned text of a document that was never published; None when there is none."""
    first = (PlannedVersion.path == path, PlannedVersion.expected_version_id.is_(None))
    return session.scalar(
        select(PlannedVersion.source).where(*first).order_by(PlannedVersion.id.desc()).limit(1)
    )


def planned_text(plan_id: int) -> str:
    """The text that was planned."""
    return session.scalar(select(PlannedVersion.source).where(PlannedVersion.id == plan_id)) or ""


def _states(statement: Select[*tuple[Any, ...]]) -> list[PlannedState]:
    return [PlannedState(*row) for row in session.execute(statement)]
