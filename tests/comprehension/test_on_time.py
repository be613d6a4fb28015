"""Who was measured by the own due date: the day itself counts, and nobody without one is counted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comprehension.rules.on_time import NOBODY_DUE, Timeliness, on_time_of, timeliness

DUE = date(2026, 5, 20)
BEFORE, AFTER = date(2026, 5, 19), date(2026, 5, 21)


@pytest.mark.parametrize(
    ("due_on", "first_on", "today", "found"),
    [
        (DUE, BEFORE, AFTER, Timeliness.TEPAT_WAKTU),
        (DUE, DUE, AFTER, Timeliness.TEPAT_WAKTU),
        (DUE, AFTER, AFTER, Timeliness.TERLAMBAT),
        (DUE, None, DUE, Timeliness.MENUNGGU),
        (DUE, None, AFTER, Timeliness.LEWAT),
        (None, BEFORE, AFTER, None),
        (None, None, AFTER, None),
    ],
)
def test_the_due_date_itself_is_on_time(
    due_on: date | None, first_on: date | None, today: date, found: Timeliness | None
) -> None:
    assert timeliness(due_on, first_on, today) is found


def test_nobody_with_a_due_date_is_no_denominator() -> None:
    assert on_time_of([(None, DUE), (None, None)], AFTER) == NOBODY_DUE
    assert NOBODY_DUE.due == 0


DAYS = st.none() | st.sampled_from([BEFORE, DUE, AFTER])
PEOPLE = st.lists(st.tuples(DAYS, DAYS), max_size=20)


@given(PEOPLE, PEOPLE)
def test_groups_add_up_and_each_person_with_a_due_date_stands_somewhere(
    some: list[tuple[date | None, date | None]], others: list[tuple[date | None, date | None]]
) -> None:
    together = on_time_of(some + others, DUE)
    assert together == on_time_of(some, DUE) + on_time_of(others, DUE)
    assert together.due == sum(due_on is not None for due_on, _ in some + others)
    assert together.on_time + together.late == sum(
        due_on is not None and first_on is not None for due_on, first_on in some + others
    )
