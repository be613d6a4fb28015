"""Completion per OPD: groups by integers, and sums of persons."""

from datetime import date

import pytest

from app.comprehension.rules.on_time import NOBODY_DUE
from app.learning.rules import CompletionRule, RosterStatus
from app.reports.rules.completion import (
    CompletionGroup,
    CompletionRow,
    ModuleColumn,
    ModuleCount,
    table,
)
from app.reports.rules.completion_detail import CompletionDetail, Recorded, detail_headline, detail_of, folded

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


def detail(recorded: list[Recorded], *, obliged: int = 20, begun: int | None = None) -> CompletionDetail:
    return detail_of(
        opd="Dinas Satu",
        module=COLUMNS[0],
        members=obliged + 4,
        statuses={
            RosterStatus.WAJIB: obliged,
            RosterStatus.MASA_TENGGANG: 2,
            RosterStatus.DIKECUALIKAN: 1,
        },
        begun=len(recorded) if begun is None else begun,
        recorded=recorded,
        least=10,
        on_time=NOBODY_DUE,
    )


def done(month: int, count: int, version: int = 1) -> list[Recorded]:
    return [Recorded(date(2026, month, 28), version, CompletionRule.BAGIAN_DAN_KUIS)] * count


def test_everybody_of_an_opd_is_in_exactly_one_line_of_the_detail() -> None:
    found = detail(done(6, 12), begun=15)
    assert (found.completed, found.running, found.not_begun) == (12, 3, 5)
    assert found.completed + found.running + found.not_begun == found.obliged == 20
    assert found.obliged + found.in_grace + found.exempt + found.not_yet_obliged == found.members
    assert found.not_yet_obliged == 1
    assert detail_headline(found) == "12 dari 20 pegawai wajib Dinas Satu menyelesaikan modul “Satu”."


def test_months_stand_in_the_order_of_the_calendar_and_versions_by_number() -> None:
    found = detail([*done(10, 4, 2), *done(6, 5), *done(9, 3)])
    assert found.months == (("Juni 2026", 5), ("September 2026", 3), ("Oktober 2026", 4))
    assert found.versions == (("Versi 1", 8), ("Versi 2", 4))
    assert found.rules == (("Semua bagian dibaca dan kuis mencapai batas", 12),)


def test_few_completions_are_not_broken_down() -> None:
    few = detail(done(6, 9))
    assert (few.months, few.versions, few.rules) == ((), (), ())
    assert detail(done(6, 10)).months


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([("a", 3), ("b", 4)], (("a", 3), ("b", 4))),
        ([("a", 1), ("b", 4)], (("a dan b", 5),)),
        ([("a", 5), ("b", 4), ("c", 2)], (("a", 5), ("b dan c", 6))),
        ([("a", 1), ("b", 1), ("c", 1), ("d", 3)], (("a, b, dan c", 3), ("d", 3))),
        ([("a", 2)], (("a", 2),)),
        ([], ()),
    ],
)
def test_no_small_count_stands_alone(
    counts: list[tuple[str, int]], told: tuple[tuple[str, int], ...]
) -> None:
    assert folded(counts) == told
