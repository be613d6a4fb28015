"""One person added by hand: by the rules of the import, for the own OPD, and without learning of others."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import audit
from app.clock import local_day, now
from app.people import queries
from app.people.rules import JobLevel, Role
from tests.critic import CriticClient
from tests.factories import Factory
from tests.people.test_staff_pages import NIP, Admin, Offices, offices

__all__ = ["offices"]

GOOD = {
    "name": "Ir. Ma'ruf D'Arsyad, M.Si.",
    "nip": "19850101 201001 1 001",
    "opd": "ASAL",
    "level": "fungsional",
    "start": "2026-02-02",
}


def add(admin: Admin, **change: str) -> TestResponse:
    return admin.post("/pegawai/tambah", **(GOOD | change))


def test_a_person_is_added_and_the_first_way_in_is_offered(offices: Offices) -> None:
    answer = add(offices.a, unit="Bidang Aplikasi", surel="Maruf@Contoh.test")
    person = queries.person_id_by("198501012010011001")
    assert person
    assert (answer.status_code, answer.location) == (303, f"/pegawai/{person}/masuk/")
    account = queries.account(person)
    assert account
    assert (account.name, account.surel) == (GOOD["name"], "maruf@contoh.test")
    assert account.job_level is JobLevel.FUNGSIONAL
    assert not account.has_password
    assert queries.roles_of([person])[person] == (Role.PESERTA,)
    (spell,) = queries.spells_of(person)
    assert (spell.unit, str(spell.start_on)) == ("Bidang Aplikasi", "2026-02-02")
    page = offices.a.page(f"/pegawai/{person}/masuk/")
    assert "sudah ditambahkan" in page
    assert "Buat tautan masuk" in page
    (entry,) = audit.entries(
        limit=5, wanted=audit.AuditFilter(action="add person", subjects=frozenset({f"person:{person}"}))
    )
    assert entry.actor_id


def test_without_a_day_it_begins_today_and_without_a_nip_the_surel_is_enough(offices: Offices) -> None:
    assert add(offices.a, nip="", surel="tenaga@contoh.test", start="").status_code == 303
    person = queries.person_id_by("tenaga@contoh.test")
    assert person
    assert [spell.start_on for spell in queries.spells_of(person)] == [local_day(now())]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Isi nama lengkapnya."),
        ({"nip": "1985"}, "NIP harus 18 angka."),
        ({"nip": "1,98501E+17"}, "Excel memotongnya"),
        ({"nip": "198501012010011000"}, "Tiga angka terakhirnya 000"),
        ({"nip": "", "surel": ""}, "NIP dan surel kosong."),
        ({"surel": "bukan surel"}, "Surel ini belum benar."),
        ({"opd": ""}, "Pilih perangkat daerah (OPD)."),
        ({"level": "raja"}, "Pilihan ini tidak ada dalam daftar."),
        ({"start": "31/02/2026"}, "Tanggal ini tidak ada."),
        ({"start": "0001-01-01"}, "Tanggal ini terlalu lama."),
        ({"unit": "u" * 121}, "paling banyak 120"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    offices: Offices, change: dict[str, str], sentence: str
) -> None:
    before = queries.people_page(queries.PeopleFilter(), day=local_day(now()), limit=50)[1]
    answer = add(offices.a, **change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Ada yang perlu diperbaiki" in answer.text
    if "name" not in change:
        assert "Ma&#39;ruf D&#39;Arsyad" in answer.text
    assert queries.people_page(queries.PeopleFilter(), day=local_day(now()), limit=50)[1] == before


def test_an_odd_nip_asks_for_one_tick(offices: Offices) -> None:
    odd = {"nip": "198513012010011001"}
    answer = add(offices.a, **odd)
    assert answer.status_code == 422
    assert "bukan tanggal lahir yang wajar" in answer.text
    assert 'name="checked"' in answer.text
    assert add(offices.a, **odd, checked="y").status_code == 303


def test_who_is_known_in_the_own_opd_is_named_so(offices: Offices) -> None:
    answer = add(offices.a, nip=NIP)
    assert answer.status_code == 422
    assert "sudah tercatat" in answer.text


@pytest.mark.parametrize("taken", [{"nip": NIP}, {"nip": "", "surel": "sitti@contoh.test"}])
def test_of_somebody_elsewhere_one_learns_nothing_and_takes_nothing(
    offices: Offices, taken: dict[str, str]
) -> None:
    """The same neutral sentence as the import's, and the person stays as it was."""
    before = queries.account(offices.sitti), queries.spells_of(offices.sitti)
    answer = add(offices.b, **taken, opd="TUJUAN")
    assert answer.status_code == 422
    assert "tidak dapat Anda tambahkan" in answer.text
    assert "Sitti Aminah" not in answer.text
    assert "ASAL" not in answer.text
    assert (queries.account(offices.sitti), queries.spells_of(offices.sitti)) == before


def test_an_opd_that_is_not_ones_own_is_not_among_the_choices(offices: Offices) -> None:
    answer = add(offices.a, opd="TUJUAN")
    assert answer.status_code == 422
    assert "Pilihan ini tidak ada dalam daftar." in answer.text


def test_extra_fields_are_ignored(offices: Offices) -> None:
    add(offices.a, role="administrator", roles="administrator", active="0", person_id="1", demo="1")
    person = queries.person_id_by("198501012010011001")
    assert person
    assert queries.roles_of([person])[person] == (Role.PESERTA,)
    account = queries.account(person)
    assert account
    assert account.active


def test_an_administrator_adds_to_any_opd(app: Flask, factory: Factory, offices: Offices) -> None:
    boss = factory.person(roles={Role.ADMINISTRATOR})
    client = factory.sign_in(app, boss)
    assert isinstance(client, CriticClient)
    assert add(Admin(client, 0), opd="TUJUAN").status_code == 303
    person = queries.person_id_by("198501012010011001")
    assert person
    home = queries.home_opd(person, local_day(now()))
    assert home
    assert home.code == "TUJUAN"


def test_both_lists_of_people_lead_to_the_form(app: Flask, factory: Factory, offices: Offices) -> None:
    boss = factory.sign_in(app, factory.person(roles={Role.ADMINISTRATOR}))
    assert isinstance(boss, CriticClient)
    assert 'href="/pegawai/tambah"' in offices.a.page("/pegawai/")
    assert 'href="/pegawai/tambah"' in boss.page("/kelola/orang/")
