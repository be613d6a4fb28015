"""Item analysis: each verdict on papers made for it, and the figures of Moodle's own fixture."""

import random
from collections.abc import Sequence

import pytest

from app.comprehension.rules import Option, Sheet, Verdict, item_findings
from app.comprehension.statistics import item_statistics

BELIEFS = {"inti": "SPBE sama dengan aplikasi"}
OPTIONS = (
    Option(0, right=True),
    Option(1, right=False, belief="inti"),
    Option(2, right=False),
    Option(3, right=False),
)
KEY, BELIEF, PLAIN, OTHER = range(4)


def paper(n: int, place: int, rest: float, *, confidence: int | None = 2) -> list[Sheet]:
    return [Sheet(float(place == KEY), rest, frozenset({place}), confidence) for _ in range(n)]


def verdict(*papers: Sequence[Sheet]) -> tuple[Verdict, str]:
    sheets = [sheet for each in papers for sheet in each]
    found = item_findings(sheets, OPTIONS, beliefs=BELIEFS, chance=0.25)
    return found.verdict, found.sentence


def test_too_few_answers_are_counted_not_judged() -> None:
    found = item_findings(paper(20, KEY, 0.9) + paper(9, PLAIN, 0.2), OPTIONS, beliefs={}, chance=0.25)
    assert found.verdict is Verdict.TOO_FEW
    assert found.sentence == "Belum cukup jawaban untuk menilai soal ini (29 dari 30)."
    assert [each.chosen for each in found.options] == [20, 0, 9, 0]
    assert found.discrimination is None


def test_below_ten_nothing_but_the_number_is_told() -> None:
    found = item_findings(paper(9, KEY, 0.9), OPTIONS, beliefs={}, chance=0.25)
    assert (found.n, found.facility, found.options) == (9, None, ())


def test_a_wrong_option_that_the_able_choose_puts_the_key_under_suspicion() -> None:
    found = verdict(paper(15, KEY, 0.3), paper(15, PLAIN, 0.9), paper(5, OTHER, 0.3), paper(5, BELIEF, 0.2))
    assert found == (
        Verdict.KEY_SUSPECTED,
        "Periksa kunci jawaban. Peserta yang paham justru banyak memilih pilihan C.",
    )


def test_a_belief_that_the_able_share_does_not_put_the_key_under_suspicion() -> None:
    found = verdict(
        paper(15, KEY, 0.5), paper(20, BELIEF, 0.9, confidence=1), paper(3, PLAIN, 0.2), paper(3, OTHER, 0.2)
    )
    assert found[0] is Verdict.MISLEADING


def test_a_popular_confident_belief_is_a_finding_about_the_material() -> None:
    found = verdict(
        paper(20, KEY, 0.9), paper(15, BELIEF, 0.3, confidence=3), paper(5, PLAIN, 0.4), paper(5, OTHER, 0.4)
    )
    assert found[0] is Verdict.CATCHES_BELIEF
    assert "salah kaprah “SPBE sama dengan aplikasi”: 15 dari 45 memilihnya dengan yakin" in found[1]


def test_half_of_the_choosers_being_sure_is_enough_and_less_is_not() -> None:
    rest = [*paper(20, KEY, 0.9), *paper(5, PLAIN, 0.4), *paper(5, OTHER, 0.4)]
    half = paper(10, BELIEF, 0.3, confidence=3) + paper(10, BELIEF, 0.3, confidence=1)
    assert verdict(rest, half)[0] is Verdict.CATCHES_BELIEF
    assert verdict(rest, half[1:], paper(1, BELIEF, 0.3, confidence=1))[0] is not Verdict.CATCHES_BELIEF


def test_what_nearly_all_know_tells_nothing() -> None:
    assert verdict(paper(97, KEY, 0.8), paper(2, PLAIN, 0.1), paper(1, OTHER, 0.1))[0] is Verdict.TOO_EASY


def test_answers_like_guesses_are_named() -> None:
    chance = random.Random(1)
    sheets = [
        Sheet(float(place == KEY), chance.random(), frozenset({place}), 1)
        for place in [KEY, BELIEF, PLAIN, OTHER] * 25
    ]
    flat = [Sheet(s.mark, 0.4 if i % 8 < 4 else 0.6, s.chosen, 1) for i, s in enumerate(sheets)]
    assert verdict(flat)[0] is Verdict.GUESSED


def test_an_item_that_hardly_divides_is_weak() -> None:
    unsure = paper(9, BELIEF, 0.6, confidence=1)
    papers = [paper(16, KEY, 0.6), paper(14, KEY, 0.4), paper(10, PLAIN, 0.4), unsure]
    assert verdict(*papers)[0] is Verdict.WEAK


def test_an_option_nobody_takes_is_named_by_its_letter() -> None:
    found = verdict(paper(30, KEY, 0.9), paper(15, PLAIN, 0.3), paper(5, BELIEF, 0.3))
    assert found[0] is Verdict.EMPTY_OPTION
    assert found[1].startswith("Pilihan D hampir tidak pernah dipilih.")


def test_a_belief_nobody_holds_any_more_is_no_flaw() -> None:
    assert verdict(paper(30, KEY, 0.9), paper(10, PLAIN, 0.3), paper(10, OTHER, 0.3))[0] is Verdict.GOOD


def test_an_item_everybody_answers_alike_does_not_divide_by_zero() -> None:
    found = item_findings(paper(40, PLAIN, 0.5), OPTIONS, beliefs={}, chance=0.25)
    assert found.discrimination is None
    assert found.verdict is Verdict.GUESSED


def test_facility_and_discrimination_are_those_of_the_quiz_statistics() -> None:
    chance = random.Random(7)
    able = [chance.random() for _ in range(60)]
    marks = [[float(chance.random() < a) for _ in range(10)] for a in able]
    whole = item_statistics(marks, [1.0] * 10)
    for place, figures in enumerate(whole.items):
        sheets = [Sheet(row[place], (sum(row) - row[place]) / 9) for row in marks]
        found = item_findings(sheets, (), beliefs={}, chance=None)
        assert found.facility == pytest.approx(figures.facility)
        assert found.discrimination == pytest.approx((figures.discriminationindex or 0) / 100)
