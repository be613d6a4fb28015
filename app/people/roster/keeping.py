"""A read file between two requests: its cells, compressed."""

import zlib

from app.people.roster.apart import Sheet, sheets_of

FORM = b"4"
"""Stands first; another when cells are written otherwise: what an older release kept is not read at all."""


def packed(cells: bytes) -> bytes:
    """The cells as a draft keeps them."""
    return FORM + zlib.compress(cells, 1)


def is_kept(content: bytes) -> bool:
    """Whether a draft still has something in it, in the form that is read here."""
    return content.startswith(FORM)


def kept_sheets(content: bytes) -> list[Sheet]:
    """The cells of a kept draft."""
    return sheets_of(zlib.decompress(content[len(FORM) :]))
