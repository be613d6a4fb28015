"""Who looked at whose data: noted once a day, told by role and OPD, never in the way of a page."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import audit
from app.clock import now
from app.people import queries, services
from app.people.rules import Scope
from app.people.services import LOOK, LOOK_AT_LIST, looking
from tests.desk.test_own_data import downloaded
from tests.factories import Factory


def person_of(surel: str) -> int:
    found = queries.person_id_by(surel)
    assert found
    return found


def looks(action: str = LOOK) -> list[audit.AuditLine]:
    return audit.entries(limit=50, wanted=audit.AuditFilter(action=action))


@pytest.fixture
def learner(demo: Flask) -> int:
    return person_of("peserta.a@contoh.test")


def pages_of(learner: int, admin: str) -> list[str]:
    return {
        "admin.a@contoh.test": [
            f"/pegawai/{learner}/",
            f"/pegawai/{learner}/pindah",
            f"/pegawai/{learner}/masuk/",
            f"/opd/DINAS-A/pegawai/{learner}/",
        ],
        "administrator@contoh.test": [f"/kelola/orang/{learner}/", f"/pegawai/{learner}/"],
        "narasumber@contoh.test": [f"/studio/peserta/{learner}/"],
    }[admin]


@pytest.mark.parametrize(
    "viewer", ["admin.a@contoh.test", "administrator@contoh.test", "narasumber@contoh.test"]
)
def test_every_page_about_one_person_leaves_one_trace_a_day(
    demo: Flask, factory: Factory, learner: int, viewer: str
) -> None:
    client, by = factory.sign_in(demo, person_of(viewer)), person_of(viewer)
    for path in pages_of(learner, viewer) * 2:
        assert client.get(path).status_code == 200, path
    (entry,) = looks()
    assert (entry.actor_id, entry.subject, entry.details) == (by, f"person:{learner}", "")


@pytest.mark.parametrize(
    ("viewer", "place"),
    [("admin.a@contoh.test", 1), ("admin.a@contoh.test", 2), ("admin.a@contoh.test", 3)],
)
def test_none_of_these_pages_leans_on_another(
    demo: Flask, factory: Factory, learner: int, viewer: str, place: int
) -> None:
    factory.sign_in(demo, person_of(viewer)).get(pages_of(learner, viewer)[place])
    assert [entry.subject for entry in looks()] == [f"person:{learner}"]


def test_the_next_day_is_noted_again(app: Flask, factory: Factory) -> None:
    one, other = factory.person(), factory.person()
    services.note_look(other, by=one, at=now())
    services.note_look(one, by=one, at=now())
    assert [entry.subject for entry in looks()] == [f"person:{other}"]
    services.note_look(other, by=one, at=now() + timedelta(days=1))
    assert len(looks()) == 2


def test_a_list_is_noted_with_its_count_and_its_opd(demo: Flask, factory: Factory) -> None:
    admin = person_of("admin.a@contoh.test")
    client = factory.sign_in(demo, admin)
    for path in ("/opd/DINAS-A/", "/opd/DINAS-A/?modul=tes", "/pegawai/", "/pegawai/?halaman=2"):
        client.get(path)
    (entry,) = looks(LOOK_AT_LIST)
    opd = queries.opd_by_code("DINAS-A")
    assert opd
    assert entry.actor_id == admin
    assert entry.details.endswith(f" orang; opd:{opd.id}")


def test_a_search_is_noted_and_told_to_nobody_in_particular(
    demo: Flask, factory: Factory, learner: int
) -> None:
    client = factory.sign_in(demo, person_of("administrator@contoh.test"))
    client.get("/kelola/orang/?q=a")
    (entry,) = looks(LOOK_AT_LIST)
    assert entry.details.endswith("; hasil pencarian")
    own = factory.sign_in(demo, learner)
    assert downloaded(own)[0]["daftar_yang_memuat_anda"] == []


def test_the_person_is_told_by_role_and_opd_without_a_name(
    demo: Flask, factory: Factory, learner: int
) -> None:
    admin = person_of("admin.a@contoh.test")
    client = factory.sign_in(demo, admin)
    client.get(f"/pegawai/{learner}/")
    client.get("/pegawai/")
    own = factory.sign_in(demo, learner)
    page = own.get("/saya/").text
    assert "Membuka halaman orang" in page
    assert "Membuka daftar orang" in page
    tree, told = downloaded(own)
    (look,) = [row for row in tree["jejak_tentang_anda"] if row["tindakan"] == "Membuka halaman orang"]
    assert "Admin OPD" in str(look["pelaku"])
    assert len(tree["daftar_yang_memuat_anda"]) == 1
    account = queries.account(admin)
    assert account
    assert account.name not in page
    assert account.name not in told


def test_of_another_opd_nobody_learns_of_the_look(demo: Flask, factory: Factory, learner: int) -> None:
    factory.sign_in(demo, person_of("admin.a@contoh.test")).get("/pegawai/")
    other = factory.sign_in(demo, person_of("peserta.b@contoh.test"))
    assert "Membuka daftar orang" not in other.get("/saya/").text


def test_a_database_that_cannot_be_written_shows_the_page_all_the_same(
    demo: Flask, factory: Factory, learner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = factory.sign_in(demo, person_of("admin.a@contoh.test"))
    assert client.get("/saya/").status_code == 200

    def full(*_args: object, **_values: object) -> None:
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr(looking.audit, "record_aside", full)
    page: FlaskClient = client
    answer = page.get(f"/pegawai/{learner}/")
    assert answer.status_code == 200
    assert "Pindah OPD" in answer.text
    assert looks() == []


def test_an_empty_list_is_no_look(app: Flask, factory: Factory) -> None:
    services.note_list(0, Scope(None), by=factory.person(), at=now())
    assert looks(LOOK_AT_LIST) == []
