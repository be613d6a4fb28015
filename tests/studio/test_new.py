"""A new document begins as a draft, is published, and only then exists for others."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.materials import queries
from app.materials.parsing import parse_document
from app.materials.rules import DocumentKind
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
