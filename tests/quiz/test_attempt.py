"""When an attempt ends and when another may begin."""

from datetime import UTC, datetime, timedelta

import pytest

from app.quiz.rules import (
    PastAttempt,
    PauseNotOver,
    Round,
    SetClosed,
    SetNotOpen,
    StartRules,
    TooManyAttempts,
    attempts_left,
    deadline,
    is_over,
    refuse_start,
    round_of,
    seconds_left,
    start_refusal,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FREE = StartRules(attempts_allowed=0, window_days=0, pause_minutes=0, opens_at=None, closes_at=None)
TEST = StartRules(attempts_allowed=3, window_days=30, pause_minutes=1440, opens_at=None, closes_at=None)


def past(*ages: timedelta) -> list[PastAttempt]:
    return [PastAttempt(NOON - age, NOON - age + 10 * MINUTE) for age in ages]


def test_without_limits_one_may_always_begin_again() -> None:
    refuse_start(FREE, past(*(n * MINUTE for n in range(1, 50))), NOON)


def test_the_pause_runs_from_the_end_of_the_last_attempt() -> None:
    with pytest.raises(PauseNotOver) as refusal:
        refuse_start(TEST, past(HOUR), NOON)
    assert refusal.value.again_at == NOON - HOUR + 10 * MINUTE + DAY


def test_the_pause_is_over_to_the_minute() -> None:
    assert start_refusal(TEST, past(DAY + 10 * MINUTE), NOON) is None
    assert start_refusal(TEST, past(DAY + 9 * MINUTE), NOON) is not None


def test_the_third_attempt_in_the_window_is_the_last() -> None:
    with pytest.raises(TooManyAttempts) as refusal:
        refuse_start(TEST, past(20 * DAY, 10 * DAY, 2 * DAY), NOON)
    assert refusal.value.again_at == NOON - 20 * DAY + 30 * DAY


def test_an_attempt_outside_the_window_no_longer_counts() -> None:
    assert start_refusal(TEST, past(30 * DAY, 10 * DAY, 2 * DAY), NOON) is None
    assert attempts_left(TEST, past(30 * DAY, 10 * DAY, 2 * DAY), NOON) == 1


def test_a_limit_without_window_holds_for_ever() -> None:
    rules = StartRules(attempts_allowed=1, window_days=0, pause_minutes=0, opens_at=None, closes_at=None)
    with pytest.raises(TooManyAttempts) as refusal:
        refuse_start(rules, past(900 * DAY), NOON)
    assert refusal.value.again_at is None


def test_a_set_is_open_from_its_first_instant_until_before_its_last() -> None:
    rules = StartRules(0, 0, 0, opens_at=NOON, closes_at=NOON + HOUR)
    assert isinstance(start_refusal(rules, [], NOON - MINUTE), SetNotOpen)
    assert start_refusal(rules, [], NOON) is None
    assert isinstance(start_refusal(rules, [], NOON + HOUR), SetClosed)


def test_the_deadline_is_the_limit_or_the_closing_whichever_is_first() -> None:
    assert deadline(NOON, limit_minutes=0, closes_at=None) is None
    assert deadline(NOON, limit_minutes=20, closes_at=None) == NOON + 20 * MINUTE
    assert deadline(NOON, limit_minutes=20, closes_at=NOON + 5 * MINUTE) == NOON + 5 * MINUTE
    assert deadline(NOON, limit_minutes=0, closes_at=NOON + DAY) == NOON + DAY


def test_saves_are_taken_five_seconds_beyond_the_deadline() -> None:
    assert not is_over(NOON, NOON)
    assert not is_over(NOON, NOON + timedelta(seconds=5))
    assert is_over(NOON, NOON + timedelta(seconds=5, microseconds=1))
    assert not is_over(None, NOON)


def test_the_browser_is_told_seconds_and_never_less_than_none() -> None:
    assert seconds_left(NOON + 90 * MINUTE, NOON) == 5400
    assert seconds_left(NOON, NOON + MINUTE) == 0
    assert seconds_left(None, NOON) is None


@pytest.mark.parametrize(
    ("proves", "first_lesson", "round_"),
    [
        (False, None, Round.UTAMA),
        (True, None, Round.PRATES),
        (True, NOON + MINUTE, Round.PRATES),
        (True, NOON, Round.PASCATES),
        (True, NOON - DAY, Round.PASCATES),
    ],
)
def test_the_test_of_the_standard_before_any_lesson_is_a_prates(
    proves: bool, first_lesson: datetime | None, round_: Round
) -> None:
    assert round_of(proves_standard=proves, first_lesson_at=first_lesson, at=NOON) is round_
