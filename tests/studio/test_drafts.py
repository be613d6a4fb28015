"""A draft: saved every few seconds, an older one never over a newer one, gone when published."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import now
from app.db import transaction
from app.materials import queries, services
from app.materials.rules import DraftOvertaken, DraftTooLong
from app.people.rules import Role
from tests.factories import Factory
from tests.studio.conftest import MODULE, Trainer, state_of, text_of, trainer_of
from tests.studio.test_planned import plan

MORE = "\n\nKalimat yang sedang ditulis.\n"


def save(trainer: Trainer, text: str, known: int = 0, **changes: str) -> TestResponse:
    """What the script of the editor sends."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    data = {
        "csrf_token": token[1],
        "text": text,
        "expected": str(state_of(MODULE).version_id),
        "revisi": str(known),
    }
    headers = {"Accept": "application/json"}
    return trainer.client.post(f"/studio/draf/{MODULE}/", data=data | changes, headers=headers)


def draft(trainer: Trainer) -> str | None:
    found = queries.draft_of(MODULE, by=trainer.id)
    return found.text if found else None


def test_a_draft_is_saved_and_opens_again(trainer: Trainer) -> None:
    text = text_of(MODULE) + MORE
    answer = save(trainer, text)
    assert answer.get_json() | {"kata": ""} == {"tersimpan": True, "revisi": 1, "kata": ""}
    assert re.fullmatch(r"Draf tersimpan \d\d\.\d\d", answer.get_json()["kata"])
    page = trainer.page(f"/studio/{MODULE}/")
    assert "Kalimat yang sedang ditulis." in page
    assert "Draf tersimpan" in page
    assert state_of(MODULE).number == 1


def test_an_older_saving_never_replaces_a_newer_one(trainer: Trainer) -> None:
    text = text_of(MODULE)
    save(trainer, text + "satu", known=0)
    save(trainer, text + "dua", known=1)
    late = save(trainer, text + "satu setengah", known=0)
    assert late.status_code == 409
    assert late.get_json()["alasan"] == "lebih-baru"
    assert late.get_json()["revisi"] == 2
    assert draft(trainer) == text + "dua"


def test_saving_the_same_again_after_a_lost_reply_is_no_conflict(trainer: Trainer) -> None:
    text = text_of(MODULE) + MORE
    assert save(trainer, text).status_code == 200
    again = save(trainer, text)
    assert (again.status_code, again.get_json()["revisi"]) == (200, 1)


def test_a_draft_belongs_to_one_person(trainer: Trainer, published: Flask, factory: Factory) -> None:
    save(trainer, text_of(MODULE) + MORE)
    other = trainer_of(published, factory, "Made Sukadana")
    assert "Kalimat yang sedang ditulis." not in other.page(f"/studio/{MODULE}/")
    assert "Draf Anda" not in other.page("/studio/")
    assert "Draf Anda" in trainer.page("/studio/")


def test_publishing_removes_the_draft(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + MORE
    save(trainer, text)
    assert trainer.send(MODULE, text).status_code == 303
    assert draft(trainer) is None
    assert state_of(MODULE).number == 2


def test_a_draft_begun_from_an_older_version_offers_both_ways(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    text = text_of(MODULE).rstrip("\n")
    save(trainer, text + MORE)
    trainer_of(published, factory, "Made Sukadana").send(MODULE, text + "\n\nKata orang lain.\n")
    page = trainer.page(f"/studio/{MODULE}/")
    assert "Versi 2 terbit sesudah draf Anda dimulai." in page
    assert "Lanjutkan draf" in page
    assert "Mulai dari versi terbit" in page
    assert "Kalimat yang sedang ditulis." in page
    base = re.search(r'name="expected"[^>]*value="(\d+)"', page)
    assert base
    assert trainer.send(MODULE, text + MORE, expected=base[1]).status_code == 409
    assert state_of(MODULE).number == 2


def test_the_button_saves_without_a_script(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + MORE
    answer = trainer.send(MODULE, text, act="simpan", revisi="0")
    assert answer.status_code == 303
    assert "Draf tersimpan" in trainer.page(f"/studio/{MODULE}/")
    assert draft(trainer) == text


def test_the_button_of_an_old_page_keeps_the_text_and_asks(trainer: Trainer) -> None:
    text = text_of(MODULE)
    save(trainer, text + "baru", known=0)
    answer = trainer.send(MODULE, text + "lama", act="simpan", revisi="0")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Draf ini lebih baru di tab atau perangkat lain." in page
    assert text.rstrip().splitlines()[-1] in page
    assert 'name="revisi" value="1"' in page
    assert trainer.send(MODULE, text + "lama", act="simpan", revisi="1").status_code == 303
    assert draft(trainer) == text + "lama"


def test_a_draft_is_discarded_after_a_question(trainer: Trainer) -> None:
    save(trainer, text_of(MODULE) + MORE)
    page = trainer.page(f"/studio/buang-draf/{MODULE}/")
    assert "Buang draf" in page
    fields = dict(re.findall(r'name="(csrf_token|revisi)" value="([^"]+)"', page))
    answer = trainer.client.post(f"/studio/buang-draf/{MODULE}/", data=fields)
    assert answer.status_code == 303
    assert draft(trainer) is None
    assert trainer.client.get(f"/studio/buang-draf/{MODULE}/").status_code == 404


def test_a_draft_that_another_tab_has_changed_is_not_discarded_unseen(trainer: Trainer) -> None:
    save(trainer, text_of(MODULE) + MORE)
    page = trainer.page(f"/studio/buang-draf/{MODULE}/")
    fields = dict(re.findall(r'name="(csrf_token|revisi)" value="([^"]+)"', page))
    later = text_of(MODULE) + MORE + "\n\nDari tab lain.\n"
    assert save(trainer, later, int(fields["revisi"])).status_code == 200
    answer = trainer.client.post(f"/studio/buang-draf/{MODULE}/", data=fields)
    assert answer.status_code == 409
    told = answer.get_data(as_text=True)
    assert "Draf ini lebih baru di tab atau perangkat lain, jadi belum dibuang." in told
    assert draft(trainer) == later
    again = dict(re.findall(r'name="(csrf_token|revisi)" value="([^"]+)"', told))
    assert trainer.client.post(f"/studio/buang-draf/{MODULE}/", data=again).status_code == 303
    assert draft(trainer) is None


def test_a_text_without_a_change_makes_no_draft(trainer: Trainer) -> None:
    answer = save(trainer, text_of(MODULE))
    assert answer.get_json()["kata"] == "Sama dengan versi 1"
    assert draft(trainer) is None


def test_a_nul_is_kept_as_a_visible_sign(trainer: Trainer) -> None:
    assert save(trainer, text_of(MODULE) + "a\x00b").status_code == 200
    kept = draft(trainer)
    assert kept is not None
    assert kept.endswith("a\ufffdb")


def test_a_strange_base_is_not_believed(trainer: Trainer) -> None:
    assert save(trainer, text_of(MODULE) + MORE, expected="999999").status_code == 200
    found = queries.draft_of(MODULE, by=trainer.id)
    assert found is not None
    assert found.base_version_id == state_of(MODULE).version_id


def test_a_text_that_no_document_may_have_is_refused_in_a_sentence(app: Flask, factory: Factory) -> None:
    person = factory.person(roles={Role.NARASUMBER})
    values = {"by": person, "base_version_id": None, "revision": 1, "at": now()}
    with pytest.raises(DraftTooLong, match="200 kB"), transaction():
        services.save_draft("modul/01-a/modul.md", "x" * 500_000, **values)


def test_the_service_guards_the_revision(app: Flask, factory: Factory) -> None:
    person = factory.person(roles={Role.NARASUMBER})

    def keep(text: str, revision: int) -> None:
        with transaction():
            services.save_draft(
                "modul/01-a/modul.md", text, by=person, base_version_id=None, revision=revision, at=now()
            )

    keep("satu", 1)
    keep("tiga", 3)
    with pytest.raises(DraftOvertaken):
        keep("dua", 2)
    found = queries.draft_of("modul/01-a/modul.md", by=person)
    assert found is not None
    assert (found.text, found.revision) == ("tiga", 3)


def test_the_preview_of_what_is_typed_comes_with_its_problems(trainer: Trainer) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    text = text_of(MODULE).rstrip("\n") + MORE + '\n!!! kasuss "x"\n'
    answer = trainer.client.post(f"/studio/pratinjau/{MODULE}/", data={"csrf_token": token[1], "text": text})
    found = answer.get_json()
    line = text.rstrip("\n").count("\n") + 1
    assert "<p>Kalimat yang sedang ditulis.</p>" in found["pratinjau"]
    assert found["galat"] >= 1
    assert found["baris"][str(line)] == "galat"
    assert f"#baris-{line}" in found["masalah"]
    assert draft(trainer) is None


@pytest.mark.parametrize("revision", ["-5", str(2**31), str(2**70), "x"])
def test_a_revision_that_no_page_of_ours_sent_never_replaces_a_draft(trainer: Trainer, revision: str) -> None:
    assert save(trainer, "satu" + MORE).status_code == 200
    assert save(trainer, "dua" + MORE, revisi=revision).status_code == 409
    assert draft(trainer) == "satu" + MORE


@pytest.mark.parametrize("act", ["simpan", "terbitkan"])
@pytest.mark.parametrize("name", ["revisi", "expected"])
def test_a_number_that_no_column_holds_breaks_no_page(trainer: Trainer, act: str, name: str) -> None:
    answer = trainer.send(MODULE, text_of(MODULE) + MORE, act, **{name: str(2**70)})
    assert answer.status_code < 500
    assert state_of(MODULE).number == 1 or (act, name) == ("terbitkan", "revisi")


NEWER = "\n\nKalimat dari tab lain.\n"


def test_publishing_in_an_old_tab_keeps_what_another_tab_saved_since(trainer: Trainer) -> None:
    text = text_of(MODULE)
    save(trainer, text + MORE)
    save(trainer, text + NEWER, known=1)
    answer = trainer.send(MODULE, text + MORE, revisi="1")
    assert answer.status_code == 303
    assert state_of(MODULE).number == 2
    assert draft(trainer) == text + NEWER
    assert "Draf yang lebih baru" in trainer.page(answer.location)


def test_planning_in_an_old_tab_keeps_what_another_tab_saved_since(trainer: Trainer) -> None:
    text = text_of(MODULE)
    save(trainer, text + MORE)
    save(trainer, text + NEWER, known=1)
    assert plan(trainer, text + MORE, revisi="1")[0] == 303
    assert draft(trainer) == text + NEWER


def test_the_saving_that_was_under_way_while_publishing_leaves_no_draft(trainer: Trainer) -> None:
    text = text_of(MODULE) + MORE
    save(trainer, text)
    assert trainer.send(MODULE, text, revisi="0").status_code == 303
    assert draft(trainer) is None


@pytest.mark.parametrize("act", ["periksa", "terbitkan"])
def test_checking_in_an_old_tab_says_that_another_one_is_newer(trainer: Trainer, act: str) -> None:
    save(trainer, text_of(MODULE) + NEWER)
    answer = trainer.send(MODULE, "rusak", act, revisi="0")
    assert "Draf ini lebih baru di tab atau perangkat lain." in answer.get_data(as_text=True)
    assert draft(trainer) == text_of(MODULE) + NEWER
