"""Small groups: what is merged, folded, withheld, and an attacker who subtracts."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.comprehension.rules import (
    ActionGroup,
    BeliefCount,
    CellKind,
    DisplayRow,
    RowKind,
    Shown,
    Tally,
    displayed,
)
from app.comprehension.rules.suppression import Unit
from tests.comprehension.worlds import POLICY, worlds

THOROUGH = settings(max_examples=150, deadline=None)


def unit(code: str, *, measured: int, misled: int = 4, paham: int | None = None, unmeasured: int = 5) -> Unit:
    """An OPD of which `misled` hold the core belief and, unless told, half the others have understood."""
    misled = min(misled, measured)
    paham = (measured - misled) // 2 if paham is None else paham
    tally = Tally(
        obliged=measured + unmeasured,
        started=measured,
        measured=measured,
        passed=paham,
        paham=paham,
        belum_tahu=measured - misled - paham,
        salah_kaprah=misled,
        core=BeliefCount(misled, measured),
    )
    return Unit(code, f"Dinas {code}", tally)


def shown(*units: Unit) -> Shown:
    return displayed(units, POLICY)


def row(view: Shown, code: str) -> DisplayRow:
    return next(row for row in view.rows if row.code == code)


def merged(view: Shown) -> DisplayRow:
    return next(row for row in view.rows if row.kind is RowKind.MERGED)


def test_opd_with_fewer_than_ten_measured_become_one_row() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=9), unit("C", measured=6))
    assert [r.code for r in view.rows] == ["A", ""]
    assert merged(view).name == "OPD kecil (digabung 2)"
    assert merged(view).measured == 15
    assert merged(view).paham is not None
    assert merged(view).group is None


def test_nine_measured_are_not_enough_to_stand_alone() -> None:
    small = [unit(code, measured=count) for code, count in (("B", 9), ("C", 6), ("D", 7))]
    view = shown(unit("A", measured=30), *small)
    assert [r.code for r in view.rows] == ["A", ""]
    assert len(merged(view).members) == 3


def test_the_members_of_the_merged_row_show_only_how_many_were_measured() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=9), unit("C", measured=6))
    assert [(m.name, m.measured, m.obliged) for m in merged(view).members] == [
        ("Dinas B", 9, 14),
        ("Dinas C", 6, 11),
    ]


def test_one_small_opd_alone_takes_the_next_smallest_with_it() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=20), unit("C", measured=6))
    assert [r.code for r in view.rows] == ["A", ""]
    assert [m.name for m in merged(view).members] == ["Dinas B", "Dinas C"]


def test_exactly_ten_measured_are_enough_and_only_indicative() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=10))
    assert row(view, "B").shows_comprehension
    assert row(view, "B").indicative
    assert not row(view, "A").indicative


def test_a_merged_row_that_is_still_small_shows_participation_and_is_guarded_by_another() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=20), unit("C", measured=5), unit("D", measured=4))
    assert not merged(view).shows_comprehension
    assert (merged(view).measured, merged(view).obliged) == (9, 19)
    assert not row(view, "B").shows_comprehension
    assert row(view, "B").group is None
    assert row(view, "A").shows_comprehension


def test_a_merged_row_in_which_nobody_was_measured_needs_no_guard() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=20), unit("C", measured=0), unit("D", measured=0))
    assert not merged(view).shows_comprehension
    assert row(view, "B").shows_comprehension
    assert row(view, "B").salah_kaprah == 4


def test_a_province_with_fewer_than_ten_measured_shows_participation_only() -> None:
    view = shown(unit("A", measured=5), unit("B", measured=4))
    assert not view.province.shows_comprehension
    assert view.province.core.kind is CellKind.NONE
    assert all(not r.shows_comprehension for r in view.rows)


def test_fewer_than_three_holders_fold_the_row_and_the_next_smallest_with_it() -> None:
    view = shown(
        unit("A", measured=40, misled=2), unit("B", measured=40, misled=9), unit("C", measured=40, misled=6)
    )
    assert row(view, "A").folded
    assert (row(view, "A").salah_kaprah, row(view, "A").belum_tahu, row(view, "A").passed) == (
        None,
        None,
        None,
    )
    assert row(view, "A").not_yet == 40 - 19
    assert row(view, "A").core.text == "≤5%"
    assert row(view, "C").folded
    assert row(view, "C").core.kind is CellKind.HIDDEN
    assert row(view, "B").salah_kaprah == 9


def test_all_but_two_holding_the_belief_are_written_as_at_least() -> None:
    view = shown(
        unit("A", measured=20, misled=18, paham=1), unit("B", measured=40), unit("C", measured=40, misled=9)
    )
    assert row(view, "A").core.text == "≥90%"
    assert row(view, "A").folded
    assert row(view, "B").folded


def test_at_least_is_not_written_where_it_would_tell_the_number() -> None:
    """Two of eleven have understood, so "at least nine hold it" would mean exactly nine."""
    view = shown(*(unit(code, measured=11, misled=9, paham=2) for code in "AB"))
    assert [r.core.kind for r in view.rows] == [CellKind.HIDDEN] * 2
    assert view.province.salah_kaprah is None


def test_a_province_with_fewer_than_three_holders_is_folded_itself_and_needs_no_guard() -> None:
    view = shown(unit("A", measured=40, misled=1), unit("B", measured=40, misled=1))
    assert view.province.folded
    assert view.province.core.text == "≤3%"


def test_when_no_row_can_guard_the_total_is_withheld() -> None:
    view = shown(unit("A", measured=40, misled=0), unit("B", measured=40, misled=3))
    assert view.province.folded
    assert view.province.core.kind is CellKind.HIDDEN


def test_opd_without_obliged_people_are_counted_and_are_not_rows() -> None:
    view = shown(unit("A", measured=30), unit("B", measured=30), Unit("Z", "Dinas Z", Tally(in_grace=3)))
    assert view.without_obliged == 1
    assert {r.code for r in view.rows} == {"A", "B"}
    assert view.province.in_grace == 3


def test_nobody_at_all_gives_an_empty_view() -> None:
    view = shown()
    assert view.rows == ()
    assert view.province.obliged == 0
    assert not view.province.shows_comprehension


def test_rows_stand_by_action_and_by_name_within_and_the_merged_row_comes_last() -> None:
    view = shown(
        unit("D", measured=30, unmeasured=0, paham=25),
        unit("B", measured=30, unmeasured=0, paham=3),
        unit("A", measured=30, unmeasured=0, paham=3),
        unit("C", measured=30, unmeasured=60),
        unit("E", measured=6),
        unit("F", measured=6),
    )
    assert [r.code for r in view.rows] == ["A", "B", "C", "D", ""]
    assert [r.code for r in view.in_group(ActionGroup.PERLU_BELAJAR)] == ["A", "B"]


def test_a_belief_that_few_hold_is_masked_together_with_the_next_smallest() -> None:
    units = [
        Unit(u.code, u.name, replace(u.tally, beliefs={"kominfo": BeliefCount(holders, 40)}))
        for u, holders in zip([unit(c, measured=40) for c in "ABC"], (1, 12, 7), strict=True)
    ]
    cells = [r.beliefs["kominfo"] for r in sorted(shown(*units).rows, key=lambda r: r.code)]
    assert [cell.text for cell in cells] == ["≤5%", "30%", "—"]
    assert shown(*units).province.beliefs["kominfo"].text == "17%"


COLUMNS: dict[str, Callable[[DisplayRow], int | None]] = {
    "obliged": lambda r: r.obliged,
    "measured": lambda r: r.measured,
    "started": lambda r: r.started,
    "completed": lambda r: r.completed,
    "paham": lambda r: r.paham,
    "passed": lambda r: r.passed,
    "belum_tahu": lambda r: r.belum_tahu,
    "salah_kaprah": lambda r: r.salah_kaprah,
    "kominfo": lambda r: r.beliefs["kominfo"].holders if "kominfo" in r.beliefs else None,
}
TRUTH: dict[str, Callable[[Tally], int]] = {
    **{name: lambda t, name=name: getattr(t, name) for name in COLUMNS if name != "kominfo"},
    "kominfo": lambda t: t.beliefs["kominfo"].holders,
}


@THOROUGH
@given(worlds())
def test_the_shown_rows_sum_to_the_shown_province(units: list[Unit]) -> None:
    view = displayed(units, POLICY)
    for name, column in COLUMNS.items():
        values = [column(r) for r in view.rows]
        if None not in values and column(view.province) is not None:
            assert sum(v for v in values if v is not None) == column(view.province), name
    members = [m for r in view.rows for m in r.members]
    opd = [r for r in view.rows if r.kind is RowKind.OPD]
    assert len(opd) + len(members) + view.without_obliged == len(units)


@THOROUGH
@given(worlds())
def test_no_figure_rests_on_fewer_than_ten_measured_people(units: list[Unit]) -> None:
    view = displayed(units, POLICY)
    for r in (*view.rows, view.province):
        assert r.measured >= 10 or not r.shows_comprehension
        assert r.shows_comprehension or (r.passed, r.belum_tahu, r.salah_kaprah, r.group) == (None,) * 4
        for cell in (r.core, *r.beliefs.values()):
            assert cell.asked is None or cell.asked >= 10
            assert cell.holders is None or 3 <= cell.holders <= (cell.asked or 0) - 3


@THOROUGH
@given(worlds(largest=25))
def test_a_withheld_figure_never_stands_alone_in_a_column_with_a_printed_total(units: list[Unit]) -> None:
    """The plainest attack: the total less all the others."""
    view = displayed(units, POLICY)
    for name, column in COLUMNS.items():
        withheld = [r for r in view.rows if column(r) is None and at_stake(name, r, units)]
        assert column(view.province) is None or len(withheld) != 1, name


def at_stake(name: str, r: DisplayRow, units: Iterable[Unit]) -> bool:
    """Whether the row has anybody about whom the column could tell something."""
    if name == "kominfo":
        codes = {r.code, *(m.code for m in r.members)}
        return any(u.tally.beliefs["kominfo"].asked for u in units if u.code in codes)
    return r.measured > 0


@THOROUGH
@given(worlds(largest=25))
def test_an_attacker_who_knows_the_rules_cannot_pin_down_who_holds_the_core_belief(units: list[Unit]) -> None:
    """Each folded row keeps two possible values after total, other rows and masks have been used."""
    view = displayed(units, POLICY)
    if view.province.salah_kaprah is None:
        return
    rest = view.province.salah_kaprah - sum(r.salah_kaprah or 0 for r in view.rows)
    ranges = {r.code: possible(r) for r in view.rows if r.salah_kaprah is None}
    for code, (low, high) in ranges.items():
        others = [span for other, span in ranges.items() if other != code]
        least = max(low, rest - sum(span[1] for span in others))
        most = min(high, rest - sum(span[0] for span in others))
        assert least < most or low == high, (code, view)


def possible(r: DisplayRow) -> tuple[int, int]:
    """What the row alone tells about how many hold the core belief."""
    if r.paham is None:
        return 0, r.measured
    high = r.measured - r.paham
    if r.core.kind is CellKind.AT_MOST:
        return 0, min(2, high)
    if r.core.kind in {CellKind.AT_LEAST, CellKind.NONE}:
        return 0, high
    return min(3, high), high


@pytest.mark.parametrize("misled", [0, 1, 2])
def test_the_mask_says_the_same_for_none_one_and_two(misled: int) -> None:
    view = shown(
        unit("A", measured=40, misled=misled, paham=18),
        unit("B", measured=60, misled=20),
        unit("C", measured=60, misled=9),
    )
    assert row(view, "A").core.text == "≤5%"
    assert row(view, "A").not_yet == 22
