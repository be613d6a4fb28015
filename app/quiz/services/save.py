"""Save one answer: the hottest write of the product, one read and one guarded write."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, func, select, update

from app.db import (
    Rows,
    UtcDateTime,
    aside,
    dialect_name,
    read,
    read_held,
    session,
    upsert_insert,
    write,
    write_alone,
)
from app.errors import NotFound
from app.quiz import queries
from app.quiz.models import Answer, Attempt, AttemptItem, LateAnswer
from app.quiz.rules import (
    AnswerChecked,
    AnswerTooLate,
    AttemptClosed,
    AttemptState,
    ConfidenceMissing,
    Marking,
    Names,
    NothingToCheck,
    OtherWriter,
    SameRevision,
    Save,
    SaveRefused,
    is_over,
    lefts_by_token,
    places_by_token,
    response_to,
)

TRIES = 3
CLOSED = (AttemptState.SUBMITTED, AttemptState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Target:
    """The attempt and the item that a save is for, with what is stored."""

    attempt_id: int
    state: AttemptState
    deadline_at: datetime | None
    seed: str
    writer: str | None
    item_id: int
    question_id: int
    marking: Marking
    options: int
    asks_confidence: bool
    revision: int | None
    response: str | None
    confidence: int | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Body:
    """What a save says, in the form in which it is stored."""

    device: str
    revision: int
    response: str
    confidence: int | None

    def says_what_stands(self, target: Target) -> bool:
        """Whether the stored answer is this one, under whatever revision."""
        return (target.response, target.confidence) == (self.response, self.confidence)

    def stands_in(self, target: Target) -> bool:
        """Whether exactly this is stored already."""
        return target.revision == self.revision and self.says_what_stands(target)


def save_answer(*, public_id: str, person_id: int, token: str, save: Save, at: datetime) -> int:
    """Store an answer unless a newer one stands, and return the revision that stands afterwards.

    From the device that writes already it is one read and one guarded statement, durable by itself; whatever
    else comes, or has moved in between, is looked at with the attempt held.
    Raises NotFound for an attempt that is not this person's, InvalidAnswer for what is not an answer to the
    question, and a SaveRefused for another writer, a closed attempt or a late answer (which is kept).
    """
    target = _found(read(_TARGET, public_id=public_id, person_id=person_id, token=token))
    body = _body(target, save)
    if target.writer == body.device:
        revision = _settled(target, body, takes_over=save.takes_over, at=at)
        if revision is None:
            revision = write_alone(_upsert(dialect_name()), _row(target, body, at=at)).scalar()
        if revision is not None:
            return revision
    return _save_held(public_id=public_id, person_id=person_id, token=token, save=save, at=at)


def _save_held(*, public_id: str, person_id: int, token: str, save: Save, at: datetime) -> int:
    """The same within the request's transaction, in which the device may become the writer."""
    for _ in range(TRIES):
        target = _held(public_id, person_id, token)
        body = _body(target, save)
        revision = _settled(target, body, takes_over=save.takes_over, at=at)
        if target.writer != body.device:
            _become_writer(target, body.device, takes_over=save.takes_over)
        if revision is None:
            revision = write(_upsert(dialect_name()), _row(target, body, at=at)).scalar()
        if revision is not None:
            return revision
        session.rollback()  # SQLite: the attempt moved between the read and the write; look again
    raise SaveRefused


def _settled(target: Target, body: Body, *, takes_over: bool, at: datetime) -> int | None:
    """The stored revision when nothing has to be written; None when something has; raises what forbids it."""
    if target.state in CLOSED:
        raise AttemptClosed
    if target.checked:
        return _checked(target, body)
    if target.state is AttemptState.AUTO_SUBMITTED or is_over(target.deadline_at, at):
        if body.stands_in(target):
            return target.revision
        _keep_late(target, body, at=at)
        raise AnswerTooLate
    if target.writer not in (None, body.device) and not takes_over:
        raise OtherWriter
    if target.revision is None or target.revision < body.revision:
        return None
    if target.revision == body.revision and not body.stands_in(target):
        raise SameRevision
    return target.revision


def _checked(target: Target, body: Body) -> int:
    """A late copy of the very answer that was checked is acknowledged; any other one is not taken."""
    stored = target.revision or 0
    if body.revision >= stored and not body.says_what_stands(target):
        raise AnswerChecked
    return max(stored, body.revision)


def check_answer(*, public_id: str, person_id: int, token: str, save: Save, at: datetime) -> None:
    """Store an answer and fix it, so that its key may be shown; pressing twice changes nothing.

    Raises what saving raises, NotFound where the set does not explain at once, and AnswerToCorrect for a
    blank answer or a missing tap of confidence.
    """
    if not queries.explains_at_once(public_id, person_id):
        raise NotFound
    _save_held(public_id=public_id, person_id=person_id, token=token, save=save, at=at)
    target = _held(public_id, person_id, token)
    if not target.response:
        raise NothingToCheck
    if target.asks_confidence and target.confidence is None:
        raise ConfidenceMissing
    session.execute(
        update(Answer)
        .where(Answer.attempt_item_id == target.item_id, Answer.checked_at.is_(None))
        .values(checked_at=at)
        .execution_options(synchronize_session=False)
    )


def _held(public_id: str, person_id: int, token: str) -> Target:
    """Attempt, item and answer; PostgreSQL holds the attempt: sending waits for the save."""
    return _found(read_held(_HELD, public_id=public_id, person_id=person_id, token=token))


def _found(rows: Rows) -> Target:
    if not rows:
        raise NotFound
    return Target(*rows[0])


_TARGET = (
    select(
        Attempt.id,
        Attempt.state,
        Attempt.deadline_at,
        Attempt.seed,
        Attempt.writer,
        AttemptItem.id,
        AttemptItem.question_id,
        AttemptItem.marking,
        AttemptItem.options,
        AttemptItem.asks_confidence,
        Answer.revision,
        Answer.response,
        Answer.confidence,
        Answer.checked_at.is_not(None),
    )
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    .where(
        Attempt.public_id == bindparam("public_id"),
        Attempt.person_id == bindparam("person_id"),
        AttemptItem.token == bindparam("token"),
    )
)
_HELD = _TARGET.with_for_update(key_share=True, of=Attempt)


def _body(target: Target, save: Save) -> Body:
    return Body(
        device=save.device,
        revision=_next_revision(target) if save.revision is None else save.revision,
        response=response_to(target.marking, save.chosen, _names(target)),
        confidence=save.confidence if target.asks_confidence else None,
    )


def _names(target: Target) -> Names:
    """The opaque names of this question; words and numbers are answered without any."""
    if target.marking.is_written:
        return Names({})
    of = (target.seed, target.question_id, target.options)
    return Names(places_by_token(*of), lefts_by_token(*of) if target.marking is Marking.JODOH else {})


def _next_revision(target: Target) -> int:
    highest = session.scalar(
        select(func.max(Answer.revision))
        .join(AttemptItem, AttemptItem.id == Answer.attempt_item_id)
        .where(AttemptItem.attempt_id == target.attempt_id)
    )
    return (highest or 0) + 1


def _row(target: Target, body: Body, *, at: datetime) -> dict[str, object]:
    return {
        "p_item": target.item_id,
        "p_revision": body.revision,
        "p_device": body.device,
        "p_response": body.response,
        "p_confidence": body.confidence,
        "p_saved_at": at,
        "p_attempt": target.attempt_id,
    }


def _become_writer(target: Target, device: str, *, takes_over: bool) -> None:
    change = update(Attempt).where(Attempt.id == target.attempt_id).values(writer=device)
    if not takes_over:
        change = change.where(Attempt.writer.is_(None))
    session.execute(change.execution_options(synchronize_session=False))


@cache
def _upsert(dialect: str) -> Any:  # noqa: ARG001  one statement for each database
    """Insert, or update an older revision, as long as the attempt is open and this device its writer.

    A row comes back when it was stored. PostgreSQL holds the attempt for as long as the statement takes:
    sending waits for it, and what comes after sending finds the attempt closed.
    """
    source = (
        select(
            bindparam("p_item", type_=Integer),
            bindparam("p_revision", type_=Integer),
            bindparam("p_device", type_=String),
            bindparam("p_response", type_=String),
            bindparam("p_confidence", type_=Integer),
            bindparam("p_saved_at", type_=UtcDateTime),
        )
        .where(
            Attempt.id == bindparam("p_attempt", type_=Integer),
            Attempt.state == AttemptState.IN_PROGRESS,
            Attempt.writer == bindparam("p_device", type_=String),
        )
        .with_for_update(key_share=True, of=Attempt)
    )
    columns = ["attempt_item_id", "revision", "device", "response", "confidence", "saved_at"]
    insert = upsert_insert(Answer).from_select(columns, source, include_defaults=False)
    return insert.on_conflict_do_update(
        index_elements=["attempt_item_id"],
        set_={name: insert.excluded[name] for name in columns[1:]},
        where=and_(Answer.revision < insert.excluded.revision, Answer.checked_at.is_(None)),
    ).returning(Answer.revision)


def _keep_late(target: Target, body: Body, *, at: datetime) -> None:
    insert = upsert_insert(LateAnswer).values(
        attempt_item_id=target.item_id,
        device=body.device,
        revision=body.revision,
        response=body.response,
        confidence=body.confidence,
        received_at=at,
    )
    with aside() as own:
        own.execute(
            insert.on_conflict_do_update(
                index_elements=["attempt_item_id", "device"],
                set_={
                    name: insert.excluded[name]
                    for name in ("revision", "response", "confidence", "received_at")
                },
                where=LateAnswer.revision < insert.excluded.revision,
            )
        )
