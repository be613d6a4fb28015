"""The main job, walked by each of the five roles in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, Visitor

MODULE = "proses-bisnis-dulu"


def read_to_the_end(page: Page) -> None:
    """Press the button at the foot of every section until the module page stands there."""
    while re.search(rf"/modul/{MODULE}/[^/]+/$", page.url):
        page.locator("main").get_by_role("button", name=re.compile("Selesai")).click()


def answer_all(page: Page, choose: int) -> None:
    """Choose the option at that place of every question that has some, fairly sure, up to the check page."""
    while "/periksa/" not in page.url:
        options = page.locator(".options input")
        if options.count():
            options.nth(min(choose, options.count() - 1)).check(force=True)
            expect(page.locator("#simpan")).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))
        sure = page.get_by_label("Cukup yakin")
        if sure.count():
            sure.check(force=True)
            expect(page.locator("#simpan")).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))
        here = page.url
        page.locator(".bar-bottom button").click()
        expect(page).not_to_have_url(here)


def test_home_leads_back_to_where_the_person_was_in_one_tap(visit: Visitor) -> None:
    page = visit("peserta.a")
    page.goto("/")
    page.locator(".now a.button").click()
    here = re.compile(r"/modul/[^/]+/[^/]+/$")
    expect(page).to_have_url(here)
    page.locator("main").get_by_role("button", name=re.compile("Selesai")).click()
    expect(page).to_have_url(here)
    where = page.url
    page.goto("/")
    page.locator(".now a.button").click()
    assert page.url == where


@pytest.mark.parametrize("width", [360, 1280])
def test_a_member_of_staff_reads_a_module_takes_its_quiz_and_learns_why(visit: Visitor, width: int) -> None:
    page = visit("peserta.a" if width == 360 else "peserta.a02", width=width)
    page.goto(f"/modul/{MODULE}/")
    page.locator("main ol.rows a").first.click()
    read_to_the_end(page)
    expect(page).to_have_url(re.compile(f"/modul/{MODULE}/$"))
    page.goto(f"/kuis/{MODULE}/")
    page.locator("button:visible", has_text="Mulai").first.click()
    answer_all(page, choose=0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa jawaban Anda")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page).to_have_url(re.compile("/hasil$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d+ dari \d+ benar"))
    expect(page.locator(".sk .voice").first).to_be_visible()
    expect(page.get_by_text("Yang tepat").first).to_be_visible()


def test_the_whole_quiz_works_without_javascript(visit: Visitor) -> None:
    page = visit("peserta.a04", scripts=False)
    page.goto(f"/kuis/{MODULE}/")
    page.locator("button:visible", has_text="Mulai").first.click()
    while "/periksa/" not in page.url:
        if page.locator(".options input").count():
            page.locator(".options input").first.check(force=True)
        page.locator(".bar-bottom button").click()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page).to_have_url(re.compile("/hasil$"))


def test_the_quiz_can_be_taken_with_the_keyboard_alone(visit: Visitor) -> None:
    page = visit("peserta.a05", width=1280)
    page.goto("/kuis/spbe-bukan-lomba-aplikasi/")
    page.locator("button:visible", has_text="Mulai").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/upaya/"))
    page.locator(".options input").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#simpan")).to_have_text(re.compile("Tersimpan"))
    outline = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2/"))


def test_the_test_of_the_standard_moves_the_own_state_and_the_sekdas_figure(visit: Visitor) -> None:
    sekda = visit("sekda", width=1280)
    sekda.goto("/pimpinan/")
    before = sekda.locator("main").inner_text()
    page = visit("peserta.a", width=360)
    page.goto("/kuis/spbe-dasar/")
    page.locator("button:visible", has_text="Mulai").first.click()
    answer_all(page, choose=1)
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page).to_have_url(re.compile("/hasil$"))
    page.goto("/saya/")
    assert not page.get_by_text("Belum diukur", exact=True).count()
    sekda.goto("/pimpinan/")
    assert sekda.locator("main").inner_text() != before


def test_an_admin_opd_copies_the_names_of_who_has_not_finished(visit: Visitor, server: Server) -> None:
    page = visit("admin.a", width=1280)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.base)
    expect(page).to_have_url(re.compile("/opd/DINAS-A/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("belum menyelesaikan")
    page.get_by_role("button", name="Salin untuk WhatsApp").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Pengingat belajar SPBE Dasar 2026")
    assert f"{server.base}/modul/" in copied
    text = page.locator("main").inner_text().lower()
    assert "nilai" in text
    assert " benar" not in text


@pytest.mark.parametrize("path", ["/opd/DINAS-B/", "/opd/DINKES/", "/pimpinan/", "/studio/", "/kelola/"])
def test_an_admin_opd_gets_nothing_of_others(visit: Visitor, path: str) -> None:
    page = visit("admin.a", width=1280)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in {403, 404}


def test_a_trainer_changes_a_module_and_publishes_it(visit: Visitor) -> None:
    page = visit("narasumber", width=1280)
    expect(page).to_have_url(re.compile("/studio/$"))
    page.get_by_role("link", name=re.compile("Siapa melakukan apa", re.IGNORECASE)).first.click()
    box = page.locator("textarea").first
    text = box.input_value()
    sentence = "Kalimat ini ditambahkan narasumber lewat studio."
    first = text.index("\n## ")
    line_end = text.index("\n", first + 1)
    box.fill(text[: line_end + 1] + f"\n{sentence}\n" + text[line_end + 1 :])
    page.get_by_role("button", name=re.compile("Terbitkan")).first.click()
    expect(page.locator("main")).to_contain_text(re.compile("versi 2", re.IGNORECASE))
    reader = visit("peserta.b05")
    reader.goto("/modul/siapa-melakukan-apa/")
    reader.locator("ol.rows a").first.click()
    expect(reader.locator("main")).to_contain_text(sentence)


def test_a_trainer_is_told_by_line_what_is_wrong_and_loses_nothing(visit: Visitor) -> None:
    page = visit("narasumber", width=1280)
    page.get_by_role("link", name=re.compile("Proses bisnis", re.IGNORECASE)).first.click()
    box = page.locator("textarea").first
    broken = box.input_value() + "\n\n[mati](modul:tidak-ada)\n"
    box.fill(broken)
    page.get_by_role("button", name=re.compile("Terbitkan")).first.click()
    expect(page.locator("main")).to_contain_text("Baris")
    assert page.locator("textarea").first.input_value().replace("\r\n", "\n").strip() == broken.strip()


def test_the_sekda_reads_the_finding_and_takes_the_same_rows_as_a_file(visit: Visitor) -> None:
    page = visit("sekda", width=1280)
    expect(page).to_have_url(re.compile("/pimpinan/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"OPD|pegawai"))
    expect(page.locator("main")).to_contain_text("terbukti paham")
    answer = page.request.get("/pimpinan/laporan.csv")
    assert answer.ok
    assert answer.text().startswith("\ufeff")
    names = [line.split(";")[1] for line in answer.text().splitlines()[1:] if ";" in line]
    assert names
    assert "@contoh.test" not in page.content()


def test_an_administrator_finds_a_person_and_makes_a_link(visit: Visitor, server: Server) -> None:
    page = visit("administrator", width=1280)
    page.goto("/kelola/orang/")
    page.get_by_role("searchbox").fill("peserta.a07")
    page.get_by_role("button", name="Cari").click()
    page.locator("main tbody a").first.click()
    page.get_by_role("button", name=re.compile("Buat tautan masuk")).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"/sandi/|Tautan"))
    assert f"{server.base}/sandi/" in page.content()
