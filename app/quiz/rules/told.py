"""What a sitting showed of every misconception, as one text: who showed the same is counted, not read.

A row a person and misconception would be most of what the figures of a province read, and of what a
submission writes.
"""

from collections.abc import Iterable
from operator import attrgetter

from .belief import BeliefCount

WITHIN, BETWEEN = ":", " "
"""Neither stands in the code of a misconception."""
COUNTS = ("items", "answered", "confirmed", "known")
_PARTS = attrgetter("code", *COUNTS)
_WRITTEN = WITHIN.join(["%s"] * (1 + len(COUNTS)))


def told(beliefs: Iterable[BeliefCount]) -> str:
    """`code:items:answered:confirmed:known` of each, by code, with a space between; empty without any."""
    ordered = sorted(beliefs, key=attrgetter("code"))
    return BETWEEN.join([_WRITTEN % _PARTS(each) for each in ordered])


def beliefs_told(text: str) -> tuple[BeliefCount, ...]:
    """The counts that such a text tells, by code."""
    return tuple(sorted((_count(each) for each in text.split(BETWEEN) if each), key=lambda each: each.code))


def _count(text: str) -> BeliefCount:
    code, *counts = text.split(WITHIN)
    return BeliefCount(code, *map(int, counts))
