"""A new version of a module, for those who have completed it and for those who are reading it."""

import pytest
from flask import Flask

from app.clock import now
from app.db import transaction
from app.learning import queries, services
from app.learning.queries.readings import parts_read_of
from app.learning.rules import SectionGone, parts_words
from app.materials import queries as materials
from app.materials.rules import ChangeKind, Result
from app.materials.services import publish_source
from tests.factories import Factory

SLUG = "proses-bisnis-dulu"
NEW = (
    "\n\n## Menata ulang bersama OPD {#bersama-opd}\n\nPemilik proses duduk bersama dan menulis langkahnya.\n"
)


@pytest.fixture
def person(published: Flask, factory: Factory) -> int:
    return factory.person(opd=factory.opd())


def state() -> object:
    return next(
        each for each in materials.document_state() if each.slug == SLUG and each.path.endswith("modul.md")
    )


def source() -> str:
    found = materials.source(state().version_id)  # type: ignore[attr-defined]
    assert found is not None
    return found.text


def publish(text: str, kind: ChangeKind = ChangeKind.SUBSTANSI) -> None:
    at = state()
    with transaction():
        outcome = publish_source(
            at.path,  # type: ignore[attr-defined]
            text,
            by=None,
            at=now(),
            expected_current=at.version_id,  # type: ignore[attr-defined]
            change_kind=kind,
        )
    assert outcome.result is Result.TERBIT, outcome.problems


def anchors() -> tuple[str, ...]:
    found = materials.module(SLUG)
    assert found is not None
    return tuple(line.anchor for line in found.sections)


def read(person: int, *wanted: str) -> None:
    found = materials.module(SLUG)
    assert found is not None
    for anchor in wanted:
        with transaction():
            services.mark_read(
                person_id=person, slug=SLUG, version_id=found.card.version_id, anchor=anchor, at=now()
            )


def complete(person: int) -> None:
    read(person, *anchors())
    with transaction():
        services.record_pass(person_id=person, module_slug=SLUG, attempt_id=7, at=now())
    assert SLUG in queries.completions_of(person)


def words(person: int) -> str:
    return parts_words(queries.parts_to_read(person).get(SLUG, ()))


def test_a_correction_asks_nothing_of_anybody(person: int) -> None:
    complete(person)
    publish(source() + NEW, ChangeKind.KOREKSI)
    assert queries.parts_to_read(person) == {}


def test_a_new_section_of_substance_is_a_named_task_and_the_completion_stays(person: int) -> None:
    complete(person)
    before = queries.completions_of(person)[SLUG]
    publish(source() + NEW)
    assert words(person) == "1 bagian baru ditambahkan: Menata ulang bersama OPD."
    assert queries.completions_of(person)[SLUG] == before
    read(person, "bersama-opd")
    assert queries.parts_to_read(person) == {}
    assert queries.completions_of(person)[SLUG] == before
    assert [anchor for _, anchor, _ in parts_read_of(person)] == ["bersama-opd"]  # their own data


def test_a_section_that_says_something_else_is_named_as_well(person: int) -> None:
    complete(person)
    first = materials.module(SLUG)
    assert first is not None
    title = first.sections[0].title
    text = source()
    place = text.index("\n\n", text.index("\n## ") + 4)
    publish(text[:place] + "\n\nKalimat yang membawa isi baru." + text[place:])
    assert words(person) == f"1 bagian diperbarui: {title}."


def test_reading_something_old_again_does_not_do_the_task(person: int) -> None:
    complete(person)
    publish(source() + NEW)
    read(person, anchors()[0])
    assert words(person)


def test_a_task_follows_its_section_to_a_new_address_and_goes_with_it(person: int) -> None:
    complete(person)
    publish(source() + NEW)
    publish(source().replace("{#bersama-opd}", "{#duduk-bersama}"), ChangeKind.KOREKSI)
    (part,) = queries.parts_to_read(person)[SLUG]
    assert part.anchor == "duduk-bersama"
    publish(source().replace(NEW.replace("{#bersama-opd}", "{#duduk-bersama}").strip() + "\n", ""))
    assert queries.parts_to_read(person) == {}


def test_two_versions_are_two_tasks_until_each_is_read(person: int) -> None:
    complete(person)
    publish(source() + NEW)
    read(person, "bersama-opd")
    publish(source().replace("menulis langkahnya.", "menulis langkahnya, lalu memotong yang berulang."))
    assert words(person) == "1 bagian diperbarui: Menata ulang bersama OPD."
    read(person, "bersama-opd")
    assert words(person) == ""


def test_who_completes_the_new_version_has_no_task(person: int, factory: Factory) -> None:
    other = factory.person(opd=factory.opd())
    publish(source() + NEW)
    complete(other)
    assert queries.parts_to_read(other) == {}
    assert queries.parts_to_read(person) == {}


def test_a_section_that_is_not_there_is_refused_also_after_completion(person: int) -> None:
    complete(person)
    publish(source() + NEW)
    with pytest.raises(SectionGone):
        read(person, "tidak-ada")


def test_a_renamed_section_stays_read_when_the_reader_moves_on(person: int) -> None:
    publish(source() + NEW, ChangeKind.KOREKSI)
    read(person, anchors()[0], "bersama-opd")
    publish(source().replace("{#bersama-opd}", "{#alamat-lain}", 1), ChangeKind.KOREKSI)
    with transaction():
        services.follow_current_version(person_id=person, slug=SLUG, at=now())
    read_now = queries.progress(person, SLUG)
    assert read_now.read_count(anchors()) == 2
    assert "alamat-lain" in read_now.read


def test_moving_on_changes_nothing_for_who_has_completed(person: int) -> None:
    complete(person)
    publish(source() + NEW)
    with transaction():
        services.follow_current_version(person_id=person, slug=SLUG, at=now())
    assert words(person)
    read(person, "bersama-opd")
    assert words(person) == ""


def test_the_task_stands_at_home_in_the_catalogue_and_in_the_module(
    published: Flask, person: int, factory: Factory
) -> None:
    client = factory.sign_in(published, person)
    complete(person)
    publish(source() + NEW)
    sentence = "1 bagian baru ditambahkan: Menata ulang bersama OPD."
    assert sentence in client.get("/").get_data(as_text=True)
    assert "1 bagian baru" in client.get("/modul/").get_data(as_text=True)
    page = client.get(f"/modul/{SLUG}/").get_data(as_text=True)
    assert sentence in page
    assert "Baca yang baru: bagian" in page
    section = client.get(f"/modul/{SLUG}/bersama-opd/").get_data(as_text=True)
    token = section.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"/modul/{SLUG}/bersama-opd/selesai", data={"csrf_token": token})
    assert answer.location.endswith(f"/modul/{SLUG}/")
    page = client.get(answer.location).get_data(as_text=True)
    assert "Anda sudah membaca semua yang baru." in page
    assert sentence not in page + client.get("/").get_data(as_text=True)


def test_who_is_reading_is_told_what_the_new_version_adds(
    published: Flask, person: int, factory: Factory
) -> None:
    client = factory.sign_in(published, person)
    read(person, anchors()[0])
    publish(source() + NEW)
    page = client.get(f"/modul/{SLUG}/").get_data(as_text=True)
    assert "Modul ini sudah diperbarui." in page
    assert "1 bagian baru ditambahkan: Menata ulang bersama OPD." in page
