"""A new document begins as a draft, is published, and only then exists for others."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import now, to_local
from app.materials import queries
from app.materials.parsing import parse_document
from app.materials.rules import DocumentKind
from app.materials.services import publish_due
from app.studio.rules.beginning import first_text
from tests.factories import Factory
from tests.studio.conftest import Trainer, trainer_of

PATH = "modul/13-menata-rapat/modul.md"


def begin(trainer: Trainer, **fields: str) -> TestResponse:
    page = trainer.page("/studio/baru/")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    return trainer.client.post("/studio/baru/", data={"csrf_token": token[1]} | fields)


def test_a_new_module_begins_with_a_frame_that_has_no_fault(trainer: Trainer) -> None:
    answer = begin(trainer, kind="modul", judul="Menata rapat")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/studio/{PATH}/")
    page = trainer.page(f"/studio/{PATH}/")
    assert "Belum pernah terbit. Peserta belum melihatnya." in page
    assert "Tidak ada masalah. Teks ini dapat terbit." in page
    assert "Terbitkan<span" in page


def test_nobody_else_sees_a_document_that_was_only_begun(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    begin(trainer, kind="modul", judul="Menata rapat")
    other = trainer_of(published, factory, "Made Sukadana")
    assert other.client.get(f"/studio/{PATH}/").status_code == 404


def test_a_new_module_and_its_quiz_are_published(trainer: Trainer) -> None:
    begin(trainer, kind="modul", judul="Menata rapat")
    text = queries.draft_of(PATH, by=trainer.id)
    assert text is not None
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page(f"/studio/{PATH}/"))
    assert token
    fields = {
        "csrf_token": token[1],
        "change_kind": "substansi",
        "note": "",
        "aksi": "terbitkan",
        "revisi": "1",
    }
    answer = trainer.client.post(f"/studio/{PATH}/", data=fields | {"text": text.text, "expected": "0"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert queries.module("menata-rapat") is not None
    assert begin(trainer, kind="kuis", modul="13-menata-rapat").status_code == 303
    quiz = PATH.replace("modul.md", "kuis.md")
    draft = queries.draft_of(quiz, by=trainer.id)
    assert draft is not None
    answer = trainer.client.post(f"/studio/{quiz}/", data=fields | {"text": draft.text, "expected": "0"})
    assert answer.status_code == 303
    assert queries.question_set("menata-rapat") is not None


QUIZ, PRACTICE = PATH.replace("modul.md", "kuis.md"), PATH.replace("modul.md", "latihan.md")


def press(
    trainer: Trainer, path: str, text: str, *, at: str = "/studio/", **changes: str | list[str]
) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/baru/"))
    assert token
    data = {"csrf_token": token[1], "change_kind": "koreksi", "note": "", "expected": "0", "revisi": "1"}
    return trainer.client.post(f"{at}{path}/", data=data | {"text": text} | changes)


def begin_all(trainer: Trainer) -> str:
    """A module that shows a question of its practice, and a quiz; the module's text."""
    begin(trainer, kind="modul", judul="Menata rapat")
    for kind in ("kuis", "latihan"):
        assert begin(trainer, kind=kind, modul="13-menata-rapat").status_code == 303
    module, practice = (queries.draft_of(path, by=trainer.id) for path in (PATH, PRACTICE))
    assert module
    assert practice
    other_key = practice.text.replace("{#soal-1}", "{#latih-1}")
    assert press(trainer, PRACTICE, other_key, aksi="simpan").status_code == 303
    return module.text + '\n!!! latihan "latih-1"\n'


def published_paths() -> set[str]:
    return {state.path for state in queries.document_state()} & {PATH, QUIZ, PRACTICE}


def test_a_module_its_quiz_and_its_practice_are_published_with_one_button(trainer: Trainer) -> None:
    text = begin_all(trainer)
    page = press(trainer, PATH, text, aksi="periksa").get_data(as_text=True)
    assert "Tidak ada masalah. Teks ini dapat terbit." in page
    assert "Terbitkan bersama" in page
    assert press(trainer, PATH, text, aksi="terbitkan").status_code == 303
    assert published_paths() == {PATH, QUIZ, PRACTICE}
    assert queries.drafts_of(trainer.id) == []
    assert "Terbit sebagai versi 1, bersama latihan dan kuisnya." in trainer.page(f"/studio/{PATH}/")


def test_the_preview_shows_the_practice_of_a_draft_or_says_when_it_will(trainer: Trainer) -> None:
    text = begin_all(trainer)
    whole = press(trainer, PATH, text, aksi="periksa").get_data(as_text=True)
    assert re.search(r'Latihan, tidak dinilai</p>\s*<p class="q3">[^<]+</p>', whole)
    assert "Soal latihan ini tampil di sini" not in whole
    alone = press(trainer, PATH, text, aksi="periksa", bersama=[""]).get_data(as_text=True)
    assert "Soal latihan ini tampil di sini setelah ditulis di latihan.md" in alone


def test_what_belongs_together_is_published_whole_or_not_at_all(trainer: Trainer) -> None:
    text = begin_all(trainer)
    broken = queries.draft_of(QUIZ, by=trainer.id)
    assert broken
    press(trainer, QUIZ, broken.text.replace("- [x]", "- [ ]"), aksi="simpan")
    answer = press(trainer, PATH, text, aksi="terbitkan")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Kuis yang terbit bersama belum dapat terbit." in page
    assert "1 galat, pertama baris 11: Soal ini belum punya pilihan benar." in page
    assert published_paths() == set()
    assert len(queries.drafts_of(trainer.id)) == 3
    alone = press(trainer, PATH, text, aksi="terbitkan", bersama=["", PRACTICE])
    assert alone.status_code == 303
    assert published_paths() == {PATH, PRACTICE}


def test_what_is_unticked_stays_a_draft(trainer: Trainer) -> None:
    text = begin_all(trainer)
    page = press(trainer, PATH, text, aksi="terbitkan", bersama="").get_data(as_text=True)
    assert "tidak ada di latihan.md" in page
    assert published_paths() == set()


def test_a_draft_that_another_version_has_overtaken_does_not_go_along(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    other = trainer_of(published, factory, "Made Sukadana")
    text = begin_all(trainer)
    begin_all(other)
    assert press(other, PATH, text, aksi="terbitkan").status_code == 303
    again = press(trainer, QUIZ, "x", aksi="periksa", bersama=["", PRACTICE]).get_data(as_text=True)
    assert "Versi lain terbit sesudah draf ini dimulai." in again


def test_a_new_module_with_all_of_its_parts_waits_for_its_instant(trainer: Trainer) -> None:
    text = begin_all(trainer)
    due = to_local(now() + timedelta(days=1))
    moment = {"due_on": f"{due:%Y-%m-%d}", "due_clock": "08:00"}
    assert press(trainer, PATH, text, at="/studio/jadwalkan/", **moment).status_code == 303
    assert published_paths() == set()
    assert "3 versi menunggu terbit" in trainer.page("/studio/jadwal/")
    assert "Sama dengan yang dijadwalkan" in trainer.page(f"/studio/{PATH}/")
    waiting = queries.waiting_plans()
    for plan in waiting:
        assert "belum pernah terbit" in trainer.page(f"/studio/jadwal/{plan.id}/")
    assert publish_due(waiting[0].due_at) == 1
    assert published_paths() == {PATH, QUIZ, PRACTICE}
    assert {plan.number for plan in queries.ended_plans(limit=9)} == {1}


def test_a_set_that_waits_is_taken_back_whole(trainer: Trainer) -> None:
    text = begin_all(trainer)
    due = to_local(now() + timedelta(days=1))
    press(trainer, PATH, text, at="/studio/jadwalkan/", due_on=f"{due:%Y-%m-%d}", due_clock="08:00")
    last = queries.waiting_plans()[-1]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/baru/"))
    assert token
    answer = trainer.client.post(f"/studio/jadwal/{last.id}/batalkan", data={"csrf_token": token[1]})
    assert answer.status_code == 303
    assert queries.waiting_plans() == []


def test_a_title_that_is_taken_is_said_at_its_field(trainer: Trainer) -> None:
    answer = begin(trainer, kind="modul", judul="SPBE bukan lomba aplikasi")
    assert answer.status_code == 422
    assert "Judul ini sudah dipakai." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "modul", "judul": " "}, "Tulis judul modulnya."),
        ({"kind": "kuis"}, "Pilih modul yang mendapat kuis"),
        ({"kind": "kuis", "modul": "../../x"}, "tidak ada dalam daftar"),
        ({"kind": "tes"}, "tidak ada dalam daftar"),
    ],
)
def test_what_is_missing_is_said(trainer: Trainer, fields: dict[str, str], words: str) -> None:
    answer = begin(trainer, **fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_beginning_a_quiz_that_stands_opens_it(trainer: Trainer) -> None:
    answer = begin(trainer, kind="kuis", modul="01-spbe-bukan-lomba-aplikasi")
    assert answer.location.endswith("/studio/modul/01-spbe-bukan-lomba-aplikasi/kuis.md/")
    assert not queries.drafts_of(trainer.id)


@pytest.mark.parametrize(
    "title", ["Data: milik siapa?", "'Satu' data", "12 langkah", "A # b", "Akhir:", "{x}"]
)
@pytest.mark.parametrize("kind", [DocumentKind.MODUL, DocumentKind.KUIS, DocumentKind.LATIHAN])
def test_every_title_is_read_back_as_it_was_typed(title: str, kind: DocumentKind) -> None:
    draft = parse_document(first_text(kind, title), f"modul/13-x/{kind}.md")
    assert draft is not None
    assert draft.problems == ()
    assert str(getattr(draft, "title", "")).endswith(title)
