"""How a person wants to see the pages on this device: text size and theme, in a cookie."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, g, request
from markupsafe import Markup
from werkzeug.wrappers import Response

SIZES = ("1", "2", "3")
THEMES = ("ikut", "terang", "gelap")
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Display:
    """Text size in three steps; the theme follows the device unless chosen."""

    text_size: str = "1"
    theme: str = "ikut"

    @classmethod
    def of(cls, text_size: str | None, theme: str | None) -> "Display":
        """From words of outside; whatever is unknown becomes the default."""
        return cls(
            text_size if text_size in SIZES else "1",
            theme if theme in THEMES else "ikut",
        )

    @property
    def attributes(self) -> str:
        """What stands in `<html …>`."""
        size = f' data-huruf="{self.text_size}"' if self.text_size != "1" else ""
        theme = f' data-theme="{self.theme}"' if self.theme != "ikut" else ""
        return size + theme


def display() -> Display:
    """The choice of this device."""
    if "display" not in g:
        size, _, theme = request.cookies.get(_cookie_name(), "").partition(".")
        g.display = Display.of(size, theme)
    chosen: Display = g.display
    return chosen


def display_attributes() -> Markup:
    """The attributes of `<html>` for this device."""
    return Markup(display().attributes)  # noqa: S704  words of two closed lists


def display_choices() -> Markup:
    """The fields with which a person chooses, this device's choice ticked."""
    kept: dict[Display, Markup] = current_app.extensions.setdefault("display_choices", {})
    choice = display()
    if choice not in kept:
        component: Any = current_app.jinja_env.get_template("components/aa.html").module
        kept[choice] = component.choices(choice)
    return kept[choice]


def keep(response: Response, choice: Display) -> None:
    """Remember the choice on this device."""
    response.set_cookie(
        _cookie_name(),
        f"{choice.text_size}.{choice.theme}",
        max_age=int(KEPT.total_seconds()),
        secure=current_app.config["PAHAM"].secure,
        httponly=True,
        samesite="Lax",
    )


def _cookie_name() -> str:
    return "__Host-tampilan" if current_app.config["PAHAM"].secure else "tampilan"
