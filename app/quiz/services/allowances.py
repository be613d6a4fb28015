"""Give one person more time or one more attempt, and take back what is not used yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from app import audit
from app.db import session
from app.errors import Conflict, NotFound
from app.materials import queries as materials
from app.materials.rules import QuestionSet, SetKind
from app.people import queries as people
from app.quiz import queries
from app.quiz.models import Allowance, Attempt
from app.quiz.queries import Sitting
from app.quiz.rules import (
    AllowanceKind,
    AllowanceSpent,
    AttemptState,
    Gift,
    OwnAllowance,
    Unlimited,
    Untimed,
    deadline,
    extended,
)

TRIES = 5


def give(gift: Gift, *, by: int, at: datetime) -> bool:
    """Give it; whether an open attempt got the time at once, else it waits for the next attempt.

    Raises NotFound for an unknown person or set, OwnAllowance, and Untimed, Unlimited or ClosesFirst where
    it would change nothing.
    """
    question_set = materials.question_set(gift.slug)
    if question_set is None or question_set.kind is SetKind.LATIHAN or people.person(gift.person_id) is None:
        raise NotFound
    if gift.person_id == by:
        raise OwnAllowance
    attempt_id = _use_now(gift, question_set, at)
    session.execute(
        insert(Allowance).values(
            person_id=gift.person_id,
            slug=gift.slug,
            kind=gift.kind,
            minutes=gift.minutes,
            reason=gift.reason,
            given_by=by,
            given_at=at,
            attempt_id=attempt_id,
        )
    )
    what = f"{gift.minutes} menit" if gift.kind is AllowanceKind.WAKTU else "1 percobaan"
    _record("give allowance", gift.person_id, f"{what}, {gift.slug}: {gift.reason}", by=by)
    return attempt_id is not None


def _use_now(gift: Gift, question_set: QuestionSet, at: datetime) -> int | None:
    """The open attempt whose deadline the gift has moved, or None when it waits for the next one."""
    if gift.kind is AllowanceKind.PERCOBAAN:
        if not queries.start_rules(question_set).limited:
            raise Unlimited
        return None
    for _ in range(TRIES):
        sitting = queries.open_sitting(gift.person_id, gift.slug)
        if sitting is None or not sitting.is_open(at):
            if not question_set.limit_minutes:
                raise Untimed
            return None
        if _extend(sitting, gift.minutes or 0):
            return sitting.id
        session.rollback()  # the deadline moved, or the attempt ended, between the read and the write
    raise Conflict


def _extend(sitting: Sitting, minutes: int) -> bool:
    """Move the deadline of an open attempt as the rules of its own version say; False when it has moved."""
    version = materials.question_set_version(sitting.version_id)
    if version is None or sitting.deadline_at is None or not version.limit_minutes:
        raise Untimed
    limit = version.limit_minutes + queries.minutes_given(sitting.id) + minutes
    ends_at = deadline(sitting.started_at, limit_minutes=limit, closes_at=version.closes_at)
    moved = session.execute(
        update(Attempt)
        .where(
            Attempt.id == sitting.id,
            Attempt.state == AttemptState.IN_PROGRESS,
            Attempt.deadline_at == sitting.deadline_at,
        )
        .values(deadline_at=extended(sitting.deadline_at, ends_at))
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).first()
    return moved is not None


def withdraw(*, allowance_id: int, person_id: int, by: int, at: datetime) -> None:
    """Take back what is not used yet; raises AllowanceSpent for what is, NotFound for what never was."""
    given = queries.allowance(allowance_id, person_id)
    if given is None:
        raise NotFound
    taken = session.execute(
        update(Allowance)
        .where(Allowance.id == given.id, Allowance.attempt_id.is_(None), Allowance.withdrawn_at.is_(None))
        .values(withdrawn_by=by, withdrawn_at=at)
        .returning(Allowance.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise AllowanceSpent
    _record("withdraw allowance", person_id, f"{given.slug}: {given.reason}", by=by)


def use_allowances(ids: Sequence[int], attempt_id: int) -> bool:
    """Bind these gifts to the attempt that begins with them; False when one is no longer unused."""
    if not ids:
        return True
    used = session.execute(
        update(Allowance)
        .where(Allowance.id.in_(ids), Allowance.attempt_id.is_(None), Allowance.withdrawn_at.is_(None))
        .values(attempt_id=attempt_id)
        .returning(Allowance.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(used) == len(ids)


def _record(act: str, person_id: int, details: str, *, by: int) -> None:
    audit.record(actor=by, action=act, subject=f"person:{person_id}", details=details)
