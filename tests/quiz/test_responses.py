"""What a save may say, and how an answer is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import InvalidAnswer, Marking, canonical, places_in, read_save, response_to

OPTIONS = {"aa": 0, "bb": 1, "cc": 2, "dd": 3}


@given(st.frozensets(st.integers(0, 40)))
def test_a_stored_response_reads_back_to_the_same_places(places: frozenset[int]) -> None:
    assert frozenset(places_in(canonical(places))) == places


@given(st.lists(st.sampled_from(sorted(OPTIONS)), unique=True))
def test_the_order_of_taps_does_not_change_what_is_stored(chosen: list[str]) -> None:
    assert response_to(Marking.GANDA, chosen, OPTIONS) == response_to(Marking.GANDA, chosen[::-1], OPTIONS)


def test_nothing_chosen_is_a_blank_answer() -> None:
    assert response_to(Marking.TUNGGAL, [], OPTIONS) == ""


@pytest.mark.parametrize(
    ("marking", "chosen"),
    [
        (Marking.TUNGGAL, ["zz"]),
        (Marking.TUNGGAL, ["aa", "bb"]),
        (Marking.TUNGGAL, ["0"]),
        (Marking.GANDA, ["aa", "aa"]),
        (Marking.GANDA, ["aa", ""]),
        (Marking.GANDA, ["x" * 100_000]),
    ],
)
def test_an_unknown_repeated_or_surplus_option_is_refused(marking: Marking, chosen: list[str]) -> None:
    with pytest.raises(InvalidAnswer):
        response_to(marking, chosen, OPTIONS)


GOOD = {"device": "tab-1", "revision": "3", "confidence": "2", "chosen": ["aa"], "takes_over": ""}


def test_a_good_save_is_read_as_it_was_sent() -> None:
    save = read_save(**GOOD)  # type: ignore[arg-type]
    assert (save.device, save.revision, save.confidence, save.chosen) == ("tab-1", 3, 2, ("aa",))
    assert not save.takes_over


@pytest.mark.parametrize(
    "change",
    [
        {"device": ""},
        {"device": "x" * 65},
        {"device": "tab\n1"},
        {"device": "tab\x00"},
        {"revision": ""},
        {"revision": "-1"},
        {"revision": "1.5"},
        {"revision": "١"},
        {"revision": "1_0"},
        {"revision": "99999999999"},
        {"revision": "4294967295"},
        {"confidence": "0"},
        {"confidence": "4"},
        {"confidence": "yakin"},
        {"takes_over": "ya"},
    ],
)
def test_anything_that_is_not_a_save_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(InvalidAnswer):
        read_save(**(GOOD | change))  # type: ignore[arg-type]
