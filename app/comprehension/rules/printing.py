"""How a share is written: whole per cent from exact counts, never from a rounded value."""

from math import floor

NOTHING = "—"
"""Written where there is no figure: never 0%."""


def whole_percent(count: int, of: int) -> int | None:
    """The share in whole per cent, halves upward; None when `of` is zero."""
    return (200 * count + of) // (2 * of) if of else None


def percent_text(count: int, of: int) -> str:
    """The share as people read it; shares just above nothing or just below all never read as 0% or 100%."""
    whole = whole_percent(count, of)
    if whole is None:
        return NOTHING
    if whole == 0 and count > 0:
        return "<1%"
    if whole == 100 and count < of:
        return ">99%"
    return f"{whole}%"


def interval_text(interval: tuple[float, float] | None) -> str:
    """An interval of shares in whole per cent, halves upward."""
    if interval is None:
        return NOTHING
    return "–".join(f"{floor(bound * 100 + 0.5)}%" for bound in interval)


def at_most_bound(measured: int) -> int:
    """The per cent that "at most two of `measured`" stays within: ceil(200 / measured)."""
    return -(-200 // measured)


def at_least_bound(measured: int) -> int:
    """The per cent that "all but at most two of `measured`" reaches."""
    return 100 - at_most_bound(measured)
