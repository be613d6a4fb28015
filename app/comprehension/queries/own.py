"""The state of one person, for that person alone."""

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select

from app.comprehension.queries.census import policy_of
from app.comprehension.rules import Policy, Result, is_enough
from app.comprehension.rules.own import OwnState, TestTaken, own_state_of
from app.db import session
from app.materials.rules import Standard
from app.quiz import queries as quiz
from app.quiz.models import Attempt, Standing, StandingBelief


def own_state(person_id: int, standard: Standard, at: datetime) -> OwnState:
    """The state of one person at that instant, with why and what would change it."""
    policy = policy_of(standard)
    row = session.execute(_latest_of(person_id, policy, at)).first()
    result = Result(row[0], row[1], row[2], core_confirmed=row[3], core_answered=row[4]) if row else None
    if row is None or result is None or not is_enough(result, policy):
        return own_state_of(None, policy)
    until = row.submitted_at + timedelta(days=policy.validity_days)
    return own_state_of(result, policy, TestTaken(row.submitted_at, until, row.public_id))


def _latest_of(
    person_id: int, policy: Policy, at: datetime
) -> Select[int, int, int, int, int, datetime, str]:
    core = StandingBelief
    same = and_(
        core.person_id == Standing.person_id,
        core.standard_code == Standing.standard_code,
        core.day == Standing.day,
        core.code == (quiz.core_code() or ""),
    )
    return (
        select(
            Standing.correct,
            Standing.items,
            Standing.answered,
            func.coalesce(core.confirmed, 0),
            func.coalesce(core.answered, 0),
            Standing.submitted_at,
            Attempt.public_id,
        )
        .join(Attempt, Attempt.id == Standing.attempt_id)
        .outerjoin(core, same)
        .where(
            Standing.person_id == person_id,
            Standing.standard_code == policy.standard,
            Standing.submitted_at > at - timedelta(days=policy.validity_days),
            Standing.submitted_at <= at,
        )
        .order_by(Standing.submitted_at.desc())
        .limit(1)
    )
