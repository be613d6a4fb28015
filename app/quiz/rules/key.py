"""What marking must know of a question: for the server alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Marking(StrEnum):
    """By which rule an answer is marked; the values are the authored types of question."""

    TUNGGAL = "tunggal"
    GANDA = "ganda"
    URUTAN = "urutan"
    JODOH = "jodoh"
    ISIAN = "isian"
    ANGKA = "angka"

    @property
    def is_written(self) -> bool:
        """Whether it is answered in one's own words."""
        return self in (Marking.ISIAN, Marking.ANGKA)


@dataclass(frozen=True, slots=True)
class ItemKey:
    """The key of a question; entries are known by their place in the source.

    tunggal, ganda, isian, angka: `right` and `wrong` entries. urutan: `right` steps, their places the order.
    jodoh: `pairs` of a left and the right that belongs to it.
    """

    marking: Marking
    right: frozenset[int]
    wrong: frozenset[int]
    weight: int = 1
    diagnostic: str | None = None
    beliefs: tuple[tuple[int, str], ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    words: tuple[tuple[int, str], ...] = ()
    numbers: tuple[tuple[int, Decimal], ...] = ()
    tolerance: Decimal = Decimal(0)

    def belief_of(self, places: Iterable[int]) -> str | None:
        """The misconception behind the first of these entries that carries one."""
        tags = dict(self.beliefs)
        return next((tags[place] for place in sorted(places) if place in tags), None)
