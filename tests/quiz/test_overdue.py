"""From its deadline on an attempt counts as sent at its deadline, whatever is read and whoever reads it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.clock import now
from app.comprehension import queries as comprehension
from app.db import session, transaction
from app.learning import queries as learning
from app.learning import services as reading
from app.materials import queries as materials
from app.people.rules import Role
from app.quiz import queries
from app.quiz.models import Attempt, Result
from app.quiz.rules import AttemptState
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST, Learner

CODE = "SPBE-DASAR-2026"
MINUTE = timedelta(minutes=1)


def give_a_deadline(learner: Learner, minutes: int = 10) -> None:
    """Let the open attempt end that long after it began."""
    with transaction():
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == learner.public_id)).one()
        attempt.deadline_at = attempt.started_at + minutes * MINUTE
    session.remove()


@pytest.fixture
def passing(learner: Learner, later: Callable[[float], None]) -> Learner:
    """Everybody's answers are right and saved, the browser is gone, and nobody has ended the attempt."""
    learner.start(QUIZ)
    learner.answer_all()
    give_a_deadline(learner)
    later(606)
    return learner


@pytest.fixture
def tested(learner: Learner, later: Callable[[float], None]) -> Learner:
    """The same with the standard's test."""
    learner.start(TEST)
    learner.answer_all()
    give_a_deadline(learner)
    later(606)
    return learner


def state(learner: Learner) -> tuple[AttemptState, bool]:
    """What stands, and whether it is as of the deadline."""
    session.remove()
    row = session.execute(
        select(Attempt.state, Attempt.submitted_at == Attempt.deadline_at).where(
            Attempt.public_id == learner.public_id
        )
    ).one()
    return row[0], bool(row[1])


def read_by(app: Flask, factory: Factory, path: str, role: Role) -> str:
    """A page as somebody of that role reads it, who has nothing to do with the attempt."""
    client = factory.sign_in(app, factory.person(roles={role}))
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def test_the_module_of_a_passed_quiz_is_complete_without_a_tick(passing: Learner) -> None:
    module = materials.module(QUIZ)
    assert module is not None
    for line in module.sections:
        with transaction():
            reading.mark_read(
                person_id=passing.person_id,
                slug=QUIZ,
                version_id=module.card.version_id,
                anchor=line.anchor,
                at=now(),
            )
    assert learning.completions_of(passing.person_id) == {}
    passing.page(f"/modul/{QUIZ}/")
    session.remove()
    assert learning.completions_of(passing.person_id).keys() == {QUIZ}
    assert state(passing) == (AttemptState.AUTO_SUBMITTED, True)


def test_the_persons_own_page_and_the_page_of_the_quiz_say_the_result(passing: Learner) -> None:
    count = len(passing.item_keys())
    assert f"{count} dari {count} benar" in passing.page(f"/kuis/{QUIZ}/")
    assert f"/upaya/{passing.public_id}/hasil" in passing.page("/saya/")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/pimpinan/laporan.json", Role.PIMPINAN),
        ("/penyelesaian/", Role.NARASUMBER),
        ("/studio/", Role.NARASUMBER),
    ],
)
def test_whoever_opens_a_page_of_figures_sees_it_as_sent(
    tested: Learner, published: Flask, factory: Factory, path: str, role: Role
) -> None:
    read_by(published, factory, path, role)
    assert state(tested) == (AttemptState.AUTO_SUBMITTED, True)
    standard = materials.current_standard()
    assert standard is not None
    assert queries.measured_persons(standard, now()) == {tested.person_id}
    assert comprehension.own_state(tested.person_id, standard, now()).measured


def test_the_facts_of_an_auditor_hold_it(tested: Learner, published: Flask, factory: Factory) -> None:
    reply = published.test_cli_runner().invoke(args=["comprehension", "export"])
    assert reply.exit_code == 0, reply.output
    assert isinstance(json.loads(reply.stdout)["attempts"], list)
    (fact,) = queries.attempt_facts(CODE)
    assert (fact.state, fact.correct) == (AttemptState.AUTO_SUBMITTED, 20)


def test_within_the_grace_nothing_is_ended(learner: Learner, later: Callable[[float], None]) -> None:
    learner.start(QUIZ)
    give_a_deadline(learner)
    later(603)
    learner.page("/saya/")
    assert state(learner)[0] is AttemptState.IN_PROGRESS


def test_a_page_that_knows_of_no_attempts_and_a_stranger_end_nothing(
    passing: Learner, published: Flask
) -> None:
    published.test_client().get("/istilah/")
    published.test_client().get("/")
    passing.page("/istilah/")
    assert state(passing)[0] is AttemptState.IN_PROGRESS


def test_a_page_is_read_although_nothing_can_be_written(
    passing: Learner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy.exc import OperationalError

    from app.quiz import guards

    def full(_at: object) -> int:
        raise OperationalError("UPDATE", {}, Exception("database or disk is full"))

    monkeypatch.setattr(guards.services, "finish_overdue", full)
    passing.page("/saya/")
    assert "could not end what is overdue" in caplog.text


def test_a_second_reading_writes_nothing(passing: Learner) -> None:
    passing.page("/saya/")
    session.execute(update(Result).values(correct=9))
    session.commit()
    passing.page("/saya/")
    session.remove()
    assert session.scalar(select(Result.correct)) == 9


def test_the_look_for_what_is_overdue_uses_the_small_index(published: Flask, backend: str) -> None:
    if backend == "sqlite":
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM attempt WHERE state = 'in_progress'"
                " AND deadline_at < '2026-01-01' LIMIT 1"
            )
        ).all()
        assert "ix_attempt_due" in str(plan)
    assert queries.anything_overdue(now()) is False
