"""A trainer finds one person, sees attempts and time but no score, and gives what the person needs."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import now
from app.db import transaction
from app.people.rules import Role
from app.quiz import queries as quiz
from app.quiz import services
from tests.factories import Factory
from tests.quiz.learner import Learner
from tests.quiz.sets import publish_set
from tests.studio.conftest import Trainer

NIP = "198501012010011001"
NAME = "Ma'ruf d'Arc, S.Sos."


@pytest.fixture
def sitter(trainer: Trainer, factory: Factory) -> int:
    publish_set("sekali", percobaan="1", batas_menit="10")
    return factory.person(name=NAME, nip=NIP, opd=factory.opd("DINAS-X", name="Dinas Contoh"))


def post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    page = client.get("/studio/peserta/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **form})


def give(trainer: Trainer, person: int, **changes: str) -> TestResponse:
    form = {"slug": "sekali", "kind": "waktu", "minutes": "15", "reason": "Listrik kantor padam."}
    return post(trainer.client, f"/studio/peserta/{person}/beri", **(form | changes))


def find(trainer: Trainer, search: str) -> str:
    reply = post(trainer.client, "/studio/peserta/", q=search)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def test_nobody_is_listed_before_somebody_is_looked_for(trainer: Trainer, sitter: int) -> None:
    assert f"/studio/peserta/{sitter}/" not in trainer.page("/studio/peserta/")
    assert "Tulis paling sedikit tiga huruf" in find(trainer, "Ma")


@pytest.mark.parametrize("search", ["ma'ruf", "D'ARC", NIP, "19850101 201001 1 001", "20100110"])
def test_a_person_is_found_by_name_or_nip_and_the_nip_stays_masked(
    trainer: Trainer, sitter: int, search: str
) -> None:
    page = find(trainer, search)
    assert f'href="/studio/peserta/{sitter}/"' in page
    shown = re.sub(r"<input[^>]*>|<h1>.*?</h1>", "", page)
    assert NIP not in shown
    assert "berakhiran 001" in shown


@pytest.mark.parametrize("search", ["tidak ada orangnya", "%%%", "___", "<b>x</b>", "999999"])
def test_who_is_not_there_is_not_found(trainer: Trainer, sitter: int, search: str) -> None:
    assert "Tidak ada peserta dengan nama atau NIP itu." in find(trainer, search)


def test_only_learners_are_found(trainer: Trainer, factory: Factory, published: Flask) -> None:
    other = factory.person(name="Wirasasmita", roles={Role.ADMINISTRATOR})
    assert "Tidak ada peserta" in find(trainer, "Wirasasmita")
    trainer.page(f"/studio/peserta/{other}/", 404)
    trainer.page("/studio/peserta/999999/", 404)


def test_many_of_one_name_are_cut_with_a_word_about_it(trainer: Trainer, factory: Factory) -> None:
    for _ in range(51):
        factory.person(name="Sitti Aminah")
    page = find(trainer, "sitti aminah")
    assert page.count('<th scope="row">') == 50
    assert "Tulis nama lebih lengkap" in page


def test_the_page_says_attempts_and_time_and_no_score(
    trainer: Trainer, sitter: int, published: Flask, factory: Factory
) -> None:
    learner = Learner(published, factory, sitter)
    learner.start("sekali")
    page = trainer.page(f"/studio/peserta/{sitter}/")
    assert "1 dimulai, sisa 0" in page
    assert re.search(r"Sedang dikerjakan, sisa (9|10)\.\d\d", page)
    learner.answer_all(right=2)
    learner.send()
    page = trainer.page(f"/studio/peserta/{sitter}/")
    assert "Tidak ada yang terbuka" in page
    assert learner.public_id not in page
    for word in ("benar", "lulus", "Lulus", "67", "66%"):
        assert word not in re.sub(r"<[^>]+>", " ", page), word  # addresses bear digits of their own


def test_time_moves_the_deadline_and_stands_in_the_history(
    trainer: Trainer, sitter: int, published: Flask, factory: Factory
) -> None:
    learner = Learner(published, factory, sitter)
    learner.start("sekali")
    reply = give(trainer, sitter)
    assert reply.location == f"/studio/peserta/{sitter}/"
    page = trainer.page(reply.location)
    assert "mendapat 15 menit lagi. Batas waktunya sudah bergeser." in page
    assert "+15 menit, Uji sekali" in page
    assert "Oleh Ketut Wirawan" in page
    assert "Terpakai" in page
    assert re.search(r"Sisa 2[45]\.\d\d", learner.page(f"/upaya/{learner.public_id}/1/"))


def test_an_attempt_is_given_shown_and_withdrawn(trainer: Trainer, sitter: int) -> None:
    assert "percobaan berikutnya" in trainer.page(
        give(trainer, sitter, kind="percobaan", minutes="").location
    )
    page = trainer.page(f"/studio/peserta/{sitter}/")
    assert "1 percobaan</td>" in page
    (line,) = quiz.allowances_of(sitter)
    path = f"/studio/peserta/{sitter}/cabut/{line.id}"
    assert post(trainer.client, path).status_code == 303
    assert "Dicabut oleh Ketut Wirawan" in trainer.page(f"/studio/peserta/{sitter}/")
    assert post(trainer.client, path).status_code == 409
    assert post(trainer.client, f"/studio/peserta/{trainer.id}/cabut/{line.id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Tulis alasannya"),
        ({"reason": "   "}, "Tulis alasannya"),
        ({"reason": "x" * 301}, "Tulis alasannya dengan 10 sampai 300 huruf."),
        ({"minutes": ""}, "Tulis berapa menit"),
        ({"minutes": "0"}, "Tulis 1 sampai 240 menit."),
        ({"minutes": "241"}, "Tulis 1 sampai 240 menit."),
        ({"minutes": "9" * 30}, "Tulis 1 sampai 240 menit."),
        ({"minutes": "lima"}, "Tulis bilangan bulat"),
        ({"kind": ""}, "Pilih yang diberikan"),
        ({"kind": "nilai"}, "daftar"),
        ({"slug": "tidak-ada"}, "daftar"),
    ],
)
def test_a_bad_form_says_what_is_wrong_and_keeps_what_was_typed(
    trainer: Trainer, sitter: int, changes: dict[str, str], sentence: str
) -> None:
    reply = give(trainer, sitter, **changes)
    page = reply.get_data(as_text=True)
    assert reply.status_code == 422
    assert sentence in page
    if "reason" not in changes:
        assert 'value="Listrik kantor padam."' in page
    assert quiz.allowances_of(sitter) == []


def test_what_would_change_nothing_is_refused_with_its_reason(trainer: Trainer, sitter: int) -> None:
    publish_set("bebas")
    assert "Uji bebas" not in trainer.page(f"/studio/peserta/{sitter}/")
    with transaction():
        services.start_or_resume(person_id=sitter, slug="bebas", at=now())
    reply = give(trainer, sitter, slug="bebas")
    assert reply.status_code == 409
    assert "tanpa batas waktu" in reply.get_data(as_text=True)


def test_a_trainer_who_learns_too_gives_nothing_to_oneself(published: Flask, factory: Factory) -> None:
    person = factory.person(roles={Role.NARASUMBER, Role.PESERTA})
    client = factory.sign_in(published, person)
    publish_set("sekali", percobaan="1", batas_menit="10")
    assert "Ini Anda sendiri." in client.get(f"/studio/peserta/{person}/").get_data(as_text=True)
    form = {"slug": "sekali", "kind": "percobaan", "reason": "Saya mau lagi."}
    assert post(client, f"/studio/peserta/{person}/beri", **form).status_code == 409
    assert quiz.allowances_of(person) == []


def test_the_extra_attempt_opens_the_page_of_the_quiz(
    trainer: Trainer, sitter: int, published: Flask, factory: Factory
) -> None:
    learner = Learner(published, factory, sitter)
    learner.start("sekali")
    learner.send()
    assert ">Mulai" not in learner.page("/kuis/sekali/")
    give(trainer, sitter, kind="percobaan")
    assert "Mulai" in learner.page("/kuis/sekali/")
    first = learner.public_id
    assert learner.start("sekali") != first
    with transaction():
        services.submit(public_id=learner.public_id, person_id=sitter, at=now())
    assert learner.post("/kuis/sekali/mulai").status_code == 409
