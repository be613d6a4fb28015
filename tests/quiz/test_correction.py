"""The same question in two versions, whatever its type: marks follow the words, never the places."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.materials.rules import Choice, Question, QuestionType
from app.quiz import queries
from app.quiz.rules import Marking, canonical, hindrance, ordered, paired, points, translated, truth

WORDS = ("alur", "data", "layanan", "aplikasi", "peta", "bukti")
SEEDS = [f"{number:064x}" for number in range(1, 601)]


def choice(place: int, text: str, *, correct: bool, left: str | None = None) -> Choice:
    return Choice(place, text, text, correct, None, None, left, left)


def question(kind: QuestionType, entries: list[Choice], number: int = 1) -> Question:
    return Question(number, "kunci", 1, kind, 1, None, False, "<p>Apa?</p>", "Apa?", "", "", tuple(entries))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(list(QuestionType)))
    count = draw(st.integers(2, 6))
    if kind is QuestionType.ANGKA:
        return question(kind, [choice(n, str(n * 7), correct=n == 0) for n in range(count)])
    if kind is QuestionType.JODOH:
        pairs = [choice(n, WORDS[n], correct=True, left=f"kiri {n}") for n in range(count)]
        return question(kind, pairs)
    right = 1 if kind is QuestionType.TUNGGAL else draw(st.integers(1, count - 1))
    every = kind is QuestionType.URUTAN
    return question(kind, [choice(n, WORDS[n], correct=every or n < right) for n in range(count)])


@st.composite
def responses(draw: st.DrawFn, asked: Question) -> str:
    places = [each.position for each in asked.choices]
    if asked.type is QuestionType.URUTAN:
        return ordered(draw(st.permutations(places)))
    if asked.type is QuestionType.JODOH:
        return paired(zip(places, draw(st.permutations(places)), strict=True))
    if asked.type in (QuestionType.ISIAN, QuestionType.ANGKA):
        return draw(st.sampled_from(["", "lain", *(each.text for each in asked.choices)]))
    most = 1 if asked.type is QuestionType.TUNGGAL else len(places)
    return canonical(draw(st.frozensets(st.sampled_from(places), max_size=most)))


@given(st.data())
def test_entries_in_other_places_mark_alike(data: st.DataObject) -> None:
    sat = data.draw(questions().filter(lambda each: each.type is not QuestionType.URUTAN))
    mixed = data.draw(st.permutations(sat.choices))
    now = replace(sat, id=2, choices=tuple(replace(each, position=place) for place, each in enumerate(mixed)))
    response = data.draw(responses(sat))
    assert hindrance(sat, now) is None
    assert truth(sat) == truth(now)
    before = points(queries.item_key(sat), response)
    assert points(queries.item_key(now), translated(response, sat, now)) == before
    assert isinstance(before, Fraction)
    assert 0 <= before <= 1


@given(st.data())
def test_a_translated_answer_comes_back_as_it_was(data: st.DataObject) -> None:
    sat = data.draw(questions())
    mixed = data.draw(st.permutations(sat.choices))
    now = replace(sat, id=2, choices=tuple(replace(each, position=place) for place, each in enumerate(mixed)))
    response = data.draw(responses(sat))
    assert translated(translated(response, sat, now), now, sat) == response


@given(st.data())
def test_an_order_that_is_corrected_marks_by_the_new_order(data: st.DataObject) -> None:
    steps = [choice(n, word, correct=True) for n, word in enumerate(WORDS[: data.draw(st.integers(2, 6))])]
    sat = question(QuestionType.URUTAN, steps)
    mixed = data.draw(st.permutations(steps))
    now = replace(sat, id=2, choices=tuple(replace(each, position=place) for place, each in enumerate(mixed)))
    wise = ordered(each.position for each in mixed)
    assert points(queries.item_key(now), translated(wise, sat, now)) == 1
    assert (truth(sat) == truth(now)) == (list(mixed) == steps)


@pytest.mark.parametrize("kind", [QuestionType.TUNGGAL, QuestionType.GANDA, QuestionType.URUTAN])
def test_over_many_attempts_every_entry_stands_everywhere_equally_often(kind: QuestionType) -> None:
    """600 fixed seeds, 4 places: 150 expected in each cell, five standard deviations allowed."""
    asked = question(kind, [choice(n, WORDS[n], correct=n == 0) for n in range(4)])
    found: Counter[tuple[int, int]] = Counter()
    for seed in SEEDS:
        shown = queries.shown_answer(seed, asked, "", shuffled=True)
        for place, option in enumerate(shown.options):
            found[WORDS.index(option.text), place] += 1
    assert len(found) == 16
    assert all(abs(count - 150) < 53 for count in found.values()), found


def test_over_many_attempts_no_pair_stands_beside_its_own_more_often() -> None:
    pairs = [choice(n, WORDS[n], correct=True, left=f"kiri {n}") for n in range(4)]
    asked = question(QuestionType.JODOH, pairs)
    beside = 0
    for seed in SEEDS:
        shown = queries.shown_answer(seed, asked, "", shuffled=True)
        rights = [WORDS.index(option.text) for option in shown.options]
        beside += sum(int(left.text[-1]) == right for left, right in zip(shown.lefts, rights, strict=True))
    assert abs(beside - 600) < 125, beside


def test_names_of_right_entries_are_no_smaller_and_no_longer_than_others() -> None:
    asked = question(QuestionType.TUNGGAL, [choice(n, WORDS[n], correct=n == 2) for n in range(4)])
    ranks: Counter[int] = Counter()
    for seed in SEEDS:
        options = queries.shown_answer(seed, asked, "", shuffled=False).options
        assert {len(option.token) for option in options} == {16}
        ranks[sorted(option.token for option in options).index(options[2].token)] += 1
    assert all(abs(count - 150) < 53 for count in ranks.values()), ranks


@pytest.mark.parametrize("marking", list(Marking))
def test_words_and_numbers_show_nothing_of_what_is_accepted(marking: Marking) -> None:
    asked = question(
        QuestionType(marking.value), [choice(0, "41", correct=True), choice(1, "7", correct=False)]
    )
    shown = queries.shown_answer(SEEDS[0], asked, "", shuffled=True)
    assert (shown.options == ()) == marking.is_written
