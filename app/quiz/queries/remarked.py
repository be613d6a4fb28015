"""What marking again has changed: its log, the notes to the person, and by which key a result stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, select

from app.db import session
from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz.models import AttemptItem, Remark, RemarkQuestion, RemarkResult, Result
from app.quiz.queries.sitting import ItemLine
from app.quiz.rules import ResultMarks, translated


def bases(condition: ColumnElement[bool]) -> dict[tuple[int, int], int]:
    """By attempt and question as it was sat, the published question by whose key the mark stands."""
    rows = session.execute(
        select(RemarkResult.attempt_id, RemarkQuestion.question_id, RemarkQuestion.target_question_id)
        .join(RemarkQuestion, RemarkQuestion.remark_id == RemarkResult.remark_id)
        .join(Remark, Remark.id == RemarkResult.remark_id)
        .where(Remark.undone_at.is_(None), condition)
        .order_by(Remark.id)
    )
    return {(attempt_id, question_id): target_id for attempt_id, question_id, target_id in rows}


def as_marked(
    attempt_id: int, lines: list[ItemLine], questions: Mapping[int, Question]
) -> tuple[list[ItemLine], dict[int, Question]]:
    """The items of a result beside the questions by whose keys they stand.

    Where a key was corrected the published question takes the place of the one that was sat, and the
    answer speaks of its options.
    """
    kept, found = bases(RemarkResult.attempt_id == attempt_id), dict(questions)
    shown: list[ItemLine] = []
    for line in lines:
        sat = questions[line.question_id]
        now = materials.question(kept.get((attempt_id, sat.id), sat.id)) or sat
        found[now.id] = replace(now, weight=sat.weight)
        response = translated(line.response, sat, now)
        shown.append(replace(line, question_id=now.id, response=response, options=len(now.choices)))
    return shown, found


@dataclass(frozen=True, slots=True)
class RemarkNote:
    """What a person is told of marks computed again: which of their questions, before and after."""

    applied_at: datetime
    positions: tuple[int, ...]
    items: int
    before: ResultMarks
    after: ResultMarks


def remark_notes(attempt_id: int) -> list[RemarkNote]:
    """The times that this result was marked again and stands so, oldest first."""
    positions: dict[int, list[int]] = {}
    for remark_id, position in session.execute(
        select(RemarkQuestion.remark_id, AttemptItem.position)
        .join(AttemptItem, AttemptItem.question_id == RemarkQuestion.question_id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    ):
        positions.setdefault(remark_id, []).append(position)
    rows = session.execute(
        select(Remark.id, Remark.applied_at, Result.items, *_before_and_after())
        .join(RemarkResult, RemarkResult.remark_id == Remark.id)
        .join(Result, Result.attempt_id == RemarkResult.attempt_id)
        .where(RemarkResult.attempt_id == attempt_id, Remark.undone_at.is_(None))
        .order_by(Remark.id)
    )
    return [RemarkNote(row[1], tuple(positions.get(row[0], ())), row[2], *marks_in(row[3:])) for row in rows]


def _before_and_after() -> tuple[ColumnElement[Any], ...]:
    return (  # type: ignore[return-value]
        RemarkResult.before_correct,
        RemarkResult.before_answered,
        RemarkResult.before_numerator,
        RemarkResult.before_denominator,
        RemarkResult.before_passed,
        RemarkResult.after_correct,
        RemarkResult.after_answered,
        RemarkResult.after_numerator,
        RemarkResult.after_denominator,
        RemarkResult.after_passed,
    )


def marks_in(row: Any) -> tuple[ResultMarks, ResultMarks]:
    """Before and after from ten columns of the log."""
    return (
        ResultMarks(row[0], row[1], Fraction(row[2], row[3]), row[4]),
        ResultMarks(row[5], row[6], Fraction(row[7], row[8]), row[9]),
    )


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One time of marking again, as its history lists it."""

    id: int
    slug: str
    target_version_id: int | None
    digest: str
    reason: str
    applied_at: datetime
    applied_by: int | None
    results: int
    up: int
    down: int
    undone_at: datetime | None
    undone_by: int | None
    undone_reason: str | None


_LINE = (
    Remark.id,
    Remark.slug,
    Remark.target_version_id,
    Remark.digest,
    Remark.reason,
    Remark.applied_at,
    Remark.applied_by,
    Remark.results,
    Remark.up,
    Remark.down,
    Remark.undone_at,
    Remark.undone_by,
    Remark.undone_reason,
)


def remarks(slug: str) -> list[RemarkLine]:
    """The corrections of keys that were applied to the results of a set, newest first."""
    rows = session.execute(
        select(*_LINE)
        .where(Remark.slug == slug, Remark.target_version_id.is_not(None))
        .order_by(Remark.id.desc())
    )
    return [RemarkLine(**row._asdict()) for row in rows]


def remark(remark_id: int) -> RemarkLine | None:
    """One of them."""
    row = session.execute(select(*_LINE).where(Remark.id == remark_id)).first()
    return RemarkLine(**row._asdict()) if row else None


def remark_questions(remark_id: int) -> list[Question]:
    """The published questions by whose keys it was marked, by key."""
    targets = session.scalars(
        select(RemarkQuestion.target_question_id).where(RemarkQuestion.remark_id == remark_id).distinct()
    )
    found = [materials.question(each) for each in targets]
    return sorted((each for each in found if each is not None), key=lambda each: each.position)
