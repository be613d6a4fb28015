"""Marks as exact fractions: an answer earns between nothing and all of its question's weight."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

NOTHING = Fraction(0)
ALL = Fraction(1)


class Marking(StrEnum):
    """By which rule an answer is marked; the values are the authored types of question."""

    TUNGGAL = "tunggal"
    GANDA = "ganda"


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What marking must know of a question; options are known by their place in the source."""

    marking: Marking
    right: frozenset[int]
    wrong: frozenset[int]
    weight: int = 1
    diagnostic: str | None = None
    beliefs: tuple[tuple[int, str], ...] = ()

    def belief_of(self, chosen: Iterable[int]) -> str | None:
        """The misconception behind the first chosen option that carries one."""
        tags = dict(self.beliefs)
        return next((tags[place] for place in sorted(chosen) if place in tags), None)


def points(key: ItemKey, chosen: frozenset[int]) -> Fraction:
    """The share of the question that this choice earns, from 0 to 1; nothing chosen earns nothing."""
    if key.marking is Marking.TUNGGAL:
        return ALL if chosen and chosen <= key.right else NOTHING
    return _several(key, chosen)


def _several(key: ItemKey, chosen: frozenset[int]) -> Fraction:
    gained = Fraction(len(chosen & key.right), len(key.right))
    lost = Fraction(len(chosen & key.wrong), len(key.wrong)) if key.wrong else NOTHING
    return max(gained - lost, NOTHING)


def weighted_share(marks: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The score of a sitting from (points, weight) of every item: 0 to 1, and 0 without items."""
    earned, possible = NOTHING, 0
    for share, weight in marks:
        earned += share * weight
        possible += weight
    return earned / possible if possible else NOTHING
