"""The process that opens one staff spreadsheet: bytes in, the cells of its sheets as JSON out.

It is run as a script and imports nothing of the product: it starts in a tenth of a second and knows no
secret.
"""

import codecs
import gc
import io
import json
import os
import sys
import unicodedata
from datetime import date, datetime
from typing import Any

MEMORY = 190 * 1024 * 1024
SECONDS = 4
MOST_ENTRIES = 1_000
MOST_UNPACKED = 60_000_000
MOST_RATIO = 150
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
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
    """Read standard input; always answer with one JSON object."""
    _limit()
    gc.disable()
    try:
        answer: dict[str, Any] = {"sheets": sheets_of(sys.stdin.buffer.read())}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": HEAVY}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)  # the system takes the memory back faster than we could, cell by cell


def sheets_of(data: bytes) -> list[dict[str, Any]]:
    """Every sheet as name, visible and rows of cells; a cell is text, or a kind and its text."""
    if data.startswith(b"PK"):
        _refuse_bomb(data)
        return _book(data)
    if data.startswith(OLE):
        return _book(data)
    return [{"name": "CSV", "visible": True, "rows": _comma_rows(data)}]


def _refuse_bomb(data: bytes) -> None:
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


def _book(data: bytes) -> list[dict[str, Any]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for meta in book.sheets_metadata:
            visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            rows = _cells(book.get_sheet_by_name(meta.name)) if visible else []
            found.append({"name": meta.name[:60], "visible": visible, "rows": rows})
    except (python_calamine.CalamineError, ValueError, OSError, RuntimeError, KeyError) as error:
        raise Refused(NOT_SHEET) from error
    return found


def _cells(sheet: Any) -> list[list[Any]]:
    if sheet.height > MOST_ROWS and sheet.height < 1_000_000:
        raise Refused(TOO_LONG)
    if sheet.height * sheet.width > MOST_ROWS * MOST_COLUMNS:
        raise Refused(TOO_WIDE if sheet.width > MOST_COLUMNS else TOO_LONG)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for column in range(min(sheet.width, MOST_COLUMNS) if rows else 0):
        cells = [row[column] for row in rows]
        kinds = set(map(type, cells))
        if kinds == {str} and max(map(len, cells)) <= LONGEST_CELL:
            continue
        known = {} if len(kinds) > 1 and bool in kinds else {cell: _cell(cell) for cell in set(cells)}
        for row in rows:
            cell = row[column]
            row[column] = known[cell] if known else _cell(cell)
    return rows if sheet.width <= MOST_COLUMNS else [row[:MOST_COLUMNS] for row in rows]


def _cell(cell: object) -> Any:
    if isinstance(cell, str):
        return cell[:LONGEST_CELL]
    if isinstance(cell, bool):
        return "YA" if cell else "TIDAK"
    if isinstance(cell, (int, float)):
        return ["n", f"{cell:.15g}" if abs(cell) < 1e15 else f"{cell:.6G}"]
    if isinstance(cell, datetime):
        return ["d", cell.date().isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
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
    main()
