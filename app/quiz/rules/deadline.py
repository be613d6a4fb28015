"""The server's clock decides: when time is up, and how long after that a save is still taken."""

from datetime import datetime, timedelta

GRACE = timedelta(seconds=5)
"""What a save may take on a slow line after the last second."""


def deadline(started_at: datetime, *, limit_minutes: int, closes_at: datetime | None) -> datetime | None:
    """The last instant of an attempt: its time limit or the closing of its set, whichever comes first."""
    ends = [closes_at] if closes_at is not None else []
    if limit_minutes:
        ends.append(started_at + timedelta(minutes=limit_minutes))
    return min(ends, default=None)


def is_over(deadline_at: datetime | None, at: datetime) -> bool:
    """Whether the attempt has ended by its deadline; within the grace it has not, so no key is shown yet."""
    return deadline_at is not None and at > deadline_at + GRACE


def seconds_left(deadline_at: datetime | None, at: datetime) -> int | None:
    """Whole seconds until the deadline, never below 0; None without one."""
    if deadline_at is None:
        return None
    return max(0, int((deadline_at - at).total_seconds()))
