"""The page of marking again: what it tells before anything happens, applying, history, taking back."""

import re

import pytest
from flask import Flask

from tests.factories import Factory
from tests.quiz.learner import Learner
from tests.quiz.remarks import LED, SLUG, WISE, answer, apply, begin, cells, corrected, publish, send, sit
from tests.studio.conftest import Trainer

PAGE = f"/studio/nilai-ulang/{SLUG}/"
REASON = "Kuncinya keliru, lihat notula rapat 'narasumber'."


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def press(trainer: Trainer, path: str, reason: str = REASON, **changes: str) -> tuple[int, str]:
    page = trainer.page(path)
    data = {name: field(page, name) for name in ("csrf_token", "digest")} | {"reason": reason} | changes
    reply = trainer.client.post(path, data=data)
    return reply.status_code, reply.get_data(as_text=True)


@pytest.fixture
def wrong(published: Flask, factory: Factory) -> None:
    """A dozen people of one office and one of another, then the key of one question is put right."""
    publish(corrected())
    office, small = factory.opd("DINAS-X", name="Dinas X"), factory.opd("DINAS-Y", name="Dinas Y")
    for number in range(22):
        sit(factory.person(opd=office), WISE if number < 9 else {})
    sit(factory.person(opd=small), LED)
    publish(corrected("satu"))


def test_the_page_says_what_would_change_and_changes_nothing(trainer: Trainer, wrong: None) -> None:
    before = cells()
    page = trainer.page(PAGE)
    assert "23 hasil, 9 naik, 1 turun." in page
    assert "Manakah ibu kota Sulawesi Tengah?" in page
    assert "Belum ada nilai yang diubah." in page
    assert cells() == before


def test_a_small_office_is_not_shown_alone(trainer: Trainer, wrong: None) -> None:
    page = trainer.page(PAGE)
    assert "Dinas Y" not in page
    assert "Rincian per OPD tidak ditampilkan" in page


def test_applying_asks_for_a_reason_and_keeps_what_was_typed(trainer: Trainer, wrong: None) -> None:
    before = cells()
    for reason, words in (("", "Tulis alasannya"), ("salah", "10 sampai 300 huruf")):
        status, page = press(trainer, PAGE, reason)
        assert status == 422
        assert words in page
        assert f'value="{reason}"' in page
    assert cells() == before


def test_applying_shows_in_the_history_and_can_be_taken_back(trainer: Trainer, wrong: None) -> None:
    before = cells()
    assert press(trainer, PAGE)[0] == 303
    page = trainer.page(PAGE)
    assert "Semua hasil sudah sesuai kunci yang terbit." in page
    assert "23 hasil, 9 naik, 1 turun" in page
    assert "oleh Ketut Wirawan" in page
    assert "notula rapat &#39;narasumber&#39;" in page
    (undo,) = re.findall(rf'href="({PAGE}\d+/batalkan)"', page)
    assert press(trainer, undo)[0] == 303
    assert cells() == before
    assert "Dibatalkan" in trainer.page(PAGE)
    status, words = press(trainer, undo)
    assert (status, "sudah dibatalkan" in words) == (409, True)


def test_a_plan_that_is_outdated_is_told(trainer: Trainer, factory: Factory, wrong: None) -> None:
    before = cells()
    status, page = press(trainer, PAGE, digest="0" * 64)
    assert status == 409
    assert "Keadaannya berubah sejak dampaknya diperiksa" in page
    assert cells() == before


def test_a_set_without_results_says_so(trainer: Trainer) -> None:
    page = trainer.page("/studio/nilai-ulang/spbe-dasar/")
    assert "Semua hasil sudah sesuai kunci yang terbit." in page
    assert "Belum pernah ada penilaian ulang." in page


@pytest.mark.parametrize("path", ["tidak-ada/", f"{SLUG}/9/batalkan"])
def test_what_does_not_exist_is_not_found(trainer: Trainer, path: str) -> None:
    assert trainer.client.get(f"/studio/nilai-ulang/{path}").status_code == 404


def test_the_editor_of_a_set_leads_there(trainer: Trainer) -> None:
    assert 'href="/studio/nilai-ulang/spbe-dasar/"' in trainer.page("/studio/tes/spbe-dasar/tes.md/")


def test_the_person_is_told_kindly_and_sees_the_corrected_key(published: Flask, factory: Factory) -> None:
    publish(corrected())
    learner = Learner(published, factory)
    sitting = begin(learner.person_id)
    answer(sitting, WISE)
    send(sitting)
    learner.public_id = sitting.public_id
    assert "diperbaiki" not in learner.result()
    publish(corrected("satu", "angka"))
    assert "diperbaiki" not in learner.result()
    apply()
    page = learner.result()
    assert re.search(r"Kunci soal \d dan \d diperbaiki pada", page)
    assert "Nilai Anda dihitung ulang: naik dari 0 menjadi 2 dari 6 benar." in page
    right = page[page.index("Yang sudah benar") :]
    assert "Palu" in right
    assert "Poso" not in page


def test_who_loses_points_keeps_the_pass_and_reads_so(published: Flask, factory: Factory) -> None:
    publish(corrected())
    learner = Learner(published, factory)
    learner.public_id = sit(learner.person_id, LED).public_id
    publish(corrected("satu", "banyak", "langkah", "kata", "angka"))
    apply()
    page = learner.result()
    assert "turun dari 6 menjadi 1 dari 6 benar. Kelulusan Anda tetap berlaku." in page
    assert "Anda lulus tes ini." in page
