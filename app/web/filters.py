"""Dates, numbers and names as the office writes them; None is always an em dash."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask

from app.clock import to_local, zone_name

LOCALE = "id_ID"
NOTHING = "—"
NIP_GROUPS = ((0, 8), (8, 14), (14, 15), (15, 18))


def register_filters(app: Flask) -> None:
    """Give every template the filters, and `percent` as a function of exact counts."""
    for function in (
        date_long,
        date_short,
        weekday_short,
        clock,
        datetime_long,
        datetime_short,
        number,
        decimal,
        jp,
        filesize,
        nip,
        sentence,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["percent"] = percent


def date_long(value: date | datetime | None) -> str:
    """Senin, 23 November 2026"""
    return _date(value, "EEEE, d MMMM y")


def date_short(value: date | datetime | None) -> str:
    """23 Nov 2026"""
    return _date(value, "d MMM y")


def weekday_short(value: date | datetime | None) -> str:
    """Jumat, 27 Nov"""
    return _date(value, "EEEE, d MMM")


def clock(value: datetime | None) -> str:
    """09.00 WITA"""
    return NOTHING if value is None else f"{to_local(value):%H.%M} {zone_name()}"


def datetime_long(value: datetime | None) -> str:
    """Senin, 23 November 2026, 09.00 WITA"""
    return NOTHING if value is None else f"{date_long(value)}, {clock(value)}"


def datetime_short(value: datetime | None) -> str:
    """23 Nov 2026, 09.00 WITA"""
    return NOTHING if value is None else f"{date_short(value)}, {clock(value)}"


def number(value: int | None) -> str:
    """1.234.567"""
    return NOTHING if value is None else f"{value:,}".replace(",", ".")


def decimal(value: Decimal | float | int | None, places: int = 1) -> str:
    """87,5 and −0,08: as many places as needed, at most `places`; a true minus, and none before a zero."""
    if value is None:
        return NOTHING
    pattern = "#,##0" + ("." + "#" * places if places else "")
    written = str(format_decimal(value, format=pattern, locale=LOCALE))
    return "0" if written == "-0" else written.replace("-", "−")


def jp(value: Decimal | None) -> str:
    """0,5 (the letters JP are the template's)."""
    return decimal(value, places=2)


def percent(part: int | None, whole: int | None) -> str:
    """A whole percentage from exact counts, half up; "<1%" and ">99%" near the ends, a dash for nobody."""
    if part is None or not whole:
        return NOTHING
    share = Fraction(part, whole) * 100
    if 0 < share < Fraction(1, 2):
        return "<1%"
    if Fraction(199, 2) <= share < 100:
        return ">99%"
    return f"{int(share + Fraction(1, 2))}%"


def filesize(size: int | None) -> str:
    """240 kB, 1,4 MB: thousands, as telephone networks count."""
    if size is None:
        return NOTHING
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{(size + 500) // 1000} kB"
    return f"{decimal(Decimal(size) / 1_000_000)} MB"


def nip(value: str | None) -> str:
    """19850101 201001 1 001; anything that is not 18 digits stays as it is."""
    if value is None:
        return NOTHING
    if len(value) != 18 or not value.isdigit():
        return value
    return " ".join(value[start:end] for start, end in NIP_GROUPS)


def _date(value: date | datetime | None, pattern: str) -> str:
    if value is None:
        return NOTHING
    return _written(to_local(value).date() if isinstance(value, datetime) else value, pattern)


@lru_cache(maxsize=512)
def _written(day: date, pattern: str) -> str:
    return str(format_date(day, format=pattern, locale=LOCALE))


def sentence(text: str) -> str:
    """The text with one full stop at its end; many names end in a degree and its dot."""
    return text if text.endswith(".") else f"{text}."
