"""A person's attempts in lists."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.clock import now
from app.db import session
from app.materials import queries as materials
from app.quiz.models import OPEN, Answer, Attempt, AttemptItem, Result
from app.quiz.rules import AttemptState, Round, is_over


def running_versions() -> frozenset[int]:
    """The versions of question sets in which somebody has an attempt that is not sent."""
    return frozenset(session.scalars(select(Attempt.question_set_version_id).where(OPEN).distinct()))


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt in a list of the person's own; `correct` and `passed` stand only once they are stored."""

    version_id: int
    public_id: str
    slug: str
    number: int
    round: Round
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    invalidated: bool
    items: int
    answered: int
    correct: int | None
    passed: bool | None
    title: str = ""

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state is AttemptState.IN_PROGRESS and not is_over(self.deadline_at, at)


def _lines(condition: ColumnElement[bool]) -> list[AttemptLine]:
    """The attempts under that condition, newest first, each with the title of its version."""
    answered = func.count(case((Answer.response != "", 1)))
    query: Select[*tuple[Any, ...]] = select(
        Attempt.question_set_version_id,
        Attempt.public_id,
        Attempt.slug,
        Attempt.number,
        Attempt.round,
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.invalidated_at.is_not(None),
        func.count(AttemptItem.id),
        answered,
        Result.correct,
        Result.passed,
    ).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    query = query.outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    query = query.outerjoin(Result, Result.attempt_id == Attempt.id).where(condition)
    query = query.group_by(Attempt.id, Result.attempt_id).order_by(
        Attempt.started_at.desc(), Attempt.id.desc()
    )
    lines = [AttemptLine(*row) for row in session.execute(query)]
    titles = {version_id: _title(version_id) for version_id in {line.version_id for line in lines}}
    return [replace(line, title=titles[line.version_id]) for line in lines]


def _title(version_id: int) -> str:
    question_set = materials.question_set_version(version_id)
    return question_set.title if question_set else ""


def attempts_of(person_id: int, slug: str | None = None) -> list[AttemptLine]:
    """The person's attempts, newest first; of one set when a slug is given."""
    own = Attempt.person_id == person_id
    return _lines(own if slug is None else and_(own, Attempt.slug == slug))


def open_attempts(person_id: int, at: datetime | None = None) -> list[AttemptLine]:
    """What the person has begun and can still answer at that instant (default: now), newest first."""
    begun = _lines(and_(Attempt.person_id == person_id, Attempt.state == AttemptState.IN_PROGRESS))
    return [line for line in begun if line.is_open(at or now())]


def people_working(at: datetime) -> dict[str, int]:
    """How many are inside each quiz or test at that instant, by slug: begun, not sent, time left."""
    rows = session.execute(
        select(Attempt.slug, func.count(Attempt.id))
        .where(
            Attempt.state == AttemptState.IN_PROGRESS,
            or_(Attempt.deadline_at.is_(None), Attempt.deadline_at > at),
        )
        .group_by(Attempt.slug)
    )
    return {slug: count for slug, count in rows}  # noqa: C416 (rows are typed tuples, not pairs of str)


def results_of(person_id: int) -> list[AttemptLine]:
    """The attempts that the person, or the clock, has sent and that are marked, newest first."""
    return [line for line in _lines(Attempt.person_id == person_id) if line.correct is not None]
