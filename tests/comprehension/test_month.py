"""Months of published figures."""

from datetime import date

import pytest

from app.comprehension.rules.month import Month, NotAMonth


def test_the_month_after_december_is_january_of_the_next_year() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert Month(2026, 6).next == Month(2026, 7)


@pytest.mark.parametrize(
    ("month", "last"), [((2026, 2), 28), ((2028, 2), 29), ((2026, 12), 31), ((2026, 6), 30)]
)
def test_a_month_ends_on_its_last_day(month: tuple[int, int], last: int) -> None:
    assert Month(*month).last_day == date(*month, last)


def test_a_month_is_written_as_the_address_writes_it() -> None:
    assert str(Month.parse("2026-06")) == "2026-06"
    assert Month.of(date(2026, 6, 30)) == Month.parse("2026-06")


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-6", "06-2026", "2026-06-01", "２０２６-06", "1999-01"]
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAMonth, match="2026-06"):
        Month.parse(text)
