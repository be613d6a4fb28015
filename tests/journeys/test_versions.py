"""Two trainers at one module, its history, a planned version, and an item of the bank."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from app.clock import now, to_local
from tests.journeys.conftest import Visitor

MODULE = "/studio/modul/01-spbe-bukan-lomba-aplikasi/modul.md/"


def write(page: Page, sentence: str) -> None:
    """Put a sentence at the end of the text."""
    box = page.locator("#src")
    box.fill(box.input_value().rstrip("\n") + f"\n\n{sentence}\n", force=True)


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Terbitkan")).last.click()


def test_two_trainers_collide_and_nothing_is_lost(visit: Visitor) -> None:
    first = visit("narasumber", width=1280, scripts=False)
    second = visit("narasumber", width=360, scripts=False)
    for page in (first, second):
        page.goto(MODULE)
    write(first, "Kalimat orang pertama.")
    publish(first)
    expect(first.get_by_text(re.compile("Terbit sebagai versi"))).to_be_visible()
    write(second, "Kalimat orang kedua.")
    publish(second)
    expect(second.get_by_role("heading", level=1)).to_contain_text("sudah diterbitkan oleh")
    expect(second.locator("ins", has_text="Kalimat orang pertama.").first).to_be_visible()
    expect(second.locator("#src")).to_have_value(re.compile("Kalimat orang kedua."))
    expect(second.locator("#terbit")).to_have_value(re.compile("Kalimat orang pertama."))
    assert second.evaluate("document.documentElement.scrollWidth") <= 360
    second.get_by_role("button", name="Sunting lagi dengan teks saya").click()
    expect(second.locator("#src")).to_have_value(re.compile("Kalimat orang kedua."))
    publish(second)
    second.get_by_role("link", name="Riwayat versi").click()
    second.get_by_role("link", name=re.compile("Lihat perubahannya")).first.click()
    expect(second.locator("ins", has_text="kedua").first).to_be_visible()
    expect(second.locator("del", has_text="pertama").first).to_be_visible()


def test_new_substance_is_a_named_task_for_who_has_completed_and_a_correction_is_none(visit: Visitor) -> None:
    trainer, reader = visit("narasumber", width=1280), visit("peserta.a", width=360)
    trainer.goto(MODULE)
    write(trainer, "Kalimat yang hanya memperbaiki.")
    publish(trainer)
    expect(trainer.get_by_text(re.compile("Terbit sebagai versi"))).to_be_visible()
    reader.goto("/")
    expect(reader.get_by_text("Memilih layanan pertama")).to_have_count(0)
    trainer.goto(MODULE)
    write(trainer, "## Memilih layanan pertama {#layanan-pertama}\n\nPilih yang paling sering dikeluhkan.")
    trainer.get_by_label("Substansi: ada isi baru untuk dibaca").check()
    publish(trainer)
    expect(trainer.get_by_text(re.compile("Terbit sebagai versi"))).to_be_visible()
    reader.goto("/")
    expect(reader.get_by_text(re.compile("Memilih layanan pertama"))).to_be_visible()
    expect(reader.get_by_text("1 dari 3 modul wajib selesai")).to_be_visible()  # nobody loses a completion


def test_an_old_version_comes_back_after_a_look_at_what_changes(visit: Visitor) -> None:
    page = visit("narasumber", width=360)
    page.goto("/studio/riwayat" + MODULE.removeprefix("/studio"))
    page.get_by_role("link", name=re.compile("Pulihkan versi 1$")).click()
    page.get_by_role("button", name=re.compile("^Terbitkan versi")).click()
    expect(page.get_by_text(re.compile("Teks versi 1 terbit lagi sebagai versi"))).to_be_visible()


def test_a_version_is_planned_and_taken_back(visit: Visitor) -> None:
    page = visit("narasumber", width=360, scripts=False)
    page.goto("/studio/modul/02-proses-bisnis-dulu/modul.md/")
    write(page, "Kalimat yang menunggu.")
    page.get_by_text("Terbitkan nanti").click()
    page.get_by_label("Tanggal terbit").fill(f"{to_local(now() + timedelta(days=2)):%Y-%m-%d}")
    page.get_by_label("Pukul").fill("08:00")
    page.get_by_role("button", name="Jadwalkan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 versi menunggu terbit")
    page.get_by_role("link", name=re.compile("^Batalkan")).click()
    page.get_by_role("button", name="Batalkan jadwal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada versi yang menunggu terbit.")
    page.get_by_role("link", name=re.compile("Lihat teksnya")).first.click()
    expect(page.locator("ins", has_text="Kalimat yang menunggu.").first).to_be_visible()


def test_an_item_is_found_and_prepared_for_its_retirement(visit: Visitor) -> None:
    page = visit("narasumber", width=360, scripts=False)
    page.goto("/studio/bank/")
    page.get_by_label("Kuis atau tes").select_option(label="Kuis Proses bisnis dulu")
    page.get_by_role("button", name="Cari").click()
    page.locator("main .rows a").first.click()
    page.get_by_role("button", name="Tarik soal").click()
    expect(page.locator("#src")).to_have_value(re.compile(r"ditarik: \[[a-z0-9-]+\]"))
