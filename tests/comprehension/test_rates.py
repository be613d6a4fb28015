"""Groups of people: identities, bounds, action groups, and how a share is written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comprehension.rules import (
    ActionGroup,
    BeliefCount,
    Tally,
    action_group,
    at_least_bound,
    at_most_bound,
    bounds,
    interval_text,
    percent_text,
    rates,
    total,
    whole_percent,
)
from tests.comprehension.worlds import tallies

TARGET = Fraction(60, 100)


def tally(*, obliged: int, measured: int, paham: int) -> Tally:
    return Tally(
        obliged=obliged,
        started=measured,
        measured=measured,
        passed=paham,
        paham=paham,
        belum_tahu=measured - paham,
        core=BeliefCount(0, measured),
    )


@given(tallies())
def test_the_states_of_the_roster_sum_to_the_obliged(group: Tally) -> None:
    assert group.paham + group.belum_tahu + group.salah_kaprah + group.unmeasured == group.obliged


@given(tallies())
def test_the_headline_is_exactly_coverage_times_paham_of_the_measured(group: Tally) -> None:
    rate = rates(group)
    if group.measured:
        assert rate.coverage is not None
        assert rate.paham_of_measured is not None
        assert rate.terbukti_paham == rate.coverage * rate.paham_of_measured


@given(st.lists(tallies(), max_size=6))
def test_the_province_is_the_sum_of_persons(groups: list[Tally]) -> None:
    province = total(groups)
    assert province.paham == sum(group.paham for group in groups)
    assert province.obliged == sum(group.obliged for group in groups)
    kominfo = province.beliefs.get("kominfo", BeliefCount())
    assert kominfo.holders == sum(group.beliefs["kominfo"].holders for group in groups)


def test_the_province_is_never_the_mean_of_the_rates() -> None:
    province = total([tally(obliged=90, measured=90, paham=90), tally(obliged=10, measured=10, paham=0)])
    assert rates(province).terbukti_paham == Fraction(9, 10)


@given(tallies())
def test_the_true_share_always_lies_within_the_bounds(group: Tally) -> None:
    limits = bounds(group)
    if limits is not None:
        assert 0 <= limits[0] <= limits[1] <= 1
        assert limits[0] == rates(group).terbukti_paham


def test_without_a_roster_every_rate_is_undefined() -> None:
    empty = Tally(in_grace=4)
    assert set(vars_of(rates(empty))) == {None}
    assert bounds(empty) is None
    assert action_group(empty, TARGET) is None


def vars_of(rate: object) -> list[object]:
    return [getattr(rate, name) for name in type(rate).__dataclass_fields__]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("obliged", "measured", "paham", "group"),
    [
        (10, 6, 6, ActionGroup.TERCAPAI),
        (10, 10, 6, ActionGroup.TERCAPAI),
        (10, 10, 5, ActionGroup.PERLU_BELAJAR),
        (10, 9, 5, ActionGroup.SELESAIKAN_PENGUKURAN),
        (10, 0, 0, ActionGroup.SELESAIKAN_PENGUKURAN),
        (10, 5, 0, ActionGroup.PERLU_BELAJAR),
        (5, 3, 3, ActionGroup.TERCAPAI),
        (1000, 1000, 599, ActionGroup.PERLU_BELAJAR),
    ],
)
def test_the_action_follows_from_integers(
    obliged: int, measured: int, paham: int, group: ActionGroup
) -> None:
    assert action_group(tally(obliged=obliged, measured=measured, paham=paham), TARGET) is group


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="sum"):
        Tally(obliged=3, started=3, measured=3, paham=1)
    with pytest.raises(ValueError, match="holders"):
        BeliefCount(3, 2)


@pytest.mark.parametrize(
    ("count", "of", "text"),
    [
        (0, 0, "—"),
        (0, 9, "0%"),
        (1, 400, "<1%"),
        (1, 201, "<1%"),
        (1, 200, "1%"),
        (9, 9, "100%"),
        (199, 200, ">99%"),
        (995, 1000, ">99%"),
        (994, 1000, "99%"),
        (1, 8, "13%"),
        (45, 100, "45%"),
    ],
)
def test_shares_are_whole_and_never_pretend_nothing_or_all(count: int, of: int, text: str) -> None:
    assert percent_text(count, of) == text


@given(st.integers(1, 5000), st.data())
def test_half_a_per_cent_is_rounded_upward_from_exact_counts(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    exact = Fraction(100 * count, of)
    assert whole_percent(count, of) == (exact + Fraction(1, 2)).__floor__()


def test_intervals_and_bounds_of_masked_cells_are_whole() -> None:
    assert interval_text((0.5946, 0.6255)) == "59%–63%"
    assert interval_text(None) == "—"
    assert (at_most_bound(15), at_least_bound(15)) == (14, 86)
    assert at_most_bound(20) == 10
