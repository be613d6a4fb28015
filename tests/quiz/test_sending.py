"""Sending an attempt: one result whatever happens, the summary and the completion in the same transaction."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select

from app.clock import now
from app.db import db, session, transaction
from app.learning import queries as learning
from app.quiz import queries, services
from app.quiz.models import Attempt, ItemResult, Result
from app.quiz.queries import ResultRow
from app.quiz.rules import AttemptState
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST, Learner
from tests.quiz.sets import publish_set


def stored_result(learner: Learner) -> ResultRow | None:
    session.rollback()
    sitting = queries.sitting(learner.public_id, learner.person_id)
    assert sitting is not None
    return queries.result(sitting.id)


def rows(model: type[Result] | type[ItemResult]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_sending_stores_the_marks_once(learner: Learner) -> None:
    learner.start(TEST)
    learner.answer_all(right=14)
    assert learner.send().location == f"/upaya/{learner.public_id}/hasil"
    assert stored_result(learner) == ResultRow(14, 20, 20, Fraction(7, 10), True)


def test_sending_again_gives_the_same_result(learner: Learner) -> None:
    learner.start()
    learner.answer_all()
    learner.send()
    before = stored_result(learner)
    assert learner.send().location == f"/upaya/{learner.public_id}/hasil"
    assert stored_result(learner) == before
    assert (rows(Result), rows(ItemResult)) == (1, len(learner.item_keys()))


def test_sending_without_any_answer_is_allowed_and_earns_nothing(learner: Learner) -> None:
    learner.start()
    learner.send()
    assert stored_result(learner) == ResultRow(0, len(learner.item_keys()), 0, Fraction(0), False)


def test_parts_of_a_question_count_in_the_score_and_not_as_correct(learner: Learner) -> None:
    publish_set("ganda", plain=1, several=1)
    learner.start("ganda")
    for position, key in enumerate(learner.item_keys(), start=1):
        learner.save(position, key.right[:1], revision=position)
    learner.send()
    assert stored_result(learner) == ResultRow(1, 2, 2, Fraction(3, 4), True)


def test_the_attempt_of_somebody_else_cannot_be_sent(
    learner: Learner, published: Flask, factory: Factory
) -> None:
    learner.start()
    other = Learner(published, factory)
    assert other.post(f"/upaya/{learner.public_id}/kirim").status_code == 404
    assert stored_result(learner) is None


def test_fifty_parallel_sends_give_one_result(published: Flask, learner: Learner) -> None:
    learner.start()
    learner.answer_all()
    session.rollback()
    count = 50
    gate = threading.Barrier(count)

    def press(_: int) -> None:
        with published.app_context():
            gate.wait()
            with transaction():
                services.submit(public_id=learner.public_id, person_id=learner.person_id, at=now())

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(press, range(count)))
    assert (rows(Result), rows(ItemResult)) == (1, len(learner.item_keys()))
    assert learning.passed_slugs(learner.person_id) == {QUIZ}


@pytest.mark.parametrize("way", ["request", "command"])
def test_every_answer_acknowledged_while_somebody_sends_is_marked(
    published: Flask, learner: Learner, way: str
) -> None:
    learner.start(TEST)
    keys = learner.item_keys()
    session.rollback()
    gate = threading.Barrier(len(keys) + 1)
    sent: list[int] = []

    def save(position: int) -> int:
        with published.app_context():
            gate.wait()
            reply = learner.client_save(position, keys[position - 1].token, keys[position - 1].right)
            return position if reply.status_code == 200 else 0

    def send() -> None:
        request = published.test_request_context("/", method="POST")
        with request if way == "request" else published.app_context():
            gate.wait()
            with nullcontext() if way == "request" else transaction():
                services.submit(public_id=learner.public_id, person_id=learner.person_id, at=now())
            sent.append(1)

    with ThreadPoolExecutor(len(keys) + 1) as pool:
        saves = [pool.submit(save, position) for position in range(1, len(keys) + 1)]
        pool.submit(send).result()
        acknowledged = {each.result() for each in saves} - {0}
    result = stored_result(learner)
    assert sent
    assert result is not None
    assert result.correct == len(acknowledged)


def test_sending_a_test_asks_the_database_in_three_turns(published: Flask, factory: Factory) -> None:
    """Who sends first brings the keys into memory; the next asks who it is, what was said, and writes."""
    for _ in range(2):
        sender = Learner(published, factory)
        sender.start(TEST)
        sender.answer_all(right=14)
        session.remove()
        with asked(db.engine) as statements:
            assert sender.send().status_code == 302
    tables = [statement.split()[0] for statement in statements]
    assert not [each for each in statements if "question" in each.split("WHERE")[0].split("FROM")[-1]]
    assert tables[:3] == ["SELECT", "UPDATE", "SELECT"]
    assert set(tables[3:]) <= {"INSERT", "WITH"}


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """The statements of any request meanwhile."""
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


# The clock ends what has a deadline.


@pytest.fixture
def overdue(learner: Learner, later: Callable[[float], None]) -> Learner:
    publish_set("berwaktu", batas_menit="10")
    learner.start("berwaktu")
    learner.save(1, learner.item_keys()[0].right, revision=1)
    later(606)
    return learner


def state(learner: Learner) -> AttemptState | None:
    session.rollback()
    return session.scalar(select(Attempt.state).where(Attempt.public_id == learner.public_id))


def test_an_overdue_attempt_reads_as_sent_before_anybody_has_closed_it(overdue: Learner) -> None:
    assert overdue.get(f"/upaya/{overdue.public_id}/1/").location == f"/upaya/{overdue.public_id}/hasil"
    page = overdue.result()
    assert "1 dari 3 benar" in page
    assert "Waktu habis" in page
    assert state(overdue) is AttemptState.IN_PROGRESS
    assert queries.open_attempts(overdue.person_id, now()) == []


def test_within_the_grace_no_result_exists_yet(learner: Learner, later: Callable[[float], None]) -> None:
    publish_set("berwaktu", batas_menit="10")
    learner.start("berwaktu")
    later(603)
    learner.page(f"/upaya/{learner.public_id}/hasil", status=404)


def test_the_tick_ends_overdue_attempts_at_their_deadline(overdue: Learner) -> None:
    with transaction():
        assert services.finish_overdue(now()) == 1
    sitting = queries.sitting(overdue.public_id, overdue.person_id)
    assert sitting is not None
    assert (sitting.state, sitting.submitted_at) == (AttemptState.AUTO_SUBMITTED, sitting.deadline_at)
    assert stored_result(overdue) == ResultRow(1, 3, 1, Fraction(1, 3), False)


def test_sending_after_the_deadline_is_the_clocks_ending(overdue: Learner) -> None:
    overdue.send()
    assert state(overdue) is AttemptState.AUTO_SUBMITTED


def test_the_tick_leaves_open_what_still_has_time(learner: Learner, later: Callable[[float], None]) -> None:
    publish_set("berwaktu", batas_menit="10")
    learner.start("berwaktu")
    later(604)
    with transaction():
        assert services.finish_overdue(now()) == 0


def test_two_ticks_at_once_end_each_attempt_once(published: Flask, factory: Factory) -> None:
    publish_set("berwaktu", batas_menit="10")
    at = now()
    people = [factory.person() for _ in range(8)]
    for person in people:
        with transaction():
            services.start_or_resume(person_id=person, slug="berwaktu", at=at)
    gate = threading.Barrier(2)

    def tick(_: int) -> int:
        with published.app_context():
            gate.wait()
            with transaction():
                return services.finish_overdue(at + timedelta(minutes=11))

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(tick, range(2)))
    assert sum(ended) == 8
    assert rows(Result) == 8


def test_a_tick_ends_as_many_as_it_is_told(published: Flask, factory: Factory) -> None:
    publish_set("berwaktu", batas_menit="10")
    at = now()
    for person in [factory.person() for _ in range(3)]:
        with transaction():
            services.start_or_resume(person_id=person, slug="berwaktu", at=at)
    counts = []
    for _ in range(3):
        with transaction():
            counts.append(services.finish_overdue(at + timedelta(hours=1), limit=2))
    assert counts == [2, 1, 0]


# What others are told.


def test_a_passed_module_quiz_is_told_to_learning(learner: Learner) -> None:
    learner.start(QUIZ)
    learner.answer_all()
    learner.send()
    session.rollback()
    assert learning.passed_slugs(learner.person_id) == {QUIZ}


def test_a_failed_quiz_and_a_passed_test_are_not(learner: Learner) -> None:
    learner.start(QUIZ)
    learner.answer_all(right=3)
    learner.send()
    learner.start(TEST)
    learner.answer_all()
    learner.send()
    session.rollback()
    assert learning.passed_slugs(learner.person_id) == frozenset()
