"""CSV and XLSX from one table of cells, so that both carry equal figures.

Text that begins like a formula is defused: a spreadsheet must never execute a name from our register.
"""

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter

Cell = str | int | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table: the names of the columns, then rows of text, whole numbers and gaps."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with BOM, semicolons, first row the names; whole numbers only, so no decimal mark."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_defused(name) for name in sheet.header])
    writer.writerows([_defused(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets: Sheet) -> bytes:
    """A workbook with real numbers, written row by row."""
    target = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.title[:31]), sheet, bold)
    return target.getvalue()


def _fill(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, bold: xlsxwriter.format.Format) -> None:
    page.freeze_panes(1, min(2, len(sheet.header) - 1))
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    page.write_row(0, 0, sheet.header, bold)
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(page, line, column, cell)


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int):
        page.write_number(line, column, cell)
    elif cell is not None:
        page.write_string(line, column, _defused(cell) or "")


def _defused(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(*sheet.rows, strict=True) if sheet.rows else ([] for _ in sheet.header)
    return [
        min(WIDEST, max(10, *(len(str(cell)) for cell in column if cell is not None), 10) + 1)
        for column in columns
    ]
