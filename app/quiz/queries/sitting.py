"""One attempt and its items."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from app.db import UtcDateTime, ask, read, session
from app.quiz.models import OPEN, Answer, Attempt, AttemptItem
from app.quiz.rules import (
    GRACE,
    AttemptState,
    GivenAnswer,
    ItemKey,
    Marking,
    Round,
    is_over,
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt without its items; `seed` is a secret of the server."""

    id: int
    public_id: str
    person_id: int
    version_id: int
    slug: str
    standard_code: str | None
    number: int
    round: Round
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    seed: str
    writer: str | None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be answered: past its deadline it counts as sent, whoever has noticed."""
        return self.state is AttemptState.IN_PROGRESS and not is_over(self.deadline_at, at)

    @property
    def ended_at(self) -> datetime | None:
        """When it was sent, by the person or by the clock."""
        return self.submitted_at or self.deadline_at


def sitting_columns() -> tuple[ColumnElement[Any], ...]:
    """The columns of a Sitting, in its order."""
    return (  # type: ignore[return-value]
        Attempt.id,
        Attempt.public_id,
        Attempt.person_id,
        Attempt.question_set_version_id,
        Attempt.slug,
        Attempt.standard_code,
        Attempt.number,
        Attempt.round,
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.seed,
        Attempt.writer,
    )


_OWN = select(*sitting_columns()).where(
    Attempt.public_id == bindparam("public_id"), Attempt.person_id == bindparam("person_id")
)


def sitting(public_id: str, person_id: int) -> Sitting | None:
    """This person's attempt of that address; another person's is as unknown as none."""
    row = read(_OWN, public_id=public_id, person_id=person_id).first()
    return Sitting(*row) if row else None


def open_sitting(person_id: int, slug: str) -> Sitting | None:
    """The attempt of this set that the person has not sent, past its deadline or not."""
    row = session.execute(
        select(*sitting_columns()).where(
            Attempt.person_id == person_id,
            Attempt.slug == slug,
            Attempt.state == AttemptState.IN_PROGRESS,
        )
    ).first()
    return Sitting(*row) if row else None


_OVERDUE = (
    select(Attempt.id)
    .where(OPEN, Attempt.deadline_at < bindparam("last", type_=UtcDateTime))  # words, so that the index fits
    .limit(1)
)


def anything_overdue(at: datetime) -> bool:
    """Whether any attempt's time is up without anybody having ended it: one look at a small index."""
    return read(_OVERDUE, last=at - GRACE).first() is not None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of an attempt with what is stored for it."""

    item_id: int
    position: int
    question_id: int
    token: str
    marking: Marking
    options: int
    asks_confidence: bool
    revision: int | None
    response: str
    confidence: int | None
    saved_at: datetime | None
    checked: bool

    @property
    def answered(self) -> bool:
        """Whether an option is chosen; a tap of confidence alone is no answer."""
        return self.response != ""

    @property
    def lacks_confidence(self) -> bool:
        """Whether the question was answered and the tap that it asks for is missing."""
        return self.answered and self.asks_confidence and self.confidence is None


_ITEMS = (
    select(
        AttemptItem.id,
        AttemptItem.position,
        AttemptItem.question_id,
        AttemptItem.token,
        AttemptItem.marking,
        AttemptItem.options,
        AttemptItem.asks_confidence,
        Answer.revision,
        func.coalesce(Answer.response, ""),
        Answer.confidence,
        Answer.saved_at,
        Answer.checked_at.is_not(None),
    )
    .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    .where(AttemptItem.attempt_id == bindparam("attempt_id"))
    .order_by(AttemptItem.position)
)


_GIVEN = (
    select(
        AttemptItem.id,
        AttemptItem.question_id,
        func.coalesce(Answer.response, "").label("response"),
        Answer.confidence,
    )
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    .where(Attempt.public_id == bindparam("public_id"))
    .order_by(AttemptItem.position)
)


def ask_given_answers(public_id: str) -> Callable[[Mapping[int, ItemKey]], list[GivenAnswer]]:
    """What marking needs of an attempt, and nothing else of it; asked now, read when the keys are given."""
    rows = ask(_GIVEN, {"public_id": public_id})
    return lambda keys: [
        GivenAnswer(row.id, keys[row.question_id], row.response, row.confidence) for row in rows()
    ]


def items(attempt_id: int) -> list[ItemLine]:
    """The items of an attempt in the order of the sitting, with their answers."""
    return [ItemLine(*row) for row in read(_ITEMS, attempt_id=attempt_id)]
