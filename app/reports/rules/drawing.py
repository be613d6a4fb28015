"""Places on paper for one row of the table per OPD, in per cent of its column, exact to a hundredth.

A segment ends exactly where its share ends, so that the dashed target line tells the group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment of a bar: texture, where it begins and how wide it is."""

    fill: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class BarDrawing:
    """The composition of a roster: proven at the left baseline, the unknown in the middle."""

    pieces: tuple[Piece, ...]
    seams: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class DotDrawing:
    """A share with its interval; hollow when few persons carry it."""

    x: str
    low: str
    high: str
    hollow: bool


def bar_drawing(parts: Sequence[tuple[str, int]], *, target: Fraction) -> BarDrawing:
    """A bar from counts by texture, in the order given; empty parts are left out."""
    whole = sum(count for _, count in parts)
    pieces, done = [], 0
    for fill, count in parts:
        if count:
            pieces.append(Piece(fill, place(Fraction(done, whole)), place(Fraction(count, whole))))
            done += count
    return BarDrawing(tuple(pieces), tuple(piece.x for piece in pieces[1:]), place(target))


def dot_drawing(count: int, of: int, *, interval: tuple[float, float], hollow: bool) -> DotDrawing:
    """A dot at the exact share between the ends of its interval."""
    return DotDrawing(place(Fraction(count, of)), place(interval[0]), place(interval[1]), hollow)


def place(share: Fraction | float) -> str:
    """A share of the column, as an attribute writes it."""
    return f"{float(share) * 100:.2f}".rstrip("0").rstrip(".") + "%"


def heat_class(percent: int) -> int:
    """The colour class of a prevalence in whole per cent: below 10, 20, 35, 50, and above."""
    return 1 + sum(percent >= step for step in (10, 20, 35, 50))
