"""Ulangi yang keliru: practice after the result, that counts nowhere and opens no key early."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text as sql

from app.db import session
from tests.factories import Factory
from tests.quiz.browser import PARTLY, RIGHT, Fields, answer_all, filled, words
from tests.quiz.learner import BROWSER, TEST, Learner, parsed
from tests.quiz.sets import REASONS, publish_set, publish_six


@pytest.fixture
def sent(learner: Learner) -> Learner:
    """Somebody who has sent a set of every type with everything wrong or half right."""
    publish_six("enam", acak_pilihan="ya")
    learner.start("enam")
    answer_all(learner, PARTLY)
    learner.send()
    return learner


def again(learner: Learner, rest: str = "") -> str:
    return f"/upaya/{learner.public_id}/ulangi/{rest}"


def form_of(page: str) -> Fields:
    return Fields(next(each for each in parsed(page).iter("form") if "/ulangi/" in str(each.get("action"))))


def facts() -> list[tuple[object, ...]]:
    tables = (
        "attempt",
        "answer",
        "result",
        "item_result",
        "standing",
        "quiz_pass",
        "completion",
        "audit_entry",
    )
    return [tuple(row) for table in tables for row in session.execute(sql(f"SELECT * FROM {table}"))]


def test_every_question_that_was_not_right_can_be_repeated_and_nothing_changes(sent: Learner) -> None:
    assert "Ulangi yang keliru" in sent.result()
    before = facts()
    assert sent.get(again(sent)).location == again(sent, "1/")
    for position, reason in enumerate(REASONS, start=1):
        page = sent.page(again(sent, f"{position}/"))
        assert not any(each in page for each in REASONS)
        form = form_of(page)
        reply = sent.post(
            again(sent, f"{position}/"), {**form.hidden, "pilihan": filled(form, RIGHT)}, **BROWSER
        )
        said = words(next(parsed(reply.get_data(as_text=True)).iter("main")))
        assert reason in said
        assert "Jawaban Anda Benar" in said
        assert ("Soal berikutnya" in said) is (position < 6)
    assert facts() == before


def test_it_can_be_done_as_often_as_wanted_in_another_order(sent: Learner) -> None:
    values = {tuple(sorted(form_of(sent.page(again(sent, "1/"))).options("jitu tunggal"))) for _ in range(3)}
    assert len(values) == 3


def test_names_of_one_turn_are_nothing_in_another(sent: Learner) -> None:
    first, second = (form_of(sent.page(again(sent, "1/"))) for _ in range(2))
    reply = sent.post(
        again(sent, "1/"), {**second.hidden, "pilihan": first.options("jitu tunggal")}, **BROWSER
    )
    assert reply.status_code == 422


def test_an_empty_answer_opens_no_key(sent: Learner) -> None:
    form = form_of(sent.page(again(sent, "3/")))
    reply = sent.post(again(sent, "3/"), {**form.hidden, "pilihan": [""] * 4}, **BROWSER)
    assert reply.status_code == 422
    assert "Belum ada jawaban." in reply.get_data(as_text=True)
    assert "Alasan urutan" not in reply.get_data(as_text=True)


def test_what_was_right_is_not_repeated(learner: Learner) -> None:
    publish_six("enam")
    learner.start("enam")
    answer_all(learner, RIGHT)
    learner.send()
    assert "Ulangi yang keliru" not in learner.result()
    learner.page(again(learner), status=404)
    learner.page(again(learner, "1/"), status=404)


def test_before_sending_there_is_nothing_to_repeat(learner: Learner) -> None:
    publish_set("biasa")
    learner.start("biasa")
    learner.page(again(learner), status=404)
    learner.page(again(learner, "1/"), status=404)
    assert learner.post(again(learner, "1/"), {"pilihan": "x"}, **BROWSER).status_code == 404


def test_nothing_can_be_repeated_before_the_key_may_be_seen(
    learner: Learner, later: Callable[[float], None]
) -> None:
    publish_set("tertutup", ditutup="2026-12-31T08:00:00+08:00", umpan_balik="setelah-tutup")
    learner.start("tertutup")
    learner.send()
    assert "Ulangi yang keliru" not in learner.result()
    learner.page(again(learner), status=404)
    assert learner.post(again(learner, "1/"), {"pilihan": "x"}, **BROWSER).status_code == 404


def test_the_test_of_a_standard_is_never_repeated(learner: Learner) -> None:
    learner.start(TEST)
    learner.answer_all(right=0)
    learner.send()
    assert "Ulangi yang keliru" not in learner.result()
    learner.page(again(learner), status=404)


def test_nobody_repeats_the_attempt_of_somebody_else(
    sent: Learner, published: Flask, factory: Factory
) -> None:
    other = Learner(published, factory)
    other.page(again(sent), status=404)
    other.page(again(sent, "1/"), status=404)
    assert other.post(again(sent, "1/"), {"pilihan": "x"}, **BROWSER).status_code == 404
