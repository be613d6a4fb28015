"""A read file between two requests: what was understood of it on one line, its cells on the next, compressed.

What was understood holds only for the register, the scope and the day that it was understood with; those
are its basis. On another basis, or none, the cells are to be read again.
"""

import hashlib
import json
import zlib
from dataclasses import astuple
from datetime import date
from typing import Any

from app.people.roster.apart import Sheet, sheets_of
from app.people.roster.reading import Problem, Reading, StaffLine
from app.people.rules import JobLevel

FORM = 1
"""Counts up when a line is understood or written otherwise: what an older release kept is read again."""


def basis_of(*facts: object) -> str:
    """The same text for the same facts."""
    return hashlib.sha256(repr((FORM, *facts)).encode()).hexdigest()


def packed(cells: bytes, reading: Reading, basis: str) -> bytes:
    """Both as bytes; the cells are a line of JSON already."""
    understood = {
        "basis": basis,
        "lines": [
            (*line[:-1], line.start_on.isoformat() if line.start_on else None) for line in reading.lines
        ],
        "problems": [astuple(problem) for problem in reading.problems],
        "notes": reading.notes,
        "sheets": reading.sheets,
        "former": reading.former,
    }
    return zlib.compress(json.dumps(understood, ensure_ascii=False).encode() + b"\n" + cells, 1)


def kept_sheets(content: bytes) -> list[Sheet]:
    """The cells; none of an emptied draft."""
    if not content:
        return []
    cells = zlib.decompress(content).rpartition(b"\n")[2]
    if cells.startswith(b"["):  # kept by a release that did not yet keep what it understood
        return [Sheet(**sheet) for sheet in json.loads(cells)]
    return sheets_of(cells)


def understood_of(content: bytes, basis: str) -> Reading | None:
    """What was understood, when it was on that basis."""
    if not content:
        return None
    text = zlib.decompress(content).rpartition(b"\n")[0]
    kept: dict[str, Any] = json.loads(text) if text else {}
    if kept.get("basis") != basis:
        return None
    return Reading(
        [_line(values) for values in kept["lines"]],
        [Problem(*values) for values in kept["problems"]],
        kept["notes"],
        kept["sheets"],
        kept["former"],
    )


def _line(values: list[Any]) -> StaffLine:
    if values[-1]:
        values[-1] = date.fromisoformat(values[-1])
    if values[-2]:
        values[-2] = LEVEL_OF[values[-2]]
    return StaffLine(*values)


LEVEL_OF = {level.value: level for level in JobLevel}
