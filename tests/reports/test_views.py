"""The pages and files through the front door: who may, what they say, that they agree."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from app.people.rules import Role
from app.reports.formats import typeset as typesetting
from app.reports.views import comprehension as views
from tests.comprehension.province import group, live_through, province
from tests.conftest import settings_for
from tests.critic import CriticClient
from tests.factories import Factory

PAGES = ("/pimpinan/", "/pimpinan/laporan.csv", "/pimpinan/laporan.json")
FILES = (*PAGES[1:], "/pimpinan/laporan.xlsx", "/pimpinan/laporan.pdf")
WORLD = province(
    group("SATU", first=1, paham=12, misled=10, unaware=18),
    group("DUA", first=100, paham=14, misled=4, idle=30),
    group("TIGA", first=200, paham=40, misled=5, unaware=5),
    group("EMPAT", first=300, paham=4, misled=3),
    group("LIMA", first=400, paham=3, misled=3, idle=1),
)


@pytest.fixture
def world(published: Flask, factory: Factory) -> Flask:
    live_through(WORLD, factory)
    return published


@pytest.fixture
def sekda(world: Flask, factory: Factory) -> CriticClient:
    return client(world, factory, Role.PIMPINAN)


def client(app: Flask, factory: Factory, role: Role) -> CriticClient:
    found = factory.sign_in(app, factory.person(roles={role}))
    assert isinstance(found, CriticClient)
    return found


def admin(app: Flask, factory: Factory, code: str) -> FlaskClient:
    from app.clock import now
    from app.db import transaction
    from app.people import queries, services

    opd = queries.opd_by_code(code)
    assert opd is not None
    person = factory.person(roles=frozenset())
    with transaction():
        services.grant_role(person, Role.ADMIN_OPD, opd_id=opd.id, by=None, at=now())
    return factory.sign_in(app, person)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_sekda_reads_the_sentence_the_equation_and_what_is_asked(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/"))
    assert "2 dari 3 OPD belum mencapai sasaran: 1 perlu belajar lagi, 1 belum tuntas diukur." in page
    assert "73 dari 152 orang" in page
    assert "SPBE sama dengan membuat aplikasi" in page
    assert "Minta 1 OPD menuntaskan pengukuran: 30 pegawai belum diukur." in page
    assert "OPD kecil (digabung 2)" in page


def test_the_page_says_its_instant_its_standard_and_its_policy_numbers(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/"))
    assert re.search(r"Keadaan \d+ \w+ 20\d\d pukul 23\.59 WITA\. Standar SPBE Dasar 2026", page)
    for number in ("70% benar", "365 hari", "80% soal", "30 hari", "kurang dari 10 orang", "sasaran 60%"):
        assert number in page, number


def test_no_name_of_a_person_stands_on_the_page_or_in_a_file(sekda: CriticClient) -> None:
    for path in PAGES:
        assert "Rekaan" not in sekda.page(path)


@pytest.mark.parametrize("role", [Role.PESERTA, Role.NARASUMBER, Role.ADMINISTRATOR])
def test_comprehension_is_for_the_leadership_alone(world: Flask, factory: Factory, role: Role) -> None:
    other = client(world, factory, role)
    for path in ("/pimpinan/", *FILES):
        assert other.get(path).status_code == 403


def test_csv_json_and_page_carry_the_same_rows(sekda: CriticClient) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(sekda.get("/pimpinan/laporan.csv").data.decode("utf-8-sig")), delimiter=";"
        )
    )
    data = json.loads(sekda.page("/pimpinan/laporan.json"))
    assert [row["nama"] for row in rows[:-1]] == [row["nama"] for row in data["opd"]]
    for line, row in zip(rows, [*data["opd"], data["provinsi"]], strict=True):
        for name in ("wajib", "terukur", "paham", "salah_kaprah", "belum_diukur"):
            assert line[name] == ("" if row[name] is None else str(row[name])), name
    page = text(sekda.page("/pimpinan/"))
    for line in rows[:-1]:
        assert line["nama"] in page


def test_the_workbook_carries_the_rows_of_the_csv_and_says_what_every_column_means(
    sekda: CriticClient,
) -> None:
    rows = list(
        csv.reader(io.StringIO(sekda.get("/pimpinan/laporan.csv").data.decode("utf-8-sig")), delimiter=";")
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(sekda.get("/pimpinan/laporan.xlsx").data))
    found = book.get_sheet_by_name("Pemahaman").to_python()
    assert [[_cell(cell) for cell in row] for row in found] == rows
    meanings = book.get_sheet_by_name("Definisi").to_python()
    assert [row[0] for row in meanings[1 : len(rows[0]) + 1]] == rows[0]
    assert ["persen_terbukti_paham", "paham", "wajib"] in [[row[0], *row[2:]] for row in meanings]
    assert any(row[0] == "aturan: pass_cut" for row in meanings)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def test_a_pdf_that_takes_too_long_says_so_and_leads_on(
    sekda: CriticClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    assert "sistem sedang sibuk" in sekda.page("/pimpinan/laporan.pdf", 409)


def test_the_pdf_prints_the_rows_of_the_page_and_withholds_what_it_withholds(
    sekda: CriticClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[dict[str, Any]] = []
    typeset = views.as_pdf
    monkeypatch.setattr(views, "as_pdf", lambda page, data: handed.append(data) or typeset(page, data))
    answer = sekda.get("/pimpinan/laporan.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    page, (data,) = text(sekda.page("/pimpinan/")), handed
    assert data["headline"] in page
    rows = [row for group in data["groups"] for row in group["rows"]]
    assert [row["name"] for row in rows if row["name"] not in page] == []
    shown = json.loads(sekda.page("/pimpinan/laporan.json"))["opd"]
    by_name = {row["nama"]: row for row in shown}
    for row in rows:
        withheld = by_name[row["name"]]["paham"] is None
        assert (row["pieces"] is None) == withheld
        assert (row["share"] == "—") == withheld
    assert len(data["drawings"]) >= 2
    assert all(each["svg"] is None or "<style>" in each["svg"] for each in data["drawings"])


def test_names_that_look_like_markup_are_printed_as_text() -> None:
    nasty = '#eval("1") *tebal* $x$ \\n <b> @rujuk `kode` "kutip"'
    row = {
        "name": nasty,
        "obliged": "1",
        "participation": nasty,
        "pieces": None,
        "target": "0%",
        "share": "—",
    }
    row |= {"measured": "—", "interval": "—", "heat": []}  # type: ignore[dict-item]
    words = dict.fromkeys(("title", "kicker", "footer", "headline", "lead"), nasty)
    names = ("numbers", "requests", "drawings", "legend", "beliefs", "notes", "definitions")
    gaps: dict[str, Any] = {name: [] for name in names}
    gaps["numbers"] = [{"value": nasty, "words": nasty, "note": nasty}]
    groups = [{"name": nasty, "reason": nasty, "rows": [row]}]
    assert views.as_pdf("ringkasan", {**words, **gaps, "groups": groups}).startswith(b"%PDF-")


def test_live_figures_say_so_and_show_today(world: Flask, factory: Factory) -> None:
    world.config["PAHAM"] = settings_for("sqlite://", PAHAM_FIGURES="live")
    page = text(client(world, factory, Role.PIMPINAN).page("/pimpinan/"))
    assert "Keadaan saat ini" in page
    assert "bukan potongan harian" in page


def test_an_empty_house_says_what_to_do_first(app: Flask, factory: Factory) -> None:
    sekda = client(app, factory, Role.PIMPINAN)
    assert "Belum ada standar yang terbit." in sekda.page("/pimpinan/")
    assert "Belum ada standar yang terbit." in sekda.page("/penyelesaian/")
    assert [sekda.get(path).status_code for path in FILES] == [404] * len(FILES)
    assert sekda.get("/penyelesaian.xlsx").status_code == 404


def test_a_province_without_anybody_obliged_is_told_in_words(published: Flask, factory: Factory) -> None:
    sekda = client(published, factory, Role.PIMPINAN)
    assert "Belum ada pegawai wajib pada tanggal ini." in sekda.page("/pimpinan/")
    assert "Belum ada pegawai wajib pada hari ini." in sekda.page("/penyelesaian/")


def test_a_province_with_few_measured_people_shows_participation_alone(
    published: Flask, factory: Factory
) -> None:
    live_through(province(group("SATU", first=1, paham=3, idle=20)), factory)
    page = text(client(published, factory, Role.PIMPINAN).page("/pimpinan/"))
    assert "Baru 3 dari 23 pegawai wajib sudah diukur." in page
    assert "Angka pemahaman ditampilkan setelah sedikitnya 10 orang diukur." in page
    assert "terbukti paham, 20" not in page


@pytest.mark.parametrize("role", [Role.PIMPINAN, Role.NARASUMBER, Role.ADMINISTRATOR])
def test_completion_shows_every_opd_to_those_who_may(world: Flask, factory: Factory, role: Role) -> None:
    page = text(client(world, factory, role).page("/penyelesaian/"))
    assert "Belum seorang pun dari 152 pegawai wajib menyelesaikan ketiga modul." in page
    for name in ("SATU", "DUA", "TIGA", "EMPAT", "LIMA"):
        assert name in page
    assert "Rekaan" not in page


def test_an_admin_sees_the_own_opd_alone_on_the_page_and_in_the_files(world: Flask, factory: Factory) -> None:
    own = admin(world, factory, "SATU")
    page = text(own.get("/penyelesaian/").get_data(as_text=True))
    lines = own.get("/penyelesaian.csv").data.decode("utf-8-sig").splitlines()
    assert "SATU" in page
    assert "40 pegawai wajib" in page
    assert [line.split(";")[0] for line in lines[1:]] == ["SATU", ""]
    for name in ("DUA", "TIGA", "EMPAT", "LIMA"):
        assert name not in page


def test_a_percentage_of_completion_opens_to_persons_by_rule(published: Flask, factory: Factory) -> None:
    facts = province(group("SATU", first=1, paham=14), group("DUA", first=100, paham=3))
    for person in facts["persons"][:12]:
        person["lessons_completed_at"] = "2026-05-01T10:00:00+08:00"
    facts["persons"][13]["obliged_from"] = "2099-01-01"
    live_through(facts, factory)
    sekda = client(published, factory, Role.PIMPINAN)
    table = sekda.page("/penyelesaian/")
    address = "/penyelesaian/rincian/?opd=SATU&amp;modul=spbe-bukan-lomba-aplikasi"
    assert address in table
    page = text(sekda.page(address.replace("&amp;", "&")))
    assert "12 dari 13 pegawai wajib SATU menyelesaikan modul" in page
    assert "12 dibagi 13 = 92%" in page
    assert "Mei 2026 12" in page
    assert "Rekaan" not in page
    assert "12 dari 16 pegawai wajib menyelesaikan semua modul wajib." in text(
        sekda.page("/penyelesaian/rincian/")
    )
    assert "kurang dari 10 orang yang selesai" in text(sekda.page("/penyelesaian/rincian/?opd=DUA"))
    assert sekda.get("/penyelesaian/rincian/?opd=TIDAK").status_code == 404
    assert sekda.get("/penyelesaian/rincian/?modul=tidak").status_code == 404


def test_an_admin_opens_the_own_opd_alone_and_gets_the_way_to_the_names(
    world: Flask, factory: Factory
) -> None:
    own = admin(world, factory, "SATU")
    page = own.get("/penyelesaian/rincian/?opd=SATU").get_data(as_text=True)
    assert 'href="/opd/SATU/"' in page
    assert own.get("/penyelesaian/rincian/?opd=DUA").status_code == 404
    assert "dari 40 pegawai wajib" in own.get("/penyelesaian/rincian/").get_data(as_text=True)
    assert client(world, factory, Role.PESERTA).get("/penyelesaian/rincian/").status_code == 403


def test_a_peserta_sees_no_completion(world: Flask, factory: Factory) -> None:
    assert client(world, factory, Role.PESERTA).get("/penyelesaian/").status_code == 403


def test_completion_counts_the_roster_with_the_recorded_fact(published: Flask, factory: Factory) -> None:
    facts = province(group("SATU", first=1, paham=4))
    for person in facts["persons"][:3]:
        person["lessons_completed_at"] = "2026-05-01T10:00:00+08:00"
    facts["persons"][2]["obliged_from"] = "2099-01-01"
    live_through(facts, factory)
    narasumber = client(published, factory, Role.NARASUMBER)
    assert "2 dari 3 pegawai wajib sudah menyelesaikan ketiga modul." in text(
        narasumber.page("/penyelesaian/")
    )
    rows = narasumber.get("/penyelesaian.csv").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("kode;nama;kelompok;wajib;spbe-bukan-lomba-aplikasi_mulai;")
    assert rows[1].startswith("SATU;SATU;Tinggal sedikit;3;0;2;67;0;2;67;0;2;67;2;67;")


def test_the_workbook_of_completion_opens(world: Flask, factory: Factory) -> None:
    answer = client(world, factory, Role.PIMPINAN).get("/penyelesaian.xlsx")
    assert answer.data.startswith(b"PK")
    assert re.search(r"penyelesaian-spbe-\d{4}-\d\d-\d\d\.xlsx", answer.headers["Content-Disposition"])


def test_the_templates_hold_no_arithmetic_on_figures() -> None:
    folder = Path(__file__).resolve().parents[2] / "app/reports/templates/reports"
    for template in folder.glob("*.html"):
        assert not re.search(r"\{\{[^}]*\s[*/]\s", template.read_text()), template.name
