"""Beginning an attempt: one open at a time, limits and pauses, and what an attempt pins."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.learning import services as learning
from app.materials import queries as materials
from app.quiz import queries, services
from app.quiz.models import Attempt
from app.quiz.rules import PauseNotOver, Round, SetClosed, SetNotOpen, TooManyAttempts
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST, Learner
from tests.quiz.sets import publish_set

DAY = timedelta(days=1)


def start(person_id: int, slug: str, at: datetime | None = None) -> str:
    with transaction():
        return services.start_or_resume(person_id=person_id, slug=slug, at=at or now())


def send(person_id: int, public_id: str, at: datetime | None = None) -> None:
    with transaction():
        services.submit(public_id=public_id, person_id=person_id, at=at or now())


def attempts() -> int:
    return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_pressing_mulai_again_goes_on_with_the_open_attempt(learner: Learner) -> None:
    assert learner.start() == learner.start()
    assert attempts() == 1


def test_after_sending_mulai_begins_another_attempt_in_another_order_of_names(learner: Learner) -> None:
    first = learner.start()
    names = {key.token for key in learner.item_keys()}
    learner.send()
    assert learner.start() != first
    assert not names & {key.token for key in learner.item_keys()}


def test_a_quiz_and_a_test_may_be_open_side_by_side(learner: Learner) -> None:
    learner.start(QUIZ)
    learner.start(TEST)
    assert attempts() == 2


def test_an_unknown_quiz_does_not_exist(learner: Learner) -> None:
    assert learner.get("/kuis/tidak-ada/").status_code == 404
    assert learner.post("/kuis/tidak-ada/mulai").status_code == 404
    with pytest.raises(NotFound):
        start(learner.person_id, "tidak-ada")


def test_opening_pages_begins_nothing(learner: Learner) -> None:
    learner.page(f"/kuis/{TEST}/")
    learner.get(f"/upaya/{'0' * 32}/")
    learner.get(f"/upaya/{'0' * 32}/1/")
    assert attempts() == 0


def test_fifty_parallel_starts_give_one_attempt(published: Flask, factory: Factory) -> None:
    person, count = factory.person(), 50
    gate = threading.Barrier(count)

    def press(_: int) -> str:
        with published.app_context():
            gate.wait()
            return start(person, QUIZ)

    with ThreadPoolExecutor(count) as pool:
        found = set(pool.map(press, range(count)))
    assert len(found) == 1
    assert attempts() == 1
    sitting = queries.sitting(found.pop(), person)
    assert sitting is not None
    asked = [line.question_id for line in queries.items(sitting.id)]
    assert asked
    assert len(set(asked)) == len(asked)


def test_parallel_starts_and_sends_cannot_get_around_the_limit(published: Flask, factory: Factory) -> None:
    publish_set("sekali", percobaan="1")
    count = 12

    def press_and_send(person: int, gate: threading.Barrier) -> None:
        with published.app_context():
            gate.wait()
            with suppress(TooManyAttempts):
                send(person, start(person, "sekali"))

    for nth in range(1, 6):
        person, gate = factory.person(), threading.Barrier(count)
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(press_and_send, [person] * count, [gate] * count))
        assert attempts() == nth
        session.rollback()


def test_the_limit_holds_within_its_window(published: Flask, factory: Factory) -> None:
    publish_set("terbatas", percobaan="2", percobaan_per_hari="30")
    person, at = factory.person(), now()
    for days in (0, 10):
        send(person, start(person, "terbatas", at + days * DAY), at + days * DAY)
    with pytest.raises(TooManyAttempts) as refusal:
        start(person, "terbatas", at + 20 * DAY)
    assert refusal.value.again_at == at + 30 * DAY
    assert start(person, "terbatas", at + 30 * DAY)


def test_the_pause_of_the_test_runs_from_sending(published: Flask, factory: Factory) -> None:
    person, at = factory.person(), now()
    send(person, start(person, TEST, at), at + timedelta(minutes=20))
    with pytest.raises(PauseNotOver):
        start(person, TEST, at + DAY)
    assert start(person, TEST, at + DAY + timedelta(minutes=20))


def test_the_page_says_when_the_next_attempt_may_begin(learner: Learner) -> None:
    learner.start(TEST)
    learner.send()
    reply = learner.post(f"/kuis/{TEST}/mulai")
    assert reply.status_code == 409
    page = reply.get_data(as_text=True)
    assert "Masih ada jeda" in page
    assert "Anda dapat memulai lagi" in page
    assert ">Mulai<" not in page


def test_a_set_that_is_not_open_yet_or_any_more_begins_nothing(published: Flask, factory: Factory) -> None:
    publish_set("musim", dibuka="2026-12-01T08:00:00+08:00", ditutup="2026-12-02T08:00:00+08:00")
    question_set = materials.question_set("musim")
    assert question_set is not None
    assert question_set.opens_at is not None
    assert question_set.closes_at is not None
    person = factory.person()
    with pytest.raises(SetNotOpen):
        start(person, "musim", question_set.opens_at - timedelta(seconds=1))
    with pytest.raises(SetClosed):
        start(person, "musim", question_set.closes_at)
    begun = queries.sitting(start(person, "musim", question_set.opens_at), person)
    assert begun is not None
    assert begun.deadline_at == question_set.closes_at


def test_an_attempt_stays_on_the_version_that_it_began_with(learner: Learner) -> None:
    publish_set("berubah", plain=3)
    version = materials.question_set("berubah")
    assert version is not None
    learner.start("berubah")
    publish_set("berubah", plain=4, expected=version.version_id)
    assert len(learner.item_keys()) == 3
    learner.answer_all(right=3)
    learner.send()
    assert "3 dari 3 benar" in learner.result()
    learner.start("berubah")
    assert len(learner.item_keys()) == 4


def test_the_test_of_the_standard_is_a_prates_until_a_lesson_is_begun(
    published: Flask, factory: Factory
) -> None:
    person, at = factory.person(), now()
    page = materials.module(QUIZ)
    assert page is not None
    first = start(person, TEST, at)
    send(person, first, at)
    with transaction():
        learning.mark_read(
            person_id=person,
            slug=QUIZ,
            version_id=page.card.version_id,
            anchor=page.sections[0].anchor,
            at=at + DAY,
        )
    second = start(person, TEST, at + 2 * DAY)
    rounds = [
        sitting.round
        for sitting in (queries.sitting(first, person), queries.sitting(second, person))
        if sitting
    ]
    assert rounds == [Round.PRATES, Round.PASCATES]


def test_a_module_quiz_measures_no_standard(learner: Learner) -> None:
    sitting = queries.sitting(learner.start(QUIZ), learner.person_id)
    assert sitting is not None
    assert (sitting.standard_code, sitting.round) == (None, Round.UTAMA)


def test_an_open_attempt_past_its_time_is_ended_when_another_begins(
    learner: Learner, later: Callable[[float], None]
) -> None:
    publish_set("berwaktu", batas_menit="10")
    first = learner.start("berwaktu")
    learner.save(1, learner.item_keys()[0].right, revision=1)
    later(700)
    assert learner.start("berwaktu") != first
    ended = queries.sitting(first, learner.person_id)
    assert ended is not None
    assert (ended.state.value, ended.submitted_at) == ("auto_submitted", ended.deadline_at)
