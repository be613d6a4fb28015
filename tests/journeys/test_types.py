"""All six types of question in a real browser: by keyboard, by tap, by dragging, accessible throughout."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app import create_app
from tests.conftest import settings_for
from tests.journeys.conftest import Server, Visitor
from tests.journeys.test_every_page import faults
from tests.quiz.sets import publish_six

ORDER = ["Menulis masalah", "Menata proses", "Memeriksa yang sudah ada", "Bertanya kepada unit TIK"]
PAIRS = {"Peta proses": "melihat alur", "Peta rencana": "melihat tahun", "Arsitektur": "melihat kaitan"}
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")
Press = Callable[[Locator], None]


@pytest.fixture(scope="module", autouse=True)
def six(server: Server) -> None:
    """A set of every type, explained after sending, and one explained at once."""
    app = create_app(settings_for(server.env["DATABASE_URL"]))
    with app.app_context():
        publish_six("enam", acak_pilihan="ya")
        publish_six("enam-langsung", acak_pilihan="ya", umpan_balik="langsung")


def begin(page: Page, slug: str = "enam") -> str:
    """Begin the set; the address of the sitting."""
    page.goto(f"/kuis/{slug}/")
    page.locator(".button:visible", has_text="Mulai").first.click()
    page.wait_for_url(re.compile("/upaya/.*/1/$"))
    return page.url.removesuffix("1/")


def key_press(page: Page) -> Press:
    """Reach a control by focus and press Space, as a keyboard does."""

    def press(control: Locator) -> None:
        control.focus()
        page.keyboard.press("Space")

    return press


def tap(control: Locator) -> None:
    """Tap the middle of what is seen: of an option its card, of a tap of confidence the box over it."""
    name = control.get_attribute("id")
    covers = control.evaluate("each => Boolean(each.closest('.thirds'))")
    label = control.page.locator(f'label[for="{name}"]')
    target = label if name and label.count() and not covers else control
    box = target.bounding_box()
    assert box is not None
    assert box["height"] >= 44, box
    assert box["width"] >= 44, box
    target.click()


def steps(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".order-text").all()]


def put_in_order(page: Page, press: Press) -> None:
    """Raise each step to its place by its button, and see that focus stays on it."""
    for place, step in enumerate(ORDER):
        while steps(page).index(step) > place:
            button = page.get_by_role("button", name=f"Naikkan {step}")
            before = steps(page).index(step)
            press(button)
            expect(button).to_be_focused()
            expect(page.locator(".order [role=status]")).to_have_text(f"{step}: langkah {before} dari 4.")
    if page.get_by_role("button", name="Pakai urutan ini").is_visible():
        press(page.get_by_role("button", name="Pakai urutan ini"))
    assert steps(page) == ORDER


def answer(page: Page, position: int, press: Press) -> None:
    """Answer that question rightly; by keyboard lists are chosen by typing."""
    if position == 1:
        press(page.get_by_role("radio", name="jitu tunggal"))
    elif position == 2:
        for name in ("jitu ganda satu", "jitu ganda dua"):
            press(page.get_by_role("checkbox", name=name))
    elif position == 3:
        put_in_order(page, press)
    elif position == 4:
        for left, right in PAIRS.items():
            page.get_by_label(left).focus()
            page.keyboard.type(right)
    elif position == 5:
        page.get_by_label("Jawaban Anda").fill("dinas kominfo santik")
        press(page.get_by_role("radio", name="Cukup yakin"))
    else:
        page.get_by_label("Jawaban Anda").focus()
        page.keyboard.type("3,8")


def answer_everything(page: Page, press: Press) -> list[str]:
    """The whole sitting to its result; what the checker found on the way."""
    found: list[str] = []
    for position in range(1, 7):
        answer(page, position, press)
        expect(page.locator("#simpan")).to_have_text(SAVED)
        found += faults(page)
        press(page.locator(".bar-bottom button"))
        page.wait_for_url(re.compile("/periksa/$" if position == 6 else f"/{position + 1}/$"))
    expect(page.locator("main")).to_contain_text("Semua 6 soal sudah terjawab.")
    found += faults(page)
    press(page.locator(".bar-bottom .button", has_text="Kirim jawaban"))
    page.wait_for_url(re.compile("/hasil$"))
    expect(page.locator("h1")).to_have_text("6 dari 6 benar. Anda lulus tes ini.")
    return found + faults(page)


def test_all_six_types_are_answered_by_keyboard(visit: Visitor) -> None:
    page = visit("peserta.a12", width=1280, dark=True)
    begin(page)
    assert answer_everything(page, key_press(page)) == []


def test_all_six_types_are_answered_by_tap_on_a_phone(visit: Visitor) -> None:
    page = visit("peserta.a13")
    begin(page)
    assert answer_everything(page, tap) == []


def test_a_step_is_dragged_to_its_place_and_stands_there_after_a_reload(visit: Visitor) -> None:
    page = visit("peserta.a14")
    page.goto(begin(page) + "3/")
    expect(page.locator("#simpan")).to_have_text("")
    first, last = steps(page)[0], page.locator(".order-steps li").last.bounding_box()
    grip = page.locator(".order-grip").first.bounding_box()
    assert grip is not None
    assert last is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, last["y"] + last["height"], steps=12)
    page.mouse.up()
    expect(page.locator("#simpan")).to_have_text(SAVED)
    assert steps(page)[-1] == first
    moved = steps(page)
    page.reload()
    expect(page.locator(".order-n").first).to_have_text("1")
    assert steps(page) == moved


def test_an_order_that_nobody_touched_is_no_answer(visit: Visitor) -> None:
    page = visit("peserta.a15")
    address = begin(page)
    page.goto(address + "3/")
    page.locator(".bar-bottom button").click()
    page.wait_for_url(re.compile("/4/$"))
    page.goto(address + "periksa/")
    expect(page.locator("main")).to_contain_text("0 dari 6 soal terjawab.")


def test_words_without_an_end_stay_in_the_field_and_are_told_at_once(visit: Visitor) -> None:
    page = visit("peserta.a16")
    page.goto(begin(page) + "5/")
    field = page.get_by_label("Jawaban Anda")
    field.fill("x" * 201)
    page.locator(".bar-bottom button").click()
    expect(page.locator(".field-error")).to_contain_text("lebih dari 200 huruf, jadi belum disimpan")
    expect(field).to_have_value("x" * 201)
    assert page.url.endswith("/5/")
    field.fill("Bappeda")
    expect(page.locator("#simpan")).to_have_text(SAVED)
    expect(page.locator(".field-error")).to_have_count(0)


def test_periksa_explains_at_once_with_a_script_running(visit: Visitor) -> None:
    page = visit("peserta.a17")
    begin(page, "enam-langsung")
    page.locator(".options label").first.click()
    expect(page.locator("#simpan")).to_have_text(SAVED)
    page.locator(".bar-bottom button", has_text="Periksa").click()
    expect(page.locator("main")).to_contain_text("Alasan tunggal.")
    assert faults(page) == []
    page.locator(".bar-bottom .button", has_text="Soal berikutnya").click()
    page.wait_for_url(re.compile("/2/$"))


def test_a_practice_is_judged_in_its_place(visit: Visitor) -> None:
    page = visit("peserta.a18")
    page.goto("/modul/proses-bisnis-dulu/menata-ulang/")
    box = page.locator(".practice")
    box.locator("label", has_text="menyalin data").click()
    box.get_by_role("button", name="Periksa").click()
    expect(box).to_contain_text("Tanyakan apa yang hilang")
    assert page.url.endswith("/menata-ulang/")
    assert faults(page) == []
    box.get_by_role("link", name="Coba lagi").click()
    expect(box.get_by_role("button", name="Periksa")).to_be_visible()
