"""Start pages, the own page and the OPD admin's page: who sees what, and how empty ones speak."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import local_day, now
from app.db import transaction
from app.people import queries, services
from app.people.rules import OpdRow, Role
from app.people.rules.planned import PlannedKind
from app.web.filters import date_long
from tests.factories import Factory


def signed_in(app: Flask, surel: str) -> FlaskClient:
    person = queries.person_id_by(f"{surel}@contoh.test")
    assert person is not None
    return Factory().sign_in(app, person)


def test_nobody_reads_the_public_home_with_three_beliefs(published: Flask) -> None:
    text = published.test_client().page("/")  # type: ignore[attr-defined]
    assert "SPBE bukan lomba membuat aplikasi." in text
    assert text.count('class="sk"') == 3


@pytest.mark.parametrize("path", ["/bantuan/", "/privasi/", "/aksesibilitas/"])
def test_the_pages_about_the_product_are_for_everybody(published: Flask, path: str) -> None:
    published.test_client().page(path)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("surel", "place"),
    [
        ("sekda", "/pimpinan/"),
        ("narasumber", "/studio/"),
        ("administrator", "/kelola/"),
        ("admin.a", "/opd/DINAS-A/"),
    ],
)
def test_home_is_where_the_work_is(demo: Flask, surel: str, place: str) -> None:
    assert signed_in(demo, surel).get("/").location == place


def test_a_person_without_opd_and_without_anything_begun_is_greeted_too(
    published: Flask, factory: Factory
) -> None:
    client = factory.sign_in(published, factory.person(name="Sa'diah “Ibu” <b>Sangkoyo</b>"))
    text = client.page("/")  # type: ignore[attr-defined]
    assert "Sa&#39;diah" in text
    assert "<b>Sangkoyo</b>" not in text
    assert "Mulai di sini" in text


def test_an_admin_sees_the_own_opd_and_nothing_of_another(demo: Flask) -> None:
    client = signed_in(demo, "admin.a")
    text = client.page("/opd/DINAS-A/")  # type: ignore[attr-defined]
    assert "Dinas A" in text
    for other in ("/opd/DINAS-B/", "/opd/DINKES/", "/opd/TIDAK-ADA/"):
        assert client.get(other).status_code == 404


def test_foreign_and_missing_opd_look_the_same(demo: Flask) -> None:
    client = signed_in(demo, "admin.a")

    def plain(path: str) -> str:
        text = client.get(path).get_data(as_text=True)
        return re.sub(r'(value|content)="[^"]*"|\?next=[^"]*', "", text).replace(path, "")

    assert plain("/opd/DINAS-B/") == plain("/opd/TIDAK-ADA/")


def test_the_admins_page_names_states_but_no_score_and_no_state_of_mind(demo: Flask) -> None:
    text = signed_in(demo, "admin.a").page("/opd/DINAS-A/").lower()  # type: ignore[attr-defined]
    for word in ("belum tahu", "memegang", "tidak lulus", "belum lulus", " benar", "skor"):
        assert word not in text
    assert "sudah diukur" in text


def test_who_never_came_in_is_one_step_from_a_link_and_the_counts_from_a_file(demo: Flask) -> None:
    admin = signed_in(demo, "admin.a")
    page = admin.get("/opd/DINAS-A/").text
    offered = re.findall(r'<b>Belum pernah</b> <a [^>]*href="(/pegawai/\d+/masuk/)"', page)
    assert 0 < len(offered) == page.count("<b>Belum pernah</b>")
    assert admin.get(offered[0]).status_code == 200
    file = re.search(r'href="([^"]+)">XLSX: selesai per modul', page)
    assert file
    assert admin.get(file.group(1)).status_code == 200


def test_the_counts_of_the_admins_page_agree_with_its_rows(demo: Flask) -> None:
    text = signed_in(demo, "admin.a").page("/opd/DINAS-A/")  # type: ignore[attr-defined]
    states = re.findall(r'data-label="Keadaan">([^<]+)<', text)
    days = re.findall(r'data-label="Selesai pada">([^<]+)<', text)
    found = re.search(r"<h1>(\d+) dari (\d+) pegawai belum", text)
    assert found
    assert int(found.group(2)) == len(states) + len(days)
    assert int(found.group(1)) == len(states)
    assert f"{len(days)} selesai" in text
    assert f"{states.count('Berjalan')} berjalan, {states.count('Belum mulai')} belum mulai" in text
    assert all(re.fullmatch(r"\d+ \w+ \d{4}", day) for day in days)
    assert f"Belum selesai ({found.group(1)} orang):" in text


def test_an_opd_without_staff_says_why_and_what_next(published: Flask, factory: Factory) -> None:
    opd = factory.opd("SEPI")
    person = factory.person()
    with transaction():
        services.grant_role(person, Role.ADMIN_OPD, opd_id=opd, by=None, at=now())
    text = factory.sign_in(published, person).page("/opd/SEPI/")  # type: ignore[attr-defined]
    assert "belum memiliki pegawai wajib" in text


def test_the_own_page_shows_results_to_the_person_alone(demo: Flask) -> None:
    mine = signed_in(demo, "peserta.b").page("/saya/")  # type: ignore[attr-defined]
    results = re.findall(r'href="(/upaya/[^"]+/hasil)"', mine)
    assert results
    stranger = signed_in(demo, "peserta.a")
    for path in results:
        assert stranger.get(path).status_code == 404
        assert signed_in(demo, "admin.b").get(path).status_code == 404


@pytest.mark.parametrize("surel", ["sekda", "narasumber", "administrator"])
def test_who_does_not_learn_has_no_results_on_the_own_page(demo: Flask, surel: str) -> None:
    text = signed_in(demo, surel).page("/saya/")  # type: ignore[attr-defined]
    assert "Hasil Anda" not in text


@pytest.mark.parametrize(
    ("surel", "helper"),
    [
        ("", "admin OPD Anda"),
        ("peserta.a", "admin OPD Anda"),
        ("admin.a", "administrator"),
        ("narasumber", "administrator"),
        ("administrator", "administrator lain"),
    ],
)
def test_the_foot_names_who_can_help_somebody_with_that_role(demo: Flask, surel: str, helper: str) -> None:
    client = signed_in(demo, surel) if surel else demo.test_client()
    assert f"Hubungi <b>{helper}</b>." in client.get("/bantuan/").text


AHEAD = timedelta(days=40)


def opd_named(code: str) -> OpdRow:
    found = queries.opd_by_code(code)
    assert found is not None
    return found


def plan(code: str, kind: PlannedKind, /, **wanted: object) -> str:
    """Let it wait for forty days; that day as the pages write it."""
    boss = queries.person_id_by("administrator@contoh.test")
    assert boss is not None
    on = local_day(now()) + AHEAD
    with transaction():
        services.plan_opd_change(opd_named(code).id, kind, wanted, on=on, by=boss, at=now())
    return date_long(on)


def plan_name(code: str) -> str:
    """Let it be called another name in forty days."""
    return plan(code, PlannedKind.UBAH, name="Dinas Lebih A", short_name="DLA", kind="dinas", parent_id=None)


def test_an_admin_is_told_ahead_what_the_own_opd_will_be_called(demo: Flask) -> None:
    name = opd_named("DINAS-A").name
    day = plan_name("DINAS-A")
    text = signed_in(demo, "admin.a").page("/opd/DINAS-A/")  # type: ignore[attr-defined]
    assert f"{name} menjadi Dinas Lebih A mulai {day}" in text
    assert "Berkas pegawai boleh memakai nama yang mana pun" in text
    assert "Tarik rencana" not in text


def test_an_admin_is_told_what_to_do_before_the_own_opd_is_merged_or_ends(
    demo: Flask, factory: Factory
) -> None:
    day = plan("DINAS-A", PlannedKind.GABUNG, into_id=opd_named("DINAS-B").id)
    client = signed_in(demo, "admin.a")
    text = client.page("/opd/DINAS-A/")  # type: ignore[attr-defined]
    assert f"digabung ke {opd_named('DINAS-B').name} mulai {day}" in text
    assert "putuskan mutasi yang menunggu" in text
    empty = factory.opd("KOSONG", name="Dinas Kosong")
    admin = queries.person_id_by("admin.a@contoh.test")
    assert admin is not None
    with transaction():
        services.grant_role(admin, Role.ADMIN_OPD, opd_id=empty, by=None, at=now())
    plan("KOSONG", PlannedKind.AKHIRI)
    text = client.page("/opd/KOSONG/")  # type: ignore[attr-defined]
    assert f"Dinas Kosong berakhir mulai {day}" in text
    assert "usulkan mutasi mereka" in text


def test_a_person_is_told_ahead_on_the_own_page(demo: Flask) -> None:
    name = opd_named("DINAS-A").name
    day = plan_name("DINAS-A")
    text = signed_in(demo, "admin.a").page("/saya/")  # type: ignore[attr-defined]
    assert f"{name} menjadi Dinas Lebih A mulai {day}." in text
    assert "Anda tidak perlu melakukan apa pun" in text


@pytest.mark.parametrize("path", ["/opd/DINAS-A/", "/saya/"])
def test_nobody_is_told_what_waits_for_another_opd(demo: Flask, path: str) -> None:
    client = signed_in(demo, "admin.a")
    day = plan_name("DINAS-B")
    plan("DINAS-B", PlannedKind.GABUNG, into_id=opd_named("DINAS-A").id)
    text = client.page(path)  # type: ignore[attr-defined]
    assert "Dinas Lebih A" not in text
    assert day not in text
    assert "digabung" not in text


def test_what_was_taken_back_is_told_no_more(demo: Flask) -> None:
    plan_name("DINAS-A")
    opd = opd_named("DINAS-A").id
    (waiting,) = queries.plans_told_in(opd)
    with transaction():
        services.withdraw_plan(waiting.id, by=waiting.made_by, at=now(), opd_id=opd)
    for path in ("/opd/DINAS-A/", "/saya/"):
        assert "Dinas Lebih A" not in signed_in(demo, "admin.a").page(path)  # type: ignore[attr-defined]
