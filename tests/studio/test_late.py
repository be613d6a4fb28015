"""Late answers: seen by a trainer, decided with a reason, marked again, told to the person."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from app import audit
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.quiz import queries, services
from app.quiz.models import Attempt
from app.quiz.rules import NoReason, OwnAllowance
from tests.factories import Factory
from tests.quiz.learner import Learner
from tests.quiz.sets import publish_set
from tests.studio.conftest import Trainer
from tests.studio.test_learners import post

REASON = "Jaringan kantor terputus tepat di akhir."


@pytest.fixture
def late(trainer: Trainer, published: Flask, factory: Factory, later: Callable[[float], None]) -> Learner:
    """Of three answers one was saved in time, wrongly, and two came 12 seconds late, rightly."""
    publish_set("berwaktu", batas_menit="10")
    learner = Learner(published, factory, factory.person(name="Ma'ruf"))
    learner.start("berwaktu")
    keys = learner.item_keys()
    learner.save(1, keys[0].wrong[:1], revision=1)
    later(612)
    for position in (1, 2):
        assert learner.save(position, keys[position - 1].right, revision=position + 1).status_code == 202
    return learner


@pytest.fixture
def later() -> Iterator[Callable[[float], None]]:
    from app import clock

    def turn(seconds: float) -> None:
        clock.configure(zone="Asia/Makassar", offset_seconds=int(seconds))

    yield turn
    clock.configure(zone="Asia/Makassar")


def attempt_id(learner: Learner) -> int:
    session.rollback()
    return session.scalars(select(Attempt.id).where(Attempt.public_id == learner.public_id)).one()


def decide(learner: Learner, by: int, *, accept: bool, reason: str = REASON) -> int:
    number = attempt_id(learner)
    verdicts = {line.key: accept for line in queries.late_answers(number)}
    with transaction():
        return services.decide_late_answers(
            attempt_id=number, verdicts=verdicts, reason=reason, by=by, at=now()
        )


def score(learner: Learner) -> tuple[int, int, Fraction] | None:
    session.rollback()
    found = queries.result(attempt_id(learner))
    return (found.correct, found.answered, found.score) if found else None


def test_nothing_waits_at_first(trainer: Trainer) -> None:
    assert "Tidak ada jawaban terlambat yang menunggu." in trainer.page("/studio/terlambat/")
    trainer.page("/studio/terlambat/999/", 404)
    trainer.page("/studio/terlambat/?halaman=9", 404)


def test_the_list_and_the_page_show_question_answer_and_seconds_and_no_score(
    trainer: Trainer, late: Learner
) -> None:
    assert "Ma&#39;ruf" in trainer.page("/studio/terlambat/")
    page = trainer.page(f"/studio/terlambat/{attempt_id(late)}/")
    assert page.count("tiba 12 detik sesudah waktu habis") + page.count("tiba 11 detik") == 2
    assert page.count("Yang tersimpan sekarang") == 2
    assert re.search(r"jitu \d", page)
    for word in ("benar", "lulus ", "%", late.public_id):
        assert word not in page, word


def test_accepting_on_the_page_marks_again_and_tells_the_person(trainer: Trainer, late: Learner) -> None:
    number = attempt_id(late)
    assert "menunggu keputusan narasumber" in late.result()
    form = {line.key: "terima" for line in queries.late_answers(number)}
    reply = post(trainer.client, f"/studio/terlambat/{number}/", reason=REASON, **form)
    assert reply.location == "/studio/terlambat/"
    assert score(late) == (2, 2, Fraction(2, 3))
    assert "Tidak ada jawaban terlambat" in trainer.page("/studio/terlambat/")
    page = late.result()
    assert "2 dari 3 benar" in page
    assert page.count(f"diterima narasumber. Alasannya: {REASON}") == 2
    assert "semua sudah diputuskan" in trainer.page(f"/studio/terlambat/{number}/")


def test_refusing_changes_no_mark_and_tells_the_person(trainer: Trainer, late: Learner) -> None:
    assert decide(late, trainer.id, accept=False) == 2
    assert score(late) == (0, 1, Fraction(0))
    assert late.result().count("ditolak narasumber") == 2


def test_deciding_again_changes_nothing(trainer: Trainer, late: Learner) -> None:
    decide(late, trainer.id, accept=True)
    before = score(late)
    assert decide(late, trainer.id, accept=False) == 0
    assert score(late) == before
    assert services.standing_differences() == 0


def test_a_newer_late_answer_of_the_same_device_waits_again(trainer: Trainer, late: Learner) -> None:
    decide(late, trainer.id, accept=True)
    key = late.item_keys()[0]
    assert late.save(1, key.wrong[:1], revision=9).status_code == 202
    assert [line.waits for line in queries.late_answers(attempt_id(late))] == [True, False]
    decide(late, trainer.id, accept=True)
    assert score(late) == (1, 2, Fraction(1, 3))


def test_the_trail_holds_who_decided_what_and_why(trainer: Trainer, late: Learner) -> None:
    decide(late, trainer.id, accept=True)
    lines = [each for each in audit.entries(limit=9) if each.action == "decide late answers"]
    assert [(each.actor_id, each.subject) for each in lines] == [(trainer.id, f"person:{late.person_id}")]
    assert lines[0].details == f"berwaktu, soal 1 diterima, soal 2 diterima: {REASON}"


def test_no_reason_no_attempt_and_the_own_attempt_are_refused(trainer: Trainer, late: Learner) -> None:
    with pytest.raises(NoReason):
        decide(late, trainer.id, accept=True, reason="ya")
    with pytest.raises(OwnAllowance):
        decide(late, late.person_id, accept=True)
    with pytest.raises(NotFound), transaction():
        services.decide_late_answers(attempt_id=10**8, verdicts={}, reason=REASON, by=trainer.id, at=now())
    assert all(line.waits for line in queries.late_answers(attempt_id(late)))


def test_a_form_without_choice_or_reason_keeps_what_was_typed(trainer: Trainer, late: Learner) -> None:
    number = attempt_id(late)
    path = f"/studio/terlambat/{number}/"
    key = queries.late_answers(number)[0].key
    reply = post(trainer.client, path, reason=REASON)
    assert (reply.status_code, "Pilih terima atau tolak" in reply.get_data(as_text=True)) == (422, True)
    assert REASON in reply.get_data(as_text=True)
    reply = post(trainer.client, path, reason="", **{key: "terima"})
    assert (reply.status_code, "checked" in reply.get_data(as_text=True)) == (422, True)
