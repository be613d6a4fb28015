"""Completion as a table of cells: counts and whole per cent per module, the sum last."""

from app.comprehension.rules import whole_percent
from app.reports.formats.sheets import Cell, Sheet
from app.reports.rules.completion import GROUP_WORDS, CompletionRow, CompletionTable


def as_sheet(table: CompletionTable) -> Sheet:
    """The rows of the page with started, completed and per cent for each module."""
    header = ["kode", "nama", "kelompok", "wajib"]
    for column in table.columns:
        header += [f"{column.slug}_mulai", f"{column.slug}_selesai", f"{column.slug}_persen"]
    header += ["semua_selesai", "semua_persen"]
    lines = [_line(row, GROUP_WORDS[row.group][0]) for row in table.rows]
    return Sheet("Penyelesaian", tuple(header), (*lines, _line(table.total, None)))


def _line(row: CompletionRow, group: str | None) -> tuple[Cell, ...]:
    cells: list[Cell] = [row.code or None, row.name, group, row.obliged]
    for count in row.modules:
        cells += [count.started, count.completed, whole_percent(count.completed, row.obliged)]
    return (*cells, row.everything, whole_percent(row.everything, row.obliged))
