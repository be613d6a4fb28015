"""The one clock: instants are aware UTC; days are days in the province."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_offset_seconds = 0
_zone = ZoneInfo(os.environ.get("PAHAM_TIMEZONE", "Asia/Makassar"))


def now() -> datetime:
    """The present instant, aware UTC. The only caller of `datetime.now` in the product."""
    return datetime.now(UTC) + timedelta(seconds=_offset_seconds)


def configure(*, zone: str, offset_seconds: int = 0) -> None:
    """Set the province's zone and, in development, an offset in seconds added to the server's clock."""
    global _zone, _offset_seconds
    _zone, _offset_seconds = ZoneInfo(zone), offset_seconds


def to_local(at: datetime) -> datetime:
    """The same instant on the clock of the province."""
    return at.astimezone(_zone)


def local_day(at: datetime) -> date:
    """The calendar day in the province at that instant."""
    return to_local(at).date()


def start_of_day(day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return local_instant(day, time.min)


def local_instant(day: date, clock: time) -> datetime:
    """The instant at which the clocks of the province show that, in UTC; the calendar's edge beyond it."""
    local = datetime.combine(day, clock, tzinfo=_zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:  # a year that nobody means, typed by mistake
        return local.replace(tzinfo=UTC)


def end_of_day(day: date) -> datetime:
    """23.59.59 of a local day, in UTC: the instant of a daily cut."""
    return local_instant(day, time(23, 59, 59))


def daily_cut(at: datetime) -> datetime:
    """The last daily cut before `at`: yesterday at 23.59.59 in the province."""
    return end_of_day(local_day(at) - timedelta(days=1))


def zone_name() -> str:
    """The short name that people write behind a time: WIB, WITA or WIT."""
    hours = int(datetime(2026, 1, 1, tzinfo=_zone).utcoffset().total_seconds() // 3600)  # type: ignore[union-attr]
    return {7: "WIB", 8: "WITA", 9: "WIT"}.get(hours, f"UTC{hours:+d}")
