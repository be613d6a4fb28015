"""The process that opens one staff spreadsheet: bytes in, the cells of its sheets as JSON out.

It is run as a script and imports nothing of the product: it starts in a hundredth of a second and knows no
secret. What it needs is found in the folder that its one argument names, without what Python usually gathers
at its start. A column goes over as one text, a line for each cell: thousands of small texts cost more to
hand over than to read.
"""

import codecs
import gc
import io
import os
import sys
from datetime import date, datetime
from itertools import zip_longest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

MEMORY = 190 * 1024 * 1024
SECONDS = 4
MOST_ENTRIES = 1_000
MOST_UNPACKED = 60_000_000
MOST_RATIO = 150
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
SHEET, PART, KIND, BREAK = "\x1c", "\x1d", "\x1e", "\x1f"
"""Before a sheet; between its name, "1" when it is visible and its columns; before a number ("n") or a day
("d"); and for a line end within a cell. No cell is handed over with one of them of its own."""
OWN_MARKS = {ord(mark): None for mark in (SHEET, PART, KIND, BREAK)} | {ord("\n"): BREAK}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAVY = "Isi berkas ini jauh lebih besar daripada ukurannya. Salin barisnya ke berkas baru, lalu unggah lagi."
NOT_SHEET = (
    "Berkas ini bukan lembar kerja yang terbaca. Simpan ulang sebagai .xlsx tanpa sandi, lalu unggah lagi."
)
TOO_LONG = "Berkas ini lebih dari 50.000 baris. Bagilah menurut OPD, lalu unggah satu per satu."
TOO_WIDE = "Berkas ini lebih dari 60 kolom. Hapus kolom kosong di sebelah kanan, lalu unggah lagi."


class Refused(Exception):
    """The file is not opened; the sentence says why and what to do."""


def main() -> None:
    """Read standard input; the answer is the sheets, or the sentence of a refusal."""
    _limit()
    gc.disable()
    try:
        answer = "".join(map(told, sheets_of(sys.stdin.buffer.read())))
    except Refused as refused:
        answer = str(refused)
    except MemoryError:
        answer = HEAVY
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.flush()
    os._exit(0)  # the system takes the memory back faster than we could, cell by cell


def told(sheet: "tuple[str, bool, list[str]]") -> str:
    """A sheet as it is handed over."""
    name, visible, columns = sheet
    return SHEET + PART.join((name.translate(OWN_MARKS)[:60], "1" if visible else "", *columns))


def sheets_of(data: bytes) -> "list[tuple[str, bool, list[str]]]":
    """Every sheet as its name, whether it is visible, and its columns: the cells joined by line ends."""
    if data.startswith(b"PK"):
        _refuse_bomb(data)
        return _book(data)
    if data.startswith(OLE):
        return _book(data)
    columns = zip_longest(*_comma_rows(data), fillvalue="")
    return [("CSV", True, list(map(_column, columns)))]


def _refuse_bomb(data: bytes) -> None:
    # its list of contents is all that is read of the archive, so what would unpack it or write files is not
    # loaded: the one is known to be missing at times, the other is given a name and never called
    sys.modules.update(dict.fromkeys(("bz2", "lzma"), None))  # type: ignore[arg-type]
    sys.modules.update(dict.fromkeys(("pathlib", "shutil", "importlib", "importlib.util"), sys))
    import zipfile

    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(NOT_SHEET) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Refused(HEAVY)
    if any(
        entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        for entry in entries
    ):
        raise Refused(HEAVY)


def _book(data: bytes) -> "list[tuple[str, bool, list[str]]]":
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found: list[tuple[str, bool, list[str]]] = []
        for meta in book.sheets_metadata:
            visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            columns = _columns(book.get_sheet_by_name(meta.name)) if visible else []
            found.append((meta.name, visible, columns))
    except (python_calamine.CalamineError, ValueError, OSError, RuntimeError, KeyError) as error:
        raise Refused(NOT_SHEET) from error
    return found


def _columns(sheet: "Any") -> list[str]:
    if sheet.height > MOST_ROWS and sheet.height < 1_000_000:
        raise Refused(TOO_LONG)
    if sheet.height * sheet.width > MOST_ROWS * MOST_COLUMNS:
        raise Refused(TOO_WIDE if sheet.width > MOST_COLUMNS else TOO_LONG)
    columns = zip(*sheet.to_python(skip_empty_area=False), strict=True)
    return [_column(cells) for cells, _ in zip(columns, range(MOST_COLUMNS), strict=False)]


def _column(cells: "Sequence[Any]") -> str:
    kinds = set(map(type, cells))
    if kinds == {str} and max(map(len, cells)) <= LONGEST_CELL:
        whole = "\n".join(cells)
        if whole.count("\n") < len(cells) and not any(mark in whole for mark in (SHEET, PART, KIND, BREAK)):
            return whole
    if bool in kinds and len(kinds) > 1:  # a True would be taken for a 1
        return "\n".join(map(_cell, cells))
    known = {cell: _cell(cell) for cell in set(cells)}
    return "\n".join([known[cell] for cell in cells])


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return cell[:LONGEST_CELL].translate(OWN_MARKS)
    if isinstance(cell, bool):
        return "YA" if cell else "TIDAK"
    if isinstance(cell, (int, float)):
        return f"{KIND}n" + (f"{cell:.15g}" if abs(cell) < 1e15 else f"{cell:.6G}")
    if isinstance(cell, datetime):
        return f"{KIND}d{cell.date().isoformat()}"
    if isinstance(cell, date):
        return f"{KIND}d{cell.isoformat()}"
    return str(cell)[:LONGEST_CELL]


def _comma_rows(data: bytes) -> list[list[str]]:
    import csv

    text = _text(data)
    first = "\n".join(text.split("\n", 12)[:12])
    delimiter = max(";\t,", key=first.count)
    csv.field_size_limit(100_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS:
                raise Refused(TOO_LONG)
            rows.append([cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise Refused(NOT_SHEET) from error
    return rows


def _text(data: bytes) -> str:
    import unicodedata

    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    name = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    for encoding in (name, "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(each) == "Cc" and each not in "\r\n\t" for each in text[:20_000]):
            break
        return text
    raise Refused(NOT_SHEET)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the parent's clock decides
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    main()
