"""The test of the standard measures in every form what its modules refute, and every item can be checked."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from app.materials.rules.draft import QuestionsDraft
from app.materials.rules.paper import Paper, papers
from app.materials.rules.quiz import QuestionType, SetKind
from tests.materials.review import BEGIN, END, load, reading, source_of, texts, write

MATERIAL = load()
FORMS = papers(MATERIAL.test)
CORE = next(belief.code for belief in MATERIAL.beliefs if belief.core)
TESTS = [draft for draft in MATERIAL.sets if draft.kind is SetKind.TES]
EVERY_SET = pytest.mark.parametrize("draft", MATERIAL.sets, ids=lambda draft: draft.path)
EVERY_TEST = pytest.mark.parametrize("draft", TESTS, ids=lambda draft: draft.path)
EVERY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda paper: paper.form)


def test_the_catalogue_holds_twenty_six_and_one_is_the_core() -> None:
    assert len(MATERIAL.beliefs) == 26
    assert sum(belief.core for belief in MATERIAL.beliefs) == 1
    assert all(belief.legal and set(belief.indicators) == {2020, 2026} for belief in MATERIAL.beliefs)


@pytest.mark.parametrize("code", [belief.code for belief in MATERIAL.beliefs])
def test_every_misconception_is_refuted_by_a_module_and_tempts_in_two_items(code: str) -> None:
    assert MATERIAL.refuting(code)
    offered = [
        question.key
        for draft in MATERIAL.sets
        for question in draft.questions
        if any(choice.salah_kaprah == code for choice in question.choices)
    ]
    assert len(offered) >= 2


def test_there_are_three_forms() -> None:
    assert [form.form for form in FORMS] == ["A", "B", "C"]


@EVERY_FORM
def test_a_form_measures_the_core_by_three_items_and_four_others_by_two(form: Paper) -> None:
    questions = [question for part in form.parts for question in part.questions]
    measured = Counter(question.diagnostic for question in questions)
    mechanism = measured.pop(None)
    assert (mechanism, measured.pop(CORE)) == (9, 3)
    assert sorted(measured.values()) == [2, 2, 2, 2]
    assert form.measured == FORMS[0].measured


@EVERY_FORM
def test_every_item_of_a_form_has_one_key_and_an_honest_wrong_option(form: Paper) -> None:
    for question in (question for part in form.parts for question in part.questions):
        assert question.type is QuestionType.TUNGGAL
        assert len(question.choices) == 4
        wrong = [choice for choice in question.choices if not choice.correct]
        assert any(choice.salah_kaprah is None for choice in wrong), question.key
        assert all(choice.feedback for choice in question.choices), question.key


@EVERY_FORM
def test_the_lengths_of_an_items_options_are_alike(form: Paper) -> None:
    for question in (question for part in form.parts for question in part.questions):
        lengths = [len(choice.text) for choice in question.choices]
        assert Fraction(max(lengths), min(lengths)) <= Fraction(5, 4), (question.key, lengths)


@pytest.mark.parametrize("code", sorted(FORMS[0].measured))
def test_a_module_of_the_standard_refutes_what_the_test_measures(code: str) -> None:
    assert set(MATERIAL.refuting(code)) & set(MATERIAL.standard.modules)


@EVERY_SET
def test_every_item_can_be_checked_against_a_source(draft: QuestionsDraft) -> None:
    without = [question.key for question in draft.questions if source_of(question, MATERIAL) is None]
    assert without == []


@EVERY_TEST
def test_every_item_of_a_test_names_its_source(draft: QuestionsDraft) -> None:
    without = [question.key for question in draft.questions if source_of(question, MATERIAL) != "itself"]
    assert without == []


def test_the_blueprint_names_every_item_of_the_test() -> None:
    blueprint = Path("content/tes") / MATERIAL.standard.test / "kisi-kisi.md"
    text = blueprint.read_text(encoding="utf-8")
    assert [q.key for q in MATERIAL.test.questions if f"`{q.key}`" not in text] == []


@pytest.mark.parametrize(("name", "text"), texts(MATERIAL).items(), ids=lambda value: value[:40])
def test_sentences_are_short(name: str, text: str) -> None:
    found = reading(text)
    assert found.mean <= 20, name
    assert found.long <= Fraction(5, 100), name


def test_a_sentence_is_counted_once_and_a_table_not_at_all() -> None:
    found = reading("Satu dua tiga. Empat lima enam tujuh?\n\n| a | b |\n|---|---|\n| satu | dua |\n")
    assert (found.sentences, found.mean) == (2, Fraction(7, 2))


def test_the_counted_part_stands_between_its_marks(tmp_path: Path) -> None:
    document = tmp_path / "review.md"
    document.write_text(f"Awal\n\n{BEGIN}\nyang dahulu\n{END}\n\nAkhir\n", encoding="utf-8")
    write(document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("Awal\n")
    assert text.endswith("\nAkhir\n")
    assert "yang dahulu" not in text
    assert f"`{CORE}`" in text
