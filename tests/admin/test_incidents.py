"""The register of incidents: the clock, whose accounts, the texts, and that everything is recorded."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from app import audit, policy
from app.admin import queries, services
from app.clock import local_day, now, to_local
from app.db import transaction
from app.people import services as people
from app.people.rules import Role
from tests.admin.conftest import Administrator
from tests.factories import Factory

NIP = "198501012010011001"


def typed(**changes: str) -> dict[str, str]:
    local = to_local(now() - timedelta(hours=2))
    return {
        "title": "Surel salah alamat",
        "day": local.date().isoformat(),
        "time": f"{local:%H.%M}",
        "reporter": "Bidang Persandian, 0812",
        "description": "Daftar pegawai terkirim ke luar.",
        "data_kinds": "Nama dan NIP",
        "chronology": "Pagi hari, lewat surel.",
        "impact": "Dapat dipakai menipu.",
        "measures": "Penerima diminta menghapus.",
        **changes,
    }


@pytest.fixture
def incident(admin: Administrator) -> int:
    admin.post("/kelola/insiden/baru", typed())
    return queries.incidents()[0].id


def test_an_incident_begins_its_clock_when_it_was_noticed(admin: Administrator, incident: int) -> None:
    page = admin.page("/kelola/insiden/")
    assert "Surel salah alamat" in page
    assert "Sisa 69 jam" in page or "Sisa 70 jam" in page
    found = queries.incident(incident)
    assert found is not None
    assert found.due_at - found.draft.noticed_at == timedelta(hours=72)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Tulis judulnya."),
        ({"time": "25.00"}, "Tulis jam dan menit"),
        ({"day": "2026-02-30"}, "Tanggal ini tidak ada"),
        ({"day": "2999-01-01"}, "belum terjadi"),
        ({"day": "0001-01-01"}, "Tanggal"),
        ({"description": "x" * 5001}, "paling banyak 5000"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    admin: Administrator, changes: dict[str, str], said: str
) -> None:
    answer = admin.post("/kelola/insiden/baru", typed(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Penerima diminta menghapus." in answer.text
    assert queries.incidents() == []


def test_the_texts_carry_the_four_fields_and_the_settings(admin: Administrator, incident: int) -> None:
    with transaction():
        policy.change(policy.BREACH_ADDRESSEE, "Lembaga X", expected="", reason="uji", by=admin.id, at=now())
    page = admin.page(f"/kelola/insiden/{incident}/")
    for words in (
        "Kontak pelapor",
        "Deskripsi insiden",
        "Kronologi",
        "Dampak",
        "Lembaga X",
        "Data yang terungkap",
    ):
        assert words in page


def test_a_correction_keeps_what_stood_before_in_the_trail(admin: Administrator, incident: int) -> None:
    admin.post(f"/kelola/insiden/{incident}/ubah", typed(impact="Belum ada."))
    (entry,) = audit.entries(limit=1)
    assert entry.action == "change incident"
    assert audit.Change("Dampak", "Dapat dipakai menipu.", "Belum ada.") in entry.changes


def test_steps_are_noted_once_and_then_it_is_closed(admin: Administrator, incident: int) -> None:
    path = f"/kelola/insiden/{incident}/langkah"
    admin.post(path, {"langkah": "persons"})
    first = queries.incident(incident)
    admin.post(path, {"langkah": "persons"})
    admin.post(path, {"langkah": "authority"})
    second = queries.incident(incident)
    assert first is not None
    assert second is not None
    assert first.persons_told_at == second.persons_told_at
    assert second.is_told
    assert admin.post(path, {"langkah": "lain"}).status_code == 404
    admin.post(path, {"langkah": "tutup"})
    assert "Ditutup" in admin.page("/kelola/insiden/")


def test_affected_accounts_are_found_by_opd_sessions_trail_and_name(
    app: Flask, admin: Administrator, incident: int, factory: Factory
) -> None:
    a, b = factory.opd("DINAS-A"), factory.opd("DINAS-B")
    of_a, of_b = factory.person(name="Asih", opd=a), factory.person(name="Budi Unik", opd=b, nip=NIP)
    loose = factory.person(name="Citra")
    factory.sign_in(app, loose)
    path = f"/kelola/insiden/{incident}/terdampak"
    admin.post(path, {"look": "opd", "opd": "DINAS-A"})
    assert queries.affected_ids(incident) == {of_a}
    admin.post(path, {"look": "orang", "name": NIP})
    assert queries.affected_ids(incident) == {of_a, of_b}
    admin.post(path, {"look": "sesi", "first": local_day(now()).isoformat()})
    assert loose in queries.affected_ids(incident)
    everybody = len(queries.affected_ids(incident))
    admin.post(path, {"look": "audit"})
    assert len(queries.affected_ids(incident)) >= everybody
    admin.post(f"{path}/{of_b}/keluarkan")
    assert of_b not in queries.affected_ids(incident)
    for bad in ({"look": "opd"}, {"look": "orang", "name": "x"}, {"look": "orang", "name": "tidak ada"}, {}):
        assert admin.post(path, bad).status_code == 422


def test_the_list_leaves_as_a_file_and_the_persons_can_be_told(
    admin: Administrator, incident: int, factory: Factory
) -> None:
    a = factory.opd("DINAS-A")
    person = factory.person(name="Budi Santoso", opd=a, nip=NIP)
    with transaction():
        services.list_affected(incident, [person], found_by="uji", by=admin.id, at=now())
    answer = admin.post(f"/kelola/insiden/{incident}/terdampak/unduh", {"bentuk": "csv"})
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert (row["Nama"], row["NIP"], row["Masuk daftar karena"]) == ("Budi Santoso", NIP, "uji")
    (entry,) = audit.entries(limit=1)
    assert (entry.action, entry.details) == ("export affected", f"Insiden {incident}, 1 akun; opd:{a}")


def test_thirteen_thousand_accounts_are_listed_in_a_few_statements(
    app: Flask, admin: Administrator, incident: int, factory: Factory
) -> None:
    from sqlalchemy import event

    from app.db import db, session
    from app.people.models import Person

    with transaction():
        session.execute(
            Person.__table__.insert(),
            [
                {"name": f"Orang {n}", "surel": f"o{n}@contoh.test", "job_level": "pelaksana", "active": True,
                 "demo": False, "created_at": now()}
                for n in range(13_000)
            ],
        )  # fmt: skip
    ids = list(session.scalars(Person.__table__.select().with_only_columns(Person.__table__.c.id)))
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    with transaction():
        assert services.list_affected(incident, ids, found_by="uji", by=admin.id, at=now()) == len(ids)
    assert len(statements) < 30
    assert "Orang 1" in admin.page(f"/kelola/insiden/{incident}/")


def test_nobody_but_an_administrator_sees_the_register(
    app: Flask, admin: Administrator, incident: int, factory: Factory
) -> None:
    for role in (Role.PESERTA, Role.NARASUMBER, Role.PIMPINAN):
        client = factory.sign_in(app, factory.person(roles={role}))
        assert client.get(f"/kelola/insiden/{incident}/").status_code == 403


def test_an_anonymised_person_stays_in_the_list_without_a_name(
    admin: Administrator, incident: int, factory: Factory
) -> None:
    person = factory.person(name="Budi Santoso")
    with transaction():
        services.list_affected(incident, [person], found_by="uji", by=admin.id, at=now())
        people.anonymise(person, reason="uji", by=admin.id, at=now())
    page = admin.page(f"/kelola/insiden/{incident}/")
    assert "Budi" not in page
    assert "Tanpa nama" in page


@pytest.mark.parametrize("look", ["opd", "sesi", "audit"])
def test_a_period_may_begin_with_the_calendar(
    admin: Administrator, incident: int, factory: Factory, look: str
) -> None:
    factory.opd("AWAL")
    wanted = {"look": look, "opd": "AWAL", "first": "0001-01-01", "last": "2026-01-01", "name": ""}
    assert admin.post(f"/kelola/insiden/{incident}/terdampak", wanted).status_code in (303, 422)


def test_the_register_leaves_in_the_four_fields_of_a_report(admin: Administrator, incident: int) -> None:
    answer = admin.post("/kelola/insiden/unduh", {"bentuk": "csv"})
    head, row = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))[:2]
    assert head == ["Nomor", "Judul", "Kontak pelapor", "Deskripsi insiden", "Kronologi", "Dampak"]
    found = queries.incident(incident)
    assert found
    assert row[0:3] == [str(incident), found.draft.title, found.draft.reporter]
    assert found.draft.chronology in row[4]
    (entry,) = audit.entries(limit=1)
    assert (entry.action, entry.details) == ("export incidents", "1 insiden")
    assert admin.post("/kelola/insiden/unduh", {"bentuk": "exe"}).status_code == 404
