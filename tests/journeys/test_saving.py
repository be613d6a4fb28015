"""Saving in a real browser: what the one place above the question says is always true."""

import re

from playwright.sync_api import LocatorAssertions, Page, Route, expect

from tests.journeys.conftest import Visitor

QUIZ = "spbe-bukan-lomba-aplikasi"
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")


def begin(page: Page) -> str:
    """Begin the quiz, or go on with it; the address of its first question."""
    page.goto(f"/kuis/{QUIZ}/")
    page.locator(".button:visible", has_text=re.compile("Mulai|Lanjutkan")).first.click()
    page.wait_for_url(re.compile("/upaya/"))
    first = re.sub(r"(/upaya/[0-9a-f]+/).*", r"\g<1>1/", page.url)
    page.goto(first)
    return first


def choose(page: Page, place: int) -> None:
    page.locator(".options label").nth(place).click()


def place(page: Page) -> LocatorAssertions:
    return expect(page.locator("#simpan"))


def test_a_choice_is_saved_at_once_and_stands_after_a_reload(visit: Visitor) -> None:
    page = visit("peserta.a20")
    begin(page)
    choose(page, 1)
    place(page).to_have_text(SAVED)
    page.reload()
    expect(page.locator(".options input").nth(1)).to_be_checked()
    place(page).to_have_text(SAVED)


def test_what_was_chosen_before_the_script_arrived_is_saved_when_it_comes(visit: Visitor) -> None:
    page = visit("peserta.a21")
    page.add_init_script("delete Navigator.prototype.serviceWorker")  # whose copy would come at once
    first = begin(page)
    held: list[Route] = []
    page.route(re.compile(r"/js/quiz\.js"), lambda route: held.append(route))
    page.goto(first, wait_until="commit")
    choose(page, 2)
    expect(page.locator(".options input").nth(2)).to_be_checked()
    expect(page.locator("#simpan")).to_be_empty()
    assert held
    held[0].continue_()
    place(page).to_have_text(SAVED)
    page.unroute_all()
    page.reload()
    expect(page.locator(".options input").nth(2)).to_be_checked()


def test_going_on_before_a_script_arrives_is_the_same_device_as_going_on_after(visit: Visitor) -> None:
    page = visit("peserta.a23")
    first = begin(page)
    script = re.compile(r"/js/quiz\.js")
    for number in ("1", "3"):
        page.route(script, lambda route: route.abort())
        page.goto(re.sub(r"1/$", f"{number}/", first))
        page.locator(".bar-bottom button").click()
        page.wait_for_url(re.compile(f"/{int(number) + 1}/$"))
        page.unroute_all()
        page.reload()
        expect(page.locator("html[data-luring=siap]")).to_be_attached()
        page.goto(re.sub(r"1/$", "2/", first))
        choose(page, int(number) - 1)
        place(page).to_have_text(SAVED)
        expect(page.locator("#kabar")).to_be_hidden()


def test_a_page_that_is_busy_while_it_opens_does_not_believe_in_another_tab(visit: Visitor) -> None:
    """The answer of the lock is read late: a clock of the page's own has long run out by then."""
    page = visit("peserta.a29")
    page.context.add_init_script(
        """const ask = LockManager.prototype.request;
        LockManager.prototype.request = function (...given) {
          const asked = ask.apply(this, given), until = performance.now() + 1500;
          while (performance.now() < until);
          return asked;
        };"""
    )
    begin(page)
    choose(page, 0)
    place(page).to_have_text(SAVED)
    expect(page.locator("#kabar")).to_be_hidden()


def test_a_second_tab_is_told_and_may_take_over(visit: Visitor) -> None:
    page = visit("peserta.a24")
    first = begin(page)
    choose(page, 0)
    place(page).to_have_text(SAVED)
    other = page.context.new_page()
    other.goto(first)
    choose(other, 1)
    expect(other.locator("#kabar")).to_contain_text("sedang dikerjakan di tab atau perangkat lain")
    place(other).to_have_text("Belum tersimpan")
    other.get_by_role("button", name="Lanjutkan di sini").click()
    place(other).to_have_text(SAVED)
    expect(other.locator("#kabar")).to_be_hidden()
    choose(page, 2)
    expect(page.locator("#kabar")).to_contain_text("sedang dikerjakan di tab atau perangkat lain")


def test_a_tab_that_was_closed_and_opened_again_goes_on_without_being_asked(visit: Visitor) -> None:
    page = visit("peserta.a25")
    first = begin(page)
    choose(page, 0)
    place(page).to_have_text(SAVED)
    again = page.context.new_page()
    page.close()
    again.goto(first)
    choose(again, 1)
    place(again).to_have_text(SAVED)
    expect(again.locator("#kabar")).to_be_hidden()


def test_after_sending_an_old_tab_is_led_to_the_result(visit: Visitor) -> None:
    page = visit("peserta.a26")
    first = begin(page)
    sender = page.context.new_page()
    sender.goto(re.sub(r"1/$", "periksa/", first))
    sender.get_by_role("button", name="Kirim jawaban").click()
    sender.wait_for_url(re.compile("/hasil$"))
    choose(page, 0)
    expect(page.locator("#kabar")).to_contain_text("sudah dikirim")
    page.get_by_role("link", name="Lihat hasil").click()
    expect(page).to_have_url(re.compile("/hasil$"))


def test_who_was_signed_out_meanwhile_is_told_where_to_sign_in(visit: Visitor) -> None:
    page = visit("peserta.a27")
    begin(page)
    page.context.clear_cookies()
    choose(page, 0)
    expect(page.locator("#kabar")).to_contain_text("Sesi Anda berakhir")
    expect(page.locator("#kabar").get_by_role("link", name="Masuk")).to_have_attribute(
        "href", re.compile(r"^/masuk\?next=/upaya/")
    )


def test_quick_changes_end_with_the_last_one_saved(visit: Visitor) -> None:
    page = visit("peserta.a28")
    first = begin(page)
    for n in (0, 1, 2, 0, 2, 1):
        choose(page, n)
    chosen = page.locator(".options input").evaluate_all("all => all.map(one => one.checked)")
    place(page).to_have_text(SAVED)
    page.goto(first)
    kept = page.locator(".options input").evaluate_all("all => all.map(one => one.checked)")
    assert kept == chosen
