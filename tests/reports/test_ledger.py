"""Every number on page, PDF, workbook, CSV and JSON equals the ledger written by hand."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from app import clock
from app.comprehension.facts import compute
from app.comprehension.queries import keadaan
from app.db import session, transaction
from app.learning.models import ObligationRule
from app.people import queries as people
from app.people import services
from app.people.rules import Role
from app.reports.views import comprehension as views
from tests.comprehension.province import attempt, live_through, person
from tests.critic import CriticClient
from tests.factories import Factory
from tests.reports.ledger import COMPLETION, COUNTS, CUT, DUE, LEDGER, NEW_YEAR, ON_TIME, facts
from tests.reports.test_views import admin, client, text


@pytest.fixture
def new_year(published: Flask) -> Iterator[Flask]:
    """The product's clock in the first seconds of 2027."""
    clock.configure(zone="Asia/Makassar")
    ahead = datetime.fromisoformat(NEW_YEAR) - clock.now()
    clock.configure(zone="Asia/Makassar", offset_seconds=int(ahead.total_seconds()) + 2)
    yield published
    clock.configure(zone="Asia/Makassar")


@pytest.fixture
def sekda(new_year: Flask, factory: Factory) -> CriticClient:
    live_through(facts(), factory)
    return client(new_year, factory, Role.PIMPINAN)


def cells(page: str, name: str) -> dict[str, str]:
    """The labelled cells of one row of the table-graphic."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, flags=re.S) if f">{name}</a></th>" in row)
    found = re.findall(r'<td class="([^"]*)"[^>]*data-label="([^"]*)"[^>]*>(.*?)</td>', row, flags=re.S)
    return {label: text(inside).strip() for _, label, inside in found}


def test_there_are_two_opd_and_fifty_staff() -> None:
    assert len(facts()["persons"]) == 50
    for name in COUNTS:
        assert LEDGER["SATU"][name] + LEDGER["DUA"][name] == LEDGER["Provinsi"][name], name


def test_the_page_says_what_the_ledger_says(sekda: CriticClient) -> None:
    page = sekda.page("/pimpinan/")
    words = text(page)
    assert "Keadaan 31 Desember 2026 pukul 23.59 WITA" in words
    assert "Belum satu pun dari 2 OPD mencapai sasaran: semuanya belum tuntas diukur." in words
    assert "24 dari 45 orang" in words
    assert re.search(r"53% pegawai wajib terbukti paham .* 78% .* 35 orang; 10 belum diukur", words)
    assert re.search(r"69% .* rentang 95%: 52%–81%", words)
    assert re.search(r"18% .* 6 orang", words)
    assert "Minta 2 OPD menuntaskan pengukuran: 10 pegawai belum diukur." in words
    assert "2 dalam masa tenggang, 2 dikecualikan" in words
    assert "24 orang paham dibagi 45 pegawai wajib." in words
    assert "6 orang memegang dibagi 34 yang menjawab sedikitnya dua soal inti." in words
    for name in ("SATU", "DUA"):
        ledger, row = LEDGER[name], cells(page, name)
        assert row["Wajib"] == str(ledger["wajib"])
        assert row["Terbukti paham"] == ledger["terbukti_paham"]
        assert row["Paham, dari yang diukur"] == f"{ledger['dari_terukur']} {ledger['rentang']}"
        assert row["Salah kaprah inti"] == ledger["inti"]
        assert set(list(row.values())[4:]) == {ledger["lain"]}


def test_the_plain_table_of_the_page_holds_the_counts(sekda: CriticClient) -> None:
    table = sekda.page("/pimpinan/").partition("Jumlah pegawai per OPD")[2]
    for name, ledger in LEDGER.items():
        row = next(
            row for row in re.findall(r"<tr>.*?</tr>", table, flags=re.S) if f'<th scope="row">{name}' in row
        )
        found = [text(cell) for cell in re.findall(r'<td class="num">(.*?)</td>', row)]
        counts = [ledger[key] for key in ("wajib", "terukur", "paham", "belum_tahu", "salah_kaprah")]
        shares = [ledger["terbukti_paham"], ledger["dari_terukur"], ledger["rentang"]]
        assert found == [*map(str, counts), *shares], name


def test_json_holds_the_ledger_and_the_policy_numbers(sekda: CriticClient) -> None:
    data = json.loads(sekda.page("/pimpinan/laporan.json"))
    assert data["keadaan"] == CUT
    rows = {row["kode"]: row for row in data["opd"]} | {"Provinsi": data["provinsi"]}
    assert rows.keys() == LEDGER.keys()
    for name, ledger in LEDGER.items():
        row = rows[name]
        assert {key: row[key] for key in COUNTS} == {key: ledger[key] for key in COUNTS}, name
        assert row["kelompok"] == ledger["kelompok"]
        assert row["terbukti_paham"] == pytest.approx(ledger["paham"] / ledger["wajib"], abs=1e-9)
        assert row["cakupan_terukur"] == pytest.approx(ledger["terukur"] / ledger["wajib"], abs=1e-9)
        assert row["partisipasi"] == pytest.approx(ledger["mulai"] / ledger["wajib"], abs=1e-9)
        assert row["kelulusan"] == pytest.approx(ledger["lulus"] / ledger["terukur"], abs=1e-9)
        low, high = ((bound) for bound in row["batas"])
        assert low == pytest.approx(ledger["paham"] / ledger["wajib"], abs=1e-9)
        assert high == pytest.approx((ledger["paham"] + ledger["belum_diukur"]) / ledger["wajib"], abs=1e-9)
    assert rows["SATU"]["prevalensi_salah_kaprah"] == pytest.approx(3 / 16, abs=1e-9)
    assert rows["Provinsi"]["wilson"] == pytest.approx([0.5202, 0.8145], abs=1e-4)
    policy = {"grace_days": 30, "validity_days": 365, "pass_cut": "7/10", "min_answered": "4/5", "n_min": 10}
    assert data["params"].items() >= policy.items()


def sheet_row(ledger: dict[str, Any]) -> dict[str, str]:
    low, _, high = ledger["rentang"].replace("%", "").partition("–")
    counts = {("selesai_dan_terukur" if key == "selesai" else key): str(ledger[key]) for key in COUNTS}
    return counts | {
        "kelompok": ledger["kelompok"],
        "persen_terbukti_paham": ledger["terbukti_paham"].rstrip("%"),
        "persen_terukur": ledger["cakupan"].rstrip("%"),
        "persen_paham_di_antara_terukur": ledger["dari_terukur"].rstrip("%"),
        "persen_rentang_bawah": low,
        "persen_rentang_atas": high,
        "persen_salah_kaprah_inti": ledger["inti"].rstrip("%"),
    }


def test_csv_holds_the_ledger(sekda: CriticClient) -> None:
    body = sekda.get("/pimpinan/laporan.csv").data.decode("utf-8-sig")
    rows = {row["nama"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}
    assert rows.keys() == LEDGER.keys()
    for name, ledger in LEDGER.items():
        assert rows[name].items() >= sheet_row(ledger).items(), name


def test_every_row_of_the_csv_carries_the_policy_that_shaped_it(sekda: CriticClient) -> None:
    body = sekda.get("/pimpinan/laporan.csv").data.decode("utf-8-sig")
    policy = {
        "keadaan": CUT,
        "standar": "SPBE-DASAR-2026",
        "batas_lulus_persen": "70",
        "sasaran_persen": "60",
        "tenggang_hari": "30",
        "berlaku_hari": "365",
        "terukur_minimum": "10",
        "dijawab_minimum_persen": "80",
    }
    for row in csv.DictReader(io.StringIO(body), delimiter=";"):
        assert row.items() >= policy.items()
        assert row["aturan"]


def test_the_workbook_holds_the_ledger(sekda: CriticClient) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sekda.get("/pimpinan/laporan.xlsx").data))
    head, *rows = book.get_sheet_by_name("Pemahaman").to_python()
    for row in rows:
        found = {
            str(name): str(int(cell)) if isinstance(cell, float) else str(cell)
            for name, cell in zip(head, row, strict=True)
        }
        assert found.items() >= sheet_row(LEDGER[found["nama"]]).items()
    assert len(rows) == len(LEDGER)


def test_the_paper_holds_the_ledger(sekda: CriticClient, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[dict[str, Any]] = []
    typeset = views.as_pdf
    monkeypatch.setattr(views, "as_pdf", lambda page, data: handed.append(data) or typeset(page, data))
    assert sekda.get("/pimpinan/laporan.pdf").data.startswith(b"%PDF-")
    (data,) = handed
    assert [each["value"] for each in data["numbers"]] == ["53%", "= 78%", "× 69%", "18%"]
    assert data["numbers"][0]["note"] == "24 dari 45 orang. Sasaran 60%."
    rows = {row["name"]: row for group in data["groups"] for row in group["rows"]}
    assert rows.keys() == {"SATU", "DUA"}
    for name, row in rows.items():
        ledger = LEDGER[name]
        assert (row["obliged"], row["share"]) == (str(ledger["wajib"]), ledger["terbukti_paham"])
        assert (row["measured"], row["interval"]) == (ledger["dari_terukur"], ledger["rentang"])
        share = ledger["paham"] / ledger["terukur"] * 100
        assert float(row["dot"]["x"].rstrip("%")) == pytest.approx(share, abs=0.01)
        assert row["dot"]["hollow"]
        assert next(each["text"] for each in row["heat"]) == ledger["inti"]
        assert {each["text"] for each in row["heat"][1:]} == {ledger["lain"]}


def paper_words(sekda: CriticClient) -> str:
    """The text that a reader of the typeset report sees, whatever the program handed to the typesetter."""
    pages = PdfReader(io.BytesIO(sekda.get("/pimpinan/laporan.pdf").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_text_of_the_paper_says_what_page_and_ledger_say(sekda: CriticClient) -> None:
    paper, page = paper_words(sekda), sekda.page("/pimpinan/")
    assert "Keadaan 31 Desember 2026 pukul 23.59 WITA" in paper
    assert "Belum satu pun dari 2 OPD mencapai sasaran: semuanya belum tuntas diukur." in paper
    whole = LEDGER["Provinsi"]
    proven, measured, held = whole["paham"], whole["terukur"], whole["salah_kaprah"]
    figures = (
        f"{whole['terbukti_paham']} pegawai wajib terbukti paham {proven} dari {whole['wajib']} orang.",
        f"= {whole['cakupan']} sudah diukur {measured} orang; {whole['belum_diukur']} belum",
        f"× {whole['dari_terukur']} paham, di antara yang diukur rentang 95%: {whole['rentang']}",
        f"{whole['inti']} memegang salah kaprah inti, dari yang diukur {held} orang",
        "24 orang paham dibagi 45 pegawai wajib.",
        "35 orang sudah diukur dibagi 45 pegawai wajib.",
        "24 orang paham dibagi 35 yang sudah diukur.",
        "6 orang memegang dibagi 34 yang menjawab sedikitnya dua soal inti.",
        "2 dalam masa tenggang, 2 dikecualikan.",
    )
    for words in figures:
        assert words in paper, words
    for name in ("SATU", "DUA"):
        ledger = LEDGER[name]
        line = [name, str(ledger["wajib"]), ledger["terbukti_paham"], ledger["dari_terukur"]]
        line += [ledger["rentang"], ledger["inti"], ledger["lain"]]
        assert " ".join(line) in paper
        assert " ".join([name, *cells(page, name).values()]) in paper


def test_an_auditor_recomputes_the_ledger_from_the_facts_alone(sekda: CriticClient) -> None:
    exported = keadaan(datetime.fromisoformat(CUT), key=b"kunci")
    assert exported is not None
    figures = compute(json.loads(json.dumps(exported)))
    rows = figures["opd"] | {"Provinsi": figures["provinsi"]}
    for name, ledger in LEDGER.items():
        assert {key: rows[name][key] for key in COUNTS} == {key: ledger[key] for key in COUNTS}, name


def test_completion_counts_the_new_day(sekda: CriticClient) -> None:
    body = sekda.get("/penyelesaian.csv").data.decode("utf-8-sig")
    rows = {row["kode"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}
    page = text(sekda.page("/penyelesaian/"))
    assert "13 dari 46 pegawai wajib sudah menyelesaikan ketiga modul." in page
    assert rows.keys() == COMPLETION.keys()
    assert {(row["keadaan"][:16], row["tenggang_hari"]) for row in rows.values()} == {
        ("2027-01-01T00:00", "30")
    }
    for code, (obliged, completed, share) in COMPLETION.items():
        row = rows[code]
        assert (row["wajib"], row["semua_selesai"], row["semua_persen"]) == (
            str(obliged),
            str(completed),
            share.rstrip("%"),
        )
        detail = text(sekda.page(f"/penyelesaian/rincian/?opd={code}"))
        assert f"{completed} dibagi {obliged} = {share}" in detail


def test_a_month_that_has_ended_counts_what_had_happened_by_its_last_second(sekda: CriticClient) -> None:
    """One finished at 23.59.59 of New Year's Eve, one at midnight, and one who had finished left that day."""

    def counted(period: str) -> tuple[dict[str, tuple[str, str, str]], str]:
        body = sekda.get(f"/penyelesaian.csv{period}").data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
        counts = {row["kode"]: (row["wajib"], row["semua_selesai"], row["semua_persen"]) for row in rows}
        return counts, rows[0]["keadaan"]

    assert counted("?periode=2026-12") == (
        {"SATU": ("23", "7", "30"), "DUA": ("22", "4", "18"), "": ("45", "11", "24")},
        "2026-12-31T23:59:59+08:00",
    )
    assert [LEDGER[name]["wajib"] for name in ("SATU", "DUA", "Provinsi")] == [23, 22, 45]
    november = counted("?periode=2026-11")[0]
    assert [november[code][1] for code in ("SATU", "DUA", "")] == ["6", "5", "11"]
    assert counted("?periode=2026-04")[0][""][1] == "0"
    assert counted("")[0] == {
        code: (str(obliged), str(done), share.rstrip("%"))
        for code, (obliged, done, share) in COMPLETION.items()
    }
    html = sekda.page("/penyelesaian/?periode=2026-12")
    assert "11 dari 45 pegawai wajib sudah menyelesaikan ketiga modul." in text(html)
    assert 'aria-current="page">Akhir Desember 2026</a>' in html
    assert re.search(r'href="/penyelesaian/?\.csv\?periode=2026-12"', html)
    detail = text(sekda.page("/penyelesaian/rincian/?opd=SATU&periode=2026-12"))
    assert "7 dibagi 23 = 30%" in detail


@pytest.mark.parametrize(("period", "status"), [("2027-01", 404), ("2025-01", 404), ("kemarin", 422)])
def test_a_month_that_has_not_ended_or_is_none_is_said_in_words(
    sekda: CriticClient, period: str, status: int
) -> None:
    for path in ("/penyelesaian/", "/penyelesaian.csv", "/penyelesaian/rincian/"):
        assert sekda.get(f"{path}?periode={period}").status_code == status


def decide(due_on: str, opd: int | None = None) -> None:
    with transaction():
        session.execute(
            insert(ObligationRule).values(
                standard_code="SPBE-DASAR-2026",
                opd_id=opd,
                due_on=date.fromisoformat(due_on),
                decided_at=datetime.fromisoformat("2026-01-05T09:00:00+08:00"),
                reason="SE 1/2026",
            )
        )


def completion_rows(sekda: CriticClient) -> dict[str, dict[str, str]]:
    body = sekda.get("/penyelesaian.csv").data.decode("utf-8-sig")
    return {row["kode"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}


def test_on_time_is_counted_as_the_ledger_says_in_page_detail_and_files(sekda: CriticClient) -> None:
    decide(DUE)
    page, rows = sekda.page("/penyelesaian/"), completion_rows(sekda)
    book = CalamineWorkbook.from_filelike(io.BytesIO(sekda.get("/penyelesaian.xlsx").data))
    header, *lines = book.get_sheet_by_name("Penyelesaian").to_python()
    cells_of = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    shares = re.findall(r'data-label="Tes tepat waktu"><a [^>]*>(\d+%)', page)
    assert sorted(shares) == sorted(share for _, _, share, _ in ON_TIME.values())
    for code, (due, on_time, share, (late, overdue, waiting)) in ON_TIME.items():
        row, line = rows[code], cells_of[code]
        found = (row["bertenggat"], row["tepat_waktu"], row["tepat_waktu_persen"])
        assert found == (str(due), str(on_time), share.rstrip("%")), code
        assert (line["bertenggat"], line["tepat_waktu"]) == (due, on_time)
        detail = text(sekda.page(f"/penyelesaian/rincian/?opd={code}"))
        assert f"{on_time} dibagi {due} = {share}" in detail
        assert f"sesudah tenggat. {late} Belum diukur, tenggat lewat {overdue} " in detail
        assert f"tenggat belum lewat {waiting} Pegawai wajib bertenggat" in detail
    assert "Tes tepat waktu" in text(page)
    assert "tepat waktu" not in text(sekda.page("/pimpinan/")).casefold()


def test_an_auditor_recomputes_who_was_on_time_from_the_facts_alone(sekda: CriticClient) -> None:
    """The page of completion is live, so the facts are those of the same moment."""
    decide(DUE)
    rows = completion_rows(sekda)
    exported = keadaan(clock.now(), key=b"kunci")
    assert exported is not None
    found = compute(json.loads(json.dumps(exported)))["tepat_waktu"]
    recomputed = found["opd"] | {"": found["provinsi"]}
    assert recomputed.keys() == rows.keys() == ON_TIME.keys()
    for code, (due, on_time, share, (late, overdue, waiting)) in ON_TIME.items():
        row = recomputed[code]
        counts = ("bertenggat", "tepat_waktu", "terlambat", "lewat", "menunggu")
        assert tuple(row[name] for name in counts) == (due, on_time, late, overdue, waiting), code
        assert round(row["bagian_tepat_waktu"] * 100) == int(share.rstrip("%"))
        assert (rows[code]["bertenggat"], rows[code]["tepat_waktu"]) == (str(due), str(on_time))


def test_who_has_no_due_date_is_neither_on_time_nor_late(sekda: CriticClient) -> None:
    before = sekda.page("/penyelesaian/")
    assert "Tes tepat waktu" not in before
    assert "Belum ada tenggat" in sekda.page("/penyelesaian/rincian/")
    satu = people.opd_by_code("SATU")
    assert satu
    decide(DUE, satu.id)
    rows = completion_rows(sekda)
    assert (rows["DUA"]["bertenggat"], rows["DUA"]["tepat_waktu"]) == ("0", "0")
    assert rows["DUA"]["tepat_waktu_persen"] == ""
    assert (rows[""]["bertenggat"], rows[""]["tepat_waktu"]) == ("26", "20")
    assert 'data-label="Tes tepat waktu">—</td>' in sekda.page("/penyelesaian/")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("2026-05-20T23:59:59+08:00", "tepat waktu."),
        ("2026-05-21T00:00:00+08:00", "sesudah tenggat."),
        (None, "Tenggatnya sudah lewat dan Anda belum diukur."),
    ],
)
def test_the_last_second_of_the_due_date_is_on_time_and_the_person_is_told(
    new_year: Flask, factory: Factory, sent: str | None, words: str
) -> None:
    one = person(1, "SATU")
    sittings = [attempt(1, one["id"], submitted_at=sent)] if sent else []
    live_through({"persons": [one], "attempts": sittings}, factory)
    decide(DUE)
    with transaction():
        services.grant_role(1000, Role.PESERTA, opd_id=None, by=None, at=clock.now())
    own = text(factory.sign_in(new_year, 1000).get("/saya/").get_data(as_text=True))
    assert "Tenggat Anda 20 Mei 2026." in own or "Tenggat Anda Rabu, 20 Mei 2026." in own
    assert words in own
    counted = completion_rows(client(new_year, factory, Role.PIMPINAN))["SATU"]
    assert (counted["bertenggat"], counted["tepat_waktu"]) == ("1", "1" if words == "tepat waktu." else "0")


def test_the_admin_of_the_opd_sees_how_many_were_on_time_and_not_who(
    new_year: Flask, factory: Factory
) -> None:
    live_through(facts(), factory)
    decide(DUE)
    page = text(admin(new_year, factory, "SATU").get("/opd/SATU/?modul=tes").get_data(as_text=True))
    assert "Tepat waktu: 20 dari 26 pegawai bertenggat (77%)." in page
    assert "terlambat" not in page.casefold()
