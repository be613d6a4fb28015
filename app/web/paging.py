"""How a long list is cut into pages."""

import re
from dataclasses import dataclass

from app.errors import NotFound

PAGE_SIZE = 50


def page_number(text: str | None) -> int:
    """The page that an address asks for: 1 for anything that is not a number."""
    return max(1, int(text)) if text and re.fullmatch(r"[0-9]{1,7}", text) else 1


def first_row(number: int) -> int:
    """How many rows stand before that page."""
    return (number - 1) * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a long list; raises NotFound beyond the last one."""

    number: int
    total: int

    def __post_init__(self) -> None:
        if self.number > self.count:
            raise NotFound

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def last_row(self) -> int:
        """The number of the last row on it."""
        return min(first_row(self.number + 1), self.total)

    @property
    def first_row(self) -> int:
        """The number of the first row on it, counted from 1."""
        return first_row(self.number) + 1
