"""Marking by the written rules, in exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import GivenAnswer, ItemKey, Marking, canonical, mark, points, weighted_share

ONE_RIGHT = ItemKey(Marking.TUNGGAL, right=frozenset({1}), wrong=frozenset({0, 2, 3}))
TWO_OF_FIVE = ItemKey(Marking.GANDA, right=frozenset({0, 2}), wrong=frozenset({1, 3, 4}))


@st.composite
def keys(draw: st.DrawFn) -> ItemKey:
    count = draw(st.integers(2, 7))
    marking = draw(st.sampled_from(Marking))
    places = frozenset(range(count))
    if marking is Marking.TUNGGAL:
        right = frozenset({draw(st.integers(0, count - 1))})
    else:
        right = draw(st.frozensets(st.sampled_from(sorted(places)), min_size=1, max_size=count - 1))
    return ItemKey(marking, right, places - right, weight=draw(st.integers(1, 5)))


@st.composite
def sittings(draw: st.DrawFn) -> list[GivenAnswer]:
    answers = []
    for item_id, key in enumerate(draw(st.lists(keys(), min_size=1, max_size=8))):
        places = sorted(key.right | key.wrong)
        most = 1 if key.marking is Marking.TUNGGAL else len(places)
        chosen = draw(st.frozensets(st.sampled_from(places), max_size=most))
        confidence = draw(st.sampled_from((None, 1, 2, 3)))
        answers.append(GivenAnswer(item_id, key, canonical(chosen), confidence))
    return answers


@pytest.mark.parametrize(("chosen", "earned"), [((1,), 1), ((0,), 0), ((), 0)])
def test_one_right_option_earns_all_or_nothing(chosen: tuple[int, ...], earned: int) -> None:
    assert points(ONE_RIGHT, frozenset(chosen)) == earned


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [
        ((0, 2), Fraction(1)),
        ((0,), Fraction(1, 2)),
        ((0, 2, 1), Fraction(2, 3)),
        ((0, 1), Fraction(1, 6)),
        ((1, 3, 4), Fraction(0)),
        ((0, 1, 3, 4), Fraction(0)),
        ((0, 1, 2, 3, 4), Fraction(0)),
        ((), Fraction(0)),
    ],
)
def test_several_right_options_earn_their_share_less_the_share_of_wrong_ones(
    chosen: tuple[int, ...], earned: Fraction
) -> None:
    assert points(TWO_OF_FIVE, frozenset(chosen)) == earned


def test_weights_count_in_the_share_of_a_sitting() -> None:
    assert weighted_share([(Fraction(1), 3), (Fraction(0), 1)]) == Fraction(3, 4)


def test_a_sitting_without_items_scores_nothing() -> None:
    assert weighted_share([]) == 0


def test_seven_of_ten_reaches_seven_tenths_exactly() -> None:
    answers = [GivenAnswer(n, ONE_RIGHT, "1" if n < 7 else "0") for n in range(10)]
    marked = mark(answers)
    assert (marked.correct, marked.answered) == (7, 10)
    assert marked.is_passed(Fraction(7, 10))


def test_half_a_point_is_not_a_correct_item() -> None:
    marked = mark([GivenAnswer(1, TWO_OF_FIVE, "0")])
    assert (marked.correct, marked.score) == (0, Fraction(1, 2))


def test_four_fifths_answered_is_enough_and_seven_tenths_is_not() -> None:
    def sitting(answered: int) -> list[GivenAnswer]:
        return [GivenAnswer(n, ONE_RIGHT, "0" if n < answered else "") for n in range(10)]

    assert mark(sitting(8)).is_enough(Fraction(4, 5))
    assert not mark(sitting(7)).is_enough(Fraction(4, 5))


@given(sittings())
def test_every_mark_lies_between_nothing_and_all(answers: list[GivenAnswer]) -> None:
    marked = mark(answers)
    assert all(0 <= item.points <= 1 for item in marked.items)
    assert 0 <= marked.score <= 1
    assert 0 <= marked.correct <= marked.answered <= len(answers)


@given(sittings())
def test_marking_twice_gives_the_same(answers: list[GivenAnswer]) -> None:
    assert mark(answers) == mark(answers)


@given(sittings(), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_no_figure(answers: list[GivenAnswer], chance: object) -> None:
    mixed = list(answers)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = mark(answers), mark(mixed)
    assert (one.score, one.correct, one.beliefs) == (other.score, other.correct, other.beliefs)


@given(keys())
def test_the_key_itself_earns_everything_and_all_options_at_once_earn_nothing(key: ItemKey) -> None:
    assert points(key, key.right) == 1
    assert points(key, key.right | key.wrong) == 0
