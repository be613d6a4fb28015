"""The mark that an endpoint is for everybody, and what it means to be nobody."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.errors import DomainError

PUBLIC = "PUBLIC"

View = TypeVar("View", bound=Callable[..., Any])


class NotSignedIn(DomainError):
    """The page is for somebody, and nobody is signed in."""

    message = (
        "Sesi Anda berakhir, atau Anda belum masuk."
        " Masuk lagi di sini; jawaban Anda tetap ada di perangkat ini."
    )


def public(view: View) -> View:
    """Mark a view as open to everybody; an unmarked view is refused to all."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view
