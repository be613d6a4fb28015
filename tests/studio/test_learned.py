"""What learning changed, in words for trainers."""

import pytest
from flask import Flask

from app.comprehension.rules.transitions import Transition
from app.people import queries as people
from app.studio.rules.learned import belief_line, concentration_words, gain_sentence
from tests.factories import Factory


def test_the_gain_is_of_the_class_means_and_names_both() -> None:
    marks = [(40.0, 70.0)] * 6 + [(60.0, 70.0)] * 6
    assert gain_sentence(marks, least=10) == (
        "Rata-rata benar 12 orang yang sama: 50% pada tes awal, 70% pada tes akhir. "
        "Peningkatan kelas (Hake) 0,40: bagian yang diraih dari yang masih dapat diraih."
    )


def test_a_class_that_fell_has_a_negative_gain() -> None:
    assert "(Hake) −0,20:" in gain_sentence([(50.0, 40.0)] * 10, least=10)


def test_too_few_and_a_perfect_start_have_no_gain() -> None:
    assert gain_sentence([(50.0, 90.0)] * 9, least=10).startswith("Belum cukup untuk membandingkan: 9 orang")
    assert "tidak ada yang dapat naik" in gain_sentence([(100.0, 90.0)] * 10, least=10)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (Transition(stayed=10, to_paham=15, new=2, free=20), "Penurunan jelas"),
        (Transition(stayed=10, to_paham=3, new=2, free=20), "Belum jelas"),
        (Transition(stayed=10, to_paham=1, new=12, free=20), "Naik"),
    ],
)
def test_the_verdict_is_by_the_discordant_pairs(change: Transition, verdict: str) -> None:
    line = belief_line("m", "Kekeliruan", change)
    assert line is not None
    assert line.verdict == verdict


def test_below_thirty_persons_a_belief_is_not_told() -> None:
    assert belief_line("m", "Kekeliruan", Transition(stayed=10, free=19)) is None
    assert belief_line("m", "Kekeliruan", Transition(stayed=10, free=20)) is not None


@pytest.mark.parametrize(
    ("new", "free", "alerts"),
    [(5, 90, True), (5, 95, False), (4, 20, False), (6, 114, False), (6, 113, True)],
)
def test_more_than_one_in_twenty_newly_misled_and_at_least_five_is_an_alert(
    new: int, free: int, alerts: bool
) -> None:
    line = belief_line("m", "Kekeliruan", Transition(stayed=20, new=new, free=free))
    assert line is not None
    assert bool(line.alert) is alerts


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([10, 10, 10, 10], "0,00, menyebar"),
        ([20, 20, 0, 0], "0,41, pada dua pilihan"),
        ([40, 0, 0, 0], "1,00, pada satu pilihan"),
        ([20, 9, 0, 0], "Belum ada"),
        ([], "Belum ada"),
    ],
)
def test_concentration_is_told_in_words_from_thirty_answers(counts: list[int], words: str) -> None:
    assert concentration_words(counts) == words


def test_trainers_of_the_demo_world_read_what_lasted_and_nobody_by_name(demo: Flask) -> None:
    trainer = people.person_id_by("narasumber@contoh.test")
    assert trainer
    page = Factory().sign_in(demo, trainer).page("/studio/butir/spbe-dasar/")  # type: ignore[attr-defined]
    assert "Peningkatan kelas (Hake)" in page
    assert "Penurunan jelas" in page
    for name in ("Lasinda", "Dinas A", "Dinas B"):
        assert name not in page


def test_a_quiz_of_a_module_has_no_before_and_after(demo: Flask) -> None:
    trainer = people.person_id_by("narasumber@contoh.test")
    assert trainer
    page = Factory().sign_in(demo, trainer).page("/studio/butir/spbe-bukan-lomba-aplikasi/")  # type: ignore[attr-defined]
    assert "Sebelum dan sesudah belajar" not in page
