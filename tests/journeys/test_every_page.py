"""Every page of every role: accessible in both themes, no script error; its width is test_narrow's."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor

PUBLIC = [
    "/",
    "/masuk",
    "/salah-kaprah/",
    "/salah-kaprah/spbe-sama-dengan-aplikasi/",
    "/salah-kaprah/?q=server",
]
PUBLIC += ["/istilah/", "/dasar-hukum/", "/bantuan/", "/privasi/", "/aksesibilitas/", "/tidak-ada/"]
PAGES: dict[str | None, list[str]] = {
    None: PUBLIC,
    "peserta.a": [
        "/",
        "/modul/",
        "/modul/?q=xyzzy",
        "/modul/proses-bisnis-dulu/",
        "/modul/spbe-bukan-lomba-aplikasi/apa-itu-spbe/",
        "/kuis/proses-bisnis-dulu/",
        "/kuis/spbe-dasar/",
        "/saya/",
        "/saya/perbaikan",
        "/pimpinan/",
    ],
    "admin.a": [
        "/opd/DINAS-A/",
        "/penyelesaian/",
        "/saya/",
        "/opd/DINAS-B/",
        "/pegawai/tambah",
        "/pegawai/impor/",
        "/pegawai/perbaikan/",
    ],
    "narasumber": [
        "/studio/",
        "/studio/modul/02-proses-bisnis-dulu/modul.md/",
        "/studio/modul/02-proses-bisnis-dulu/kuis.md/",
        "/studio/baru/",
        "/studio/zip/",
        "/studio/impor/",
        "/studio/butir/",
        "/studio/bank/",
        "/studio/bank/cakupan/",
        "/studio/jadwal/",
        "/studio/sumber/",
        "/studio/riwayat/modul/02-proses-bisnis-dulu/modul.md/",
        "/studio/tarik/modul/02-proses-bisnis-dulu/modul.md/",
        "/studio/peserta/",
        "/studio/terlambat/",
        "/penyelesaian/",
    ],
    "sekda": ["/pimpinan/", "/penyelesaian/", "/saya/"],
    "administrator": [
        "/kelola/",
        "/kelola/orang/",
        "/kelola/orang/?q=xyzzy",
        "/kelola/opd/",
        "/kelola/orang/5/",
        "/kelola/orang/5/anonimkan",
        "/kelola/opd/baru",
        "/kelola/opd/DINAS-A/",
        "/kelola/opd/DINAS-A/ubah",
        "/kelola/opd/DINAS-A/gabung",
        "/kelola/opd/DINAS-A/akhiri",
        "/kelola/peran/",
        "/kelola/kewajiban/",
        "/kelola/audit/",
        "/kelola/audit/?dari=kapan",
        "/kelola/pengaturan/",
        "/kelola/pengaturan/session_days/",
        "/kelola/insiden/",
        "/kelola/insiden/baru",
        "/pegawai/",
        "/pegawai/5/",
        "/pegawai/5/jenjang",
        "/pegawai/masuk/",
        "/pegawai/mutasi/",
        "/pegawai/impor/",
    ],
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # every rule is asked; what passes is not described element by element
}


@pytest.mark.parametrize("who", list(PAGES), ids=str)
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["phone-light", "wide-dark"])
def test_no_accessibility_fault_on_any_page(visit: Visitor, who: str | None, width: int, dark: bool) -> None:
    page = visit(who, width=width, dark=dark)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security" in line.text else None)
    found: list[str] = []
    for path in PAGES[who]:
        page.goto(path)
        found += faults(page)
    assert not found, "\n".join(found)
    assert not errors


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["phone-light", "wide-dark"])
def test_no_accessibility_fault_in_a_sitting(visit: Visitor, width: int, dark: bool) -> None:
    """Question, check page and result, from the first tap to the last explanation."""
    page = visit("peserta.b06" if dark else "peserta.b07", width=width, dark=dark)
    page.goto("/kuis/siapa-melakukan-apa/")
    page.locator("button:visible", has_text="Mulai").first.click()
    found = faults(page)
    page.goto(page.url.replace("/1/", "/periksa/"))
    found += faults(page)
    page.get_by_role("button", name="Kirim").click()
    expect(page).to_have_url(re.compile("/hasil$"))
    found += faults(page)
    assert not found, "\n".join(found)


def faults(page: Page) -> list[str]:
    """What the checker finds on the page that stands there."""
    return [
        f"{page.url}: {fault['id']} ({fault['impact']}) {[node['html'][:120] for node in fault['nodes'][:3]]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
    ]
