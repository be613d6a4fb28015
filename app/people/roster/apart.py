"""Opening a stranger's spreadsheet in a process of its own, so that it can hold up nobody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from app.errors import Invalid
from app.people.roster.worker import BREAK, KIND, PART, SHEET

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 5.0
STOPPED = "Berkas ini terlalu berat untuk dibaca. Salin barisnya ke berkas baru, lalu unggah lagi."
EMPTY_FILE = "Berkas ini kosong. Pilih berkas yang berisi daftar pegawai."
Cell = str | list[str]


class UnreadableFile(Invalid):
    """The file as a whole cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the file; a cell is text, or a kind ("n" number, "d" date) and its text.

    The columns are of one length.
    """

    name: str
    visible: bool
    columns: list[list[Cell]]

    def rows(self, most: int | None = None) -> Iterator[tuple[Cell, ...]]:
        """The sheet line by line, or its first lines."""
        return zip(*(islice(column, most) for column in self.columns), strict=True)


def sheets_in(data: bytes) -> list[Sheet]:
    """The sheets of an XLSX, XLS, ODS or CSV; raises UnreadableFile."""
    return sheets_of(cells_in(data))


def sheets_of(cells: bytes) -> list[Sheet]:
    """The sheets as the process that opened the file wrote them."""
    parts = (sheet.split(PART) for sheet in cells.decode().split(SHEET)[1:])
    return [Sheet(name, bool(visible), list(map(_cells, columns))) for name, visible, *columns in parts]


def _cells(column: str) -> list[Cell]:
    texts: list[Cell] = column.split("\n")  # type: ignore[assignment]
    if KIND not in column and BREAK not in column:
        return texts
    known: dict[object, Cell] = {text: _cell(text) for text in set(column.split("\n"))}
    return [known[text] for text in texts]


def _cell(text: str) -> Cell:
    return [text[1], text[2:]] if text[:1] == KIND else text.replace(BREAK, "\n")


def cells_in(data: bytes) -> bytes:
    """The cells of every sheet as one text, to be kept or read; raises UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(EMPTY_FILE)
    try:
        done = subprocess.run(  # noqa: S603 - a script of ours, no argument from outside
            [sys.executable, "-I", "-S", str(WORKER), _reader_folder()],
            input=data,
            capture_output=True,
            env={name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
            | {"PYTHONUTF8": "1"},
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UnreadableFile(STOPPED) from error
    if done.stdout and not done.stdout.startswith(SHEET.encode()):
        raise UnreadableFile(done.stdout.decode())
    return done.stdout


@cache
def _reader_folder() -> str:
    """Where the library stands that reads spreadsheets."""
    found = find_spec("python_calamine")
    return str(Path(found.origin).parents[1]) if found and found.origin else ""
