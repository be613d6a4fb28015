"""Changes of belief as they may be shown, and an attacker who knows the rules and tries every world."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.comprehension.rules import CellKind
from app.comprehension.rules.census import ELSEWHERE
from app.comprehension.rules.changes import Verdict, flows_of, shown_changes, verdict_of
from app.comprehension.rules.transitions import Transition
from tests.comprehension.worlds import POLICY

THOROUGH = settings(max_examples=150, deadline=None)
MANY = Transition(stayed=471, to_paham=515, to_unknown=191, new=119, free=1235)


def test_the_matched_persons_are_those_four_fields_and_nobody_else() -> None:
    assert (MANY.matched, MANY.before, MANY.after, MANY.cured) == (2531, 1177, 590, 706)


def test_the_province_prints_both_shares_and_what_became_of_the_former_holders() -> None:
    whole, _ = shown_changes({"A": MANY}, POLICY)
    assert (whole.before.text, whole.after.text, whole.verdict) == ("47%", "23%", Verdict.DOWN)
    assert whole.flows is not None
    assert (whole.flows.former, whole.flows.stayed, whole.flows.new, whole.flows.free_before) == (
        1177,
        471,
        119,
        1354,
    )


def test_an_opd_shows_its_change_from_thirty_matched_persons_on() -> None:
    enough = Transition(stayed=5, to_paham=8, to_unknown=3, new=4, free=10)
    few = Transition(stayed=5, to_paham=8, to_unknown=3, new=4, free=9)
    _, opd = shown_changes({"A": enough, "B": few, "C": MANY}, POLICY)
    assert sorted(opd) == ["A", "C"]
    assert opd["A"].flows is None


def test_persons_of_no_one_opd_are_part_of_the_province_alone() -> None:
    whole, opd = shown_changes({"A": MANY, ELSEWHERE: MANY}, POLICY)
    assert whole.matched == 2 * MANY.matched
    assert sorted(opd) == ["A"]


def test_a_small_rest_is_guarded_by_the_smallest_opd() -> None:
    rest = Transition(stayed=1)
    other = Transition(stayed=40, to_paham=40, to_unknown=20, new=20, free=80)
    _, opd = shown_changes({"A": MANY, "B": other, ELSEWHERE: rest}, POLICY)
    assert opd["B"].before.kind is CellKind.HIDDEN
    assert opd["A"].before.kind is CellKind.EXACT


def test_equal_numbers_up_and_down_are_no_clear_change() -> None:
    assert verdict_of(Transition(stayed=10, to_paham=10, new=10, free=10)) is Verdict.UNCLEAR
    assert verdict_of(Transition(stayed=1, new=30, free=10)) is Verdict.UP
    assert verdict_of(Transition()) is Verdict.UNCLEAR


def test_few_new_holders_fold_the_former_ones() -> None:
    flows = flows_of(Transition(stayed=9, to_paham=20, to_unknown=6, new=1, free=30))
    assert flows is not None
    assert (flows.to_paham, flows.not_yet, flows.stayed, flows.to_unknown, flows.new) == (
        20,
        15,
        None,
        None,
        None,
    )


def test_of_fewer_than_ten_former_holders_nothing_is_told() -> None:
    assert flows_of(Transition(stayed=3, to_paham=3, to_unknown=3, new=5, free=30)) is None
    assert flows_of(Transition(stayed=4, to_paham=3, to_unknown=3, new=5, free=30)) is not None


MOST = 6


def test_no_display_of_a_province_leaves_a_small_number_certain() -> None:
    """Every small world, grouped by what is printed of it: a count below three stays open."""
    seen: dict[tuple[object, ...], list[Transition]] = {}
    for a, b1, b2, c, d in product(
        range(MOST + 1), (3, 9), range(MOST + 1), range(MOST + 1), range(MOST + 1)
    ):
        world = Transition(a, b1, b2, c, d)
        whole, _ = shown_changes({"A": world}, POLICY)
        if whole.flows is not None:
            printed = (whole.matched, whole.before, whole.after, whole.flows)
            seen.setdefault(printed, []).append(world)
    certain = [worlds[0] for worlds in seen.values() if len(worlds) == 1]
    assert len(seen) > 100
    assert [world for world in certain if _tells_of_few(world)] == []


def _tells_of_few(world: Transition) -> bool:
    """Whether a part is below three, and no other world was cut off by the end of the enumeration."""
    parts = (world.stayed, world.to_unknown, world.new, world.free)
    return min(parts) < 3 and max(parts) < MOST


def transitions(most: int = 30) -> st.SearchStrategy[Transition]:
    count = st.integers(0, most)
    return st.builds(Transition, count, count, count, count, count)


@THOROUGH
@given(st.dictionaries(st.sampled_from(["A", "B", "C", "D", ELSEWHERE]), transitions()))
def test_a_withheld_opd_is_never_the_province_less_the_others(by_opd: dict[str, Transition]) -> None:
    whole, opd = shown_changes(by_opd, POLICY)
    for side in ("before", "after"):
        total = getattr(whole, side).holders
        printed = {code: getattr(opd[code], side).holders for code in opd}
        hidden = [code for code, change in by_opd.items() if printed.get(code) is None and change.matched]
        if total is None or len(hidden) != 1:
            continue
        kept = by_opd[hidden[0]]
        count = getattr(kept, side)
        assert kept.matched >= POLICY.n_min, "the rest of the province is one small group"
        assert 3 <= count <= kept.matched - 3
