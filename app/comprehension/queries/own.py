"""The state of one person, for that person alone."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select

from app.comprehension.queries.census import policy_of
from app.comprehension.rules import Policy, Result, is_enough
from app.comprehension.rules.own import OwnState, TestTaken, own_state_of
from app.db import session
from app.materials.rules import Standard
from app.quiz import queries as quiz
from app.quiz.models import Attempt, Standing
from app.quiz.rules.told import beliefs_told


def own_state(person_id: int, standard: Standard, at: datetime) -> OwnState:
    """The state of one person at that instant, with why and what would change it."""
    policy = policy_of(standard)
    row = session.execute(_latest_of(person_id, policy, at)).first()
    if row is None:
        return own_state_of(None, policy)
    core = next((each for each in beliefs_told(row.told) if each.code == quiz.core_code()), None)
    confirmed, asked = (core.confirmed, core.answered) if core else (0, 0)
    result = Result(row.correct, row.items, row.answered, confirmed, asked)
    if not is_enough(result, policy):
        return own_state_of(None, policy)
    until = row.submitted_at + timedelta(days=policy.validity_days)
    return own_state_of(result, policy, TestTaken(row.submitted_at, until, row.public_id))


def _latest_of(person_id: int, policy: Policy, at: datetime) -> Select[int, int, int, str, datetime, str]:
    return (
        select(
            Standing.correct,
            Standing.items,
            Standing.answered,
            Standing.told,
            Standing.submitted_at,
            Attempt.public_id,
        )
        .join(Attempt, Attempt.id == Standing.attempt_id)
        .where(
            Standing.person_id == person_id,
            Standing.standard_code == policy.standard,
            Standing.submitted_at > at - timedelta(days=policy.validity_days),
            Standing.submitted_at <= at,
        )
        .order_by(Standing.submitted_at.desc())
        .limit(1)
    )
