"""The figures of whole papers: those of the definitions, from first attempts, in words."""

import json
from pathlib import Path

from flask import Flask

from app.comprehension.statistics import ItemFigures, QuizStatistics, item_statistics
from app.materials import queries as materials
from app.quiz.queries import ItemSheet
from app.studio.queries.papers import paper_figures
from app.studio.rules.papers import LEAST_PAPERS, ItemLine, Paper, number, share
from tests.factories import Factory
from tests.quiz.sets import publish_set
from tests.studio.conftest import trainer_of
from tests.studio.test_items import SLUG, sit

VECTOR = Path(__file__).parents[1] / "comprehension" / "vectors" / "moodle_style_item_statistics.json"


def test_a_paper_prints_the_figures_of_the_vector() -> None:
    found = item_statistics(*(json.loads(VECTOR.read_text())[name] for name in ("marks", "maxmark")))
    lines = [ItemLine(n, each, 1 / 9, 0.25) for n, each in enumerate(found.items, start=1)]
    told = {name: value for name, value, _ in Paper("A", 9.0, found.quiz, tuple(lines)).lines}
    assert told == {
        "Rata-rata": "5,06 dari 9,00",
        "Median": "5,50 dari 9,00",
        "Simpangan baku": "2,01",
        "Kemencengan": "−0,17",
        "Keruncingan": "−1,31",
        "Konsistensi internal (CIC)": "60,9%",
        "Rasio galat": "62,6%",
        "Galat baku": "1,26",
    }
    assert lines[0].cells[:2] == ("55,6%", "0,51")
    assert (lines[0].cells[2], lines[0].cells[5]) == ("11,1%", "25,0%")


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert (number(-0.004), number(-0.006), share(-0.04)) == ("0,00", "−0,01", "0,0%")


def test_what_is_null_is_said_and_not_printed_as_a_number() -> None:
    nothing = QuizStatistics(0, None, None, None, None, None, None, None, None)
    assert {value for _, value, _ in Paper("", 1.0, nothing, ()).lines} == {"tidak dapat dihitung"}
    blank = ItemLine(1, ItemFigures(None, None, None, None, None), 0.5, None)
    assert blank.cells == ("tidak dapat dihitung",) * 2 + ("50,0%",) + ("tidak dapat dihitung",) * 3


def test_papers_with_the_same_items_are_one_and_each_person_counts_once(published: Flask) -> None:
    publish_set(SLUG, plain=3)
    found = materials.question_set(SLUG)
    assert found is not None
    asked = materials.questions(found.version_id)
    one, two, three = (question.id for question in asked)

    def sheet(person: int, attempt: int, question: int, points: float) -> ItemSheet:
        return ItemSheet(person, attempt, found.version_id, question, points, frozenset(), None)

    rows = [
        sheet(person, person, question, float(person % (place + 2) == 0))
        for person in range(1, LEAST_PAPERS + 2)
        for place, question in enumerate((one, two))
    ]
    rows += [sheet(1, 900, question, 1.0) for question in (one, two)]
    rows += [sheet(person, 1000 + person, three, 1.0) for person in range(1, LEAST_PAPERS)]
    (paper,) = paper_figures(rows, {question.id: question for question in asked})
    marks = [[float(person % 2 == 0), float(person % 3 == 0)] for person in range(1, LEAST_PAPERS + 2)]
    expected = item_statistics(marks, [1.0, 1.0])
    assert (paper.quiz, paper.highest) == (expected.quiz, 2.0)
    assert tuple(line.figures for line in paper.items) == expected.items
    assert [line.position for line in paper.items] == [asked[0].position, asked[1].position]


def test_the_page_keeps_them_folded_until_they_are_wanted(published: Flask, factory: Factory) -> None:
    publish_set(SLUG, plain=2)
    trainer = trainer_of(published, factory, "Rina")
    address = f"/studio/butir/{SLUG}/"
    assert "Belum ada 30 orang yang mengerjakan soal yang sama." in trainer.page(address)
    for turn in range(LEAST_PAPERS):
        sit(published, factory, right=turn % 3)
    page = trainer.page(address)
    assert "<summary>Angka untuk yang ingin memeriksa</summary>" in page
    assert "30 orang, 2 soal yang sama." in page
    for word in ("Konsistensi internal (CIC)", "Rasio galat", "Galat baku", "Kemencengan", "Bobot nyata"):
        assert word in page
