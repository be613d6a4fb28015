"""The roster as XLSX: the export, the template, and a file given back with what is wrong in it.

Every text is written as text, so that nothing in it is ever a formula; NIP as text, days as real days.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from app.people.roster.apart import Sheet
from app.people.roster.cells import LEVEL_WORDS
from app.people.roster.reading import Problem
from app.people.rules import OpdRow
from app.people.rules.entry import Addressee

HEADER = ("NIP", "Nama", "Surel", "Kode OPD", "Nama OPD", "Unit", "Jenjang jabatan", "Tanggal mulai")
TEMPLATE = ("NIP", "Nama", "Surel", "Kode OPD", "Unit", "Jenjang jabatan", "Tanggal mulai")
LINKS = ("Nama", "NIP", "OPD", "Unit", "Surel", "Tautan masuk")
WIDTHS = {
    "NIP": 22, "Nama": 34, "Surel": 30, "Kode OPD": 16, "Nama OPD": 40, "Unit": 28, "Jenjang jabatan": 18,
    "Tanggal mulai": 14, "OPD": 16, "Tautan masuk": 70,
}  # fmt: skip
DAY = {"num_format": "dd/mm/yyyy"}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def roster_file(rows: Iterable[Any]) -> bytes:
    """The roster as a workbook that imports again without a change."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        page = _page(book, "Pegawai", HEADER)
        day = book.add_format(DAY)
        for line, row in enumerate(rows, start=1):
            texts = (
                row.nip,
                row.name,
                row.surel,
                row.opd_code,
                row.opd_name,
                row.unit,
                LEVEL_WORDS[row.level],
            )
            for column, text in enumerate(texts):
                if text:
                    page.write_string(line, column, text)
            page.write_datetime(line, len(texts), row.start_on, day)
    return target.getvalue()


def template_file(offices: list[OpdRow]) -> bytes:
    """Our own spreadsheet, empty, its NIP column already text; the codes of the OPD on a second sheet."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        text, day = book.add_format({"num_format": "@"}), book.add_format(DAY)
        page = _page(book, "Pegawai", TEMPLATE)
        page.set_column(0, 0, WIDTHS["NIP"], text)
        page.set_column(6, 6, WIDTHS["Tanggal mulai"], day)
        choices = {"validate": "list", "source": list(LEVEL_WORDS.values())}
        page.data_validation(1, 5, 20_000, 5, choices)
        register = book.add_worksheet("Daftar OPD")
        register.set_column(0, 0, 18)
        register.set_column(1, 1, 70)
        register.write_row(0, 0, ("Kode OPD", "Nama OPD"), book.add_format({"bold": True}))
        for line, row in enumerate(offices, start=1):
            register.write_string(line, 0, row.code)
            register.write_string(line, 1, row.name)
    return target.getvalue()


def links_file(rows: Iterable[tuple[Addressee, str]]) -> bytes:
    """One-time links to be sent one by one, each beside whom it is for; every cell is text."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        page = _page(book, "Tautan masuk", LINKS)
        for line, (to, link) in enumerate(rows, start=1):
            for column, text in enumerate((to.name, to.nip, to.opd, to.unit, to.surel, link)):
                if text:
                    page.write_string(line, column, text)
    return target.getvalue()


def error_file(sheets: list[Sheet], problems: Iterable[Problem]) -> bytes:
    """The person's own sheets with a column *Masalah* behind the last and the wrong cells coloured."""
    by_row: dict[tuple[str, int], list[Problem]] = {}
    for problem in problems:
        by_row.setdefault((problem.sheet, problem.row), []).append(problem)
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        bad = book.add_format({"bg_color": "#FBE3DF", "num_format": "@"})
        plain, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        day, bad_day = book.add_format(DAY), book.add_format({**DAY, "bg_color": "#FBE3DF"})
        for sheet in sheets:
            if not sheet.visible:
                continue
            page = book.add_worksheet(_title(sheet.name))
            width = len(sheet.columns)
            page.set_column(0, max(width - 1, 0), 20)
            page.set_column(width, width, 80)
            first = min((row for name, row in by_row if name == sheet.name), default=2)
            for line, cells in enumerate(sheet.rows(), start=1):
                found = by_row.get((sheet.name, line), [])
                wrong = {problem.column.partition(",")[0] for problem in found}
                for column, cell in enumerate(cells):
                    coloured = xlsxwriter.utility.xl_col_to_name(column) in wrong
                    if isinstance(cell, list) and cell[0] == "d" and cell[1] >= "1900":
                        at = date.fromisoformat(cell[1])
                        page.write_datetime(line - 1, column, at, bad_day if coloured else day)
                    elif (text := cell if isinstance(cell, str) else cell[1]) or coloured:
                        page.write_string(line - 1, column, text, bad if coloured else plain)
                if line == max(1, first - 1) and not found:
                    page.write_string(line - 1, width, "Masalah", bold)
                elif found:
                    page.write_string(line - 1, width, " ".join(problem.sentence for problem in found), bad)
    return target.getvalue()


def _title(name: str) -> str:
    return "".join("-" if each in "[]:*?/\\" else each for each in name)[:31].strip("'") or "Lembar"


def _page(book: xlsxwriter.Workbook, title: str, header: tuple[str, ...]) -> xlsxwriter.worksheet.Worksheet:
    page = book.add_worksheet(title)
    page.freeze_panes(1, 2)
    for column, name in enumerate(header):
        page.set_column(column, column, WIDTHS[name])
        page.write_string(0, column, name, book.add_format({"bold": True}))
    return page
