"""The delayed test of a standard: who is drawn, and when it may be taken."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

DRAWS = 2**64


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person's window for the delayed test of a standard."""

    slug: str
    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether the test may be begun at that instant."""
        return self.opens_at <= at < self.closes_at


def is_drawn(person_id: int, standard_code: str, share: Fraction) -> bool:
    """Whether this person belongs to the random part; the same answer whenever it is asked."""
    draw = hashlib.sha256(f"{standard_code}/{person_id}".encode()).digest()[:8]
    return Fraction(int.from_bytes(draw), DRAWS) < share


def window(passed_at: datetime, *, slug: str, from_days: int, until_days: int) -> Invitation:
    """From so many days after the test that was passed until so many."""
    return Invitation(slug, passed_at + timedelta(days=from_days), passed_at + timedelta(days=until_days))
