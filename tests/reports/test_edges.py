"""OPD at the edges: nobody obliged, three people, everybody has understood, nobody measured."""

import json
import re

import pytest
from flask import Flask

from app.people.rules import Role
from tests.comprehension.province import group, live_through, province
from tests.critic import CriticClient
from tests.factories import Factory
from tests.reports.test_views import client, text


@pytest.fixture
def sekda(published: Flask, factory: Factory) -> CriticClient:
    world = province(
        group("NOL", first=1, paham=4),
        group("TIGA", first=100, paham=2, misled=1),
        group("SEMUA", first=200, paham=12),
        group("KOSONG", first=300, idle=15),
        group("DELAPAN", first=350, paham=5, misled=3),
        group("BIASA", first=400, paham=12, misled=6, unaware=12),
    )
    for person in world["persons"][:4]:
        person["obliged_from"] = "2099-01-01"
    live_through(world, factory)
    return client(published, factory, Role.PIMPINAN)


def message(sekda: CriticClient, code: str) -> str:
    page = sekda.page(f"/pimpinan/opd/{code}/")
    found = re.search(r'id="pesan"[^>]*>(.*?)</textarea>', page, flags=re.S)
    assert found
    return found.group(1)


def test_the_overview_merges_the_small_and_leaves_out_who_has_nobody(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/"))
    assert "SEMUA 12" in page
    assert "terukur tidak dapat dikenali: DELAPAN (8 dari 8 sudah diukur); KOSONG (0 dari 15" in page
    assert "OPD belum memiliki pegawai wajib." in page
    rows = {row["nama"]: row for row in json.loads(sekda.page("/pimpinan/laporan.json"))["opd"]}
    merged = rows["OPD kecil (digabung 3)"]
    assert (merged["wajib"], merged["terukur"], merged["paham"]) == (26, 11, 7)
    assert "NOL" not in rows


def test_nobody_obliged_has_no_rate_anywhere(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/opd/NOL/"))
    assert "NOL belum memiliki pegawai wajib pada tanggal ini." in page
    assert "%" not in message(sekda, "NOL")
    detail = text(sekda.page("/penyelesaian/rincian/?opd=NOL"))
    assert "Belum ada pegawai wajib NOL pada hari ini." in detail
    assert "Tidak ada penyebut, maka tidak ada persen." in detail


def test_three_people_are_counted_and_not_judged(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/opd/TIGA/"))
    assert "TIGA: 3 dari 3 pegawai wajib sudah diukur." in page
    assert "ditutup agar tidak ada orang yang dapat dikenali" in page
    assert "terbukti paham" not in page
    assert "segera mengikuti tes" not in message(sekda, "TIGA")


def test_everybody_proven_reads_one_hundred_per_cent_with_its_interval(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/opd/SEMUA/"))
    assert "SEMUA sudah mencapai sasaran: 100% pegawai wajib terbukti paham." in page
    assert "rentang 95%: 76%–100%" in page
    assert "Semua yang sudah diukur terbukti paham." in page
    assert "belum diukur" not in message(sekda, "SEMUA")
    row = next(
        row for row in json.loads(sekda.page("/pimpinan/laporan.json"))["opd"] if row["kode"] == "SEMUA"
    )
    assert (row["terbukti_paham"], row["kelompok"], row["batas"]) == (1.0, "tercapai", [1.0, 1.0])


def test_nobody_measured_asks_for_the_test_and_shows_no_comprehension(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/opd/KOSONG/"))
    assert "KOSONG: 0 dari 15 pegawai wajib sudah diukur." in page
    assert "Mohon pegawai yang belum diukur segera mengikuti tes standar." in message(sekda, "KOSONG")
    assert "terbukti paham" not in page


def test_the_message_names_the_instant_of_the_page(sekda: CriticClient) -> None:
    assert re.search(r"keadaan \d+ \w+ \d{4} pukul 23\.59 WITA:", message(sekda, "BIASA"))


def test_a_single_small_opd_is_merged_with_the_next_against_subtraction(
    published: Flask, factory: Factory
) -> None:
    live_through(
        province(group("TIGA", first=100, paham=3), group("SATU", first=200, paham=12, misled=8)), factory
    )
    data = json.loads(client(published, factory, Role.PIMPINAN).page("/pimpinan/laporan.json"))
    (merged,) = data["opd"]
    assert merged["nama"] == "OPD kecil (digabung 2)"
    assert merged["paham"] == data["provinsi"]["paham"] == 15


def test_an_opd_that_exempts_many_is_named_on_both_pages(published: Flask, factory: Factory) -> None:
    world = province(
        group("BANYAK", first=100, paham=12, misled=4, unaware=4),
        group("SATU", first=200, paham=12, misled=8),
    )
    for person in world["persons"][:3]:
        person["exempt"] = [{"from": "2026-01-01", "to": "2099-01-01", "reason": "cuti besar"}]
    live_through(world, factory)
    sekda = client(published, factory, Role.PIMPINAN)
    told = "Dikecualikan lebih dari 10% pegawai aktif, maka penyebutnya lebih kecil: BANYAK (3 dari 20)."
    assert told in text(sekda.page("/pimpinan/"))
    assert told in text(sekda.page("/pimpinan/opd/BANYAK/"))
    assert "Dikecualikan lebih" not in text(sekda.page("/pimpinan/opd/SATU/"))
