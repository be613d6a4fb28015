"""A trainer writes a module with a picture and a quiz of ten from an empty page; a learner takes it."""

import io
import os
import re
import signal
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import FLAGS, Server, Visitor, sign_in
from tests.run import CHROMIUM

STUDIO = re.compile(r"/studio/modul/13-menata-rapat/")
SAVED = re.compile(r"^Draf tersimpan \d\d\.\d\d$")
WAITING = "Disimpan di perangkat, menunggu sinyal"
HALF = "Rapat yang baik dimulai dari pertanyaan, bukan dari apl"
QUIZ = """---
judul: Kuis menata rapat
jenis: kuis
ambang: 7/10
acak_pilihan: tidak
acak_soal: tidak
umpan_balik: setelah-kirim
---
""" + "".join(
    f"""
## Rapat nomor {number} sebaiknya dimulai dari apa? {{#rapat-{number}}}

- [ ] Daftar aplikasi yang diinginkan
    > Aplikasi datang belakangan.
- [x] Masalah warga nomor {number}
    > Tepat.
- [ ] Anggaran yang tersisa tahun ini

### Penjelasan

Masalah menentukan prosesnya, dan proses menentukan alatnya.
"""
    for number in range(1, 11)
)


class Desk:
    """A trainer's browser with a profile on disk, which can be killed."""

    def __init__(self, browser: Browser, profile: Path, base: str) -> None:
        self.profile = profile
        self.context = browser.browser_type.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": 1280, "height": 900},
            base_url=base,
            locale="id-ID",
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.pages[0]

    def kill(self) -> None:
        """All its processes at once, without a word."""
        for folder in Path("/proc").iterdir():
            try:
                if str(self.profile).encode() in (folder / "cmdline").read_bytes():
                    os.kill(int(folder.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue


def box(page: Page) -> str:
    return page.locator("#src").input_value()


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), "steelblue").save(out, "JPEG")
    return out.getvalue()


def no_signal(route: Route) -> None:
    route.abort("internetdisconnected")


def publish(page: Page) -> None:
    page.locator(".bar-bottom").get_by_role("button", name="Terbitkan").click()
    expect(page.locator("main")).to_contain_text("Terbit sebagai versi 1.")


def begin(page: Page, kind: str, field: str, value: str) -> None:
    page.goto("/studio/")
    page.get_by_role("link", name="Mulai dokumen baru").click()
    page.get_by_label(kind).check()
    if field == "Untuk modul":
        page.get_by_label(field).select_option(label=value)
    else:
        page.get_by_label(field).fill(value)
    page.get_by_role("button", name="Mulai menulis").click()
    page.wait_for_url(STUDIO)


def test_a_module_is_written_lost_found_published_and_taken(
    server: Server, browser: Browser, visit: Visitor, tmp_path: Path
) -> None:
    desk = Desk(browser, tmp_path / "profile", server.base)
    sign_in(desk.page, "narasumber")
    begin(desk.page, "Modul baru", "Judul modul", "Menata rapat")
    expect(desk.page.locator("#daftar-masalah")).to_contain_text("Tidak ada masalah.")

    # the browser is killed in mid-sentence, without a signal
    desk.page.locator("#src").focus()
    desk.page.keyboard.press("Control+End")
    desk.page.context.route(re.compile("/studio/draf/"), no_signal)
    desk.page.keyboard.type("\n" + HALF)
    expect(desk.page.locator("#simpan")).to_have_text(WAITING)
    desk.kill()

    again = Desk(browser, tmp_path / "profile", server.base)
    page = again.page
    sign_in(page, "narasumber")
    page.goto("/studio/")
    page.get_by_role("link", name="Menata rapat", exact=True).click()
    expect(page.locator("#pulih")).to_contain_text("Draf Anda kembali.")
    page.get_by_role("button", name="Lanjutkan draf").click()
    assert box(page).rstrip().endswith(HALF)
    expect(page.locator("#simpan")).to_have_text(SAVED)
    page.locator("#src").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("ikasi.\n")

    # a picture, with what it shows
    page.get_by_role("button", name="+ Gambar").click()
    page.get_by_label("Berkas gambar").set_input_files(
        {"name": "Besar.jpg", "mimeType": "image/jpeg", "buffer": bytes(15_000_001)}
    )
    page.get_by_role("button", name="Kirim gambar").click()
    expect(page.locator("#kabar-gambar")).to_contain_text("melebihi 15 MB")
    page.get_by_label("Berkas gambar").set_input_files(
        {"name": "Foto rapat.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.get_by_label("Teks pengganti").fill("Enam orang di satu meja")
    page.get_by_role("button", name="Kirim gambar").click()
    expect(page.locator("#pratinjau img")).to_have_attribute("width", "720", timeout=60_000)
    expect(page.locator("#pratinjau")).to_contain_text("dimulai dari pertanyaan, bukan dari aplikasi.")

    # text from Word, and a problem that leads to its line
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<h1>Sesudah rapat</h1><p>Tulis <b>keputusan</b>.</p>");
          data.setData("text/plain", "Sesudah rapat");
          const paste = { clipboardData: data, bubbles: true, cancelable: true };
          document.querySelector("#src").dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    expect(page.locator("#pratinjau")).to_contain_text("Sesudah rapat", timeout=30_000)
    assert "## Sesudah rapat" in box(page)
    assert "Tulis **keputusan**." in box(page)
    expect(page.locator("#simpan")).to_have_text(SAVED)
    publish(page)

    begin(page, "Kuis untuk sebuah modul", "Untuk modul", "Menata rapat")
    page.locator("#src").fill(QUIZ)
    expect(page.locator("#pratinjau .shown-question")).to_have_count(10)
    publish(page)
    expect(page.locator("#simpan")).to_have_text("Sama dengan versi 1")
    again.context.close()

    learner = visit("peserta.a17")
    learner.goto("/modul/menata-rapat/bagian-pertama/")
    expect(learner.locator("main")).to_contain_text("dimulai dari pertanyaan, bukan dari aplikasi.")
    picture = learner.get_by_alt_text("Enam orang di satu meja")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("each => each.naturalWidth") == 720
    take(learner)


def take(page: Page) -> None:
    """Ten answers, all right."""
    page.goto("/kuis/menata-rapat/")
    page.locator(".button:visible", has_text=re.compile("Mulai|Lanjutkan")).first.click()
    page.wait_for_url(re.compile("/upaya/.*/1/$"))
    for number in range(1, 11):
        page.get_by_role("radio", name=re.compile("Masalah warga")).check(force=True)
        expect(page.locator("#simpan")).to_have_text(re.compile("Tersimpan"))
        page.locator(".bar-bottom button").click()
        page.wait_for_url(re.compile("/periksa/$" if number == 10 else f"/{number + 1}/$"))
    page.locator(".bar-bottom .button", has_text="Kirim jawaban").click()
    page.wait_for_url(re.compile("/hasil$"))
    expect(page.locator("h1")).to_contain_text("10 dari 10 benar")
