"""One person: which state follows from the counts of the latest valid attempt."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from app.comprehension.rules import PersonState, Policy, Result, is_enough, is_passed, is_valid_at, state_of

POLICY = Policy("SPBE-DASAR-2026")
AT = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)


def result(correct: int = 9, *, confirmed: int = 0, core_answered: int | None = 3) -> Result:
    return Result(
        correct=correct, items=10, answered=10, core_confirmed=confirmed, core_answered=core_answered
    )


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (None, PersonState.BELUM_DIUKUR),
        (result(9), PersonState.PAHAM),
        (result(7), PersonState.PAHAM),
        (result(6), PersonState.BELUM_TAHU),
        (result(9, confirmed=1), PersonState.PAHAM),
        (result(9, confirmed=2), PersonState.SALAH_KAPRAH),
        (result(2, confirmed=3), PersonState.SALAH_KAPRAH),
        (result(9, core_answered=1), PersonState.BELUM_TAHU),
        (result(9, core_answered=2), PersonState.PAHAM),
        (result(9, core_answered=None), PersonState.PAHAM),
        (result(9, confirmed=2, core_answered=2), PersonState.SALAH_KAPRAH),
    ],
)
def test_the_core_belief_is_tested_before_the_score(given: Result | None, state: PersonState) -> None:
    assert state_of(given, POLICY) is state


def test_the_pass_mark_is_compared_as_an_exact_fraction() -> None:
    third = Policy("s", pass_mark=Fraction(1, 3))
    assert is_passed(Result(1, 3, 3, 0), third)
    assert is_passed(Result(7, 10, 10, 0), POLICY)
    assert not is_passed(Result(69, 100, 100, 0), POLICY)


def test_eight_of_ten_answers_are_enough_and_seven_are_not() -> None:
    assert is_enough(Result(7, 10, 8, 0), POLICY)
    assert not is_enough(Result(7, 10, 7, 0), POLICY)
    assert not is_enough(Result(0, 0, 0, 0), POLICY)


def test_the_window_is_open_on_the_left_and_closed_on_the_right() -> None:
    year = timedelta(days=365)
    assert is_valid_at(AT, at=AT, policy=POLICY)
    assert not is_valid_at(AT + timedelta(seconds=1), at=AT, policy=POLICY)
    assert not is_valid_at(AT - year, at=AT, policy=POLICY)
    assert is_valid_at(AT - year + timedelta(seconds=1), at=AT, policy=POLICY)


def test_instants_are_compared_and_never_their_text() -> None:
    """16.00 in Greenwich is a second after the cut, though its text sorts before it."""
    cut = datetime.fromisoformat("2026-06-30T23:59:59+08:00")
    assert is_valid_at(datetime.fromisoformat("2026-06-30T15:59:59+00:00"), at=cut, policy=POLICY)
    assert not is_valid_at(datetime.fromisoformat("2026-06-30T16:00:00+00:00"), at=cut, policy=POLICY)
