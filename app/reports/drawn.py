"""The body of a page that is the same for everybody: drawn once from a picture, then sent again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.comprehension.queries import Picture, PublishedMonth
from app.web.icons import sprite_needed, sprite_needs

MOST = 8
"""The last cut and the six months of the chips, and one to spare."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    picture: Picture
    published: Sequence[PublishedMonth]
    symbols: frozenset[str]
    body: Markup


_shelf: tuple[_Drawn, ...] = ()


def drawn_once(picture: Picture, published: Sequence[PublishedMonth], draw: Callable[[], Markup]) -> Markup:
    """What `draw` makes of this very picture and these published months; each process keeps the last few.

    A picture lives as long as its cut is remembered, so the body is as old as its figures and no older.
    """
    for each in _shelf:
        if each.picture is picture and each.published == published:
            sprite_needs(*each.symbols)
            return each.body
    body = draw()
    _put(_Drawn(picture, published, sprite_needed(), body))
    return body


def _put(new: _Drawn) -> None:
    global _shelf
    others = [each for each in _shelf if each.picture is not new.picture]
    _shelf = (new, *others)[:MOST]
