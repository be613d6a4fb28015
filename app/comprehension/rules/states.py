"""One person at one instant: which attempt counts, and which of the states follows from its counts.

How an answer becomes *confirmed* is a rule of the quiz; here stand only its counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .policy import Policy

CORE_NEEDED = 2
"""Confirmed answers that make a person hold the belief, and answers needed to be measured on it."""


class PersonState(StrEnum):
    """Every person with an OPD is in exactly one state; the first four make up the roster."""

    PAHAM = "paham"
    BELUM_TAHU = "belum_tahu"
    SALAH_KAPRAH = "salah_kaprah"
    BELUM_DIUKUR = "belum_diukur"
    MASA_TENGGANG = "masa_tenggang"
    DIKECUALIKAN = "dikecualikan"


@dataclass(frozen=True, slots=True)
class Result:
    """The counts of one submitted attempt; `core_answered` is None when every core item was answered."""

    correct: int
    items: int
    answered: int
    core_confirmed: int
    core_answered: int | None = None

    @property
    def core_measured(self) -> bool:
        """Whether enough core items were answered to say anything about the core belief."""
        return self.core_answered is None or self.core_answered >= CORE_NEEDED


def is_passed(result: Result, policy: Policy) -> bool:
    """Whether the share of correct items reaches the pass mark, compared as exact fractions."""
    return result.correct * policy.pass_mark.denominator >= policy.pass_mark.numerator * result.items


def is_enough(result: Result, policy: Policy) -> bool:
    """Whether enough items were answered for the attempt to measure anything."""
    needed = policy.min_answered
    return result.items > 0 and result.answered * needed.denominator >= needed.numerator * result.items


def is_valid_at(submitted_at: datetime, *, at: datetime, policy: Policy) -> bool:
    """Whether a submission lies in (at - validity, at]; instants are compared, never local text."""
    return at - timedelta(days=policy.validity_days) < submitted_at <= at


def state_of(result: Result | None, policy: Policy) -> PersonState:
    """The state of a person of the roster from the latest valid result, or from none.

    The misconception is tested first: who passes and yet holds the core belief has not understood.
    """
    if result is None:
        return PersonState.BELUM_DIUKUR
    if result.core_confirmed >= CORE_NEEDED:
        return PersonState.SALAH_KAPRAH
    if is_passed(result, policy) and result.core_measured:
        return PersonState.PAHAM
    return PersonState.BELUM_TAHU
