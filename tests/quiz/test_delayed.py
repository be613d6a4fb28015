"""The delayed test: a random part of those who passed, once, in its window; everybody else is told kindly."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.db import session
from app.materials import queries as materials
from app.people.rules import Role
from app.quiz import queries as quiz
from app.quiz.models import Attempt
from app.quiz.queries import Retention
from app.quiz.rules import Round, is_drawn
from tests.factories import Factory
from tests.quiz.learner import TEST, Learner

DELAYED = "spbe-dasar-tunda"
DAY = 86_400
CORE = "spbe-sama-dengan-aplikasi"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everybody is drawn."""
    monkeypatch.setattr("app.quiz.queries.delayed.is_drawn", lambda *_: True)
    return  # type: ignore[return-value]


def passed(app: Flask, factory: Factory, *, right: bool = True) -> Learner:
    """Somebody who opened a lesson and then took the test."""
    learner = Learner(app, factory)
    learner.page("/modul/spbe-bukan-lomba-aplikasi/rapat-aplikasi/")
    learner.post("/modul/spbe-bukan-lomba-aplikasi/rapat-aplikasi/selesai")
    learner.start(TEST)
    for position, key in enumerate(learner.item_keys(), start=1):
        chosen = key.right if right else key.wrong[:1]
        assert learner.save(position, chosen, revision=position, confidence=2).status_code == 200
    learner.post(f"/upaya/{learner.public_id}/kirim")
    rounds = session.scalars(select(Attempt.round).where(Attempt.person_id == learner.person_id)).all()
    assert rounds == [Round.PASCATES]
    return learner


def again(app: Flask, factory: Factory, learner: Learner) -> Learner:
    """The same person signed in on a later day."""
    return Learner(app, factory, learner.person_id)


def test_the_draw_is_stable_and_keeps_its_share() -> None:
    chosen = [each for each in range(2_000) if is_drawn(each, "SPBE-DASAR-2026", Fraction(1, 5))]
    assert 320 < len(chosen) < 480
    assert chosen == [each for each in range(2_000) if is_drawn(each, "SPBE-DASAR-2026", Fraction(1, 5))]
    assert chosen != [each for each in range(2_000) if is_drawn(each, "SPBE-DASAR-2027", Fraction(1, 5))]
    assert all(is_drawn(each, "X", Fraction(1)) for each in range(50))
    assert not any(is_drawn(each, "X", Fraction(0)) for each in range(50))


def test_who_was_drawn_takes_it_once_between_its_days(
    published: Flask, factory: Factory, drawn: None, later: Callable[[float], None]
) -> None:
    learner = passed(published, factory)
    assert "Tes pendek" not in learner.page("/")
    assert "belum dibuka" in learner.page(f"/kuis/{DELAYED}/")
    assert learner.post(f"/kuis/{DELAYED}/mulai").status_code == 409
    later(61 * DAY)
    learner = again(published, factory, learner)
    assert "Apakah masih ingat? Tes pendek" in learner.page("/")
    assert "Hasilnya tidak mengubah keadaan Anda" in learner.page(f"/kuis/{DELAYED}/")
    learner.start(DELAYED)
    for position, key in enumerate(learner.item_keys(), start=1):
        learner.save(position, key.right, revision=position, confidence=2)
    learner.post(f"/upaya/{learner.public_id}/kirim")
    row = session.execute(select(Attempt).where(Attempt.public_id == learner.public_id)).scalar_one()
    assert (row.round, row.standard_code, row.number) == (Round.TUNDA, None, 1)
    assert "Tes pendek" not in learner.page("/")
    assert learner.post(f"/kuis/{DELAYED}/mulai").status_code == 409
    assert "sudah terpakai" in learner.page(f"/kuis/{DELAYED}/")


def test_after_its_window_it_is_closed(
    published: Flask, factory: Factory, drawn: None, later: Callable[[float], None]
) -> None:
    learner = passed(published, factory)
    later(121 * DAY)
    learner = again(published, factory, learner)
    assert "Tes pendek" not in learner.page("/")
    assert "sudah ditutup" in learner.page(f"/kuis/{DELAYED}/")
    assert learner.post(f"/kuis/{DELAYED}/mulai").status_code == 409


def test_who_did_not_pass_is_not_asked(
    published: Flask, factory: Factory, drawn: None, later: Callable[[float], None]
) -> None:
    learner = passed(published, factory, right=False)
    later(61 * DAY)
    learner = again(published, factory, learner)
    assert "hanya untuk peserta yang diundang" in learner.page(f"/kuis/{DELAYED}/")
    assert learner.post(f"/kuis/{DELAYED}/mulai").status_code == 409


def test_who_was_not_drawn_is_not_asked(
    published: Flask,
    factory: Factory,
    monkeypatch: pytest.MonkeyPatch,
    later: Callable[[float], None],
) -> None:
    monkeypatch.setattr("app.quiz.queries.delayed.is_drawn", lambda *_: False)
    learner = passed(published, factory)
    later(61 * DAY)
    learner = again(published, factory, learner)
    assert "Tes pendek" not in learner.page("/")
    assert "hanya untuk peserta yang diundang" in learner.page(f"/kuis/{DELAYED}/")


def test_what_lasted_is_counted_in_the_same_persons(
    published: Flask, factory: Factory, drawn: None, later: Callable[[float], None]
) -> None:
    learners = [passed(published, factory) for _ in range(3)]
    standard = materials.current_standard()
    assert standard is not None
    later(61 * DAY)
    for number, one in enumerate(learners):
        learner = again(published, factory, one)
        learner.start(DELAYED)
        for position, key in enumerate(learner.item_keys(), start=1):
            chosen = key.right if number else key.tagged[:1] or key.wrong[:1]
            learner.save(position, chosen, revision=position, confidence=3)
        if number < 2:
            learner.post(f"/upaya/{learner.public_id}/kirim")
    found = quiz.retention(standard, CORE, until=now())
    assert (found.took, found.kept, found.free, found.relapsed) == (2, 1, 2, 1)


def test_the_trainer_reads_what_lasted_once_enough_took_it(
    published: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = factory.sign_in(published, factory.person(roles={Role.NARASUMBER}))
    page = trainer.get(f"/studio/butir/{DELAYED}/").text
    assert "0 orang yang semula paham sudah ikut, sedikitnya 10 diperlukan." in page
    monkeypatch.setattr(quiz, "retention", lambda *_, until: Retention(24, 18, 20, 2))
    page = trainer.get(f"/studio/butir/{DELAYED}/").text
    assert "Dari 24 orang yang paham sesudah belajar, 18 masih paham pada tes tunda (75%" in page
    assert "Dari 20 orang yang bebas salah kaprah inti, 2 memegangnya lagi (10%" in page
    assert "masih paham pada tes tunda" not in trainer.get(f"/studio/butir/{TEST}/").text
