"""Completion per OPD: groups by integers, and sums of persons."""

import pytest

from app.reports.rules.completion import (
    CompletionGroup,
    CompletionRow,
    ModuleColumn,
    ModuleCount,
    table,
)

pytestmark = pytest.mark.pure

COLUMNS = (ModuleColumn("satu", 1, "Satu"), ModuleColumn("dua", 2, "Dua"))


def row(name: str, *, obliged: int, everything: int, counts: tuple[int, int] = (0, 0)) -> CompletionRow:
    modules = tuple(ModuleCount(started=count, completed=count) for count in counts)
    return CompletionRow(name, name, obliged, modules, everything)


@pytest.mark.parametrize(
    ("everything", "group"),
    [
        (0, CompletionGroup.TUNTASKAN),
        (4, CompletionGroup.TUNTASKAN),
        (5, CompletionGroup.TINGGAL_SEDIKIT),
        (7, CompletionGroup.TINGGAL_SEDIKIT),
        (8, CompletionGroup.SELESAI),
        (10, CompletionGroup.SELESAI),
    ],
)
def test_half_and_four_fifths_divide_the_groups(everything: int, group: CompletionGroup) -> None:
    assert row("A", obliged=10, everything=everything).group is group


def test_the_total_adds_persons() -> None:
    view = table(
        COLUMNS,
        [row("B", obliged=10, everything=3, counts=(5, 3)), row("A", obliged=2, everything=1, counts=(2, 1))],
        without_obliged=4,
    )
    assert [r.name for r in view.rows] == ["A", "B"]
    assert (view.total.obliged, view.total.everything) == (12, 4)
    assert [count.completed for count in view.total.modules] == [7, 4]
    assert view.lagging() == COLUMNS[1]


def test_an_opd_without_a_roster_is_not_a_row() -> None:
    assert table(COLUMNS, [row("A", obliged=0, everything=0)], without_obliged=1).rows == ()


def test_no_module_lags_when_all_are_equal() -> None:
    assert (
        table(COLUMNS, [row("A", obliged=3, everything=2, counts=(2, 2))], without_obliged=0).lagging()
        is None
    )
