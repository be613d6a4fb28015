"""The life of an attempt: its states, its rounds, and when another one may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.quiz.rules.errors import PauseNotOver, SetClosed, SetNotOpen, StartRefused, TooManyAttempts


class AttemptState(StrEnum):
    """Where an attempt stands; only the first one is open."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    AUTO_SUBMITTED = "auto_submitted"
    ABANDONED = "abandoned"


COUNTED = (AttemptState.SUBMITTED, AttemptState.AUTO_SUBMITTED)


class Round(StrEnum):
    """For which comparison a sitting counts; the limit of attempts holds within a round."""

    UTAMA = "utama"
    PRATES = "prates"
    PASCATES = "pascates"
    TUNDA = "tunda"


def round_of(*, proves_standard: bool, first_lesson_at: datetime | None, at: datetime) -> Round:
    """The round of an attempt begun at that instant: the standard's test before any lesson is a prates."""
    if not proves_standard:
        return Round.UTAMA
    return Round.PRATES if first_lesson_at is None or at < first_lesson_at else Round.PASCATES


@dataclass(frozen=True, slots=True)
class StartRules:
    """What a question set says about beginning: 0 attempts = no limit, 0 days = for ever."""

    attempts_allowed: int
    window_days: int
    pause_minutes: int
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def limited(self) -> bool:
        """Whether limit or pause may ever stand in the way."""
        return bool(self.attempts_allowed or self.pause_minutes)


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An earlier attempt of the same person, set and round that is no longer open.

    `extra`: a trainer gave it beyond the limit, so it does not count against the limit.
    """

    started_at: datetime
    ended_at: datetime
    extra: bool = False


def refuse_start(
    rules: StartRules, past: Sequence[PastAttempt], at: datetime, *, extra_attempts: int = 0
) -> bool:
    """Raise the StartRefused that stands in the way of another attempt now, saying when it ends.

    An extra attempt opens what limit or pause shut, never a set that is closed; whether this start takes one.
    """
    if rules.opens_at is not None and at < rules.opens_at:
        raise SetNotOpen(rules.opens_at)
    if rules.closes_at is not None and at >= rules.closes_at:
        raise SetClosed(None)
    refusal = _limit_or_pause(rules, past, at)
    if refusal is not None and not extra_attempts:
        raise refusal
    return refusal is not None


def _limit_or_pause(rules: StartRules, past: Sequence[PastAttempt], at: datetime) -> StartRefused | None:
    counted = _within_window(rules, past, at)
    if rules.attempts_allowed and len(counted) >= rules.attempts_allowed:
        return TooManyAttempts(_window_frees_one_at(rules, counted))
    if past and rules.pause_minutes:
        rested_at = max(each.ended_at for each in past) + timedelta(minutes=rules.pause_minutes)
        if at < rested_at:
            return PauseNotOver(rested_at)
    return None


def start_refusal(
    rules: StartRules, past: Sequence[PastAttempt], at: datetime, *, extra_attempts: int = 0
) -> StartRefused | None:
    """What stands in the way of another attempt now, or None."""
    try:
        refuse_start(rules, past, at, extra_attempts=extra_attempts)
    except StartRefused as refusal:
        return refusal
    return None


def attempts_left(rules: StartRules, past: Sequence[PastAttempt], at: datetime) -> int | None:
    """How many attempts may still begin within the window; None without a limit."""
    if not rules.attempts_allowed:
        return None
    return max(0, rules.attempts_allowed - len(_within_window(rules, past, at)))


def _within_window(rules: StartRules, past: Sequence[PastAttempt], at: datetime) -> list[PastAttempt]:
    counted = [each for each in past if not each.extra]
    if not rules.window_days:
        return counted
    return [each for each in counted if each.started_at > at - timedelta(days=rules.window_days)]


def _window_frees_one_at(rules: StartRules, counted: Sequence[PastAttempt]) -> datetime | None:
    if not rules.window_days:
        return None
    oldest_that_counts = sorted(each.started_at for each in counted)[-rules.attempts_allowed]
    return oldest_that_counts + timedelta(days=rules.window_days)
