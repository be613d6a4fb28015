"""Opening a stranger's spreadsheet in a process of its own, so that it can hold up nobody."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import Invalid
from app.people.roster.worker import KIND

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 5.0
STOPPED = "Berkas ini terlalu berat untuk dibaca. Salin barisnya ke berkas baru, lalu unggah lagi."
EMPTY_FILE = "Berkas ini kosong. Pilih berkas yang berisi daftar pegawai."
Cell = str | list[str]


class UnreadableFile(Invalid):
    """The file as a whole cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the file; a cell is text, or a kind ("n" number, "d" date) and its text."""

    name: str
    visible: bool
    rows: list[list[Cell]]


def sheets_in(data: bytes) -> list[Sheet]:
    """The sheets of an XLSX, XLS, ODS or CSV; raises UnreadableFile."""
    return sheets_of(cells_in(data))


def sheets_of(cells: bytes) -> list[Sheet]:
    """The sheets as the process that opened the file wrote them."""
    return [
        Sheet(
            sheet["name"],
            sheet["visible"],
            sheet["rows"]
            if "rows" in sheet
            else list(map(list, zip(*map(_cells, sheet["columns"]), strict=True))),
        )
        for sheet in json.loads(cells)["sheets"]
    ]


def _cells(column: str | list[Cell]) -> list[Cell]:
    if not isinstance(column, str):
        return column
    texts: list[Cell] = column.split("\n")  # type: ignore[assignment]
    if KIND not in column:
        return texts
    known: dict[object, Cell] = {
        text: [text[1], text[2:]] if text[:1] == KIND else text for text in set(column.split("\n"))
    }
    return [known[text] for text in texts]


def cells_in(data: bytes) -> bytes:
    """The cells of every sheet as one line of JSON, to be kept or read; raises UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(EMPTY_FILE)
    try:
        done = subprocess.run(  # noqa: S603 - a script of ours, no argument from outside
            [sys.executable, "-I", str(WORKER)],
            input=data,
            capture_output=True,
            env={name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
            | {"PYTHONUTF8": "1"},
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UnreadableFile(STOPPED) from error
    if done.stdout.startswith(b'{"refused"'):
        raise UnreadableFile(json.loads(done.stdout)["refused"])
    return done.stdout
