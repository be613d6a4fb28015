"""Published months on the Sekda's page: chips, what stands, what was put right, what never was."""

import json
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from app.clock import end_of_day
from app.comprehension import services as comprehension
from app.comprehension.rules.month import Month
from app.db import db, session, transaction
from app.people.rules import Role
from app.quiz.services import rebuild_standings
from tests.comprehension.province import live_through
from tests.critic import CriticClient
from tests.factories import Factory
from tests.reports.test_views import WORLD, client, text

JUNE = Month(2026, 6)


@pytest.fixture
def sekda(published: Flask, factory: Factory) -> CriticClient:
    live_through(WORLD, factory)
    with transaction():
        comprehension.freeze(JUNE, at=end_of_day(JUNE.next.first_day))
    return client(published, factory, Role.PIMPINAN)


def withdraw(attempt: int) -> None:
    table = db.metadata.tables["attempt"]
    with transaction():
        session.execute(
            update(table)
            .where(table.c.id == attempt)
            .values(invalidated_at=datetime(2026, 7, 3, tzinfo=UTC), invalidated_reason="uji")
        )
        rebuild_standings()


def test_a_month_is_chosen_by_its_chip_and_says_that_it_is_frozen(sekda: CriticClient) -> None:
    assert 'href="/pimpinan/?periode=2026-06"' in sekda.page("/pimpinan/")
    page = text(sekda.page("/pimpinan/?periode=2026-06"))
    assert "Keadaan 30 Juni 2026 pukul 23.59 WITA" in page
    assert "Angka beku, sebagaimana terbit." in page
    assert "73 dari 152 orang" in page


def test_what_was_published_stays_when_the_facts_change(sekda: CriticClient) -> None:
    withdraw(1)
    assert "73 dari 152 orang" in text(sekda.page("/pimpinan/?periode=2026-06"))
    data = json.loads(sekda.page("/pimpinan/laporan.json?periode=2026-06"))
    assert data["provinsi"]["paham"] == 73


def test_a_correction_says_when_and_why_on_its_chip_and_page(sekda: CriticClient) -> None:
    withdraw(1)
    with transaction():
        comprehension.freeze(JUNE, at=datetime(2026, 7, 4, tzinfo=UTC), reason="Satu percobaan dibatalkan")
    page = text(sekda.page("/pimpinan/?periode=2026-06"))
    assert "Juni 2026 (dikoreksi)" in page
    assert "dikoreksi pada 4 Juli 2026: Satu percobaan dibatalkan." in page
    assert "72 dari 152 orang" in page


def test_a_month_that_was_never_published_is_said_in_words(sekda: CriticClient) -> None:
    answer = sekda.get("/pimpinan/?periode=2026-03")
    assert answer.status_code == 404
    assert "Angka Maret 2026 belum terbit." in answer.get_data(as_text=True)


@pytest.mark.parametrize("wrong", ["x", "2026-13", "2026-06'", "2026-06-01", "%00"])
def test_what_is_no_month_is_answered_with_an_example(sekda: CriticClient, wrong: str) -> None:
    answer = sekda.get(f"/pimpinan/?periode={wrong}")
    assert 400 <= answer.status_code < 500


def test_without_a_published_month_there_are_no_chips(published: Flask, factory: Factory) -> None:
    live_through(WORLD, factory)
    page = client(published, factory, Role.PIMPINAN).page("/pimpinan/")
    assert "Periode" not in page
    assert "Belum ada angka bulanan yang terbit" in page


def test_each_number_of_the_equation_opens_to_what_is_counted(sekda: CriticClient) -> None:
    page = text(sekda.page("/pimpinan/?periode=2026-06"))
    for words in (
        "73 orang paham dibagi 152 pegawai wajib.",
        "121 orang sudah diukur dibagi 152 pegawai wajib.",
        "73 orang paham dibagi 121 yang sudah diukur.",
        "25 orang memegang dibagi 121 yang menjawab sedikitnya dua soal inti.",
        "Batas lulus 70% benar.",
    ):
        assert words in page, words


def test_the_demo_shows_before_and_after_cured_and_the_trend(demo: Flask, factory: Factory) -> None:
    html = client(demo, factory, Role.PIMPINAN).page("/pimpinan/?periode=2026-10")
    page = text(html)
    assert "Salah kaprah turun, tetapi belum hilang" in page
    assert "sembuh, kini paham" in page
    assert "pada tes awal, lalu pada tes akhir" in page
    assert re.search(r"pada Mei, \d+% pada Oktober 2026\.", html)
