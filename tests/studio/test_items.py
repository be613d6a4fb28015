"""The pages of item analysis, and which attempts they rest on."""

from flask import Flask

from app.studio import queries
from app.studio.rules import AnalysedItem
from tests.factories import Factory
from tests.quiz.learner import Learner
from tests.quiz.sets import PLAIN, publish_set, publish_text
from tests.studio.conftest import Trainer, state_of, trainer_of

SLUG = "uji-butir"


def sit(app: Flask, factory: Factory, *, right: int, person_id: int | None = None) -> int:
    """One person sits the set with the first `right` items right; the person."""
    learner = Learner(app, factory, person_id)
    learner.start(SLUG)
    learner.answer_all(right=right)
    learner.send()
    return learner.person_id


def item(number: int) -> AnalysedItem:
    found = queries.item_analysis(SLUG)
    assert found is not None
    return next(each for each in found.items if each.question.position == number)


def test_only_the_first_attempt_of_each_person_counts(published: Flask, factory: Factory) -> None:
    publish_set(SLUG, plain=2, percobaan="0")
    for _ in range(10):
        person = sit(published, factory, right=0)
        sit(published, factory, right=2, person_id=person)
    assert item(1).findings.n == 10
    assert item(1).findings.facility == 0


def test_a_moved_key_is_the_same_item_and_other_options_are_another(
    published: Flask, factory: Factory
) -> None:
    publish_set(SLUG, plain=2)
    for _ in range(10):
        sit(published, factory, right=2)
    changed = (
        PLAIN.format(n=1).replace("[x] jitu", "[ ] jitu").replace("[ ] keliru 1 satu", "[x] keliru 1 satu")
    )
    other = PLAIN.format(n=2).replace("keliru 2 satu", "keliru 2 baru")
    head = f"---\njudul: Uji {SLUG}\njenis: tes\numpan_balik: setelah-kirim\n---\n"
    publish_text(SLUG, head + changed + other, expected=state_of(f"tes/{SLUG}/tes.md").version_id)
    assert item(1).findings.n == 10
    assert [each.chosen for each in item(1).findings.options] == [0, 10, 0]
    assert item(2).findings.n == 0


def test_an_unsent_attempt_tells_nothing(published: Flask, factory: Factory) -> None:
    publish_set(SLUG, plain=2)
    learner = Learner(published, factory)
    learner.start(SLUG)
    learner.answer_all(right=2)
    assert item(1).findings.n == 0


def test_the_page_says_that_there_is_too_little_to_judge(trainer: Trainer) -> None:
    publish_set(SLUG, plain=2)
    page = trainer.page(f"/studio/butir/{SLUG}/")
    assert "Belum cukup jawaban untuk menilai soal-soal ini." in page
    assert "Belum cukup jawaban untuk menilai soal ini (0 dari 30)." in page
    assert f"/studio/butir/{SLUG}/" in trainer.page("/studio/butir/")


def test_the_page_of_the_test_judges_every_item_without_a_name(demo: Flask, factory: Factory) -> None:
    trainer = trainer_of(demo, factory, "Ketut Wirawan")
    page = trainer.page("/studio/butir/spbe-dasar/")
    assert "Ini petunjuk, bukan putusan; baca dulu soalnya." in page
    assert page.count('class="analysed"') >= 10
    assert "Daya beda" in page


def test_a_set_that_does_not_exist_is_not_found(trainer: Trainer) -> None:
    trainer.page("/studio/butir/tidak-ada/", 404)
