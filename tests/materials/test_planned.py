"""Versions that wait: published once at their instant, or told why not."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import audit
from app.db import session, transaction
from app.materials import queries
from app.materials.rules import ChangeKind, EditConflict, Origin, PlanExists, PlanState, Result
from app.materials.rules.planned import OVERTAKEN, NotLater, PlanOver
from app.materials.services import (
    Handed,
    Signature,
    acknowledge,
    cancel_plan,
    plan_versions,
    publish_due,
    publish_folder,
    publish_source,
)
from app.server import tick
from tests.factories import Factory
from tests.materials.texts import TEXTS, write

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DUE = AT + timedelta(hours=8)
PATH = next(path for path in TEXTS if path.endswith("modul.md"))


@pytest.fixture
def trainer(app: Flask, factory: Factory, tmp_path: Path) -> int:
    with transaction():
        publish_folder(write(tmp_path / "content", TEXTS), by=None, at=AT)
    del app
    return factory.person(name="Ketut")


def state(path: str = PATH):  # type: ignore[no-untyped-def]
    return next(state for state in queries.document_state() if state.path == path)


def text() -> str:
    found = queries.source(state().version_id)
    assert found is not None
    return found.text


def plan(trainer: int, source: str, due_at: datetime = DUE, expected: int | None = None) -> Result:
    with transaction():
        (outcome,) = plan_versions(
            [Handed(PATH, source, expected or state().version_id)],
            Signature(trainer, AT, Origin.STUDIO, ChangeKind.SUBSTANSI, "Contoh baru"),
            due_at=due_at,
        )
    return outcome.result


def longer() -> str:
    return text().rstrip("\n") + "\n\nKalimat yang baru.\n"


def test_nothing_is_published_before_its_instant_and_once_after(trainer: int) -> None:
    new = longer()
    assert plan(trainer, new) is Result.TERBIT
    assert publish_due(DUE - timedelta(seconds=1)) == 0
    assert state().number == 1
    assert publish_due(DUE) == 1
    assert (text(), state().number, state().published_by) == (new, 2, trainer)
    assert (state().change_kind, state().note) == (ChangeKind.SUBSTANSI, "Contoh baru")
    assert publish_due(DUE + timedelta(minutes=1)) == 0
    assert state().number == 2
    (ended,) = queries.ended_plans(limit=5)
    assert (ended.state, ended.number, ended.told) == (PlanState.TERBIT, 2, "")
    assert queries.waiting_plans() == []


def test_planning_writes_who_and_when_into_the_trail(trainer: int) -> None:
    plan(trainer, longer())
    entry = audit.entries(limit=1)[0]
    assert (entry.actor_id, entry.action, entry.subject) == (trainer, "plan document", PATH)


def test_who_published_in_between_is_not_overwritten(trainer: int) -> None:
    plan(trainer, longer())
    theirs = text().rstrip("\n") + "\n\nKalimat orang lain.\n"
    with transaction():
        publish_source(PATH, theirs, by=None, at=AT, expected_current=state().version_id)
    assert publish_due(DUE) == 0
    assert text() == theirs
    (told,) = queries.untold_plans()
    assert (told.state, told.told) == (PlanState.GAGAL, OVERTAKEN)
    assert "Kalimat yang baru." in queries.planned_text(told.id)
    with transaction():
        acknowledge(told.id, by=trainer)
    assert queries.untold_plans() == []


def test_a_text_that_no_longer_passes_is_not_published(trainer: int) -> None:
    terms = next(path for path in TEXTS if path.endswith("istilah.yml"))
    more = "- kode: kata-lain\n  istilah: Kata lain\n  arti: Kata yang akan hilang.\n"

    def terms_are(words: str) -> None:
        with transaction():
            done = publish_source(terms, words, by=None, at=AT, expected_current=state(terms).version_id)
        assert done.result is Result.TERBIT, done.problems

    terms_are(TEXTS[terms].rstrip("\n") + "\n" + more)
    assert plan(trainer, text().rstrip("\n") + "\n\nLihat [kata](istilah:kata-lain).\n") is Result.TERBIT
    terms_are(TEXTS[terms])
    assert publish_due(DUE) == 0
    assert state().number == 1
    (told,) = queries.untold_plans()
    assert told.told.startswith("Teksnya tidak lolos pemeriksaan lagi. Baris ")


def test_a_broken_text_is_not_planned(trainer: int) -> None:
    assert plan(trainer, text() + '\n\n!!! salah-kaprah "tidak-ada"\n') is Result.DITOLAK
    assert queries.waiting_plans() == []


def test_the_standing_text_needs_no_plan(trainer: int) -> None:
    assert plan(trainer, text()) is Result.TETAP
    assert queries.waiting_plans() == []


@pytest.mark.parametrize("seconds", [0, -1])
def test_an_instant_that_has_passed_is_refused(trainer: int, seconds: int) -> None:
    with pytest.raises(NotLater):
        plan(trainer, longer(), AT + timedelta(seconds=seconds))


def test_one_version_waits_for_each_document(trainer: int) -> None:
    plan(trainer, longer())
    with pytest.raises(PlanExists):
        plan(trainer, longer() + "\nLagi.\n")
    assert len(queries.waiting_plans()) == 1


def test_planning_upon_an_older_version_is_a_conflict(trainer: int) -> None:
    old = state().version_id
    with transaction():
        publish_source(PATH, longer(), by=None, at=AT, expected_current=old)
    with pytest.raises(EditConflict):
        plan(trainer, longer() + "\nLagi.\n", expected=old)


def test_a_cancelled_version_is_not_published_and_another_may_be_planned(trainer: int) -> None:
    plan(trainer, longer())
    (waiting,) = queries.waiting_plans()
    with transaction():
        cancel_plan(waiting.id, by=trainer, at=AT)
    assert publish_due(DUE) == 0
    assert state().number == 1
    with pytest.raises(PlanOver), transaction():
        cancel_plan(waiting.id, by=trainer, at=AT)
    assert plan(trainer, longer()) is Result.TERBIT


def test_what_is_published_cannot_be_cancelled(trainer: int) -> None:
    plan(trainer, longer())
    (waiting,) = queries.waiting_plans()
    publish_due(DUE)
    with pytest.raises(PlanOver), transaction():
        cancel_plan(waiting.id, by=trainer, at=DUE)
    assert queries.ended_plans(limit=1)[0].state is PlanState.TERBIT


def test_two_ticks_at_once_publish_it_once_and_tell_no_failure(app: Flask, trainer: int) -> None:
    plan(trainer, longer())
    session.remove()
    ready = threading.Barrier(3)
    done: list[int] = []

    def run() -> None:
        with app.app_context():
            ready.wait()
            done.append(publish_due(DUE))
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 1]
    assert state().number == 2
    assert queries.untold_plans() == []
    assert queries.ended_plans(limit=1)[0].state is PlanState.TERBIT


def test_one_failure_does_not_hold_the_others(trainer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = next(path for path in TEXTS if path.endswith("kuis.md"))
    plan(trainer, longer())
    found = queries.source(state(quiz).version_id)
    assert found is not None
    with transaction():
        plan_versions(
            [Handed(quiz, found.text.replace("judul: ", "judul: Lagi ", 1), state(quiz).version_id)],
            Signature(trainer, AT, Origin.STUDIO, ChangeKind.KOREKSI, ""),
            due_at=DUE + timedelta(seconds=1),
        )
    from app.materials.services import planned

    whole = planned.publish_together

    def broken(handed: list[Handed], signature: Signature) -> object:
        if handed[0].path == PATH:
            raise RuntimeError("the disk is full")
        return whole(handed, signature)

    monkeypatch.setattr(planned, "publish_together", broken)
    assert publish_due(DUE + timedelta(minutes=1)) == 1
    monkeypatch.undo()
    assert publish_due(DUE + timedelta(minutes=2)) == 1
    assert (state().number, state(quiz).number) == (2, 2)


def test_the_tick_publishes_what_is_due(trainer: int) -> None:
    plan(trainer, longer())
    tick(DUE)
    assert state().number == 2
