"""A read file between two requests: what was understood of it, and behind that its cells, compressed.

What was understood holds only for the register, the scope and the day that it was understood with; those
are its basis. On another basis, or none, the cells are to be read again.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from itertools import repeat
from typing import Any

from app.people.roster.apart import Sheet, sheets_of
from app.people.roster.reading import Problem, Reading, StaffLine
from app.people.rules import JobLevel

FORM = 3
"""Counts up when a line is understood or written otherwise: what an older release kept is read again."""


def basis_of(*facts: object) -> str:
    """The same text for the same facts."""
    return hashlib.sha256(repr((FORM, *facts)).encode()).hexdigest()


def packed(cells: bytes, reading: Reading, basis: str) -> bytes:
    """Both as bytes; the cells are a line of JSON already."""
    *plain, days = zip(*reading.lines, strict=True) if reading.lines else repeat((), len(StaffLine._fields))
    understood = {
        "basis": basis,
        "lines": [*map(_told, plain), [*map({day: day and day.isoformat() for day in set(days)}.get, days)]],
        "problems": [astuple(problem) for problem in reading.problems],
        "notes": reading.notes,
        "sheets": reading.sheets,
        "former": reading.former,
    }
    return zlib.compress(json.dumps(understood, ensure_ascii=False).encode(), 1) + zlib.compress(cells, 1)


def kept_sheets(content: bytes) -> list[Sheet]:
    """The cells; none of an emptied draft."""
    if not content:
        return []
    first = zlib.decompressobj()
    text = first.decompress(content)
    if not first.unused_data:  # kept by an older release: both in one
        cells = text.rpartition(b"\n")[2]
        return [Sheet(**sheet) for sheet in json.loads(cells)] if cells.startswith(b"[") else sheets_of(cells)
    return sheets_of(zlib.decompress(first.unused_data))


def understood_of(content: bytes, basis: str) -> Reading | None:
    """What was understood, when it was on that basis."""
    if not content:
        return None
    first = zlib.decompressobj()
    text = first.decompress(content)
    if not first.unused_data:
        return None
    kept: dict[str, Any] = json.loads(text)
    if kept.get("basis") != basis:
        return None
    return Reading(
        _lines(kept["lines"]),
        [Problem(*values) for values in kept["problems"]],
        kept["notes"],
        kept["sheets"],
        kept["former"],
    )


def _told(column: Sequence[Any]) -> list[Any] | str:
    """A column of text alone as one text, a line each; thousands of small ones cost more."""
    if set(map(type, column)) == {str} and (whole := "\n".join(column)).count("\n") == len(column) - 1:
        return whole
    return list(column)


def _lines(columns: list[list[Any] | str]) -> list[StaffLine]:
    *plain, levels, days = (each.split("\n") if isinstance(each, str) else each for each in columns)
    real = {day: date.fromisoformat(day) if day else None for day in set(days)}
    whole = zip(*plain, map(LEVEL_OF.get, levels), map(real.get, days), strict=True)
    return list(map(StaffLine._make, whole))


LEVEL_OF: dict[str | None, JobLevel] = {level.value: level for level in JobLevel}
