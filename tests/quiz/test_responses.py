"""What a save may say, and how an answer is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import (
    LONGEST_NUMBER,
    LONGEST_WORDS,
    InvalidAnswer,
    Marking,
    Names,
    canonical,
    ordered,
    paired,
    pairs_in,
    places_in,
    read_save,
    response_to,
)

OPTIONS = Names({"aa": 0, "bb": 1, "cc": 2, "dd": 3}, {"ll": 0, "mm": 1, "nn": 2})


@given(st.frozensets(st.integers(0, 40)))
def test_a_stored_response_reads_back_to_the_same_places(places: frozenset[int]) -> None:
    assert frozenset(places_in(canonical(places))) == places


@given(st.lists(st.sampled_from(sorted(OPTIONS.options)), unique=True))
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
        (Marking.TUNGGAL, ["ll"]),
        (Marking.TUNGGAL, ["ll~aa"]),
        (Marking.URUTAN, ["aa", "aa"]),
        (Marking.URUTAN, ["aa", "ll"]),
        (Marking.JODOH, ["aa"]),
        (Marking.JODOH, ["ll~"]),
        (Marking.JODOH, ["~aa"]),
        (Marking.JODOH, ["aa~ll"]),
        (Marking.JODOH, ["ll~aa~bb"]),
        (Marking.JODOH, ["ll~aa", "ll~bb"]),
        (Marking.JODOH, ["ll~aa", "~"]),
        (Marking.ISIAN, ["satu", "dua"]),
        (Marking.ISIAN, ["x" * (LONGEST_WORDS + 1)]),
        (Marking.ISIAN, ["x" * 1_000_000]),
        (Marking.ISIAN, ["a\x00b"]),
        (Marking.ISIAN, ["a\x1bb"]),
        (Marking.ISIAN, ["a\ud800"]),
        (Marking.ANGKA, ["tiga"]),
        (Marking.ANGKA, ["3", "4"]),
        (Marking.ANGKA, ["3,8%"]),
        (Marking.ANGKA, ["1,2,3"]),
        (Marking.ANGKA, ["1.25.0"]),
        (Marking.ANGKA, ["-"]),
        (Marking.ANGKA, [","]),
        (Marking.ANGKA, ["1e3"]),
        (Marking.ANGKA, ["\u0663"]),
        (Marking.ANGKA, ["1" * (LONGEST_NUMBER + 1)]),
        (Marking.ANGKA, ["nan"]),
    ],
)
def test_an_unknown_repeated_or_surplus_option_is_refused(marking: Marking, chosen: list[str]) -> None:
    with pytest.raises(InvalidAnswer):
        response_to(marking, chosen, OPTIONS)


def test_an_order_is_kept_as_it_was_chosen() -> None:
    assert response_to(Marking.URUTAN, ["cc", "aa", "dd"], OPTIONS) == "2,0,3"


def test_pairs_are_kept_by_their_left_and_an_untouched_list_says_nothing() -> None:
    assert response_to(Marking.JODOH, ["nn~bb", "", "ll~bb"], OPTIONS) == "0~1,2~1"
    assert response_to(Marking.JODOH, ["", ""], OPTIONS) == ""


@given(st.dictionaries(st.integers(0, 11), st.integers(0, 11)))
def test_stored_pairs_read_back_to_the_same_pairs(pairs: dict[int, int]) -> None:
    assert dict(pairs_in(paired(pairs.items()))) == pairs


@given(st.lists(st.integers(0, 11), unique=True))
def test_a_stored_order_reads_back_to_the_same_order(places: list[int]) -> None:
    assert list(places_in(ordered(places))) == places


@pytest.mark.parametrize(
    ("marking", "sent", "kept"),
    [
        (Marking.ISIAN, "  Proses \t bisnis\n", "Proses bisnis"),
        (Marking.ISIAN, "Pro\u200bses", "Proses"),
        (Marking.ISIAN, "e\u0301", "\u00e9"),
        (Marking.ISIAN, " \u200b ", ""),
        (Marking.ISIAN, "x" * LONGEST_WORDS, "x" * LONGEST_WORDS),
        (Marking.ISIAN, "<b>2,0~1</b>", "<b>2,0~1</b>"),
        (Marking.ANGKA, " 3,80 ", "3,80"),
        (Marking.ANGKA, "1 250", "1250"),
        (Marking.ANGKA, "\u22122", "-2"),
        (Marking.ANGKA, "3,", "3,"),
        (Marking.ANGKA, "", ""),
    ],
)
def test_words_are_kept_as_they_were_meant(marking: Marking, sent: str, kept: str) -> None:
    assert response_to(marking, [sent], OPTIONS) == kept


@given(st.text(max_size=LONGEST_WORDS))
def test_kept_words_stay_as_they_are_when_kept_again(text: str) -> None:
    try:
        kept = response_to(Marking.ISIAN, [text], OPTIONS)
    except InvalidAnswer:
        return
    assert response_to(Marking.ISIAN, [kept], OPTIONS) == kept
    assert len(kept) <= LONGEST_WORDS


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
