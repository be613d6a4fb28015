"""A calendar month of published figures."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Invalid

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class NotAMonth(Invalid):
    """The text names no month."""

    message = "Bulan ditulis sebagai tahun dan bulan, misalnya 2026-06."


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar; its figures are those of its last second."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """2026-06; raises NotAMonth."""
        found = WRITTEN.fullmatch(text)
        if not found:
            raise NotAMonth
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day: the 28th to the 31st."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month.of(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
