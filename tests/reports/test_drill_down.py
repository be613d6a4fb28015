"""One OPD and one misconception through the front door, and a reader who subtracts over all of it."""

import csv
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.comprehension.rules import Tally
from app.comprehension.rules.fairness import fair_rate
from app.db import db
from app.people.rules import JobLevel, Role
from app.reports.rules.office_words import fair_note
from tests.comprehension.province import CORE, group, live_through, province
from tests.critic import CriticClient
from tests.factories import Factory
from tests.reports.test_views import WORLD, client, text

OFFICE, BELIEF = "/pimpinan/opd/{}/", "/pimpinan/salah-kaprah/{}/"


@pytest.fixture
def sekda(published: Flask, factory: Factory) -> CriticClient:
    live_through(WORLD, factory)
    return client(published, factory, Role.PIMPINAN)


def test_an_opd_opens_to_its_levels_its_material_and_a_message(sekda: CriticClient) -> None:
    html = sekda.page(OFFICE.format("SATU"))
    page = text(html)
    assert "SATU perlu belajar lagi: 30% pegawai wajib terbukti paham, sasaran 60%." in page
    assert "28 pegawai sudah diukur tetapi belum paham, 10 di antaranya memegang salah kaprah inti." in page
    assert "Pelaksana" in page
    assert "12 orang paham dibagi 40 pegawai wajib." in page
    assert "Terbukti paham: 30% (12 dari 40 pegawai wajib), sasaran 60%." in html
    assert "Mohon dijadwalkan kelas perbaikan" in html
    assert "Rekaan" not in html


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DUA", "DUA perlu menuntaskan pengukuran: 30 pegawai belum diukur"),
        ("TIGA", "TIGA sudah mencapai sasaran: 80% pegawai wajib terbukti paham."),
    ],
)
def test_the_headline_says_what_the_opd_should_do(sekda: CriticClient, code: str, words: str) -> None:
    assert words in text(sekda.page(OFFICE.format(code)))


def test_levels_are_made_equal_or_it_is_said_why_not() -> None:
    level = JobLevel.FUNGSIONAL, JobLevel.PELAKSANA

    def tally(paham: int, measured: int) -> Tally:
        counts = {"obliged": measured, "started": measured, "measured": measured, "passed": paham}
        return Tally(**counts, paham=paham, belum_tahu=measured - paham)

    def levels(*pairs: tuple[int, int]) -> dict[JobLevel, Tally]:
        return {each: tally(*pair) for each, pair in zip(level, pairs, strict=True)}

    province = levels((315, 357), (247, 343))
    treated = fair_rate(levels((81, 87), (192, 263)), province, least=10)
    assert treated is not None
    assert treated.reversed
    assert "berbalik" in fair_note(treated)
    assert "83% paham di antara yang diukur; provinsi 80%." in fair_note(treated)
    same = fair_rate(levels((50, 60), (40, 80)), province, least=10)
    assert same is not None
    assert "berbalik" not in fair_note(same)
    assert fair_rate(levels((9, 9), (40, 80)), province, least=10) is None
    assert "tidak dapat dibakukan" in fair_note(None)


def test_an_opd_of_the_merged_row_shows_participation_alone(sekda: CriticClient) -> None:
    html = sekda.page(OFFICE.format("EMPAT"))
    page = text(html)
    assert "EMPAT: 7 dari 7 pegawai wajib sudah diukur." in page
    assert "ditutup agar tidak ada orang yang dapat dikenali" in page
    assert "terbukti paham" not in page
    assert "%" not in re.sub(r"<svg.*?</svg>|href=\S+", "", html.split("<main")[1])


def test_an_opd_without_obliged_people_says_so(sekda: CriticClient, factory: Factory) -> None:
    factory.opd("KOSONG", name="KOSONG")
    page = text(sekda.page(OFFICE.format("KOSONG")))
    assert "belum memiliki pegawai wajib pada tanggal ini." in page
    assert "Belum ada pegawai wajib." in page


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ({"paham": 12}, "SATU sudah mencapai sasaran: 100% pegawai wajib terbukti paham."),
        ({"idle": 12}, "SATU: 0 dari 12 pegawai wajib sudah diukur."),
        ({"paham": 3}, "SATU: 3 dari 3 pegawai wajib sudah diukur."),
    ],
)
def test_all_passed_nobody_measured_and_three_people(
    published: Flask, factory: Factory, people: dict[str, int], words: str
) -> None:
    live_through(
        province(group("SATU", first=1, **people), group("DUA", first=100, paham=30, misled=9)), factory
    )
    reader = client(published, factory, Role.PIMPINAN)
    assert words in text(reader.page(OFFICE.format("SATU")))
    assert reader.page("/pimpinan/")


@pytest.mark.parametrize("path", ["/pimpinan/opd/TIDAK-ADA/", "/pimpinan/salah-kaprah/tidak-ada/"])
def test_what_does_not_exist_is_said_in_words(sekda: CriticClient, path: str) -> None:
    answer = sekda.get(path)
    assert answer.status_code == 404
    assert "di" in answer.get_data(as_text=True)


def test_a_misconception_opens_to_the_belief_its_share_and_the_opd(sekda: CriticClient) -> None:
    page = text(sekda.page(BELIEF.format(CORE)))
    assert "masih dipegang 21% pegawai yang diukur: 25 dari 121 orang." in page
    assert "Dengar SPBE, ya usul bikin aplikasi." in page
    assert page.index("Perlu belajar lagi: 1") < page.index("Sasaran tercapai: 1")


def test_a_misconception_that_the_test_does_not_ask_about_says_so(sekda: CriticClient) -> None:
    page = text(sekda.page(BELIEF.format("admin-spbe-itu-programmer")))
    assert "Salah kaprah ini belum ditanyakan dalam tes standar." in page
    assert "Menurut OPD" not in page


@pytest.mark.parametrize("role", [Role.PESERTA, Role.NARASUMBER, Role.ADMINISTRATOR])
def test_the_drill_down_is_for_the_leadership_alone(published: Flask, factory: Factory, role: Role) -> None:
    other = client(published, factory, role)
    for path in (OFFICE.format("BAPPEDA"), BELIEF.format(CORE)):
        assert other.get(path).status_code == 403


def test_before_a_standard_is_published_the_drill_down_is_not_there(app: Flask, factory: Factory) -> None:
    assert client(app, factory, Role.PIMPINAN).get(BELIEF.format(CORE)).status_code == 404


PERIODS = ("", "?periode=2026-10", "?periode=2026-07")
COLUMNS = ("paham", "belum_tahu", "salah_kaprah")


def test_in_the_demo_nothing_withheld_can_be_had_by_subtraction_over_pages_and_files(
    demo: Flask, factory: Factory
) -> None:
    """What is null in the files is nowhere else, and never alone beside a printed total."""
    reader = client(demo, factory, Role.PIMPINAN)
    for period in PERIODS:
        data = json.loads(reader.page(f"/pimpinan/laporan.json{period}"))
        table = reader.get(f"/pimpinan/laporan.csv{period}").data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
        for line, row in zip(rows, [*data["opd"], data["provinsi"]], strict=True):
            assert [line[name] for name in COLUMNS] == [
                "" if row[n] is None else str(row[n]) for n in COLUMNS
            ]
        for name in COLUMNS:
            hidden = [row for row in data["opd"] if row[name] is None and row["terukur"]]
            assert data["provinsi"][name] is None or len(hidden) != 1, (period, name)
        for row in data["opd"]:
            for code in [row["kode"], *(member["kode"] for member in row["anggota"])]:
                if code:
                    _page_tells_no_more(reader.page(OFFICE.format(code) + period), row, code)


def _page_tells_no_more(html: str, row: dict[str, Any], code: str) -> None:
    page = text(html)
    if row["paham"] is None or row["kode"] is None:
        assert "terbukti paham" not in page, code
    if row["salah_kaprah"] is None:
        assert "di antaranya memegang salah kaprah inti" not in page, code
        levels = re.search(r"<table.*?</table>", html, re.DOTALL)
        assert levels is None or "hs" not in levels[0], code


def test_the_page_asks_as_many_questions_for_sixty_opd_as_for_six(published: Flask, factory: Factory) -> None:
    live_through(province(*(group(f"OPD{n:02}", first=n * 20, paham=3) for n in range(60))), factory)
    many = client(published, factory, Role.PIMPINAN)
    counts = [
        asked(many, "/pimpinan/"),
        asked(many, OFFICE.format("OPD01")),
        asked(many, BELIEF.format(CORE)),
    ]
    assert max(counts) <= 20, counts


def asked(reader: CriticClient, path: str) -> int:
    """Statements of the second request: the cut is remembered by then."""
    reader.page(path)
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        told.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        reader.page(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(told)
