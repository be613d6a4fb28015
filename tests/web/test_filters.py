from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.web.filters import (
    clock,
    date_long,
    date_short,
    datetime_long,
    datetime_short,
    decimal,
    filesize,
    jp,
    nip,
    number,
    percent,
    sentence,
    weekday_short,
)

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09.00 in Palu
LATE = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # already Monday in Palu


def test_a_date_is_written_as_the_office_writes_it() -> None:
    assert date_long(date(2026, 11, 23)) == "Senin, 23 November 2026"
    assert date_short(date(2026, 11, 23)) == "23 Nov 2026"
    assert weekday_short(date(2026, 11, 27)) == "Jumat, 27 Nov"


def test_an_instant_is_shown_on_the_clock_of_the_province() -> None:
    assert clock(MORNING) == "09.00 WITA"
    assert datetime_long(MORNING) == "Senin, 23 November 2026, 09.00 WITA"
    assert datetime_short(MORNING) == "23 Nov 2026, 09.00 WITA"
    assert date_long(LATE) == "Senin, 23 November 2026"


def test_numbers_have_dots_for_thousands_and_a_comma_for_decimals() -> None:
    assert [number(n) for n in (0, 999, 1000, 1234567, -1500)] == ["0", "999", "1.000", "1.234.567", "-1.500"]
    assert decimal(Decimal("87.5")) == "87,5"
    assert decimal(Decimal("87.0")) == "87"
    assert decimal(-0.078, 2) == "−0,08"
    assert decimal(-0.001, 2) == "0"
    assert jp(Decimal("0.50")) == "0,5"
    assert jp(Decimal("0.25")) == "0,25"
    assert jp(Decimal("20")) == "20"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 10, "0%"),
        (10, 10, "100%"),
        (1, 201, "<1%"),
        (1, 200, "1%"),
        (199, 200, ">99%"),
        (198, 200, "99%"),
        (45, 1000, "5%"),
        (44, 1000, "4%"),
        (1795, 3946, "45%"),
        (1, 3, "33%"),
        (2, 3, "67%"),
        (0, 0, "—"),
        (None, 10, "—"),
        (3, None, "—"),
    ],
)
def test_a_percentage_is_half_up_from_exact_counts(part: int | None, whole: int | None, written: str) -> None:
    assert percent(part, whole) == written


def test_what_is_not_known_is_a_dash() -> None:
    filters = (
        date_long,
        date_short,
        clock,
        datetime_long,
        datetime_short,
        number,
        decimal,
        jp,
        filesize,
        nip,
    )
    assert {f(None) for f in filters} == {"—"}  # type: ignore[operator]


def test_file_sizes_are_said_before_a_download() -> None:
    sizes = (0, 999, 1000, 240_400, 999_499, 999_500, 1_440_000)
    written = ["0 B", "999 B", "1 kB", "240 kB", "999 kB", "1 MB", "1,4 MB"]
    assert [filesize(size) for size in sizes] == written


def test_a_nip_stands_in_groups_and_anything_else_stays() -> None:
    assert nip("198501012010011001") == "19850101 201001 1 001"
    assert nip("1,98501E+17") == "1,98501E+17"


@pytest.mark.parametrize(
    ("text", "shown"), [("oleh Ni'mah, M.T.", "oleh Ni'mah, M.T."), ("dari berkas", "dari berkas.")]
)
def test_a_sentence_ends_with_one_full_stop(text: str, shown: str) -> None:
    assert sentence(text) == shown
