"""The administrator decides obligations: first the consequences in numbers, then the decision."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.clock import local_day, now
from app.learning import queries as learning
from app.materials import queries as materials
from app.people.rules import Role
from tests.admin.conftest import Administrator
from tests.critic import CriticClient
from tests.factories import Factory


@pytest.fixture
def boss(published: Flask, factory: Factory) -> Administrator:
    person = factory.person(roles={Role.ADMINISTRATOR})
    client = factory.sign_in(published, person)
    assert isinstance(client, CriticClient)
    return Administrator(person, client)


def ahead(days: int) -> str:
    return (local_day(now()) + timedelta(days=days)).isoformat()


def decide(boss: Administrator, **data: str) -> str:
    form = {"opd": "", "level": "", "starts_on": "", "due_on": "", "reason": "SE 12/2026", **data}
    return boss.post("/kelola/kewajiban/", form).get_data(as_text=True)


def held() -> int:
    standard = materials.current_standard()
    assert standard is not None
    return len(learning.obligations(standard, now()).by_group)


def test_a_decision_is_shown_with_its_numbers_and_taken_when_confirmed(
    boss: Administrator, factory: Factory
) -> None:
    opd = factory.opd("DINAS-Z")
    for _ in range(3):
        factory.person(opd=opd)
    text = decide(boss, opd="DINAS-Z", starts_on=ahead(30))
    assert "Tetapkan untuk 3 pegawai?" in text
    assert "berubah dari 3 menjadi 0" in text
    assert held() == 0
    mark = re.search(r'name="yakin" value="([^"]+)"', text)
    assert mark
    decide(boss, opd="DINAS-Z", starts_on=ahead(30), yakin=mark[1])
    assert held() == 1
    assert "Dinas DINAS-Z" in boss.page("/kelola/kewajiban/")


def test_a_confirmation_of_other_numbers_asks_again(boss: Administrator, factory: Factory) -> None:
    factory.person(opd=factory.opd("DINAS-Z"))
    assert "Tetapkan untuk 1 pegawai?" in decide(boss, due_on=ahead(5), yakin="0-0-0")
    assert held() == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Isi tanggal mulai wajib"),
        ({"due_on": "2020-01-01"}, "Tenggat sudah lewat"),
        ({"due_on": "besok"}, "Tanggal ini tidak ada"),
        ({"due_on": "2099-01-01", "reason": " "}, "Tulis alasannya"),
        ({"due_on": "2099-01-01", "opd": "TIDAK-ADA"}, "Pilihan ini tidak ada"),
    ],
)
def test_what_cannot_be_decided_is_said(boss: Administrator, data: dict[str, str], said: str) -> None:
    assert said in decide(boss, **data)
    assert held() == 0


def test_the_due_date_stands_on_the_home_page_and_on_the_admins_list(
    boss: Administrator, published: Flask, factory: Factory
) -> None:
    opd = factory.opd("DINAS-Z")
    soon = factory.person(opd=opd, name="Budi Lama")
    admin = factory.person(roles={Role.ADMIN_OPD}, opd=opd, name="Zahra Admin")
    text = decide(boss, opd="DINAS-Z", due_on=ahead(7))
    mark = re.search(r'name="yakin" value="([^"]+)"', text)
    assert mark
    decide(boss, opd="DINAS-Z", due_on=ahead(7), yakin=mark[1])
    home = factory.sign_in(published, soon).get("/").get_data(as_text=True)
    assert "tugas, tenggat" in home
    page = factory.sign_in(published, admin).get("/opd/DINAS-Z/").get_data(as_text=True)
    assert "Urut tenggat, lalu nama" in page
