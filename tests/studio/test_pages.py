"""The list of materials, and one text checked, previewed and published."""

import pytest
from flask import Flask

from app import audit
from app.clock import now
from app.db import transaction
from app.materials import queries, services
from app.materials.rules import ChangeKind, DocumentKind
from app.people import services as people
from app.people.rules import Role
from tests.factories import Factory
from tests.studio.conftest import MODULE, QUIZ, Trainer, state_of, text_of, trainer_of

BROKEN = '!!! salah-kaprah "spbe-sama-aplikasi"'


def broken(path: str) -> str:
    return text_of(path).replace('!!! salah-kaprah "spbe-sama-dengan-aplikasi"', BROKEN, 1)


def test_the_list_shows_every_document_with_its_version(trainer: Trainer) -> None:
    page = trainer.page("/studio/")
    for state in queries.document_state():
        assert f'href="/studio/{state.path}/"' in page
    assert "Terbit, versi 1" in page
    assert "dari berkas" in page


def test_the_list_of_an_empty_installation_says_where_materials_come_from(
    app: Flask, factory: Factory
) -> None:
    assert "Belum ada materi yang terbit." in trainer_of(app, factory, "Ketut").page("/studio/")


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_published_document_opens_with_its_text_and_a_preview(
    trainer: Trainer, kind: DocumentKind
) -> None:
    for state in queries.document_state():
        if state.kind is kind:
            page = trainer.page(f"/studio/{state.path}/")
            assert "Pratinjau belum dapat dibuat" not in page
            assert f'Terbitkan<span class="spare"> versi {state.number + 1}' in page


@pytest.mark.parametrize("path", ["tidak-ada.md", "modul/99-baru/modul.md", "../rahasia", "opd.csv"])
def test_a_document_that_is_not_published_is_not_found(trainer: Trainer, path: str) -> None:
    assert trainer.client.get(f"/studio/{path}/").status_code == 404


def test_the_preview_of_a_quiz_shows_key_and_belief_to_its_author(trainer: Trainer) -> None:
    page = trainer.page(f"/studio/{QUIZ}/")
    assert "Kunci" in page
    assert "Soal 1 dari" in page
    assert "Penjelasan" in page


def test_checking_keeps_the_text_and_names_the_line_of_a_fault(trainer: Trainer) -> None:
    answer = trainer.send(MODULE, broken(MODULE), act="periksa")
    page = answer.get_data(as_text=True)
    line = broken(MODULE)[: broken(MODULE).index(BROKEN)].count("\n") + 1
    assert answer.status_code == 200
    assert "1 galat menahan penerbitan." in page
    assert f'<a href="#baris-{line}">Baris {line}</a>' in page
    assert f'id="baris-{line}" class="galat"' in page
    assert "Maksud Anda &#34;spbe-sama-dengan-aplikasi&#34;?" in page
    assert BROKEN.replace('"', "&#34;") in page
    assert state_of(MODULE).number == 1


def test_checking_shows_what_was_typed_in_the_preview(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + "\n\nKalimat yang baru ditulis.\n"
    page = trainer.send(MODULE, text, act="periksa").get_data(as_text=True)
    assert "<p>Kalimat yang baru ditulis.</p>" in page
    assert state_of(MODULE).number == 1


def test_publishing_makes_the_next_version_and_tells_the_trail(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + "\n\nKalimat yang baru ditulis.\n"
    answer = trainer.send(MODULE, text, change_kind="substansi", note=" Contoh baru ")
    assert answer.status_code == 303
    page = trainer.page(answer.location)
    assert "Terbit sebagai versi 2." in page
    assert "oleh Ketut Wirawan" in page
    assert text_of(MODULE) == text
    state = state_of(MODULE)
    assert (state.number, state.change_kind, state.note) == (2, ChangeKind.SUBSTANSI, "Contoh baru")
    entry = audit.entries(limit=1)[0]
    assert (entry.actor_id, entry.action, entry.subject) == (trainer.id, "publish document", MODULE)


def test_a_learner_reads_what_was_published(trainer: Trainer, published: Flask, factory: Factory) -> None:
    old = text_of(MODULE)
    trainer.send(MODULE, old.replace("Senin pagi, Dinas X menerima", "Selasa pagi, Dinas X menerima", 1))
    learner = factory.sign_in(published, factory.person())
    module = queries.module(state_of(MODULE).slug)
    assert module is not None
    page = learner.get(f"/modul/{module.card.slug}/{module.sections[0].anchor}/").get_data(as_text=True)
    assert "Selasa pagi, Dinas X menerima" in page


def test_publishing_the_same_text_changes_nothing(trainer: Trainer) -> None:
    answer = trainer.send(MODULE, text_of(MODULE))
    assert "Tidak ada yang berubah. Versi 1 tetap terbit." in trainer.page(answer.location)
    assert state_of(MODULE).number == 1


def test_a_text_with_a_fault_is_not_published_and_the_summary_leads_to_its_line(trainer: Trainer) -> None:
    answer = trainer.send(MODULE, broken(MODULE))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Kesalahan: Sunting" in page
    assert 'role="alert"' in page
    assert "tidak ada di katalog" in page[page.index('role="alert"') : page.index("<h1>")]
    assert BROKEN.replace('"', "&#34;") in page
    assert state_of(MODULE).number == 1


def test_who_was_overtaken_keeps_the_text_and_sees_who_published(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    mine = text_of(MODULE).rstrip("\n") + "\n\nKalimat milik Ketut.\n"
    opened = str(state_of(MODULE).version_id)
    other = trainer_of(published, factory, "Maria Tolago")
    other.send(MODULE, text_of(MODULE).rstrip("\n") + "\n\nKalimat milik Maria.\n")
    answer = trainer.send(MODULE, mine, expected=opened, note="Catatan Ketut")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Versi 2 sudah diterbitkan oleh Maria Tolago." in page
    assert "Kalimat milik Ketut." in page
    assert 'name="note" value="Catatan Ketut"' in page
    assert "Kalimat milik Maria." in page
    assert "Kalimat milik Maria." in text_of(MODULE)
    assert f'name="expected" value="{state_of(MODULE).version_id}"' in page


def test_who_was_overtaken_may_go_on_upon_the_new_version(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    trainer_of(published, factory, "Maria").send(MODULE, text_of(MODULE).rstrip("\n") + "\n\nMaria.\n")
    mine = text_of(MODULE).rstrip("\n") + "\n\nKetut.\n"
    assert "Ketut." in trainer.send(MODULE, mine, act="periksa").get_data(as_text=True)
    assert trainer.send(MODULE, mine).status_code == 303
    assert (state_of(MODULE).number, text_of(MODULE)) == (3, mine)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"change_kind": "ajaib"}, "Pilihan ini tidak ada dalam daftar."),
        ({"expected": ""}, "Halaman ini tidak lengkap terkirim."),
        ({"expected": "satu"}, "Tulis bilangan bulat"),
        ({"note": "x" * 201}, "Catatan paling panjang 200 huruf."),
    ],
)
def test_a_form_that_is_not_whole_is_refused_and_the_text_stays(
    trainer: Trainer, changes: dict[str, str], sentence: str
) -> None:
    answer = trainer.send(MODULE, text_of(MODULE) + "\nTambahan.\n", **changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "Tambahan." in page
    assert state_of(MODULE).number == 1


@pytest.mark.parametrize(
    "text", ["", "\x00", "---\n", "# x\n" * 3000, "<script>alert(1)</script>", "a" * 210_000]
)
@pytest.mark.parametrize("act", ["periksa", "terbitkan"])
def test_odd_texts_are_answered_with_sentences(trainer: Trainer, text: str, act: str) -> None:
    answer = trainer.send(MODULE, text, act=act)
    assert answer.status_code == (422 if act == "terbitkan" else 200)
    assert "menahan penerbitan" in answer.get_data(as_text=True)
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert state_of(MODULE).number == 1


def test_the_public_lists_are_one_click_away(trainer: Trainer) -> None:
    assert 'href="/salah-kaprah/">Versi 1 yang terbit' in trainer.page("/studio/salah-kaprah.yml/")


def test_who_also_learns_may_look_at_the_module_as_a_learner(trainer: Trainer) -> None:
    with transaction():
        people.grant_role(trainer.id, Role.PESERTA, opd_id=None, by=None, at=now())
    slug = state_of(MODULE).slug
    assert f'href="/modul/{slug}/">Versi 1 yang terbit' in trainer.page(f"/studio/{MODULE}/")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NARASUMBER])
def test_nobody_but_a_trainer_enters(published: Flask, factory: Factory, role: Role) -> None:
    client = factory.sign_in(published, factory.person(roles={role}, opd=factory.opd()))
    assert client.get("/studio/").status_code == 403
    assert client.get(f"/studio/{MODULE}/").status_code == 403
    assert client.post(f"/studio/{MODULE}/").status_code == 403


def test_the_preview_of_a_text_writes_nothing(trainer: Trainer) -> None:
    before = (len(queries.document_state()), audit.count())
    services.preview_source(MODULE, broken(MODULE), at=now())
    assert (len(queries.document_state()), audit.count()) == before
