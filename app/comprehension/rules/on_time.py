"""Who was measured by the own due date. A figure beside completion, never mixed into the headline."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Timeliness(StrEnum):
    """How a person stands to the own due date; who has none stands nowhere."""

    TEPAT_WAKTU = "tepat_waktu"
    TERLAMBAT = "terlambat"
    LEWAT = "lewat"
    MENUNGGU = "menunggu"


def timeliness(due_on: date | None, first_on: date | None, today: date) -> Timeliness | None:
    """By the local day of the first valid attempt, None without one: the due date's last second counts."""
    if due_on is None:
        return None
    if first_on is not None:
        return Timeliness.TEPAT_WAKTU if first_on <= due_on else Timeliness.TERLAMBAT
    return Timeliness.LEWAT if due_on < today else Timeliness.MENUNGGU


@dataclass(frozen=True, slots=True)
class OnTime:
    """Persons of the roster who have a due date, by how they stand to it."""

    on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0

    @property
    def due(self) -> int:
        """Everybody with a due date: the denominator."""
        return self.on_time + self.late + self.overdue + self.waiting

    def __add__(self, other: "OnTime") -> "OnTime":
        return OnTime(
            self.on_time + other.on_time,
            self.late + other.late,
            self.overdue + other.overdue,
            self.waiting + other.waiting,
        )


NOBODY_DUE = OnTime()
"""Where no due date holds for anybody."""


def on_time_of(persons: Iterable[tuple[date | None, date | None]], today: date) -> OnTime:
    """Persons of a roster as (due date, local day of the first valid attempt), counted."""
    counts = Counter(timeliness(due_on, first_on, today) for due_on, first_on in persons)
    return OnTime(
        counts[Timeliness.TEPAT_WAKTU],
        counts[Timeliness.TERLAMBAT],
        counts[Timeliness.LEWAT],
        counts[Timeliness.MENUNGGU],
    )
