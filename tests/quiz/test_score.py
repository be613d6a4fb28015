"""Marking by the written rules, in exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import (
    GivenAnswer,
    ItemKey,
    ItemState,
    Marking,
    canonical,
    folded,
    mark,
    ordered,
    paired,
    points,
    recognised,
    weighted_share,
)

ONE_RIGHT = ItemKey(Marking.TUNGGAL, right=frozenset({1}), wrong=frozenset({0, 2, 3}))
TWO_OF_FIVE = ItemKey(Marking.GANDA, right=frozenset({0, 2}), wrong=frozenset({1, 3, 4}))


STEPS = ItemKey(Marking.URUTAN, right=frozenset(range(4)), wrong=frozenset())
PAIRS = ItemKey(
    Marking.JODOH, right=frozenset({0, 1, 2}), wrong=frozenset({3}), pairs=((0, 0), (1, 1), (2, 0))
)
WORDS = ItemKey(
    Marking.ISIAN,
    right=frozenset({0, 1}),
    wrong=frozenset({2}),
    words=((0, folded("Proses bisnis")), (1, folded("Résumé")), (2, folded("Aplikasi"))),
    diagnostic="inti",
    beliefs=((2, "inti"),),
)
NUMBERS = ItemKey(
    Marking.ANGKA,
    right=frozenset({0, 1}),
    wrong=frozenset({2}),
    numbers=((0, Decimal("3.80")), (1, Decimal(1250)), (2, Decimal("1.30"))),
    tolerance=Decimal("0.01"),
)


@st.composite
def keys(draw: st.DrawFn, markings: tuple[Marking, ...] = tuple(Marking)) -> ItemKey:
    count, weight = draw(st.integers(2, 7)), draw(st.integers(1, 5))
    marking, places = draw(st.sampled_from(markings)), frozenset(range(count))
    if marking is Marking.URUTAN:
        return ItemKey(marking, places, frozenset(), weight=weight)
    if marking is Marking.TUNGGAL:
        right = frozenset({draw(st.integers(0, count - 1))})
    else:
        right = draw(st.frozensets(st.sampled_from(sorted(places)), min_size=1, max_size=count - 1))
    rights = st.sampled_from(sorted(places))
    return ItemKey(
        marking,
        right,
        places - right,
        weight=weight,
        pairs=tuple((left, draw(rights)) for left in sorted(right)) if marking is Marking.JODOH else (),
        words=tuple((place, f"kata {place}") for place in sorted(places)) if marking is Marking.ISIAN else (),
        numbers=tuple((place, Decimal(place)) for place in sorted(places))
        if marking is Marking.ANGKA
        else (),
    )


@st.composite
def responses(draw: st.DrawFn, key: ItemKey) -> str:
    places = sorted(key.right | key.wrong)
    if key.marking is Marking.URUTAN:
        return ordered(draw(st.permutations(places))[: draw(st.integers(0, len(places)))])
    if key.marking is Marking.JODOH:
        lefts = draw(st.frozensets(st.sampled_from([left for left, _ in key.pairs])))
        return paired((left, draw(st.sampled_from(places))) for left in lefts)
    if key.marking is Marking.ISIAN:
        return draw(st.sampled_from(["", "lain", *(words for _, words in key.words)]))
    if key.marking is Marking.ANGKA:
        return draw(st.sampled_from(["", "-1", "0,5", *(str(number) for _, number in key.numbers)]))
    most = 1 if key.marking is Marking.TUNGGAL else len(places)
    return canonical(draw(st.frozensets(st.sampled_from(places), max_size=most)))


def key_itself(key: ItemKey) -> str:
    """The response that says exactly what the key says."""
    first = min(key.right)
    return {
        Marking.URUTAN: lambda: ordered(sorted(key.right)),
        Marking.JODOH: lambda: paired(key.pairs),
        Marking.ISIAN: lambda: dict(key.words)[first],
        Marking.ANGKA: lambda: str(dict(key.numbers)[first]),
    }.get(key.marking, lambda: canonical(key.right))()


@st.composite
def sittings(draw: st.DrawFn) -> list[GivenAnswer]:
    found = draw(st.lists(keys(), min_size=1, max_size=8))
    taps = st.sampled_from((None, 1, 2, 3))
    return [GivenAnswer(item_id, key, draw(responses(key)), draw(taps)) for item_id, key in enumerate(found)]


@pytest.mark.parametrize(("chosen", "earned"), [((1,), 1), ((0,), 0), ((), 0)])
def test_one_right_option_earns_all_or_nothing(chosen: tuple[int, ...], earned: int) -> None:
    assert points(ONE_RIGHT, canonical(chosen)) == earned


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
    assert points(TWO_OF_FIVE, canonical(chosen)) == earned


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
def test_the_key_itself_earns_everything_and_a_blank_answer_nothing(key: ItemKey) -> None:
    assert points(key, key_itself(key)) == 1
    assert points(key, "") == 0


@given(keys((Marking.TUNGGAL, Marking.GANDA)))
def test_all_options_at_once_earn_nothing(key: ItemKey) -> None:
    assert points(key, canonical(key.right | key.wrong)) == 0


@given(keys((Marking.URUTAN,)))
def test_the_reversed_order_earns_nothing(key: ItemKey) -> None:
    assert points(key, ordered(sorted(key.right, reverse=True))) == 0


@pytest.mark.parametrize(
    ("response", "earned"),
    [
        ("0,1,2,3", Fraction(1)),
        ("0,1,3,2", Fraction(2, 3)),
        ("3,0,1,2", Fraction(2, 3)),
        ("1,0,3,2", Fraction(1, 3)),
        ("2,0,3,1", Fraction(2, 3)),
        ("3,2,1,0", Fraction(0)),
        ("0,1", Fraction(1, 3)),
        ("0,2", Fraction(0)),
        ("0", Fraction(0)),
        ("", Fraction(0)),
    ],
)
def test_an_order_earns_a_point_for_each_neighbouring_pair_that_it_keeps(
    response: str, earned: Fraction
) -> None:
    assert points(STEPS, response) == earned


@pytest.mark.parametrize(
    ("response", "earned"),
    [
        ("0~0,1~1,2~0", Fraction(1)),
        ("0~0,1~1", Fraction(2, 3)),
        ("0~1,1~0,2~0", Fraction(1, 3)),
        ("0~3,1~3,2~3", Fraction(0)),
        ("", Fraction(0)),
    ],
)
def test_pairs_earn_the_share_of_right_ones(response: str, earned: Fraction) -> None:
    assert points(PAIRS, response) == earned


@pytest.mark.parametrize(
    ("response", "earned"),
    [
        ("Proses bisnis", 1),
        ("  PROSES   bisnis. ", 1),
        ("proses bisnis ..", 0),
        ("prosesbisnis", 0),
        ("resume", 1),
        ("RE\u0301SUME\u0301.", 1),
        ("aplikasi", 0),
        ("proses", 0),
        ("", 0),
    ],
)
def test_words_are_the_same_whatever_their_case_accents_spaces_and_final_stop(
    response: str, earned: int
) -> None:
    assert points(WORDS, response) == earned


@pytest.mark.parametrize(
    ("response", "earned"),
    [
        ("3,80", 1),
        ("3.8", 1),
        ("+3,8", 1),
        ("3,81", 1),
        ("3,79", 1),
        ("3,811", 0),
        ("3,789", 0),
        ("03,80", 1),
        ("-3,80", 0),
        ("38", 0),
        ("1250", 1),
        ("1.250", 1),
        ("1.250,00", 1),
        ("1,250.00", 1),
        ("1,250", 0),
        ("1,30", 0),
        ("", 0),
    ],
)
def test_a_number_counts_within_the_tolerance_with_comma_or_point(response: str, earned: int) -> None:
    assert points(NUMBERS, response) == earned


@given(st.decimals(min_value=-10_000, max_value=10_000, places=3), st.sampled_from(",."))
def test_every_number_is_itself_with_comma_and_with_point(number: Decimal, mark: str) -> None:
    key = ItemKey(Marking.ANGKA, frozenset({0}), frozenset(), numbers=((0, number),))
    assert points(key, f"{number:f}".replace(".", mark)) == 1


def test_a_foreseen_wrong_answer_shows_the_belief_behind_it() -> None:
    def state(response: str, confidence: int | None) -> ItemState | None:
        return mark([GivenAnswer(1, WORDS, response, confidence)]).items[0].state

    assert state("APLIKASI", 3) is ItemState.SALAH_KAPRAH
    assert state("server", 3) is ItemState.GALAT_LAIN
    assert state("proses bisnis", 2) is ItemState.PAHAM
    assert state("aplikasi", 1) is ItemState.BELUM_TAHU
    assert state("", 3) is ItemState.BELUM_TAHU
    assert recognised(WORDS, "aplikasi.") == {2}
    assert recognised(STEPS, "0,1") == frozenset()


@given(st.text(max_size=60), st.sampled_from([WORDS, NUMBERS]))
def test_no_text_breaks_the_marking(text: str, key: ItemKey) -> None:
    assert points(key, text) in (0, 1)
