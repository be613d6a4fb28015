"""A trainer plans a version, sees it wait, takes it back, and is told when it was not published."""

from datetime import timedelta

import pytest
from flask import Flask

from app.clock import now, to_local
from app.materials import queries, services
from app.materials.rules import PlanState
from tests.factories import Factory
from tests.studio.conftest import MODULE, Trainer, state_of, text_of, trainer_of
from tests.studio.test_versions import token_of


def longer() -> str:
    return text_of(MODULE).rstrip("\n") + "\n\nKalimat yang baru.\n"


def plan(trainer: Trainer, text: str, days: int = 1, **changes: str) -> tuple[int, str]:
    due = to_local(now() + timedelta(days=days))
    data = {
        "csrf_token": token_of(trainer.page(f"/studio/{MODULE}/")),
        "text": text.replace("\n", "\r\n"),
        "expected": str(state_of(MODULE).version_id),
        "change_kind": "substansi",
        "note": "Contoh O'Neil",
        "due_on": f"{due:%Y-%m-%d}",
        "due_clock": "08:00",
    }
    answer = trainer.client.post(f"/studio/jadwalkan/{MODULE}/", data=data | changes)
    return answer.status_code, answer.get_data(as_text=True)


def press(trainer: Trainer, path: str) -> int:
    token = token_of(trainer.page("/studio/"))
    return trainer.client.post(path, data={"csrf_token": token}).status_code


def test_a_planned_version_waits_and_is_named_at_its_document(trainer: Trainer) -> None:
    new = longer()
    assert plan(trainer, new)[0] == 303
    (waiting,) = queries.waiting_plans()
    assert f"{to_local(waiting.due_at):%H.%M}" == "08.00"
    page = trainer.page("/studio/jadwal/")
    assert "1 versi menunggu terbit" in page
    assert "Contoh O&#39;Neil" in page
    assert "08.00 WITA, dijadwalkan oleh Ketut Wirawan" in page
    assert "Satu versi dijadwalkan terbit" in trainer.page(f"/studio/{MODULE}/")
    assert "1 menunggu" in trainer.page("/studio/")
    assert services.publish_due(waiting.due_at) == 1
    assert text_of(MODULE) == new
    assert "Terbit sebagai versi 2." in trainer.page("/studio/jadwal/")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_on": ""}, "Tulis tanggal terbitnya."),
        ({"due_clock": ""}, "Tulis jam terbitnya."),
        ({"due_on": "2020-01-01"}, "Waktu ini sudah lewat."),
        ({"due_on": "31/02/2027"}, "Tanggal ini tidak ada."),
        ({"due_clock": "kapan saja"}, "Waktu ini belum benar."),
        ({"change_kind": "ajaib"}, "Pilihan ini tidak ada dalam daftar."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_the_text_stays(
    trainer: Trainer, changes: dict[str, str], sentence: str
) -> None:
    status, page = plan(trainer, longer(), **changes)
    assert status == 422
    assert sentence in page
    assert "Kalimat yang baru." in page
    assert queries.waiting_plans() == []


def test_a_second_plan_for_the_same_document_is_refused(trainer: Trainer) -> None:
    plan(trainer, longer())
    status, page = plan(trainer, longer() + "\nLagi.\n")
    assert status == 422
    assert "Satu versi dokumen ini sudah dijadwalkan." in page


def test_planning_upon_a_version_that_is_no_more_shows_the_conflict(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    opened = str(state_of(MODULE).version_id)
    mine = longer()
    trainer_of(published, factory, "Maria Tolago").send(MODULE, text_of(MODULE) + "\nMaria.\n")
    status, page = plan(trainer, mine, expected=opened)
    assert status == 409
    assert "Versi 2 sudah diterbitkan oleh Maria Tolago." in page


def test_a_plan_is_taken_back_after_a_question(trainer: Trainer) -> None:
    plan(trainer, longer())
    (waiting,) = queries.waiting_plans()
    assert "Batalkan jadwal terbit" in trainer.page(f"/studio/jadwal/{waiting.id}/batalkan")
    assert press(trainer, f"/studio/jadwal/{waiting.id}/batalkan") == 303
    assert press(trainer, f"/studio/jadwal/{waiting.id}/batalkan") == 409
    page = trainer.page("/studio/jadwal/")
    assert "Dibatalkan oleh Ketut Wirawan" in page
    assert "Kalimat yang baru." in trainer.page(f"/studio/jadwal/{waiting.id}/")
    assert queries.waiting_plans() == []


def test_who_planned_is_told_why_it_was_not_published_until_it_is_read(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    plan(trainer, longer())
    (waiting,) = queries.waiting_plans()
    trainer_of(published, factory, "Maria").send(MODULE, text_of(MODULE) + "\nMaria.\n")
    assert services.publish_due(waiting.due_at) == 0
    page = trainer.page("/studio/")
    assert "Jadwal tidak dijalankan" in page
    assert "Versi lain terbit sesudah jadwal ini dibuat." in page
    text = trainer.page(f"/studio/jadwal/{waiting.id}/")
    assert "Kalimat yang baru." in text
    assert "Buka di penyunting" in text
    assert press(trainer, f"/studio/jadwal/{waiting.id}/dibaca") == 303
    assert "Jadwal tidak dijalankan" not in trainer.page("/studio/")
    assert queries.ended_plans(limit=1)[0].state is PlanState.GAGAL


@pytest.mark.parametrize("number", [0, 999])
def test_plans_that_are_not_there_are_not_found(trainer: Trainer, number: int) -> None:
    assert trainer.client.get(f"/studio/jadwal/{number}/").status_code == 404
    assert trainer.client.get(f"/studio/jadwal/{number}/batalkan").status_code == 404
    assert press(trainer, f"/studio/jadwal/{number}/batalkan") == 404
    assert press(trainer, f"/studio/jadwal/{number}/dibaca") == 404
