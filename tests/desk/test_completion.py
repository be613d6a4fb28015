"""Completion opened to the events behind it: to the person all of them, to the admin OPD no score."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from app.clock import local_day, now
from app.db import Base, session, transaction
from app.learning import services as learning
from app.materials import queries as materials
from app.people import queries as people
from app.people import services
from app.people.rules import Role
from tests.critic import CriticClient
from tests.factories import Factory

FIRST = "spbe-bukan-lomba-aplikasi"
READ_AT = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def learner(app: Flask, factory: Factory, opd: int | None = None) -> tuple[int, CriticClient]:
    person = factory.person(opd=opd)
    found = factory.sign_in(app, person)
    assert isinstance(found, CriticClient)
    return person, found


def admin_of(app: Flask, factory: Factory, opd: int) -> FlaskClient:
    person = factory.person(roles=frozenset())
    with transaction():
        services.grant_role(person, Role.ADMIN_OPD, opd_id=opd, by=None, at=now())
    return factory.sign_in(app, person)


def read(person: int, slug: str = FIRST, *, sections: int | None = None, at: datetime = READ_AT) -> None:
    page = materials.module(slug)
    assert page
    with transaction():
        for minute, line in enumerate(page.sections[:sections]):
            learning.mark_read(
                person_id=person,
                slug=slug,
                version_id=page.card.version_id,
                anchor=line.anchor,
                at=at + timedelta(minutes=minute),
            )


def passed(person: int, slug: str = FIRST, *, at: datetime = READ_AT + timedelta(hours=1)) -> None:
    with transaction():
        learning.record_pass(person_id=person, module_slug=slug, attempt_id=1, at=at)


def test_a_person_reads_each_event_and_what_is_still_missing(published: Flask, factory: Factory) -> None:
    person, client = learner(published, factory)
    read(person, sections=2)
    text = words(client.page("/saya/penyelesaian/"))
    page = materials.module(FIRST)
    assert page
    assert "0 dari 3 modul wajib Anda tercatat selesai." in text
    assert f"2 Mar 2026, 09.12 WITA Bagian 1, “{page.sections[0].title}”, Anda tandai selesai." in text
    assert "09.13 WITA Bagian 2" in text
    assert "Yang masih kurang: Bagian 3, 4" in text
    assert "Kuis modul belum mencapai batas 70%." in text


def test_a_recorded_completion_names_instant_version_and_rule(published: Flask, factory: Factory) -> None:
    person, client = learner(published, factory)
    read(person)
    passed(person)
    text = words(client.page("/saya/penyelesaian/"))
    assert "1 dari 3 modul wajib Anda tercatat selesai." in text
    assert (
        "2 Mar 2026, 10.12 WITA Modul tercatat selesai versi 1. Aturan yang dipenuhi: "
        "semua bagian ditandai selesai dan kuis modul mencapai batasnya." in text
    )


def test_the_own_events_show_every_attempt_with_its_marks(demo: Flask) -> None:
    mine = people.person_id_by("peserta.b@contoh.test")
    assert mine
    text = words(Factory().sign_in(demo, mine).page("/saya/penyelesaian/"))  # type: ignore[attr-defined]
    assert re.search(r"Percobaan 1 dikirim: \d+ dari \d+ benar, batas 70%, batas (belum )?tercapai\.", text)


def test_a_pass_by_marking_again_is_an_event_of_its_own(published: Flask, factory: Factory) -> None:
    person, client = learner(published, factory)
    passed(person)
    assert "Batas kuis tercatat tercapai setelah nilai ulang." in client.page("/saya/penyelesaian/")


def test_without_anything_begun_the_page_says_what_completes_a_module(
    published: Flask, factory: Factory
) -> None:
    _, client = learner(published, factory)
    assert words(client.page("/saya/penyelesaian/")).count("Belum ada yang tercatat.") == 3


def test_an_empty_house_has_no_obligatory_module(app: Flask, factory: Factory) -> None:
    _, client = learner(app, factory)
    assert "Belum ada modul wajib" in client.page("/saya/penyelesaian/")


def test_the_admin_sees_the_day_of_a_completion_and_nothing_of_reading_or_trying(
    published: Flask, factory: Factory
) -> None:
    opd = factory.opd("SATU")
    done, failed = factory.person(opd=opd, name="Sa'diah Sangkoyo"), factory.person(opd=opd)
    read(done)
    passed(done)
    read(failed)
    client = admin_of(published, factory, opd)
    page = words(client.get(f"/opd/SATU/?modul={FIRST}").get_data(as_text=True))
    assert "1 dari 2 pegawai belum menyelesaikan modul" in page
    assert "2 Mar 2026" in page
    one = words(client.get(f"/opd/SATU/pegawai/{done}/").get_data(as_text=True))
    assert "2 Mar 2026, 10.12 WITA. Modul tercatat selesai versi 1." in one
    assert "2 Mar 2026, 09.12" not in one  # when the sections were read; the page also says what time it is
    other = words(client.get(f"/opd/SATU/pegawai/{failed}/").get_data(as_text=True))
    assert "Sudah mulai, belum tercatat selesai." in other
    assert "2 Mar" not in other
    for told in ("Percobaan", " benar", "Bagian 1"):
        assert told not in one + other


def test_waiting_reading_and_failing_look_the_same_to_the_admin(published: Flask, factory: Factory) -> None:
    opd = factory.opd("SATU")
    reading, waiting = (factory.person(opd=opd, name="Nama Sama") for _ in range(2))
    read(reading, sections=1)
    read(waiting)
    client = admin_of(published, factory, opd)
    first, second = (
        client.get(f"/opd/SATU/pegawai/{each}/").get_data(as_text=True) for each in (reading, waiting)
    )
    plain = re.compile(r'(value|content|nonce)="[^"]*"|pegawai/\d+/')
    assert plain.sub("", words(first)) == plain.sub("", words(second))


def test_a_person_of_another_opd_cannot_be_opened_from_either_side(
    published: Flask, factory: Factory
) -> None:
    here, there = factory.opd("SATU"), factory.opd("DUA")
    factory.person(opd=here)
    stranger = factory.person(opd=there)
    client = admin_of(published, factory, here)
    assert client.get(f"/opd/SATU/pegawai/{stranger}/").status_code == 404
    assert client.get(f"/opd/DUA/pegawai/{stranger}/").status_code == 404
    assert client.get(f"/opd/DUA/?modul={FIRST}").status_code == 404
    assert client.get("/opd/SATU/pegawai/999999/").status_code == 404
    assert client.get("/opd/SATU/?modul=tidak-ada").status_code == 404


def test_the_tab_of_the_test_reminds_those_who_are_not_measured(published: Flask, factory: Factory) -> None:
    opd = factory.opd("SATU")
    factory.person(opd=opd, name="Belum Mengerjakan")
    text = words(admin_of(published, factory, opd).get("/opd/SATU/?modul=tes").get_data(as_text=True))
    assert "1 dari 1 pegawai belum diukur dengan tes SPBE Dasar 2026." in text
    assert "Tes belum (1 orang): 1. Belum Mengerjakan" in text


@pytest.mark.parametrize(
    ("since", "answer"),
    [
        (timedelta(days=0), "Belum. Anda dalam masa tenggang 30 hari"),
        (timedelta(days=29), "Belum. Anda dalam masa tenggang 30 hari"),
        (timedelta(days=30), "Ya, sebagai pegawai wajib sejak"),
    ],
)
def test_the_own_page_says_whether_one_is_counted(
    published: Flask, factory: Factory, since: timedelta, answer: str
) -> None:
    person, client = learner(published, factory, factory.opd("SATU"))
    with transaction():
        membership = Base.metadata.tables["membership"]
        session.execute(
            update(membership)
            .where(membership.c.person_id == person)
            .values(start_on=local_day(now()) - since)
        )
    assert answer in words(client.page("/saya/"))


def test_the_exempt_and_those_without_opd_are_told_so(published: Flask, factory: Factory) -> None:
    person, client = learner(published, factory, factory.opd("SATU"))
    today = local_day(now())
    with transaction():
        row = {"person_id": person, "from_on": today, "to_on": today, "reason": "cuti_besar"}
        session.execute(insert(Base.metadata.tables["exemption"]), [row])
    assert "Tidak, Anda dikecualikan sampai" in words(client.page("/saya/"))
    _, nowhere = learner(published, factory)
    assert "Hari ini Anda tidak tercatat di perangkat daerah mana pun." in words(nowhere.page("/saya/"))
