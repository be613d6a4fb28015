"""Tables of the administrator as XLSX and CSV: text is text and never a formula, instants are real dates."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from app.clock import to_local

Cell = str | int | datetime | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_CHARACTERS = 32_000
LAST_ROW = 1_000_000


def table_file(kind: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """The rows as a file of that kind (`xlsx` or `csv`), made a row at a time."""
    return _csv(header, rows) if kind == "csv" else _xlsx(header, rows, title)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(name) for name in header])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return to_local(cell).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    import xlsxwriter

    target = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(title[:31])
        page.freeze_panes(1, 0)
        page.set_column(0, len(header) - 1, 24)
        instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        page.write_row(0, 0, header, book.add_format({"bold": True}))
        for line, row in enumerate(rows, start=1):
            if line > LAST_ROW:
                break
            for column, cell in enumerate(row):
                _write(page, line, column, cell, instant)
    return target.getvalue()


def _write(page: Any, line: int, column: int, cell: Cell, instant: Any) -> None:
    if isinstance(cell, datetime):
        page.write_datetime(line, column, to_local(cell).replace(tzinfo=None), instant)
    elif isinstance(cell, int):
        page.write_number(line, column, cell)
    elif cell:
        page.write_string(line, column, str(_text(cell))[:MOST_CHARACTERS])
