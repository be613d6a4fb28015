"""Questions from elsewhere in the studio: read, reviewed, handed to the editor; nothing stored on the way."""

import html
import io
import re

import pytest
from werkzeug.test import TestResponse

from app.materials.exchange import template
from app.materials.exchange.apart import STOPPED, read_apart
from tests.studio.conftest import QUIZ, Trainer, text_of

WORD = """1. Apa langkah pertama?
A. Menata alur
B. Membuat aplikasi
Jawaban: A
Pembahasan: Alur ditata dahulu.

2. Jelaskan <b>SPBE</b> menurut Ma'ruf.
"""


def hand_in(trainer: Trainer, source: str, pasted: str = "", file: bytes | None = None) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/impor/"))
    assert token
    data = {"csrf_token": token[1], "source": source, "pasted": pasted, "goal": QUIZ}
    if file is not None:
        data["file"] = (io.BytesIO(file), "../../soal.txt")  # type: ignore[assignment]
    return trainer.client.post("/studio/impor/", data=data, content_type="multipart/form-data")


def test_what_was_read_is_shown_and_goes_to_the_editor_not_to_learners(trainer: Trainer) -> None:
    before = text_of(QUIZ)
    answer = hand_in(trainer, "teks", WORD)
    page = answer.text
    assert answer.status_code == 200
    assert "2 soal terbaca, 1 hal tidak ikut." in page
    assert "Soal esai tidak dinilai mesin" in page
    assert "menurut Ma&#39;ruf" in page
    assert "<b>SPBE" not in page
    text = html.unescape(re.search(r'name="text" value="([^"]*)"', page)[1])  # type: ignore[index]
    assert text.startswith(before.rstrip("\n"))
    assert "## Apa langkah pertama? {#apa-langkah-pertama}\n\n- [x] Menata alur\n" in text
    assert text_of(QUIZ) == before
    checked = trainer.send(QUIZ, text, "periksa")
    assert checked.status_code == 200
    assert "{#apa-langkah-pertama}" in checked.text
    assert text_of(QUIZ) == before


def test_a_key_that_stands_there_already_gets_a_number(trainer: Trainer) -> None:
    key = re.search(r"\{#([a-z0-9-]+)", text_of(QUIZ))
    assert key
    page = hand_in(trainer, "gift", f"::{key[1]}::Baru? {{=a ~b}}").text
    assert f"{{#{key[1]}-2}}" in page


def test_a_file_wins_and_its_faults_are_named(trainer: Trainer) -> None:
    answer = hand_in(trainer, "aiken", WORD, file=b"S\nA. x\nB. y\n")
    assert answer.status_code == 422
    assert "Belum ada soal yang terbaca" in answer.text
    assert "Baris 1: Kunci soal ini tidak ada." in answer.text
    assert "Apa langkah pertama?" in answer.text  # what was pasted is still in the box


@pytest.mark.parametrize(
    ("source", "pasted", "words"),
    [
        ("teks", "", "Pilih berkas, atau tempelkan"),
        ("apa", "x", "Pilihan"),
    ],
)
def test_an_incomplete_form_says_what_to_do(trainer: Trainer, source: str, pasted: str, words: str) -> None:
    answer = hand_in(trainer, source, pasted)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_large_file_is_refused_with_its_limit(trainer: Trainer) -> None:
    answer = hand_in(trainer, "gift", file=b"x" * 5_000_001)
    assert answer.status_code == 422
    assert "5 MB" in answer.text


def test_the_template_is_a_spreadsheet_and_an_empty_one_is_no_quiz(trainer: Trainer) -> None:
    answer = trainer.client.get("/studio/impor/templat.xlsx")
    assert answer.data[:2] == b"PK"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert hand_in(trainer, "xlsx", file=template()).status_code == 422


def test_a_file_that_is_too_heavy_ends_its_own_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.materials.exchange.apart.SECONDS", 0.01)
    assert [fault.text for fault in read_apart(b"S {=a ~b}", "gift").errors] == [STOPPED]
