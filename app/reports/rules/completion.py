"""Completion of the roster per OPD and module: counts, and which OPD should act first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.comprehension.rules.on_time import NOBODY_DUE, OnTime
from app.reports.rules.names import office_name


class CompletionGroup(StrEnum):
    """How far an OPD is with all obligatory modules together."""

    TUNTASKAN = "tuntaskan"
    TINGGAL_SEDIKIT = "tinggal_sedikit"
    SELESAI = "selesai"


GROUP_WORDS = {
    CompletionGroup.TUNTASKAN: (
        "Tuntaskan bulan ini",
        "kurang dari separuh pegawai wajib menyelesaikan semuanya",
    ),
    CompletionGroup.TINGGAL_SEDIKIT: ("Tinggal sedikit", "separuh sampai empat perlima sudah selesai"),
    CompletionGroup.SELESAI: ("Selesai atau hampir", "empat perlima atau lebih sudah selesai"),
}


@dataclass(frozen=True, slots=True)
class ModuleColumn:
    """An obligatory module as a column."""

    slug: str
    order: int
    title: str


@dataclass(frozen=True, slots=True)
class ModuleCount:
    """Persons of the roster who have begun, and who have completed, one module."""

    started: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One OPD: its roster, each module in column order, everything together, and the test by its due date."""

    code: str
    name: str
    obliged: int
    modules: tuple[ModuleCount, ...]
    everything: int
    on_time: OnTime = NOBODY_DUE

    @property
    def label(self) -> str:
        """The name as a page writes it."""
        return office_name(self.name)

    @property
    def group(self) -> CompletionGroup:
        """By integers: half, and four fifths."""
        if self.everything * 2 < self.obliged:
            return CompletionGroup.TUNTASKAN
        if self.everything * 5 < self.obliged * 4:
            return CompletionGroup.TINGGAL_SEDIKIT
        return CompletionGroup.SELESAI


@dataclass(frozen=True, slots=True)
class CompletionTable:
    """All rows of a scope, by name; `without_obliged` counts its OPD that have no roster."""

    columns: tuple[ModuleColumn, ...]
    rows: tuple[CompletionRow, ...]
    without_obliged: int

    @property
    def total(self) -> CompletionRow:
        """The scope together: persons added, never rates averaged."""
        modules = tuple(
            ModuleCount(
                sum(r.modules[i].started for r in self.rows), sum(r.modules[i].completed for r in self.rows)
            )
            for i in range(len(self.columns))
        )
        everything = sum(row.everything for row in self.rows)
        on_time = sum((row.on_time for row in self.rows), start=NOBODY_DUE)
        return CompletionRow("", "Semua", sum(row.obliged for row in self.rows), modules, everything, on_time)

    def in_group(self, group: CompletionGroup) -> tuple[CompletionRow, ...]:
        """The OPD of one group, by name."""
        return tuple(row for row in self.rows if row.group is group)

    def lagging(self) -> ModuleColumn | None:
        """The module that the fewest have completed, when it is clearly behind the best one."""
        counts = [count.completed for count in self.total.modules]
        if len(counts) < 2 or min(counts) == max(counts):
            return None
        return self.columns[counts.index(min(counts))]


def table(
    columns: Sequence[ModuleColumn], rows: Sequence[CompletionRow], *, without_obliged: int
) -> CompletionTable:
    """Rows by name, those without a roster counted and left out."""
    shown = sorted((row for row in rows if row.obliged), key=lambda row: row.name)
    return CompletionTable(tuple(columns), tuple(shown), without_obliged)
