"""Not knowing and believing wrongly are told apart, item by item and person by person."""

import pytest

from app.quiz.rules import (
    BeliefCount,
    BeliefState,
    GivenAnswer,
    ItemKey,
    ItemState,
    Marking,
    classify,
    count_beliefs,
    mark,
)

CODE = "spbe-sama-dengan-aplikasi"
OTHER = "urusan-kominfo-saja"
ITEM = ItemKey(
    Marking.TUNGGAL,
    right=frozenset({0}),
    wrong=frozenset({1, 2, 3}),
    diagnostic=CODE,
    beliefs=((1, CODE), (2, OTHER)),
)
RIGHT, TAGGED, OTHER_TAG, UNTAGGED, BLANK = "0", "1", "2", "3", ""


@pytest.mark.parametrize(
    ("response", "confidence", "state"),
    [
        (BLANK, None, ItemState.BELUM_TAHU),
        (BLANK, 3, ItemState.BELUM_TAHU),
        (RIGHT, None, ItemState.BELUM_TAHU),
        (RIGHT, 1, ItemState.BELUM_TAHU),
        (RIGHT, 2, ItemState.PAHAM),
        (RIGHT, 3, ItemState.PAHAM),
        (TAGGED, None, ItemState.BELUM_TAHU),
        (TAGGED, 1, ItemState.BELUM_TAHU),
        (TAGGED, 2, ItemState.SALAH_KAPRAH),
        (TAGGED, 3, ItemState.SALAH_KAPRAH),
        (OTHER_TAG, 3, ItemState.GALAT_LAIN),
        (UNTAGGED, 2, ItemState.GALAT_LAIN),
        (UNTAGGED, 1, ItemState.BELUM_TAHU),
    ],
)
def test_one_item_shows_knowing_only_with_confidence(
    response: str, confidence: int | None, state: ItemState
) -> None:
    (item,) = mark([GivenAnswer(1, ITEM, response, confidence)]).items
    assert item.state is state


def test_an_answer_without_a_tap_still_counts_as_correct() -> None:
    marked = mark([GivenAnswer(1, ITEM, RIGHT, None)])
    assert (marked.correct, marked.answered) == (1, 1)


def test_an_item_that_diagnoses_nothing_has_no_state() -> None:
    plain = ItemKey(Marking.TUNGGAL, right=frozenset({0}), wrong=frozenset({1}))
    marked = mark([GivenAnswer(1, plain, RIGHT, 3)])
    assert (marked.items[0].state, marked.items[0].belief, marked.beliefs) == (None, None, ())


@pytest.mark.parametrize(
    ("items", "answered", "confirmed", "known", "state"),
    [
        (3, 3, 2, 1, BeliefState.MEMEGANG),
        (3, 3, 3, 0, BeliefState.MEMEGANG),
        (3, 3, 1, 2, BeliefState.BEBAS),
        (3, 3, 1, 1, BeliefState.BELUM_TAHU),
        (3, 2, 2, 0, BeliefState.MEMEGANG),
        (3, 2, 0, 2, BeliefState.BEBAS),
        (3, 1, 1, 0, BeliefState.TIDAK_DIUKUR),
        (3, 1, 0, 1, BeliefState.TIDAK_DIUKUR),
        (3, 0, 0, 0, BeliefState.TIDAK_DIUKUR),
        (2, 2, 2, 0, BeliefState.MEMEGANG),
        (2, 2, 1, 1, BeliefState.BELUM_TAHU),
        (2, 2, 0, 2, BeliefState.BEBAS),
        (2, 1, 1, 0, BeliefState.TIDAK_DIUKUR),
        (1, 1, 1, 0, BeliefState.TIDAK_DIUKUR),
        (6, 6, 2, 4, BeliefState.MEMEGANG),
    ],
)
def test_a_person_holds_a_belief_only_when_two_items_confirm_it(
    items: int, answered: int, confirmed: int, known: int, state: BeliefState
) -> None:
    assert BeliefCount(CODE, items, answered, confirmed, known).state is state


def test_beliefs_are_counted_apart_by_code() -> None:
    counts = count_beliefs(
        [
            ("b", True, ItemState.SALAH_KAPRAH),
            ("a", True, ItemState.PAHAM),
            ("b", False, ItemState.BELUM_TAHU),
            ("b", True, ItemState.GALAT_LAIN),
        ]
    )
    assert counts == (BeliefCount("a", 1, 1, 0, 1), BeliefCount("b", 3, 2, 1, 0))


def test_a_wrong_answer_is_never_knowing() -> None:
    for confidence in (None, 1, 2, 3):
        state = classify(answered=True, right=False, tagged=False, confidence=confidence)
        assert state is not ItemState.PAHAM
