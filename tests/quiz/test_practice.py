"""Practice inside a module: judged at once, kept nowhere, its key not on the page before."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from app.clock import now
from app.db import session, transaction
from app.materials import queries as materials
from app.materials import services
from tests.quiz.browser import PARTLY, RIGHT, Fields, filled, words
from tests.quiz.learner import BROWSER, JSON, Learner, parsed
from tests.quiz.sets import REASONS, SIX

MODULE = "proses-bisnis-dulu"
SECTION = f"/modul/{MODULE}/menata-ulang/"
ADDRESS = f"/latihan/{MODULE}/layak-dihapus"
KEYS = ("tunggal", "ganda", "urutan", "jodoh", "isian", "angka")
PATH = "modul/02-proses-bisnis-dulu/latihan.md"


def publish_practice(text: str) -> None:
    """Publish a new `latihan.md` of the module."""
    current = materials.practice_set(MODULE)
    with transaction():
        outcome = services.publish_source(
            PATH, text, by=None, at=now(), expected_current=current.version_id if current else None
        )
    assert outcome.number is not None, [str(problem) for problem in outcome.problems]


@pytest.fixture
def six(learner: Learner) -> Learner:
    """A module whose practice has a question of every type besides the published ones."""
    source = SIX.format(front="").replace("jenis: tes\n", "").replace("keyakinan: ya\n", "")
    publish_practice(source + _published_questions())
    return learner


def _published_questions() -> str:
    text = (Path(__file__).resolve().parents[2] / "content" / PATH).read_text(encoding="utf-8")
    return "\n" + text[text.index("## ") :]


def main(page: str) -> str:
    return words(next(parsed(page).iter("main")))


def rows_everywhere() -> int:
    tables = ("attempt", "answer", "result", "item_result", "late_answer", "audit_entry")
    return sum(session.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables)


def test_the_reader_shows_the_question_and_nothing_of_its_key(learner: Learner) -> None:
    page = learner.page(SECTION)
    assert "Latihan, tidak dinilai" in page
    assert "Langkah itu hanya menyalin data yang sudah ada" in page
    for secret in ("Menyalin tidak menghasilkan", "Lama belum tentu sia-sia", "Tanyakan apa yang hilang"):
        assert secret not in page
    form = next(each for each in parsed(page).iter("form") if each.get("action") == ADDRESS)
    values = [each.get("value") for each in form.iter("input") if each.get("name") == "pilihan"]
    assert len(values) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", value or "") for value in values)


def test_the_steps_of_a_practice_do_not_stand_in_their_right_order(learner: Learner) -> None:
    page = learner.page(f"/modul/{MODULE}/enam-domain/")
    steps = [words(each) for each in parsed(page).iter("li") if each.get("data-nilai")]
    assert sorted(steps) == sorted(
        ["Proses bisnis", "Data dan informasi", "Layanan", "Aplikasi", "Infrastruktur", "Keamanan"]
    )
    assert steps[0] != "Proses bisnis" or steps[1] != "Data dan informasi"


@pytest.mark.parametrize("wanted", [RIGHT, PARTLY], ids=["right", "partly"])
def test_every_type_is_judged_and_explained_at_once_and_kept_nowhere(six: Learner, wanted: dict) -> None:  # type: ignore[type-arg]
    six.csrf()
    before = rows_everywhere()
    for key, reason in zip(KEYS, REASONS, strict=True):
        address = f"/latihan/{MODULE}/{key}?bagian=menata-ulang"
        page = six.page(address)
        assert not any(each in page for each in REASONS)
        form = next(
            each for each in parsed(page).iter("form") if each.get("action") == f"/latihan/{MODULE}/{key}"
        )
        asked = Fields(form)
        reply = six.post(
            str(form.get("action")), {**asked.hidden, "pilihan": filled(asked, wanted)}, **BROWSER
        )
        assert reply.status_code == 200
        said = main(reply.get_data(as_text=True))
        assert reason in said
        assert ("Benar " in said.replace("Benar sebagian", "")) is (wanted is RIGHT)
        assert "Coba lagi" in said
    assert rows_everywhere() == before


def test_an_empty_answer_is_asked_again_with_a_sentence_and_without_the_key(learner: Learner) -> None:
    reply = learner.post(ADDRESS, {"bagian": "menata-ulang"}, **BROWSER)
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "Belum ada jawaban." in main(page)
    assert "Menyalin tidak menghasilkan" not in page
    assert f'href="{SECTION}#latihan-layak-dihapus"' in page


def test_what_cannot_be_read_is_told_and_stays_in_the_field(six: Learner) -> None:
    reply = six.post(f"/latihan/{MODULE}/isian", {"pilihan": "y" * 400}, **BROWSER)
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "lebih dari 200 huruf" in main(page)
    assert "y" * 400 in page


def test_a_script_gets_the_box_alone(learner: Learner) -> None:
    shown = learner.client.get(ADDRESS, headers=JSON).json
    assert shown is not None
    assert "<form" in shown["latihan"]
    value = re.findall(r'value="([0-9a-f]{16})"', shown["latihan"])[0]
    reply = learner.post(ADDRESS, {"pilihan": value}, **JSON)
    assert reply.json is not None
    assert reply.json["latihan"].startswith('<div class="trial"')
    assert "Tanyakan apa yang hilang" in reply.json["latihan"]
    empty = learner.post(ADDRESS, {}, **JSON)
    assert empty.status_code == 422
    assert "Belum ada jawaban." in (empty.json or {})["latihan"]


@pytest.mark.parametrize("place", ["tidak-ada", "bobot-aplikasi"])
def test_a_question_that_is_no_practice_does_not_exist_there(learner: Learner, place: str) -> None:
    learner.page(f"/latihan/{MODULE}/{place}", status=404)
    learner.page(f"/latihan/tidak-ada/{place}", status=404)


def test_a_foreign_option_is_refused(learner: Learner) -> None:
    assert learner.post(ADDRESS, {"pilihan": "0" * 16}, **BROWSER).status_code == 422
    assert learner.post(ADDRESS, {"pilihan": "x", "bagian": "../../"}, **BROWSER).status_code == 422


def test_a_practice_that_is_gone_leaves_a_sentence_in_the_reader(learner: Learner) -> None:
    """Somebody reads an older version of the module than the practice file that stands now."""
    with transaction():
        session.execute(sql("UPDATE question SET key = 'lain-lagi' WHERE key = 'layak-dihapus'"))
    page = learner.page(SECTION)
    assert "Latihan ini sudah diganti." in page
