"""The history of a document, what differs between versions, restoring, and two trainers at once."""

import re

import pytest
from flask import Flask

from app.materials.rules import ChangeKind
from app.people.rules import Role
from tests.factories import Factory
from tests.studio.conftest import MODULE, QUIZ, Trainer, state_of, text_of, trainer_of

MONDAY, TUESDAY = "Senin pagi, Dinas X menerima", "Selasa pagi, Dinas X menerima"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found
    return found[1]


def edited(trainer: Trainer, note: str = "Hari dibetulkan", **changes: str) -> None:
    text = text_of(MODULE).replace(MONDAY, TUESDAY, 1)
    assert trainer.send(MODULE, text, note=note, **changes).status_code == 303


def restore(trainer: Trainer, number: int, **changes: str) -> tuple[int, str]:
    page = trainer.page(f"/studio/pulihkan/{MODULE}/{number}/")
    data = {
        "csrf_token": token_of(page),
        "expected": str(state_of(MODULE).version_id),
        "change_kind": "koreksi",
        "note": f"Memulihkan versi {number}",
    }
    answer = trainer.client.post(f"/studio/pulihkan/{MODULE}/{number}/", data=data | changes)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_history_names_number_author_kind_note_and_door(trainer: Trainer) -> None:
    edited(trainer, change_kind="substansi")
    page = trainer.page(f"/studio/riwayat/{MODULE}/")
    assert "2 versi, terakhir" in page
    assert "Hari dibetulkan" in page
    assert "oleh Ketut Wirawan, dari studio" in page
    assert "dari berkas" in page
    assert page.index("Versi 2") < page.index("Versi 1</b>")
    assert "Substansi" in page
    assert f'href="/studio/riwayat/{MODULE}/"' in trainer.page(f"/studio/{MODULE}/")


def test_a_document_never_changed_says_so(trainer: Trainer) -> None:
    page = trainer.page(f"/studio/riwayat/{MODULE}/")
    assert "Baru satu versi, belum pernah diubah." in page
    assert "Pulihkan" not in page


def test_the_difference_marks_the_words_in_whichever_order_it_is_asked(trainer: Trainer) -> None:
    edited(trainer)
    for pair in ("dari=1&ke=2", "dari=2&ke=1"):
        page = trainer.page(f"/studio/banding/{MODULE}/?{pair}")
        assert "1 baris diubah." in page
        assert "<del>Senin</del><ins>Selasa</ins> pagi, Dinas X menerima" in page
        assert '<span class="hide">Diubah: </span>' in page


@pytest.mark.parametrize("query", ["", "?dari=1&ke=9", "?dari=x&ke=1", "?dari=-1&ke=1", "?dari=1&ke=²"])
def test_versions_that_are_not_there_are_not_found(trainer: Trainer, query: str) -> None:
    assert "Versi yang ingin dibandingkan tidak ada." in trainer.page(
        f"/studio/banding/{MODULE}/{query}", 404
    )


def test_what_was_written_is_shown_as_text(trainer: Trainer) -> None:
    text = text_of(MODULE).replace(MONDAY, "&lt;b> dan O'Neil " + MONDAY, 1)
    assert trainer.send(MODULE, text).status_code == 303
    page = trainer.page(f"/studio/banding/{MODULE}/?dari=1&ke=2")
    assert "&amp;lt;b&gt; dan O&#39;Neil" in page


def test_restoring_publishes_the_old_text_as_a_new_version(trainer: Trainer) -> None:
    first = text_of(MODULE)
    edited(trainer)
    assert "<del>Selasa</del><ins>Senin</ins>" in trainer.page(f"/studio/pulihkan/{MODULE}/1/")
    assert restore(trainer, 1)[0] == 303
    state = state_of(MODULE)
    assert (state.number, state.note, state.change_kind) == (3, "Memulihkan versi 1", ChangeKind.KOREKSI)
    assert text_of(MODULE) == first
    page = trainer.page(f"/studio/riwayat/{MODULE}/")
    assert "Teks versi 1 terbit lagi sebagai versi 3." in page
    assert "3 versi" in page


def test_an_old_text_that_no_longer_passes_its_checks_leads_into_the_editor(trainer: Trainer) -> None:
    first = text_of(QUIZ)
    key = re.search(r"\{#([a-z0-9-]+)", first)
    assert key
    replaced = first.replace(f"{{#{key[1]}", f"{{#{key[1]}-baru menggantikan={key[1]}", 1)
    assert trainer.send(QUIZ, replaced).status_code == 303
    page = trainer.page(f"/studio/pulihkan/{QUIZ}/1/")
    assert "1 galat menahan penerbitan." in page
    assert "Buka di penyunting" in page
    data = {
        "csrf_token": token_of(page),
        "expected": str(state_of(QUIZ).version_id),
        "change_kind": "koreksi",
    }
    answer = trainer.client.post(f"/studio/pulihkan/{QUIZ}/1/", data=data)
    assert answer.status_code == 422
    assert text_of(QUIZ) == replaced


def test_who_was_overtaken_while_restoring_is_told_and_nothing_is_written(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    edited(trainer)
    opened = str(state_of(MODULE).version_id)
    other = trainer_of(published, factory, "Maria Tolago")
    other.send(MODULE, text_of(MODULE).rstrip("\n") + "\n\nKalimat milik Maria.\n")
    status, page = restore(trainer, 1, expected=opened)
    assert status == 409
    assert "sudah diterbitkan orang lain" in page
    assert state_of(MODULE).number == 3
    assert re.search(rf'name="expected"[^>]*value="{state_of(MODULE).version_id}"', page)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_the_standing_and_unknown_versions_are_not_restored(trainer: Trainer, number: int) -> None:
    edited(trainer)
    assert trainer.client.get(f"/studio/pulihkan/{MODULE}/{number}/").status_code == 404


@pytest.mark.parametrize(
    "path", [f"/studio/riwayat/{MODULE}/", f"/studio/banding/{MODULE}/?dari=1&ke=1", "/studio/riwayat/tidak/"]
)
def test_only_trainers_read_the_history(published: Flask, factory: Factory, path: str) -> None:
    client = factory.sign_in(published, factory.person(roles={Role.PESERTA}, opd=factory.opd()))
    assert client.get(path).status_code == 403


def test_a_collision_shows_both_texts_what_differs_and_three_ways(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    opened = str(state_of(MODULE).version_id)
    mine = text_of(MODULE).rstrip("\n") + "\n\nKalimat milik Ketut.\n"
    other = trainer_of(published, factory, "Maria Tolago")
    other.send(MODULE, text_of(MODULE).replace(MONDAY, TUESDAY, 1))
    answer = trainer.send(MODULE, mine, expected=opened, note="Catatan Ketut", change_kind="substansi")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Yang diubah Maria Tolago" in page
    assert "<del>Senin</del><ins>Selasa</ins>" in page  # what Maria did
    assert "<del>Selasa</del><ins>Senin</ins>" in page  # what would be undone
    assert "<ins>Kalimat milik Ketut.</ins>" in page
    assert 'value="periksa"' in page
    assert "Terbitkan teks saya sebagai versi 3" in page
    assert "Pakai versi 2, buang teks saya" in page
    assert text_of(MODULE).count(TUESDAY) == 1


def test_mine_may_be_published_upon_theirs_after_reading(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    mine = text_of(MODULE).rstrip("\n") + "\n\nKalimat milik Ketut.\n"
    trainer_of(published, factory, "Maria").send(MODULE, text_of(MODULE).replace(MONDAY, TUESDAY, 1))
    assert trainer.send(MODULE, mine).status_code == 303
    assert text_of(MODULE) == mine
    assert TUESDAY in trainer.page(f"/studio/banding/{MODULE}/?dari=1&ke=2").replace("<ins>", "").replace(
        "</ins>", ""
    ).replace("<del>Senin</del>", "")
