"""One OPD by job level: never more than its row in the overview tells, also not by subtraction."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.comprehension.rules import BeliefCount, DisplayRow, Tally, displayed, total
from app.comprehension.rules.levels import opd_row, shown_levels
from app.comprehension.rules.suppression import Unit
from app.people.rules import JobLevel
from tests.comprehension.test_suppression import unit
from tests.comprehension.worlds import POLICY, tallies

Levels = dict[JobLevel, Tally]
THOROUGH = settings(max_examples=100, deadline=None)
OTHERS = [unit(code, measured=60, misled=20) for code in "XYZ"]


def small(**counts: int) -> Tally:
    """People of one level: understood, unaware, misled."""
    paham, unaware, misled = (counts.get(name, 0) for name in ("paham", "unaware", "misled"))
    measured = paham + unaware + misled
    return Tally(
        obliged=measured,
        started=measured,
        measured=measured,
        passed=paham,
        paham=paham,
        belum_tahu=unaware,
        salah_kaprah=misled,
        core=BeliefCount(misled, measured),
    )


def opened(levels: Levels) -> tuple[DisplayRow, tuple[DisplayRow, ...]]:
    """The OPD's row of the overview, and its levels."""
    one = Unit("A", "Dinas A", total(levels.values()))
    row = opd_row(displayed([one, *OTHERS], POLICY).rows, "A")
    assert row is not None
    return row, shown_levels(row, levels, POLICY)


def test_levels_stand_in_their_order_and_sum_to_the_row() -> None:
    levels = {
        JobLevel.PELAKSANA: small(paham=20, unaware=6, misled=5),
        JobLevel.FUNGSIONAL: small(paham=10, unaware=5, misled=4),
    }
    row, shown = opened(levels)
    assert [each.name for each in shown] == ["Fungsional", "Pelaksana"]
    assert sum(each.paham or 0 for each in shown) == row.paham == 30
    assert sum(each.salah_kaprah or 0 for each in shown) == row.salah_kaprah == 9


def test_small_levels_are_one_row_and_the_last() -> None:
    levels = {
        JobLevel.PIMPINAN: small(paham=1),
        JobLevel.PENGAWAS: small(paham=3, unaware=3, misled=4),
        JobLevel.PELAKSANA: small(paham=20, unaware=6, misled=5),
    }
    _, shown = opened(levels)
    assert [each.name for each in shown] == ["Pelaksana", "Jenjang lain (digabung 2)"]
    assert [each.measured for each in shown] == [31, 11]


def test_a_folded_opd_folds_every_level() -> None:
    row, shown = opened(
        {
            JobLevel.PELAKSANA: small(paham=30, unaware=9, misled=1),
            JobLevel.FUNGSIONAL: small(paham=20, unaware=9),
        }
    )
    assert row.folded
    assert all(each.salah_kaprah is None and each.belum_tahu is None for each in shown)


def test_a_merged_opd_shows_participation_alone() -> None:
    levels = {JobLevel.PELAKSANA: small(paham=3, unaware=2, misled=2)}
    units = [Unit("A", "Dinas A", total(levels.values())), unit("B", measured=8), *OTHERS]
    row = opd_row(displayed(units, POLICY).rows, "A")
    assert row is not None
    assert row.members
    assert opd_row(displayed(units, POLICY).rows, "TIDAK-ADA") is None


@st.composite
def offices(draw: st.DrawFn) -> Levels:
    chosen = draw(st.lists(st.sampled_from(list(JobLevel)), unique=True, min_size=1))
    return {level: replace(draw(tallies(20)), beliefs={}) for level in chosen}


@THOROUGH
@given(offices())
def test_nothing_withheld_of_a_level_follows_from_the_row_and_the_other_levels(levels: Levels) -> None:
    """Each withheld number keeps two values for a reader who subtracts all that is printed."""
    if not total(levels.values()).obliged:
        return
    row, shown = opened(levels)
    if row.members:
        return
    for name in ("obliged", "measured"):
        assert sum(getattr(each, name) for each in shown) == getattr(row, name)
    for name in ("paham", "salah_kaprah"):
        whole = getattr(row, name)
        hidden = [each for each in shown if getattr(each, name) is None and each.measured]
        if whole is None:
            assert len(hidden) == len([each for each in shown if each.measured]), name
            continue
        rest = whole - sum(getattr(each, name) or 0 for each in shown)
        paham = {id(each): each.paham or 0 for each in hidden if name == "salah_kaprah"}
        most = {id(each): each.measured - paham.get(id(each), 0) for each in hidden}
        for each in hidden:
            high = min(most[id(each)], rest)
            low = max(0, rest - sum(most.values()) + most[id(each)])
            assert low < high or most[id(each)] == 0, (name, each)


@THOROUGH
@given(offices())
def test_no_level_shows_a_share_of_fewer_than_ten(levels: Levels) -> None:
    if not total(levels.values()).obliged:
        return
    _, shown = opened(levels)
    for each in shown:
        assert each.paham is None or each.measured >= POLICY.n_min
        assert each.salah_kaprah is None or each.salah_kaprah >= 3
        assert each.passed is None
        assert each.beliefs == {}
