"""What trainers gave to people: more time, or one more attempt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.db import session
from app.quiz.models import Allowance
from app.quiz.rules import AllowanceKind, Unused


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """One gift with its history."""

    id: int
    person_id: int
    slug: str
    kind: AllowanceKind
    minutes: int | None
    reason: str
    given_by: int
    given_at: datetime
    attempt_id: int | None
    withdrawn_by: int | None
    withdrawn_at: datetime | None

    @property
    def unused(self) -> bool:
        """Whether it waits for an attempt, and may still be withdrawn."""
        return self.attempt_id is None and self.withdrawn_at is None


_LINE: tuple[ColumnElement[Any], ...] = (
    Allowance.id,  # type: ignore[assignment]
    Allowance.person_id,
    Allowance.slug,
    Allowance.kind,
    Allowance.minutes,
    Allowance.reason,
    Allowance.given_by,
    Allowance.given_at,
    Allowance.attempt_id,
    Allowance.withdrawn_by,
    Allowance.withdrawn_at,
)


def allowances_of(person_id: int) -> list[AllowanceLine]:
    """Everything that this person was given, newest first."""
    query = select(*_LINE).where(Allowance.person_id == person_id).order_by(Allowance.id.desc())
    return [AllowanceLine(*row) for row in session.execute(query)]


def allowance(allowance_id: int, person_id: int) -> AllowanceLine | None:
    """This gift to this person."""
    query = select(*_LINE).where(Allowance.id == allowance_id, Allowance.person_id == person_id)
    row = session.execute(query).first()
    return AllowanceLine(*row) if row else None


def unused_allowances(person_id: int, slug: str) -> Unused:
    """What waits for this person's next attempt of that set, oldest first."""
    rows = session.execute(
        select(Allowance.id, Allowance.kind, Allowance.minutes)
        .where(
            Allowance.person_id == person_id,
            Allowance.slug == slug,
            Allowance.attempt_id.is_(None),
            Allowance.withdrawn_at.is_(None),
        )
        .order_by(Allowance.id)
    ).all()
    time = [row for row in rows if row.kind is AllowanceKind.WAKTU]
    return Unused(
        attempts=tuple(row.id for row in rows if row.kind is AllowanceKind.PERCOBAAN),
        time=tuple(row.id for row in time),
        minutes=sum(row.minutes for row in time),
    )


def minutes_given(attempt_id: int) -> int:
    """The extra minutes that this attempt has."""
    query = select(func.coalesce(func.sum(Allowance.minutes), 0))
    return session.scalar(query.where(Allowance.attempt_id == attempt_id)) or 0


def used_for(attempt_id: Any, kind: AllowanceKind) -> Select[int]:
    """The gifts of that kind that were used for an attempt."""
    return select(Allowance.id).where(Allowance.attempt_id == attempt_id, Allowance.kind == kind)
