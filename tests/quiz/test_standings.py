"""The summary of results against the results, cell by cell: proof, command, and eight writers at once."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from app.clock import local_day
from app.db import db, session, transaction, write
from app.errors import Conflict, NotFound
from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz import queries, services
from app.quiz.models import Answer, Attempt, AttemptItem, LateAnswer, Standing
from app.quiz.rules import Marking, NoReason, question_token
from app.quiz.rules.standing import StandingFact, compared
from app.quiz.rules.told import beliefs_told, told
from app.quiz.services.standing import standing_part
from tests.factories import Factory
from tests.quiz.remarks import moved, publish_at, published_text, sit, wise_answers

CODE, TEST, PATH = "SPBE-DASAR-2026", "spbe-dasar", "tes/spbe-dasar/tes.md"
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)
WRITERS, AGAIN = 8, 40
PERSONS, SITTINGS = 6, 4


def fact(attempt_id: int, at: datetime, *, correct: int = 5, person: int = 1) -> StandingFact:
    return StandingFact(person, CODE, local_day(at), attempt_id, at, correct, 10, 10, ())


def test_every_cell_is_compared_and_an_absent_row_differs_in_all_of_them() -> None:
    one, other = fact(1, NOON), fact(2, NOON, person=2)
    found = compared({one.key: one, other.key: other}, {one.key: fact(1, NOON, correct=6)})
    assert (found.rows, found.cells, found.rows_differing) == (2, 10, 2)
    first = found.differences[0]
    assert (first.key, first.cell, first.expected, first.kept) == (one.key, "correct", 5, 6)
    assert {each.kept for each in found.differences[1:]} == {None}
    assert len(found.differences) == 6


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    found = app.test_cli_runner().invoke(args=["quiz", "standings", *arguments])
    return found.exit_code, found.output


def test_the_command_counts_rows_and_cells_and_names_what_differs(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, wise_answers(TEST), TEST, at=NOON)
    status, text = run(published, "--json")
    proof = json.loads(text)
    assert (status, proof["baris"], proof["sel_berbeda"]) == (0, 1, 0)
    assert proof["sel"] == 5 + 4 * 5
    with transaction():
        session.execute(update(Standing).values(correct=0))
        rest = [
            each
            for each in beliefs_told(session.scalar(select(Standing.told)) or "")
            if each.code != queries.core_code()
        ]
        session.execute(update(Standing).values(told=told(rest)))
    status, text = run(published, "--json")
    proof = json.loads(text)
    assert (status, proof["baris_berbeda"], proof["sel_berbeda"]) == (1, 1, 5)
    assert {"orang": person, "sel": "correct", "tersimpan": 0}.items() <= proof["berbeda"][0].items()
    status, text = run(published)
    assert status == 1
    assert "flask quiz standings --rebuild" in text
    status, text = run(published, "--rebuild")
    assert (status, "0 sel berbeda" in text) == (0, True)


def test_an_invalidated_attempt_lets_the_one_before_count_and_is_written_down(
    published: Flask, factory: Factory
) -> None:
    person = factory.person()
    older = sit(person, {}, TEST, at=NOON - 3 * DAY)
    sit(person, wise_answers(TEST), TEST, at=NOON - 2 * DAY)
    newest = sit(person, wise_answers(TEST), TEST, at=NOON)
    assert kept_attempts()[-1] == newest.id
    command = published.test_cli_runner().invoke
    refused = command(args=["quiz", "invalidate", newest.public_id, "--reason", " "])
    assert refused.exit_code == 1
    done = command(args=["quiz", "invalidate", newest.public_id, "--reason", "Dikerjakan orang lain."])
    assert (done.exit_code, newest.id in kept_attempts(), older.id in kept_attempts()) == (0, False, False)
    assert len(kept_attempts()) == 1
    assert not queries.standing_proof().differences
    again = command(args=["quiz", "invalidate", newest.public_id, "--reason", "Dikerjakan orang lain."])
    assert again.exit_code == 1


def kept_attempts() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Standing.attempt_id).order_by(Standing.submitted_at)))


def test_an_attempt_is_not_invalidated_without_a_reason_or_before_it_is_sent(
    published: Flask, factory: Factory
) -> None:
    person = factory.person()
    with transaction():
        public_id = services.start_or_resume(person_id=person, slug=TEST, at=NOON)
    with pytest.raises(NotFound):
        services.invalidate(public_id=public_id, reason="Belum dikirim.", by=None, at=NOON)
    with pytest.raises(NoReason):
        services.invalidate(public_id=public_id, reason="", by=None, at=NOON)


def asked() -> list[Question]:
    found = materials.question_set(TEST)
    assert found is not None
    return list(materials.questions(found.version_id)[:10])


def open_sittings(persons: list[int]) -> list[int]:
    """Several open sittings of each person, which the doors forbid: all on one day, answered at random."""
    found = materials.question_set(TEST)
    assert found is not None
    chance, questions, ids = Random(4), asked(), list[int]()
    with transaction():
        for person in persons:
            for number in range(1, SITTINGS + 1):
                attempt_id = len(ids) + 1
                ids.append(attempt_id)
                session.execute(
                    insert(Attempt).values(
                        id=attempt_id,
                        public_id=f"{attempt_id:032x}",
                        person_id=person,
                        question_set_version_id=found.version_id,
                        slug=TEST if number == 1 else f"{TEST}-{number}",
                        standard_code=CODE,
                        number=1,
                        round="pascates",
                        state="in_progress",
                        started_at=NOON - DAY,
                        seed="00",
                    )
                )
                for position, question in enumerate(questions, start=1):
                    item_id = attempt_id * 100 + position
                    session.execute(
                        insert(AttemptItem).values(
                            id=item_id,
                            attempt_id=attempt_id,
                            position=position,
                            question_id=question.id,
                            token=question_token("00", question.id),
                            marking=Marking(question.type.value),
                            options=len(question.choices),
                            asks_confidence=True,
                        )
                    )
                    given = {"response": str(chance.randrange(4)), "confidence": 3, "device": "a"}
                    session.execute(
                        insert(Answer).values(
                            attempt_item_id=item_id, revision=1, saved_at=NOON - DAY, **given
                        )
                    )
                    if chance.random() < 0.2:
                        late = {**given, "response": str(chance.randrange(4)), "device": "b"}
                        session.execute(
                            insert(LateAnswer).values(
                                attempt_item_id=item_id, revision=2, received_at=NOON, **late
                            )
                        )
    return ids


class Work:
    """What the writers do to the same sittings; each act is one transaction, as one request is."""

    def __init__(self, app: Flask, ids: list[int], trainer: int) -> None:
        self.app, self.ids, self.trainer = app, ids, trainer
        self.done: Counter[str] = Counter()

    def acts(self) -> list[Callable[[], str]]:
        """Every sitting is sent by two at once; some are decided upon, some invalidated; keys have moved."""
        chance = Random(9)
        found: list[Callable[[], str]] = []
        for each in self.ids:
            found += [partial(self.send, each)] * 2
            found += [partial(self.decide, each)] * (chance.random() < 0.5)
            found += [partial(self.invalidate, each)] * (chance.random() < 0.3)
        found += [self.remark, self.rebuild] * 3
        chance.shuffle(found)
        return found

    def send(self, attempt_id: int) -> str:
        """At one of few instants, so that several fall on the same one."""
        at = NOON + timedelta(seconds=attempt_id % 3)
        sitting = queries.sitting_by_id(attempt_id)
        assert sitting is not None
        services.submit(public_id=sitting.public_id, person_id=sitting.person_id, at=at)
        return "sent"

    def decide(self, attempt_id: int) -> str:
        lines = queries.late_answers(attempt_id)
        verdicts = {line.key: True for line in lines if line.waits}
        count = services.decide_late_answers(
            attempt_id=attempt_id, verdicts=verdicts, reason="Jaringan putus.", by=self.trainer, at=NOON
        )
        return "decided" if count else "nothing to decide"

    def invalidate(self, attempt_id: int) -> str:
        services.invalidate(
            public_id=f"{attempt_id:032x}", reason="Dikerjakan orang lain.", by=self.trainer, at=NOON
        )
        return "invalidated"

    def remark(self) -> str:
        plan = queries.remark_plan(TEST)
        assert plan is not None
        if not plan.changes:
            return "nothing to mark"
        services.apply_remark(slug=TEST, digest=plan.digest, reason="Kunci keliru.", by=None, at=NOON)
        return "marked again"

    def rebuild(self) -> str:
        services.rebuild_standings()
        return "rebuilt"

    def all_at_once(self) -> None:
        """Eight writers with connections of their own take the acts one after the other."""
        gate = threading.Barrier(WRITERS)
        acts = self.acts()
        with ThreadPoolExecutor(WRITERS) as pool:
            for each in [pool.submit(self._write, gate, acts[n::WRITERS]) for n in range(WRITERS)]:
                each.result()

    def _write(self, gate: threading.Barrier, acts: list[Callable[[], str]]) -> None:
        """A refused remark comes again later: what it saw had moved on, as for a trainer who looks anew."""
        gate.wait()
        again = AGAIN
        while acts:
            act = acts.pop(0)
            with self.app.app_context():
                outcome = self._one(act)
            self.done[outcome] += 1
            if outcome == "refused" and act == self.remark and again:
                again -= 1
                acts.append(act)

    def _one(self, act: Callable[[], str]) -> str:
        try:
            with transaction():
                return act()
        except (Conflict, NotFound):
            return "refused"


def test_eight_writers_at_once_leave_no_cell_that_differs(published: Flask, factory: Factory) -> None:
    """Sent, decided upon, invalidated, marked again and rebuilt over the same persons and the same day."""
    persons = [factory.person() for _ in range(PERSONS)]
    work = Work(published, open_sittings(persons), factory.person())
    publish_at(PATH, TEST, moved(published_text(PATH), asked()[0].key))
    work.all_at_once()
    proof = queries.standing_proof()
    assert proof.differences == ()
    assert (proof.rows, proof.cells > 100) == (PERSONS, True)
    assert work.done["sent"] == 2 * PERSONS * SITTINGS
    assert min(work.done[name] for name in ("decided", "invalidated", "marked again", "rebuilt")) > 0, (
        work.done
    )
    before = queries.kept_by_key()
    with transaction():
        services.rebuild_standings()
    assert queries.kept_by_key() == before


@contextmanager
def held(app: Flask, act: Callable[[], None]) -> Iterator[threading.Event]:
    """Another connection does the act and commits when the event is set; it stays open until then."""
    begun, go = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), transaction():
            act()
            begun.set()
            go.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    yield go
    go.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("newer_commits_first", [True, False])
def test_the_newest_attempt_stands_whichever_transaction_commits_first(
    published: Flask, factory: Factory, newer_commits_first: bool
) -> None:
    """Of two at one instant the higher id; commits come in either order."""
    person = factory.person()
    low, high = open_sittings([person])[:2]
    first, then = (high, low) if newer_commits_first else (low, high)
    facts = {each: fact(each, NOON, correct=each, person=person) for each in (low, high)}
    late = ThreadPoolExecutor(1)

    def second() -> None:
        with published.app_context(), transaction():
            write(*standing_part(facts[then]))

    with held(published, lambda: write(*standing_part(facts[first]))) as go:
        waiting = late.submit(second)
        go.set()
        waiting.result(20)
    late.shutdown()
    session.rollback()
    assert session.scalars(select(Standing.attempt_id)).all() == [high]


def test_a_result_committed_while_the_summary_is_rebuilt_is_not_forgotten(
    published: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results are read only once nobody can add to them unseen."""
    persons = [factory.person() for _ in range(2)]
    ids = open_sittings(persons)
    with transaction():
        services.submit(public_id=f"{ids[0]:032x}", person_id=persons[0], at=NOON)
    read, sent = queries.facts_by_key, ThreadPoolExecutor(1)

    def send() -> None:
        with published.app_context(), transaction():
            services.submit(public_id=f"{ids[-1]:032x}", person_id=persons[1], at=NOON)

    def reading() -> object:
        found = read()
        pending.append(sent.submit(send))
        with pytest.raises(TimeoutError):
            pending[0].result(0.5)
        return found

    pending: list[Future[None]] = []
    monkeypatch.setattr(queries, "facts_by_key", reading)
    with transaction():
        services.rebuild_standings()
    monkeypatch.undo()
    pending[0].result(20)
    sent.shutdown()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Standing)) == 2
    assert not queries.standing_proof().differences
    db.session.remove()
