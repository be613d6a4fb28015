"""The numbers that people decided and that shape every figure; printed wherever they shaped one."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Policy:
    """One standard's policy. Shares are exact fractions, so that seven of ten passes a mark of 7/10."""

    standard: str
    pass_mark: Fraction = Fraction(7, 10)
    target: Fraction = Fraction(60, 100)
    grace_days: int = 30
    validity_days: int = 365
    n_min: int = 10
    min_answered: Fraction = Fraction(4, 5)
