"""The process that opens one staff spreadsheet: bytes in, the cells of its sheets as JSON out.

It is run as a script and imports nothing of the product: it starts in a few hundredths of a second and knows
no secret. A column goes over as one text, a line for each cell: thousands of small texts cost more to hand
over than to read.
"""

import codecs
import gc
import io
import json
import os
import sys
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
KIND = "\x1d"
"""Stands before a number ("n") or a day ("d") in the text of a column; the reader of the answer knows it."""
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
    """Every sheet as name, visible and its columns, or rows of text where those are of unequal length.

    A column is the text of its cells, joined by line ends, with the kind before a number or a day; or a list
    of cells, each text or a kind and its text, where a cell holds a line end itself.
    """
    if data.startswith(b"PK"):
        _refuse_bomb(data)
        return _book(data)
    if data.startswith(OLE):
        return _book(data)
    return [{"name": "CSV", "visible": True, "rows": _comma_rows(data)}]


def _refuse_bomb(data: bytes) -> None:
    # its list of contents is all that is read of the archive, so what would unpack it is not loaded
    sys.modules.update(dict.fromkeys(("bz2", "lzma"), None))  # type: ignore[arg-type]
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
            columns = _columns(book.get_sheet_by_name(meta.name)) if visible else []
            found.append({"name": meta.name[:60], "visible": visible, "columns": columns})
    except (python_calamine.CalamineError, ValueError, OSError, RuntimeError, KeyError) as error:
        raise Refused(NOT_SHEET) from error
    return found


def _columns(sheet: Any) -> list[str | list[Any]]:
    if sheet.height > MOST_ROWS and sheet.height < 1_000_000:
        raise Refused(TOO_LONG)
    if sheet.height * sheet.width > MOST_ROWS * MOST_COLUMNS:
        raise Refused(TOO_WIDE if sheet.width > MOST_COLUMNS else TOO_LONG)
    columns = zip(*sheet.to_python(skip_empty_area=False), strict=True)
    return [_column(cells) for cells, _ in zip(columns, range(MOST_COLUMNS), strict=False)]


def _column(cells: tuple[Any, ...]) -> str | list[Any]:
    kinds = set(map(type, cells))
    texts: list[Any] = list(cells)
    if kinds != {str} or max(map(len, cells)) > LONGEST_CELL:
        known = {} if len(kinds) > 1 and bool in kinds else {cell: _cell(cell) for cell in set(cells)}
        texts = [known[cell] if known else _cell(cell) for cell in cells]
    plain = texts
    if kinds != {str}:
        if any(KIND in text for text in texts if type(text) is str):
            return texts
        plain = [text if type(text) is str else f"{KIND}{text[0]}{text[1]}" for text in texts]
    whole = "\n".join(plain)
    return texts if whole.count("\n") >= len(plain) or (kinds == {str} and KIND in whole) else whole


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
    main()
