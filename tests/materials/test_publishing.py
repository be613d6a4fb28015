"""Publishing: all of a file or nothing of it, twice is once, and what is published stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.db import begin_write, session, transaction
from app.materials import queries
from app.materials.models import Document, DocumentVersion, Image, Section
from app.materials.rules import ChangeKind, DocumentKind, EditConflict, Origin, Outcome, Result
from app.materials.services import check_folder, publish_all, publish_folder, publish_source
from tests.materials.texts import (
    BELIEFS,
    DRAWING,
    LEGAL,
    MODULE,
    QUIZ,
    STANDARD,
    SVG,
    TERMS,
    TEXTS,
    spoiled,
    write,
)

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "content", TEXTS)


def publish(folder: Path, **changes: object) -> dict[str, Outcome]:
    with transaction():
        outcomes = publish_folder(folder, by=None, at=AT, **changes)  # type: ignore[arg-type]
    return {outcome.path.split("/content/")[1]: outcome for outcome in outcomes}


def results(outcomes: dict[str, Outcome]) -> dict[str, Result]:
    return {path: outcome.result for path, outcome in outcomes.items() if outcome.result is not Result.TETAP}


def source_of(path: str) -> str:
    state = next(state for state in queries.document_state() if state.path == path)
    stored = queries.source(state.version_id)
    assert stored is not None
    return stored.text


def edit(path: str, changed: str, *, expected: int | None) -> Outcome:
    with transaction():
        return publish_source(path, changed, by=None, at=AT, expected_current=expected)


def version_of(path: str) -> int:
    return next(state.version_id for state in queries.document_state() if state.path == path)


def test_a_folder_is_published_once(folder: Path) -> None:
    assert set(results(publish(folder)).values()) == {Result.TERBIT}
    versions = session.scalar(select(func.count()).select_from(DocumentVersion))
    again = publish(folder)
    assert results(again) == {}
    assert {outcome.number for outcome in again.values()} == {1}
    assert session.scalar(select(func.count()).select_from(DocumentVersion)) == versions == len(TEXTS)


def test_publishing_what_is_published_takes_no_write_lock(folder: Path) -> None:
    publish(folder)
    before = session.execute(text("SELECT count(*) FROM audit_entry")).scalar()
    publish(folder)
    assert session.execute(text("SELECT count(*) FROM audit_entry")).scalar() == before == len(TEXTS)


def test_everything_published_can_be_read(folder: Path) -> None:
    publish(folder)
    (card,) = queries.modules()
    assert (card.slug, card.order, card.section_count, card.quiz_slug, card.number) == (
        "proses-bisnis",
        1,
        2,
        "proses-bisnis",
        1,
    )
    page = queries.module("proses-bisnis")
    assert page == queries.module_version(card.version_id)
    assert page is not None
    assert (page.legal, page.salah_kaprah) == (("perpres-95-2018",), ("spbe-sama-dengan-aplikasi",))
    section = queries.section(card.version_id, "menata-ulang")
    assert section is not None
    assert section.headings == (("urutan-bertanya", "Urutan bertanya"),)
    assert '<a href="/modul/proses-bisnis/memeriksa/">' in section.html
    assert queries.section(card.version_id, "tidak-ada") is None
    standard = queries.current_standard()
    assert standard is not None
    assert (standard.module_slugs, standard.test_slug) == (("proses-bisnis",), "spbe-dasar")


def test_question_sets_are_read_with_their_questions(folder: Path) -> None:
    publish(folder)
    found = queries.question_set("proses-bisnis")
    assert found is not None
    assert found == queries.question_set_version(found.version_id)
    assert (found.module_slug, found.question_count) == ("proses-bisnis", 2)
    first, second = queries.questions(found.version_id)
    assert (first.key, first.position, second.key, second.weight) == ("langkah-pertama", 1, "unsur", 2)
    assert [(c.position, c.correct, c.salah_kaprah) for c in first.choices] == [
        (0, False, "spbe-sama-dengan-aplikasi"),
        (1, True, None),
        (2, False, None),
    ]
    assert first.body_html == "<p>Kantor Anda melayani <em>izin usaha</em>.</p>"
    assert first.choices[0].feedback_html == "<p>Menggoda karena terlihat cepat.</p>"
    test = queries.question_set("spbe-dasar")
    assert test is not None
    assert (test.module_slug, test.ask_confidence) == (None, True)


def test_an_authors_hour_is_an_hour_of_the_province(folder: Path) -> None:
    path = folder / QUIZ
    path.write_text(TEXTS[QUIZ].replace("jenis: kuis", "jenis: kuis\ndibuka: 2026-12-01 08:00"))
    publish(folder)
    found = queries.question_set("proses-bisnis")
    assert found is not None
    assert found.opens_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


def test_nothing_of_a_broken_file_is_published_while_the_others_go_out(folder: Path) -> None:
    write(folder, spoiled(QUIZ, "### Penjelasan", "### Jawaban"))
    outcomes = publish(folder)
    assert {path for path, result in results(outcomes).items() if result is Result.DITOLAK} == {QUIZ}
    assert queries.question_set("proses-bisnis") is None
    assert [card.quiz_slug for card in queries.modules()] == [None]
    assert queries.question_set("spbe-dasar") is not None


def test_what_leans_on_a_broken_file_is_held_back_with_it(folder: Path) -> None:
    write(folder, spoiled(MODULE, "menit: 10", "menit: lama"))
    outcomes = publish(folder)
    refused = {path for path, outcome in outcomes.items() if outcome.result is Result.DITOLAK}
    assert refused == {MODULE, QUIZ, STANDARD}
    (waiting,) = outcomes[QUIZ].faults
    assert waiting.code == "MENUNGGU"
    assert waiting.sentence.endswith(f"{MODULE}.")


def test_a_broken_edit_leaves_the_published_version_as_it_is(folder: Path) -> None:
    publish(folder)
    write(folder, spoiled(MODULE, "menit: 10", "menit: lama"))
    outcomes = publish(folder)
    assert outcomes[MODULE].result is Result.DITOLAK
    assert outcomes[MODULE].number == 1
    assert queries.modules()[0].minutes == 10


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(folder: Path) -> None:
    publish(folder)
    before = queries.modules()[0]
    write(folder, spoiled(MODULE, "Antrean panjang jarang", "Antrean yang panjang jarang"))
    outcomes = publish(folder, change_kind=ChangeKind.SUBSTANSI, note="Antrean dijelaskan.")
    assert results(outcomes) == {MODULE: Result.TERBIT}
    after = queries.modules()[0]
    assert (before.number, after.number) == (1, 2)
    old = queries.section(before.version_id, "menata-ulang")
    new = queries.section(after.version_id, "menata-ulang")
    assert old is not None
    assert new is not None
    assert "<p>Antrean panjang" in old.html
    assert "<p>Antrean yang panjang" in new.html
    newest, first = queries.history(DocumentKind.MODUL, "proses-bisnis")
    assert (newest.change_kind, newest.note, first.change_kind) == (
        ChangeKind.SUBSTANSI,
        "Antrean dijelaskan.",
        ChangeKind.KOREKSI,
    )


def test_the_number_of_the_folder_orders_the_catalogue_without_a_new_text(folder: Path) -> None:
    publish(folder)
    (folder / "modul/01-proses-bisnis").rename(folder / "modul/07-proses-bisnis")
    publish(folder)
    assert [(card.slug, card.order) for card in queries.modules()] == [("proses-bisnis", 7)]


def test_a_changed_picture_is_a_new_version_of_its_module_alone(folder: Path) -> None:
    publish(folder)
    (folder / DRAWING).write_text(SVG.replace("#0b4f8a", "#cdcac4"))
    assert results(publish(folder)) == {MODULE: Result.TERBIT}
    assert session.scalar(select(func.count()).select_from(Image)) == 2


def test_a_changed_catalogue_shows_in_old_texts_without_a_new_version(folder: Path) -> None:
    publish(folder)
    card = queries.modules()[0]
    write(folder, spoiled(BELIEFS, "ya usul bikin aplikasi", "ya bikin aplikasi lagi"))
    assert results(publish(folder)) == {BELIEFS: Result.TERBIT}
    section = queries.section(card.version_id, "menata-ulang")
    assert section is not None
    assert "ya bikin aplikasi lagi" in section.html
    assert queries.modules()[0].number == 1


def test_an_entry_that_published_texts_use_cannot_vanish(folder: Path) -> None:
    publish(folder)
    write(folder, {**TEXTS, TERMS: TEXTS[TERMS].replace("aplikasi-umum", "aplikasi-bersama")})
    outcomes = publish(folder)
    assert outcomes[TERMS].result is Result.DITOLAK
    assert f"masih dipakai {MODULE} baris 20" in outcomes[TERMS].faults[0].sentence
    assert [term.code for term in queries.glossary()] == ["aplikasi-umum"]


def test_an_item_of_the_published_quiz_may_not_change_under_its_key(folder: Path) -> None:
    publish(folder)
    write(folder, spoiled(QUIZ, "- [ ] Gedung kantor yang megah\n", "- [ ] Gedung\n- [ ] Kebun\n"))
    assert publish(folder)[QUIZ].result is Result.DITOLAK


def test_a_file_changed_after_the_studio_published_is_a_conflict_that_names_both(folder: Path) -> None:
    publish(folder)
    text_of_studio = TEXTS[MODULE].replace("Proses bisnis dulu", "Proses bisnis lebih dulu")
    assert edit(MODULE, text_of_studio, expected=version_of(MODULE)).number == 2
    assert results(publish(folder)) == {}, "an untouched file does not undo the studio"
    write(folder, spoiled(MODULE, "Proses bisnis dulu", "Bisnis dulu"))
    outcomes = publish(folder)
    assert results(outcomes) == {MODULE: Result.BENTROK}
    assert "versi 2" in outcomes[MODULE].faults[0].sentence
    assert "--timpa proses-bisnis" in outcomes[MODULE].faults[0].sentence
    assert queries.modules()[0].title == "Proses bisnis lebih dulu"
    assert results(publish(folder, overwrite=frozenset({"proses-bisnis"}))) == {MODULE: Result.TERBIT}
    assert (queries.modules()[0].title, queries.modules()[0].number) == ("Bisnis dulu", 3)


def test_a_file_that_equals_the_studios_version_is_no_change(folder: Path) -> None:
    publish(folder)
    changed = TEXTS[MODULE].replace("Proses bisnis dulu", "Proses bisnis lebih dulu")
    edit(MODULE, changed, expected=version_of(MODULE))
    write(folder, {**TEXTS, MODULE: changed})
    assert results(publish(folder)) == {}
    write(folder, spoiled(MODULE, "Proses bisnis dulu", "Bisnis dulu"))
    assert results(publish(folder)) == {MODULE: Result.TERBIT}


def test_the_studio_publishes_with_author_and_door(folder: Path) -> None:
    publish(folder)
    outcome = edit(
        TERMS, TEXTS[TERMS].replace("dipakai bersama", "digunakan bersama"), expected=version_of(TERMS)
    )
    assert (outcome.result, outcome.number) == (Result.TERBIT, 2)
    state = next(state for state in queries.document_state() if state.path == TERMS)
    assert (state.origin, state.title) == (Origin.STUDIO, "Daftar istilah")
    assert "digunakan bersama" in queries.glossary()[0].meaning


def test_the_slower_of_two_editors_hears_so(folder: Path) -> None:
    publish(folder)
    seen = version_of(TERMS)
    edit(TERMS, TEXTS[TERMS].replace("yang sama", "serupa"), expected=seen)
    with pytest.raises(EditConflict):
        edit(TERMS, TEXTS[TERMS].replace("yang sama", "sejenis"), expected=seen)
    assert "serupa" in queries.glossary()[0].meaning


def test_the_same_text_from_the_studio_is_no_new_version(folder: Path) -> None:
    publish(folder)
    assert edit(TERMS, TEXTS[TERMS], expected=version_of(TERMS)).result is Result.TETAP


def test_a_broken_text_of_the_studio_is_refused_with_its_problems(folder: Path) -> None:
    publish(folder)
    outcome = edit(TERMS, TEXTS[TERMS].replace("arti:", "artii:"), expected=version_of(TERMS))
    assert outcome.result is Result.DITOLAK
    assert outcome.faults
    assert "artii" not in source_of(TERMS)


def test_the_source_comes_back_byte_for_byte(folder: Path) -> None:
    odd = "\ufeff" + TEXTS[QUIZ].replace("\n", "\r\n")
    write(folder, {**TEXTS, QUIZ: odd})
    publish(folder)
    assert source_of(QUIZ) == odd


def test_rendering_inside_a_writing_transaction_is_refused(folder: Path, backend: str) -> None:
    if backend == "postgres":
        return  # nobody waits for a transaction that has written nothing
    begin_write()
    with pytest.raises(RuntimeError, match="would stall every save"):
        publish_folder(folder, by=None, at=AT)
    session.rollback()


def test_a_text_beyond_the_renderer_is_a_problem_at_its_line(folder: Path) -> None:
    write(folder, spoiled(MODULE, "Sesudah itu", "a\n: b\n" * 20_000 + "\n\nSesudah itu"))
    outcomes = publish(folder)
    assert [(p.code, p.line) for p in outcomes[MODULE].faults] == [("OLAH", 40)]
    assert queries.modules() == []


def test_checking_writes_nothing_and_needs_no_tables(folder: Path) -> None:
    assert check_folder(folder, at=AT) == []
    assert session.scalar(select(func.count()).select_from(Document)) == 0
    write(folder, spoiled(LEGAL, "status: berlaku", "status: laku"))
    found = check_folder(folder, at=AT)
    assert [(problem.path.split("/content/")[1], problem.line) for problem in found] == [(LEGAL, 4)]


def test_checking_compares_with_what_is_published(folder: Path) -> None:
    publish(folder)
    write(folder, spoiled(QUIZ, "{#unsur bobot=2}", "{#unsur-lain}"))
    assert [problem.code for problem in check_folder(folder, at=AT)] == ["KUNCI-HILANG"]


def test_files_in_the_wrong_place_are_named(folder: Path) -> None:
    for path in (
        "modul/Tanpa Nomor/modul.md",
        "modul/01-proses-bisnis/quiz.md",
        "tes/spbe-dasar/kisi-kisi.md",
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("x")
    found = [(problem.path.split("/content/")[1], problem.level) for problem in check_folder(folder, at=AT)]
    assert found == [
        ("modul/01-proses-bisnis/quiz.md", "PERINGATAN"),
        ("modul/Tanpa Nomor/modul.md", "GALAT"),
    ]


def test_two_folders_of_one_name_are_refused(folder: Path) -> None:
    write(folder, {**TEXTS, "modul/02-proses-bisnis/modul.md": TEXTS[MODULE]})
    outcomes = publish(folder)
    assert outcomes["modul/02-proses-bisnis/modul.md"].result is Result.DITOLAK
    assert [card.order for card in queries.modules()] == [1]


def test_publish_all_tells_only_what_stopped(folder: Path) -> None:
    assert publish_all(folder, by=None, at=AT) == []
    write(folder, spoiled(TERMS, "arti:", "artii:"))
    assert {problem.level for problem in publish_all(folder, by=None, at=AT)} == {"GALAT"}


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in check_folder(tmp_path / "entah", at=AT)] == ["BERKAS"]


def test_the_standard_in_force_is_the_latest_begun(folder: Path) -> None:
    later = TEXTS[STANDARD].replace("SPBE-DASAR-2026", "SPBE-DASAR-2027").replace("2026-01-01", "2027-01-01")
    write(folder, {**TEXTS, "standar/SPBE-DASAR-2027.yml": later})
    publish(folder)
    for day, code in (
        (AT, "SPBE-DASAR-2026"),
        (AT + timedelta(days=400), "SPBE-DASAR-2027"),
        (AT - timedelta(days=400), "SPBE-DASAR-2026"),
    ):
        standard = queries.current_standard(day.date())
        assert standard is not None
        assert standard.code == code


def test_a_section_is_one_query(app: Flask, folder: Path) -> None:
    from sqlalchemy import event

    from app.db import db

    publish(folder)
    version_id = version_of(MODULE)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert queries.section(version_id, "menata-ulang") is not None
    assert len(asked) == 1
    assert session.scalar(select(func.count()).select_from(Section)) == 2
