"""A staff file from upload to applied: all or nothing, and nobody learns of anybody else's people."""

import io
import re
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from app import audit
from app.clock import local_day, now
from app.db import db, transaction
from app.people import queries, services
from app.people.models import RosterDraft
from app.people.roster.apart import sheets_in
from app.people.rules import EVERYTHING, Role, Scope
from app.people.rules.planned import PlannedKind
from app.web.filters import date_long
from tests.critic import CriticClient
from tests.factories import Factory
from tests.people.roster.test_reading import HEAD, NIP, PPPK, xlsx

THIRD = "197912312006042003"


class Importer:
    """Somebody who hands files in."""

    def __init__(self, client: CriticClient, person_id: int) -> None:
        self.client, self.id = client, person_id

    def post(self, path: str, **data: object) -> TestResponse:
        """Send a form with a token, and follow nothing."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.page("/pegawai/impor/"))
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **data})

    def upload(self, data: bytes, name: str = "pegawai.xlsx") -> str:
        """The address of the plan."""
        answer = self.post("/pegawai/impor/", file=(io.BytesIO(data), name))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.location)

    def plan(self, *rows: list[object]) -> tuple[str, str]:
        """Upload rows; the address and the text of the page."""
        path = self.upload(xlsx([HEAD, *rows]))
        return path, self.client.page(path)

    def apply(self, path: str, **more: object) -> TestResponse:
        """Confirm the plan as the page shows it."""
        mark = re.search(r'name="rencana" value="([^"]+)"', self.client.page(path))
        assert mark
        return self.post(path, rencana=mark[1], **more)


@pytest.fixture
def admin(app: Flask, factory: Factory) -> Importer:
    """An administrator beside two OPD."""
    factory.opd("DISDIK")
    factory.opd("DINKES")
    person = factory.person(roles={Role.ADMINISTRATOR})
    client = factory.sign_in(app, person)
    assert isinstance(client, CriticClient)
    return Importer(client, person)


@pytest.fixture
def of_disdik(app: Flask, factory: Factory, admin: Importer) -> Importer:
    """The admin of DISDIK."""
    person = factory.person(roles={Role.ADMIN_OPD}, opd=opd("DISDIK"), name="Admin Disdik")
    client = factory.sign_in(app, person)
    assert isinstance(client, CriticClient)
    return Importer(client, person)


def opd(code: str) -> int:
    found = queries.opd_by_code(code)
    assert found is not None
    return found.id


def roster() -> list[tuple[str | None, str, str]]:
    return [(row.nip, row.name, row.opd_code) for row in queries.roster_rows(EVERYTHING, local_day(now()))]


def test_new_people_come_in_without_a_password_and_the_act_is_recorded(admin: Importer) -> None:
    path, page = admin.plan([NIP, "Ani d'Éa", "DISDIK", "Umum", "Pelaksana", date(2025, 3, 1)])
    assert "1 pegawai akan ditambah atau berubah. Belum ada yang disimpan." in page
    assert roster() == []
    assert admin.apply(path).status_code == 303
    assert roster() == [(NIP, "Ani d'Éa", "DISDIK")]
    entry = audit.entries(limit=1)[0]
    assert (entry.actor_id, entry.action) == (admin.id, "import roster")
    assert "baru: 1" in entry.details
    assert NIP not in entry.details
    person = queries.person_id_by(NIP)
    assert person is not None
    account = queries.account(person)
    assert account is not None
    assert not account.has_password
    assert [grant.role for grant in queries.grants_of(person)] == [Role.PESERTA]


def test_the_same_file_twice_changes_nothing(admin: Importer) -> None:
    rows: list[list[object]] = [[NIP, "Ani", "DISDIK"], [PPPK, "Siti", "DINKES"]]
    admin.apply(admin.plan(*rows)[0])
    assert "Tidak ada yang berubah." in admin.plan(*rows)[1]


def test_the_former_name_of_an_opd_still_means_it_and_the_plan_says_so(admin: Importer) -> None:
    disdik = opd("DISDIK")
    found = queries.opd_by_id(disdik)
    assert found is not None
    today = local_day(now())
    with transaction():
        services.change_opd(
            disdik,
            name="Dinas Pintar",
            short_name="Pintar",
            kind=found.kind,
            parent_id=None,
            on=today,
            today=today,
            by=admin.id,
        )
    data = xlsx([["NIP", "Nama", "Nama OPD"], [NIP, "Ani", found.name]])
    path = admin.upload(data)
    page = admin.client.page(path)
    assert f"“{found.name}”: nama lama, sekarang <b>Dinas Pintar</b>." in page
    assert admin.apply(path).status_code == 303
    assert roster() == [(NIP, "Ani", "DISDIK")]


AHEAD = timedelta(days=40)


def plan_name(by: Importer, code: str, name: str) -> None:
    """Let that OPD be called so in forty days."""
    wanted = {"name": name, "short_name": code, "kind": "dinas", "parent_id": None}
    on = local_day(now()) + AHEAD
    with transaction():
        services.plan_opd_change(opd(code), PlannedKind.UBAH, wanted, on=on, by=by.id, at=now())


def by_name(name: str) -> bytes:
    return xlsx([["NIP", "Nama", "Nama OPD"], [NIP, "Ani", name]])


def told_ahead(name: str, code: str) -> str:
    found = queries.opd_by_code(code)
    assert found is not None
    on = date_long(local_day(now()) + AHEAD)
    return f"“{name}”: berlaku mulai {on}, sampai hari itu <b>{found.name}</b>."


def test_the_coming_name_of_an_opd_already_means_it_and_the_plan_says_from_when(admin: Importer) -> None:
    plan_name(admin, "DINKES", "Dinas Sehat")
    path = admin.upload(by_name("Dinas Sehat"))
    assert told_ahead("Dinas Sehat", "DINKES") in admin.client.page(path)
    assert admin.apply(path).status_code == 303
    assert roster() == [(NIP, "Ani", "DINKES")]


def test_a_coming_name_that_was_taken_back_meanwhile_is_not_applied(admin: Importer) -> None:
    plan_name(admin, "DINKES", "Dinas Sehat")
    path = admin.upload(by_name("Dinas Sehat"))
    mark = re.search(r'name="rencana" value="([^"]+)"', admin.client.page(path))
    assert mark
    with transaction():
        (plan,) = queries.plans_told_in(opd("DINKES"))
        services.withdraw_plan(plan.id, by=admin.id, at=now(), opd_id=plan.opd_id)
    answer = admin.post(path, rencana=mark[1])
    assert answer.status_code == 409
    assert "OPD ini tidak ada di register." in answer.get_data(as_text=True)
    assert roster() == []


def test_an_opd_admin_may_use_the_own_coming_name(admin: Importer, of_disdik: Importer) -> None:
    plan_name(admin, "DISDIK", "Dinas Pintar")
    path = of_disdik.upload(by_name("Dinas Pintar"))
    assert told_ahead("Dinas Pintar", "DISDIK") in of_disdik.client.page(path)
    assert of_disdik.apply(path).status_code == 303
    assert (NIP, "Ani", "DISDIK") in roster()


def test_an_opd_admin_learns_nothing_of_the_plan_of_another(admin: Importer, of_disdik: Importer) -> None:
    def page(name: str) -> str:
        found = of_disdik.client.page(of_disdik.upload(by_name(name)))
        return re.sub(r"(/impor/|name=\"csrf_token\" value=\")[^/\"]+", "", found.replace(name, "…"))

    plan_name(admin, "DINKES", "Dinas Sehat")
    assert "OPD ini tidak ada di register." in page("Dinas Sehat")
    assert page("Dinas Sehat") == page("Dinas Sehet")


def test_one_wrong_row_stops_the_whole_file(admin: Importer) -> None:
    path, page = admin.plan([NIP, "Ani", "DISDIK"], [198803152024212002, "Siti", "DINKES"])
    assert "1 baris perlu diperbaiki. Belum ada yang disimpan." in page
    assert admin.post(path, rencana="").status_code == 409
    assert roster() == []


def test_what_is_only_odd_stands_apart_from_what_must_be_put_right(admin: Importer) -> None:
    odd = "199202302018012004"
    _, page = admin.plan([198803152024212002, "Siti", "DINKES"], [odd, "Ani", "DISDIK"])
    faults, warnings = page.split(">Peringatan<")
    assert "1 baris perlu diperbaiki." in faults
    assert odd not in faults
    assert odd in warnings
    assert "Cocokkan NIP-nya dengan SK." in warnings


def test_the_error_sheet_is_the_own_file_with_a_column_masalah(admin: Importer) -> None:
    path, _ = admin.plan([NIP, "Ani", "DISDIK"], [198803152024212002, "=Siti", "DINKES"])
    sheet = sheets_in(admin.post(f"{path}masalah.xlsx").data)[0]
    assert list(sheet.rows())[1][0] == NIP
    assert list(sheet.rows())[2][1] == "=Siti"
    assert "Ubah format kolom menjadi Teks" in str(list(sheet.rows())[2][6])


def test_a_move_keeps_the_history_and_starts_on_its_day(admin: Importer, factory: Factory) -> None:
    person = factory.person(nip=NIP, name="Ani", opd=opd("DISDIK"), surel="ani@contoh.test")
    path, page = admin.plan([NIP, "Ani", "DINKES", "", "", date(2026, 2, 1)])
    assert "1 pegawai pindah OPD" in page
    admin.apply(path)
    assert [(spell.start_on, spell.end_on) for spell in queries.spells_of(person)] == [
        (date(2026, 2, 1), None),
        (date(2025, 1, 6), date(2026, 2, 1)),
    ]
    assert "Tidak ada yang berubah." in admin.plan([NIP, "Ani", "DINKES", "", "", date(2026, 2, 1)])[1]


def test_a_new_name_and_unit_are_shown_before_and_after(admin: Importer, factory: Factory) -> None:
    factory.person(nip=NIP, name="Aripin", opd=opd("DISDIK"))
    path, page = admin.plan([NIP, "Arifin, A.Md.", "DISDIK", "Sekretariat"])
    assert "Aripin" in page
    admin.apply(path)
    row = next(row for row in queries.roster_rows(EVERYTHING, local_day(now())) if row.nip == NIP)
    assert (row.name, row.unit) == ("Arifin, A.Md.", "Sekretariat")


def test_the_absent_are_named_and_stay(admin: Importer, factory: Factory) -> None:
    factory.person(nip=PPPK, name="Siti Tinggal", opd=opd("DISDIK"))
    factory.person(nip=THIRD, name="Orang Dinkes", opd=opd("DINKES"))
    path, page = admin.plan([NIP, "Ani", "DISDIK"])
    assert "Siti Tinggal" in page
    assert "Orang Dinkes" not in page
    admin.apply(path)
    assert len(roster()) == 3


def test_the_own_export_imports_as_no_change(admin: Importer, factory: Factory) -> None:
    factory.person(nip=NIP, name="=Ani 'O'", opd=opd("DISDIK"))
    factory.person(name="Tanpa NIP", opd=opd("DINKES"), surel="tanpa@contoh.test")
    answer = admin.post("/pegawai/daftar.xlsx")
    assert answer.status_code == 200
    assert audit.entries(limit=1)[0].action == "export roster"
    assert "Tidak ada yang berubah." in admin.client.page(admin.upload(answer.data))


def test_a_plan_that_is_outdated_says_so_and_changes_nothing(admin: Importer, factory: Factory) -> None:
    path, page = admin.plan([NIP, "Ani", "DISDIK"])
    mark = re.search(r'name="rencana" value="([^"]+)"', page)
    assert mark
    factory.person(nip=NIP, name="Ani Lain", opd=opd("DISDIK"))
    answer = admin.post(path, rencana=mark[1])
    assert answer.status_code == 409
    assert "Data pegawai berubah sejak rencana ini dibuat" in answer.get_data(as_text=True)
    assert roster() == [(NIP, "Ani Lain", "DISDIK")]


def test_the_day_and_the_unit_of_the_file_are_those_of_the_membership(admin: Importer) -> None:
    row: list[object] = [NIP, "Ani", "DISDIK", "Umum", "Ahli Muda", date(2025, 3, 1)]
    assert admin.apply(admin.plan(row)[0]).status_code == 303
    spell = queries.spells_of(queries.person_id_by(NIP) or 0)[0]
    assert (spell.start_on, spell.unit) == (date(2025, 3, 1), "Umum")


def test_what_was_understood_holds_only_for_the_register_that_it_was_understood_with(
    admin: Importer, factory: Factory
) -> None:
    path, page = admin.plan([NIP, "Ani", "Dinas Nanti"])
    assert "OPD ini tidak ada di register" in page
    later = factory.opd("NANTI", name="Dinas Nanti")
    assert "1 pegawai akan ditambah" in admin.client.page(path)
    mark = re.search(r'name="rencana" value="([^"]+)"', admin.client.page(path))
    assert mark
    today = local_day(now())
    with transaction():
        services.end_opd(later, on=today, today=today, by=admin.id)
    assert admin.post(path, rencana=mark[1]).status_code == 409
    assert roster() == []


def test_a_draft_of_the_release_before_is_to_be_handed_in_again(admin: Importer) -> None:
    path, page = admin.plan([NIP, "Ani", "DISDIK"])
    mark = re.search(r'name="rencana" value="([^"]+)"', page)
    assert mark
    with transaction():
        db.session.execute(update(RosterDraft).values(content=zlib.compress(b"{}")))
    assert "Unggah berkasnya lagi" in admin.client.page(path)
    assert admin.post(path, rencana=mark[1]).status_code == 404
    assert admin.post(f"{path}masalah.xlsx").status_code == 404
    assert roster() == []


def test_two_people_may_exchange_their_addresses(admin: Importer, factory: Factory) -> None:
    first = factory.person(nip=NIP, name="Ani", surel="ani@contoh.test", opd=opd("DISDIK"))
    second = factory.person(nip=PPPK, name="Budi", surel="budi@contoh.test", opd=opd("DISDIK"))
    head = ["NIP", "Nama", "Surel", "Kode OPD"]
    rows = [[NIP, "Ani", "budi@contoh.test", "DISDIK"], [PPPK, "Budi", "ani@contoh.test", "DISDIK"]]
    assert admin.apply(admin.upload(xlsx([head, *rows]))).status_code == 303
    found = [queries.account(person) for person in (first, second)]
    assert [account.surel for account in found if account] == ["budi@contoh.test", "ani@contoh.test"]


def test_an_address_whose_owner_keeps_it_is_taken(admin: Importer, factory: Factory) -> None:
    factory.person(nip=NIP, name="Ani", surel="ani@contoh.test", opd=opd("DISDIK"))
    factory.person(nip=PPPK, name="Budi", surel="budi@contoh.test", opd=opd("DISDIK"))
    head = ["NIP", "Nama", "Surel", "Kode OPD"]
    page = admin.client.page(admin.upload(xlsx([head, [PPPK, "Budi", "ani@contoh.test", "DISDIK"]])))
    assert "Surel ini milik akun dengan NIP lain" in page


def test_an_applied_plan_cannot_be_applied_again(admin: Importer) -> None:
    path, page = admin.plan([NIP, "Ani", "DISDIK"])
    mark = re.search(r'name="rencana" value="([^"]+)"', page)
    assert mark
    assert admin.apply(path).status_code == 303
    assert admin.post(path, rencana=mark[1]).status_code == 404
    assert "sudah selesai" in admin.client.page(path)


def test_a_warning_needs_a_tick(admin: Importer) -> None:
    path, page = admin.plan(["199013012015011001", "Ani", "DISDIK"])
    assert "1 peringatan" in page
    assert admin.apply(path).status_code == 409
    assert admin.apply(path, peringatan="ya").status_code == 303


def test_an_opd_admin_brings_in_own_staff_alone(of_disdik: Importer) -> None:
    assert "Anda hanya dapat mengimpor pegawai OPD Anda." in of_disdik.plan([NIP, "Ani", "DINKES"])[1]
    path, _ = of_disdik.plan([NIP, "Ani", "DISDIK"])
    assert of_disdik.apply(path).status_code == 303
    assert (NIP, "Ani", "DISDIK") in roster()


@pytest.mark.parametrize("home", ["DINKES", None])
def test_an_opd_admin_learns_nothing_of_somebody_elses_person(
    of_disdik: Importer, factory: Factory, home: str | None
) -> None:
    factory.person(
        nip=NIP, name="Rahasia Sekali", opd=opd(home) if home else None, surel="rahasia@contoh.test"
    )
    path, page = of_disdik.plan([NIP, "Ani", "DISDIK"])
    assert "tidak dapat ditambahkan lewat impor OPD Anda" in page
    for secret in ("Rahasia", "rahasia@", "DINKES", "Dinas DINKES"):
        assert secret not in page
    assert of_disdik.post(path, rencana="").status_code == 409
    assert (NIP, "Ani", "DISDIK") not in roster()


def test_a_plan_belongs_to_who_uploaded_it(admin: Importer, of_disdik: Importer) -> None:
    path, _ = admin.plan([NIP, "Ani", "DISDIK"])
    assert of_disdik.client.get(path).status_code == 404
    assert of_disdik.post(path, rencana="x").status_code == 404
    assert of_disdik.post(f"{path}masalah.xlsx").status_code == 404


def test_the_export_of_an_opd_admin_holds_own_staff_alone(of_disdik: Importer, factory: Factory) -> None:
    factory.person(nip=NIP, name="Milik Dinkes", opd=opd("DINKES"))
    rows = list(sheets_in(of_disdik.post("/pegawai/daftar.xlsx").data)[0].rows())
    assert [row[1] for row in rows[1:]] == ["Admin Disdik"]
    assert len(queries.roster_rows(Scope(frozenset({opd("DISDIK")})), local_day(now()))) == 1


def test_an_opd_admin_cannot_change_the_address_of_an_account(of_disdik: Importer, factory: Factory) -> None:
    factory.person(nip=NIP, name="Ani", opd=opd("DISDIK"), surel="ani@contoh.test")
    data = xlsx([["NIP", "Nama", "Surel"], [NIP, "Ani", "saya@contoh.test"]])
    assert "tidak dapat diganti lewat impor OPD" in of_disdik.client.page(of_disdik.upload(data))


def test_the_template_has_the_headings_that_are_read(admin: Importer) -> None:
    sheets = sheets_in(admin.client.get("/pegawai/templat.xlsx").data)
    assert list(next(sheets[0].rows())[:2]) == ["NIP", "Nama"]
    assert [row[0] for row in list(sheets[1].rows())[1:]] == ["DINKES", "DISDIK"]


def test_no_file_and_a_broken_one_are_said_in_words(admin: Importer) -> None:
    assert "Pilih berkas" in admin.post("/pegawai/impor/").get_data(as_text=True)
    answer = admin.post("/pegawai/impor/", file=(io.BytesIO(b"PK\x03\x04"), "x.xlsx"))
    assert answer.status_code == 422
    assert "bukan lembar kerja" in answer.get_data(as_text=True)


def test_the_command_shows_the_plan_and_applies_it_when_told(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    factory.opd("DISDIK")
    good, bad = tmp_path / "baik.xlsx", tmp_path / "buruk.xlsx"
    good.write_bytes(xlsx([HEAD, [NIP, "Ma'ruf", "", "DISDIK"]]))
    bad.write_bytes(xlsx([HEAD, ["1,98E+17", "Siti", "", "DISDIK"]]))
    run = app.test_cli_runner().invoke
    before = len(queries.everybody())
    shown = run(args=["people", "import", str(good), "--dry-run"])
    assert (shown.exit_code, shown.output.splitlines()[0]) == (
        0,
        "1 baru, 0 pindah OPD, 0 berganti nama, 0 berubah, 0 tetap.",
    )
    assert len(queries.everybody()) == before
    refused = run(args=["people", "import", str(bad), "--apply"])
    assert (refused.exit_code, "GALAT" in refused.output) == (1, True)
    assert run(args=["people", "import", str(good), "--apply"]).output.endswith("Diterapkan.\n")
    assert len(queries.everybody()) == before + 1
    assert run(args=["people", "import", str(good)]).output.startswith("0 baru")
