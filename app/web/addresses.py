"""The address of the present page, and of its neighbours in a long list."""

from urllib.parse import urlencode

from flask import request

from app.web.safe_redirect import is_safe_path

PAGE = "halaman"


def here() -> str:
    """Where the person is, to come back to after a small errand; the start page when nobody could."""
    place = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return place if is_safe_path(place) else "/"


def page_url(number: int) -> str:
    """The present list at another page, with the same search."""
    values = [(name, value) for name, value in request.args.items(multi=True) if name != PAGE]
    return f"{request.path}?{urlencode([*values, (PAGE, str(number))])}"


def page_numbers(current: int, total: int) -> list[int | None]:
    """First, last, the present page and its neighbours; None where numbers are left out."""
    shown = sorted({1, total, *range(max(1, current - 1), min(total, current + 1) + 1)})
    numbers: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before == 2:
            numbers.append(number - 1)
        elif number - before > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers
