"""Small inputs that stop others: the editor answers each soon and in a sentence, and keeps the text."""

import json
import re
import resource

import pytest

from app.clock import now
from app.materials import queries
from app.materials.rendering import TOO_SLOW, renderer
from app.materials.rules.problem import Code, galat
from app.materials.services.publishing import plan_of_texts
from tests.studio.conftest import MODULE, Trainer, state_of, text_of

NESTED = "\n".join(" " * 4 * depth + "- x" for depth in range(300))
HOSTILE = {
    "brackets": "[" * 8000,
    "open tags": "<a " * 8000,
    "open pictures": "![](" * 8000,
    "open declarations": "<![" * 8000,
    "lists 300 deep": NESTED,
    "quotations 300 deep": ">" * 300 + " x",
    "emphasis": "*_" * 8000,
    "backticks": "`" * 8001,
}
SLOW = "a\n: b\n" * 12_000
SECONDS = 3
"""Of the processor, for the answer and for a process that was ended."""


def post(trainer: Trainer, path: str, text: str, **fields: str) -> tuple[int, str, float]:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    form = {"csrf_token": token[1], "text": text, "expected": str(state_of(MODULE).version_id)}
    form |= {"change_kind": "koreksi", "note": "", "revisi": "0"} | fields
    began = worked()
    answer = trainer.client.post(path, data=form)
    return answer.status_code, answer.get_data(as_text=True), worked() - began


def worked() -> float:
    """Seconds of the processor of this process and of those that it has ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_preview_answers_soon(trainer: Trainer, name: str) -> None:
    text = f"{text_of(MODULE)}\n\n{HOSTILE[name]}\n"
    status, page, seconds = post(trainer, f"/studio/pratinjau/{MODULE}/", text)
    assert status == 200
    assert seconds < SECONDS
    assert "pratinjau" in page


@pytest.mark.parametrize("name", ["brackets", "open pictures", "open declarations", "lists 300 deep"])
def test_publishing_says_in_a_sentence_why_it_refuses(trainer: Trainer, name: str) -> None:
    text = f"{text_of(MODULE)}\n\n{HOSTILE[name]}\n"
    status, page, seconds = post(trainer, f"/studio/{MODULE}/", text, aksi="terbitkan")
    assert seconds < SECONDS
    assert status in (303, 422)
    if status == 422:
        assert re.search(r"Baris \d+: [A-Z][^<]+\.", page)
        assert name == "lists 300 deep" or "dibuka tanpa ditutup" in page
        assert HOSTILE[name][:40].replace("<", "&lt;").replace(">", "&gt;") in page
        assert state_of(MODULE).number == 1


def test_a_line_of_five_megabytes_is_refused_in_a_sentence(trainer: Trainer) -> None:
    line = "x" * 5_000_000
    for path in (f"/studio/pratinjau/{MODULE}/", f"/studio/draf/{MODULE}/"):
        _, page, seconds = post(trainer, path, line)
        assert "melebihi 200 kB" in page
        assert seconds < SECONDS
    status, page, _ = post(trainer, f"/studio/{MODULE}/", line, aksi="terbitkan")
    assert status == 422
    assert "melebihi 200 kB" in page
    status, page, _ = post(trainer, f"/studio/{MODULE}/", line, aksi="simpan")
    assert status == 422
    assert queries.draft_of(MODULE, by=trainer.id) is None


def test_what_stopped_the_process_once_is_not_tried_again(trainer: Trainer) -> None:
    text = f"{text_of(MODULE)}\n\n{SLOW}\n"
    post(trainer, f"/studio/pratinjau/{MODULE}/", text)
    fresh = renderer._process
    _, page, _ = post(trainer, f"/studio/pratinjau/{MODULE}/", text + "\n## Bagian lain\n\nIsi.\n")
    assert "terlalu lama diolah" in page
    assert renderer._process is fresh


def test_after_one_text_that_takes_too_long_no_other_of_the_same_request_is_begun(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    monkeypatch.setattr(
        "app.materials.services.publishing.prepare",
        lambda draft, *_: begun.append(draft.path) or [galat(draft.path, 3, Code.OLAH, TOO_SLOW)],
    )
    assert trainer
    quiz = MODULE.replace("modul.md", "kuis.md")
    texts = {path: f"{text_of(path)}\n\nSlow.\n" for path in (quiz, MODULE)}
    _, plan = plan_of_texts(texts, now())
    told = {problem.path: problem for some in plan.problems.values() for problem in some}
    assert begun == [quiz]
    assert told[quiz].sentence == TOO_SLOW
    assert told[MODULE].sentence == f"Berkas ini menunggu perbaikan {quiz}, yang terlalu lama diolah."


def test_a_text_above_the_limit_is_refused_at_its_first_line(trainer: Trainer) -> None:
    status, page, _ = post(trainer, f"/studio/pratinjau/{MODULE}/", "x" * 250_000)
    assert status == 200
    assert "melebihi 200 kB" in page


def test_a_nul_is_named_at_its_line(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + "\na\x00b\n"
    status, page, _ = post(trainer, f"/studio/{MODULE}/", text, aksi="terbitkan")
    assert status == 422
    assert "karakter tak terlihat" in page
    assert "belum ada" not in page
    assert state_of(MODULE).number == 1


def test_text_from_word_that_is_too_heavy_is_pasted_as_it_is(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.materials.exchange.apart.SECONDS", 0.01)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    answer = trainer.client.post("/studio/tempel/", data={"csrf_token": token[1], "html": "<b>a</b>"})
    assert answer.status_code == 422
    assert answer.get_json()["teks"] == ""
    assert not queries.drafts_of(trainer.id)


def test_the_refusal_of_the_renderer_is_told_beside_another_fault(trainer: Trainer) -> None:
    text = f"{text_of(MODULE)}\n\n[asing](modul:tidak-ada)\n\n{NESTED}\n"
    status, page, _ = post(trainer, f"/studio/pratinjau/{MODULE}/", text)
    assert status == 200
    told = json.loads(page)
    assert "tidak-ada" in told["masalah"]
    assert "Teks ini bersarang terlalu dalam." in told["masalah"]
    assert told["galat"] == 2
