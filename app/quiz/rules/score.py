"""Marks as exact fractions: an answer earns between nothing and all of its question's weight."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from app.quiz.rules.key import ItemKey, Marking
from app.quiz.rules.responses import pairs_in, places_in
from app.quiz.rules.written import folded, readings

NOTHING = Fraction(0)
ALL = Fraction(1)


def points(key: ItemKey, response: str) -> Fraction:
    """The share of the question that this stored response earns, from 0 to 1; a blank one earns nothing."""
    if key.marking is Marking.URUTAN:
        return _in_order(key, places_in(response))
    if key.marking is Marking.JODOH:
        return _matched(key, pairs_in(response))
    chosen = recognised(key, response)
    if key.marking is Marking.GANDA:
        return _several(key, chosen)
    return ALL if chosen and chosen <= key.right else NOTHING


def recognised(key: ItemKey, response: str) -> frozenset[int]:
    """The entries of the source that this response stands for: chosen, or said in other words.

    Orders and pairs stand for no entry. Words and numbers that nobody foresaw stand for none either.
    """
    if key.marking is Marking.ISIAN:
        return _same_words(key, response)
    if key.marking is Marking.ANGKA:
        return _near_enough(key, response)
    if key.marking in (Marking.URUTAN, Marking.JODOH):
        return frozenset()
    return frozenset(places_in(response))


def _same_words(key: ItemKey, response: str) -> frozenset[int]:
    said = folded(response)
    same = frozenset(place for place, words in key.words if response and words == said)
    return same & key.right or same


def _near_enough(key: ItemKey, response: str) -> frozenset[int]:
    """A number with two readings is given the better one."""
    values = readings(response)
    near = frozenset(
        place
        for place, number in key.numbers
        if any(abs(value - number) <= key.tolerance for value in values)
    )
    return near & key.right or near


def _several(key: ItemKey, chosen: frozenset[int]) -> Fraction:
    gained = Fraction(len(chosen & key.right), len(key.right))
    lost = Fraction(len(chosen & key.wrong), len(key.wrong)) if key.wrong else NOTHING
    return max(gained - lost, NOTHING)


def _in_order(key: ItemKey, order: tuple[int, ...]) -> Fraction:
    """A point for each neighbouring pair of the right order whose first stands anywhere before its second."""
    stands = {place: position for position, place in enumerate(order)}
    steps = list(pairwise(sorted(key.right)))
    kept = sum(
        first in stands and second in stands and stands[first] < stands[second] for first, second in steps
    )
    return Fraction(kept, len(steps)) if steps else NOTHING


def _matched(key: ItemKey, pairs: tuple[tuple[int, int], ...]) -> Fraction:
    """The share of lefts that were given the right that belongs to them."""
    return Fraction(len(set(pairs) & set(key.pairs)), len(key.pairs)) if key.pairs else NOTHING


def weighted_share(marks: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The score of a sitting from (points, weight) of every item: 0 to 1, and 0 without items."""
    earned: dict[int, int] = {}  # by denominator: most share one, and integers add faster than fractions
    possible = 0
    for share, weight in marks:
        earned[share.denominator] = earned.get(share.denominator, 0) + share.numerator * weight
        possible += weight
    if not possible:
        return NOTHING
    return sum((Fraction(parts, whole) for whole, parts in earned.items()), NOTHING) / possible
