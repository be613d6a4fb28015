"""The people of one OPD by job level, as they may be shown: never more than the OPD's own row tells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.people.rules import JobLevel

from .policy import Policy
from .rates import Tally
from .suppression import Cell, CellKind, DisplayRow, RowKind, Secret, Unit, displayed, leaks

NAMES = {
    JobLevel.PIMPINAN: "Pimpinan tinggi",
    JobLevel.PENGAWAS: "Administrator atau pengawas",
    JobLevel.FUNGSIONAL: "Fungsional",
    JobLevel.PELAKSANA: "Pelaksana",
}


def shown_levels(row: DisplayRow, levels: Mapping[JobLevel, Tally], policy: Policy) -> tuple[DisplayRow, ...]:
    """One row a level with enough measured persons and one for the others; they sum to the OPD's row.

    What the OPD's row withholds no level tells, and a level that may not be told is guarded by another.
    """
    inner = displayed([Unit(level, NAMES[level], tally) for level, tally in levels.items()], policy)
    rows = [_plain(each) for each in sorted(inner.rows, key=_place)]
    if not row.shows_comprehension:
        return tuple(_silent(each) for each in rows)
    if row.folded:
        return tuple(_folded(each) for each in rows)
    if inner.province.folded:
        rows = [_folded(each) for each in rows]
        if leaks([_secret(each) for each in rows], row.salah_kaprah or 0):
            return tuple(_silent(each) for each in rows)
    return tuple(rows)


def _place(row: DisplayRow) -> tuple[bool, int]:
    merged = row.kind is RowKind.MERGED
    return merged, 0 if merged else list(NAMES).index(JobLevel(row.code))


def _plain(row: DisplayRow) -> DisplayRow:
    """Levels have no action of their own, and no cells of beliefs."""
    name = f"Jenjang lain (digabung {len(row.members)})" if row.members else row.name
    return replace(
        row, name=name, code="", group=None, members=(), core=Cell(CellKind.NONE), beliefs={}, passed=None
    )


def _folded(row: DisplayRow) -> DisplayRow:
    return replace(row, belum_tahu=None, salah_kaprah=None)


def _silent(row: DisplayRow) -> DisplayRow:
    return replace(_folded(row), paham=None)


def _secret(row: DisplayRow) -> Secret:
    return Secret(0, 0, row.measured - (row.paham or 0), withheld=True)


def opd_row(rows: Sequence[DisplayRow], code: str) -> DisplayRow | None:
    """The row of an OPD, or the merged row that it is part of."""
    return next(
        (row for row in rows if row.code == code or code in {member.code for member in row.members}), None
    )
