"""The outbox in a real browser, behind a network that fails: answers arrive, for their owner alone."""

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import create_app
from app.materials import queries as materials
from app.people import queries as people
from app.quiz import queries, services
from app.quiz.rules import places_in
from tests.conftest import Databases, settings_for
from tests.journeys.conftest import FLAGS, PASSWORD, ROOT, Server, sign_in
from tests.journeys.network import BAD_GATEWAY, CAPTIVE_PORTAL, PORTAL_JSON, PORTAL_REDIRECT, Network, Reply
from tests.quiz.sets import publish_set, publish_six
from tests.run import CHROMIUM

SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")
WAITING = "Disimpan di ponsel, menunggu sinyal"
UNSAFE = "Belum tersimpan"
LONG, SHORT, TIMED, SIX = "luring-panjang", "luring-pendek", "luring-berwaktu", "luring-semua"
ANSWER = re.compile("/jawaban/")


class World:
    """A server, the network in front of it, and a look into its database."""

    def __init__(self, server: Server, network: Network, app: Flask) -> None:
        self.server, self.network, self.app = server, network, app

    def answers(self, who: str, slug: str) -> dict[int, list[str]]:
        """What stands as answered in the person's newest attempt of that set: position → words."""
        with self.app.app_context():
            attempt = self._newest(who, slug)
            questions = {each.id: each for each in materials.questions(attempt.version_id)}
            found = {}
            for line in queries.items(attempt.id):
                if line.answered:
                    places = places_in(line.response)
                    choices = questions[line.question_id].choices
                    found[line.position] = [each.text for each in choices if each.position in places]
            return found

    def secrets_of(self, who: str, slug: str) -> list[str]:
        """Words that only the result may show, and numbers of rows."""
        with self.app.app_context():
            attempt = self._newest(who, slug)
            return [
                attempt.seed,
                "Alasan butir",
                "Umpan butir",
                "butir-",
                '"correct',
                "salah_kaprah",
                "urusan-kominfo",
            ]

    def _newest(self, who: str, slug: str) -> queries.Sitting:
        person = people.person_id_by(f"{who}@contoh.test")
        assert person is not None
        sitting = queries.sitting(queries.attempts_of(person, slug)[0].public_id, person)
        assert sitting is not None
        return sitting


@pytest.fixture(scope="module")
def world(
    databases: Databases, demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The product, in a folder of its own that a new release may change, behind a network."""
    url = databases.new("journey_outbox", demo_template)
    root = tmp_path_factory.mktemp("release")
    shutil.copytree(ROOT / "app", root / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "migrations", root / "migrations")
    server = Server(url, root)
    network = Network(server.port)
    server.env |= {"PAHAM_BASE_URL": network.base, "PAHAM_ALLOWED_HOSTS": "127.0.0.1,paham.contoh.test"}
    app = create_app(settings_for(url))
    with app.app_context():
        publish_set(LONG, plain=20)
        publish_set(SHORT, plain=2, several=1)
        publish_six(SIX)
        publish_set(TIMED, plain=3, batas_menit="10")
    server.start()
    yield World(server, network, app)
    server.stop()
    network.close()
    databases.drop(url)


Opened = Callable[..., Page]


@pytest.fixture
def device(world: World, browser: Browser) -> Iterator[Opened]:
    """`device()`: a page on a browser of its own, nobody signed in."""
    contexts: list[BrowserContext] = []

    def fresh(**options: object) -> Page:
        context = browser.new_context(
            viewport={"width": 360, "height": 780}, base_url=world.network.base, locale="id-ID", **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script("Math.random = () => 0")  # nobody waits for a jitter here
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield fresh
    for context in contexts:
        context.close()


def begin(page: Page, who: str | None, slug: str, *, ready: bool = True) -> str:
    """Sign in and begin; the address of the sitting. `ready`: wait until it could be reopened offline."""
    if who:
        sign_in(page, who)
    page.goto(f"/kuis/{slug}/")
    page.locator(".button:visible", has_text=re.compile("Mulai|Lanjutkan")).first.click()
    page.wait_for_url(re.compile(r"/upaya/\w+/\d+/"))
    if ready:
        wait_until_ready(page)
    return re.sub(r"(/upaya/\w+/).*", r"\1", page.url)


def wait_until_ready(page: Page) -> None:
    """The sitting is on the device and its guard is at the door."""
    eventually(lambda: page.evaluate("document.documentElement.dataset.luring"), "siap", 15)
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), True)


def choose(page: Page, words: str) -> None:
    page.locator(".options label", has_text=words).first.click()


def onward(page: Page) -> None:
    """To the next page, by the one button."""
    before = page.url
    page.locator(".bar-bottom button").click()
    expect(page).not_to_have_url(before)


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#simpan")).to_have_text(words)


def enter(page: Page, who: str) -> None:
    """Fill in the form of the sign-in page that stands there."""
    page.get_by_label("NIP atau surel").fill(f"{who}@contoh.test")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk").click()


def on_device(page: Page) -> int:
    """How many answers wait on the device, whoever's."""
    return int(
        page.evaluate(
            """() => new Promise((done, fail) => {
                const open = indexedDB.open("paham");
                open.onerror = fail;
                open.onsuccess = () => {
                    const db = open.result;
                    if (!db.objectStoreNames.contains("jawaban")) return done(0);
                    const all = db.transaction("jawaban").objectStore("jawaban").getAll();
                    all.onsuccess = () => {
                        db.close();
                        done(all.result.filter((row) => row.tunggu).length);
                    };
                };
            })"""
        )
    )


def everything_on_device(page: Page) -> str:
    """All that caches, IndexedDB and localStorage hold, as text."""
    return str(
        page.evaluate(
            """async () => {
                const found = [JSON.stringify(localStorage)];
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        found.push(name + " " + request.url, await (await cache.match(request)).text());
                    }
                }
                const db = await new Promise((done) => {
                    const open = indexedDB.open("paham");
                    open.onsuccess = () => done(open.result);
                });
                for (const store of db.objectStoreNames) {
                    const rows = await new Promise((done) => {
                        const all = db.transaction(store).objectStore(store).getAll();
                        all.onsuccess = () => done(all.result);
                    });
                    const raw = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
                    const text = (_, value) => raw(value) ? new TextDecoder("latin1").decode(value) : value;
                    for (const row of rows) found.push(JSON.stringify(row, text));
                }
                db.close();
                return found.join("\\n");
            }"""
        )
    )


def eventually(question: Callable[[], object], wanted: object, seconds: float = 10) -> None:
    """Ask until the answer is the wanted one; fails with the last answer."""
    deadline = time.monotonic() + seconds
    while (found := question()) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def sign_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(re.compile("/masuk"))


# --- the network is cut ----------------------------------------------------------------------------


def test_twenty_answers_given_without_signal_arrive_within_ten_seconds(world: World, device: Opened) -> None:
    page = device()
    begin(page, "peserta.a02", LONG)
    page.context.set_offline(True)
    with world.network.cut():
        for n in range(1, 21):
            expect(page.locator("#kemajuan")).to_have_text(f"Soal {n} dari 20")
            choose(page, "jitu")
            says(page, WAITING)
            onward(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Periksa jawaban Anda")
        expect(page.locator("main")).to_contain_text("Semua 20 soal sudah terjawab.")
        expect(page.locator(".ans", has_text="jitu")).to_have_count(20)
        expect(page.locator("#luring")).to_contain_text("20 jawaban menunggu dikirim")
        assert world.answers("peserta.a02", LONG) == {}
    back = time.monotonic()
    page.context.set_offline(False)
    eventually(lambda: len(world.answers("peserta.a02", LONG)), 20)
    assert time.monotonic() - back < 10
    stored = world.answers("peserta.a02", LONG)
    assert all(len(words) == 1 and words[0].startswith("jitu") for words in stored.values())
    expect(page.locator("#luring")).to_be_hidden()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("20 dari 20 benar")


def test_answers_are_replayed_one_at_a_time_in_the_order_in_which_they_were_given(
    world: World, device: Opened
) -> None:
    page = device()
    first = begin(page, "peserta.a03", LONG)
    with world.network.cut():
        for n in (3, 1, 2):
            page.goto(f"{first}{n}/")
            choose(page, "jitu")
            says(page, WAITING)
        order = [re.sub(r".*/jawaban/", "", path) for path in dict.fromkeys(saves(world))]
        world.network.seen.clear()
        tokens = {n: token_of(page, first, n) for n in (1, 2, 3)}
    eventually(lambda: sorted(world.answers("peserta.a03", LONG)), [1, 2, 3])
    sent = [path.rsplit("/", 1)[1] for path in saves(world)]
    arrived = list(dict.fromkeys(sent))
    assert arrived[-3:] == [tokens[n] for n in (3, 1, 2)], (order, sent)


def saves(world: World) -> list[str]:
    return [path for path in world.network.posts() if ANSWER.search(path)]


def token_of(page: Page, sitting: str, n: int) -> str:
    page.goto(f"{sitting}{n}/")
    return str(page.locator("#soal").get_attribute("action")).rsplit("/", 1)[1]


def test_a_choice_is_on_the_device_within_a_tenth_of_a_second_and_before_any_network(
    world: World, device: Opened
) -> None:
    page = device()
    begin(page, "peserta.a04", SHORT)
    took, at_first_send = page.evaluate(
        """() => new Promise((done, fail) => {
            const db = indexedDB.open("paham");
            db.onsuccess = async () => {
                const kept = () => new Promise((got) => {
                    const all = db.result.transaction("jawaban").objectStore("jawaban").getAll();
                    all.onsuccess = () => got(all.result.length);
                });
                const send = window.fetch;
                const first = new Promise((sent) => {
                    window.fetch = async (...what) => { sent(await kept()); return send(...what); };
                });
                const began = performance.now();
                document.querySelector(".options input").click();
                while (!await kept()) {
                    if (performance.now() - began > 3000) return fail(new Error("not on the device"));
                }
                const took = performance.now() - began;
                done([took, await first]);
            };
        })"""
    )
    assert took < 100
    assert at_first_send == 1
    says(page, SAVED)


def test_a_reply_that_got_lost_leaves_one_answer_and_the_page_says_so_truthfully(
    world: World, device: Opened
) -> None:
    page = device()
    begin(page, "peserta.a05", SHORT)
    with world.network.answers(lambda method, _path: "drop reply" if method == "POST" else None):
        choose(page, "jitu")
        says(page, WAITING)
        eventually(lambda: len(world.answers("peserta.a05", SHORT)), 1)
        says(page, WAITING)
    says(page, SAVED)
    assert on_device(page) == 0


def test_back_forward_and_the_check_work_without_signal_and_show_what_the_device_knows(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.a06", SHORT)
    choose(page, "keliru 1 satu" if page.get_by_text("butir 1?").count() else "satu")
    says(page, SAVED)
    world.server.stop(signal.SIGKILL)
    try:
        page.reload()
        expect(page.locator(".options input:checked")).to_have_count(1)
        expect(page.locator("#luring")).to_contain_text("Sinyal terputus")
        page.goto(f"{sitting}3/")
        labels = page.locator(".options label")
        labels.nth(0).click()
        labels.nth(2).click()
        says(page, WAITING)
        chosen = page.locator(".options input").evaluate_all("all => all.map(one => one.checked)")
        onward(page)
        expect(page.locator("main")).to_contain_text("2 dari 3 soal terjawab. Soal 2 masih kosong.")
        expect(page.locator("ol.rows > li").nth(2).locator(".ans")).to_have_count(2)
        page.locator("ol.rows > li").nth(2).get_by_role("link", name="Ubah").click()
        expect(page.locator("#kemajuan")).to_have_text("Soal 3 dari 3")
        assert page.locator(".options input").evaluate_all("all => all.map(one => one.checked)") == chosen
        page.get_by_role("link", name="Soal sebelumnya").click()
        expect(page.locator("#kemajuan")).to_have_text("Soal 2 dari 3")
    finally:
        world.server.start()
    eventually(lambda: sorted(world.answers("peserta.a06", SHORT)), [1, 3])


def fill(page: Page) -> str:
    """Answer the question that stands there, of whatever type; the words that the check shall show."""
    if page.locator("[data-urutan]").count():
        page.locator(".order-move.turun").first.click()
        return page.locator(".order-text").first.inner_text()
    if page.locator("select").count():
        for n in range(page.locator("select").count()):
            page.locator("select").nth(n).select_option(index=n + 1)
        return page.locator("select").last.evaluate("it => it.selectedOptions[0].textContent")
    if page.locator("[data-tulis]").count():
        words = "12,5" if page.locator("[inputmode=decimal]").count() else "Dinas Kominfo"
        page.locator("[data-tulis]").fill(words)
        return words
    page.locator(".options label").last.click()
    return page.locator(".options label").last.inner_text()


def test_every_type_of_question_is_answered_reopened_and_checked_without_signal(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.a21", SIX)
    words: list[str] = []
    with world.network.cut():
        for n in range(1, 7):
            page.goto(f"{sitting}{n}/")
            words.append(fill(page))
            eventually(lambda wanted=n: on_device(page) == wanted, True)
            says(page, WAITING)
        for n in range(1, 7):
            page.goto(f"{sitting}{n}/")
            says(page, WAITING)
            fields = "all => all.filter((one) => one.checked || one.selectedOptions || one.type === 'text')"
            standing = page.locator("#soal").evaluate(
                f"form => ({fields})([...form.elements].filter((one) => one.name === 'pilihan'))"
                ".map((one) => one.selectedOptions ? one.selectedOptions[0].textContent"
                " : one.type === 'text' ? one.value : one.nextElementSibling.textContent.trim()).join('|')"
            )
            assert words[n - 1] in standing
        page.goto(f"{sitting}periksa/")
        expect(page.locator("#hitungan")).to_contain_text("Semua 6 soal sudah terjawab.")
        for n, each in enumerate(words):
            expect(page.locator("ol.numbered > li").nth(n)).to_contain_text(each)
    expect(page.locator("#luring")).to_be_hidden()
    page.goto(f"{sitting}periksa/")
    for n, each in enumerate(words):
        expect(page.locator("ol.numbered > li").nth(n)).to_contain_text(each)


def test_sending_without_signal_is_refused_honestly_and_keeps_everything(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.a07", SHORT)
    with world.network.cut():
        choose(page, "jitu" if page.get_by_text("jitu").count() == 1 else "satu")
        says(page, WAITING)
        page.goto(f"{sitting}periksa/")
        page.get_by_role("button", name="Kirim jawaban").click()
        expect(page.locator("#kabar")).to_contain_text("Mengirim perlu sinyal")
        assert page.url.endswith("/periksa/")
        assert on_device(page) == 1
    eventually(lambda: len(world.answers("peserta.a07", SHORT)), 1)
    page.get_by_role("button", name="Kirim jawaban").click()
    page.wait_for_url(re.compile("/hasil$"))


def test_the_start_page_offers_the_sitting_when_nothing_else_can_be_opened(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.a08", SHORT)
    page.goto(f"{sitting}2/")
    with world.network.cut():
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("luring")
        page.get_by_role("link", name=re.compile("Lanjutkan")).click()
        expect(page.locator("#kemajuan")).to_have_text("Soal 2 dari 3")


# --- the browser dies ------------------------------------------------------------------------------


class Phone:
    """A browser with a profile on disk, which can be killed."""

    def __init__(self, browser: Browser, profile: Path, base: str, *flags: str) -> None:
        self.profile = profile
        self.context = browser.browser_type.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            args=[*FLAGS, *flags],
            viewport={"width": 360, "height": 780},
            base_url=base,
            locale="id-ID",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.pages[0]

    def kill(self) -> None:
        """As a flat battery would, for the browser: all its processes at once, without a word."""
        for folder in Path("/proc").iterdir():
            try:
                command = (folder / "cmdline").read_bytes()
                if str(self.profile).encode() in command:
                    os.kill(int(folder.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue


def test_a_killed_browser_shows_its_answers_again_without_signal_and_delivers_them(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    phone = Phone(browser, tmp_path / "profile", world.network.base)
    sitting = begin(phone.page, "peserta.a09", SHORT)
    with world.network.cut():
        for n in (1, 2, 3):
            phone.page.goto(f"{sitting}{n}/")
            phone.page.locator(".options label").nth(1).click()
            says(phone.page, WAITING)
        phone.kill()
        again = Phone(browser, tmp_path / "profile", world.network.base)
        for n in (1, 2, 3):
            again.page.goto(f"{sitting}{n}/")
            expect(again.page.locator(".options input").nth(1)).to_be_checked()
        says(again.page, WAITING)
    again.page.locator("#kabar").get_by_role("link", name="Masuk").click()  # the session's cookie died too
    enter(again.page, "peserta.a09")
    again.page.wait_for_url(f"{sitting}3/")
    eventually(lambda: sorted(world.answers("peserta.a09", SHORT)), [1, 2, 3])
    says(again.page, SAVED)
    again.context.close()


# --- a shared computer -----------------------------------------------------------------------------


def refuses_everything(world: World, page: Page, sitting: str) -> None:
    """Nothing of the sitting can be opened, with signal or without; nothing readable is on the device."""
    assert page.evaluate("caches.keys()").count(f"paham-upaya-{sitting.rstrip('/').rsplit('/', 1)[1]}") == 0
    held = everything_on_device(page)
    assert not re.search("jitu|keliru", held)
    answer = page.goto(sitting + "2/")
    assert answer is not None
    assert answer.status == 404
    with world.network.cut():
        page.goto(sitting + "2/")
        expect(page.locator("body")).not_to_contain_text("Manakah jawaban")


@pytest.mark.parametrize("way", ["signs out", "signs out without signal", "just leaves"])
def test_on_a_shared_computer_waiting_answers_stay_with_their_owner(
    world: World, device: Opened, way: str
) -> None:
    owner, other = {
        "signs out": ("peserta.a10", "peserta.b10"),
        "signs out without signal": ("peserta.a11", "peserta.b11"),
        "just leaves": ("peserta.a12", "peserta.b12"),
    }[way]
    page = device()

    def no_save(method: str, path: str) -> Reply | None:
        return BAD_GATEWAY if method == "POST" and ANSWER.search(path) else None

    sitting = begin(page, owner, SHORT)
    page.locator(".options label").nth(0).click()
    says(page, SAVED)
    with world.network.answers(no_save):
        page.goto(f"{sitting}2/")
        page.locator(".options label").nth(1).click()
        says(page, WAITING)
        page.goto("/")
        if way == "signs out":
            page.get_by_role("button", name="Keluar").click()
            page.wait_for_url(re.compile("/masuk"))
        elif way == "signs out without signal":
            with world.network.cut():
                page.get_by_role("button", name="Keluar").click()
                expect(page.get_by_role("heading", level=1)).to_contain_text("luring")
                assert not re.search("jitu|keliru", everything_on_device(page))
            page.goto("/")  # the sign-out is made up for as soon as there is a network
            page.wait_for_url(re.compile("/masuk"))
        else:
            page.context.clear_cookies()
            page.evaluate("localStorage.clear()")  # as after a crash
        page.goto("about:blank")
    world.network.seen.clear()
    sign_in(page, other)
    page.goto("/")
    eventually(
        lambda: page.evaluate("caches.keys()"),
        [each for each in page.evaluate("caches.keys()") if "upaya" not in each],
    )
    refuses_everything(world, page, sitting)
    other_sitting = begin(page, None, SHORT, ready=False)
    expect(page.locator(".options input:checked")).to_have_count(0)
    assert other_sitting != sitting
    assert not [path for path in saves(world) if path.startswith(sitting.removeprefix(world.network.base))]
    assert sorted(world.answers(owner, SHORT)) == [1]
    assert world.answers(other, SHORT) == {}
    sign_out(page)
    sign_in(page, owner)
    page.goto("/")
    eventually(lambda: sorted(world.answers(owner, SHORT)), [1, 2])
    assert world.answers(other, SHORT) == {}


def test_another_tab_with_the_sitting_is_cleared_when_its_owner_signs_out(
    world: World, device: Opened
) -> None:
    page = device()
    begin(page, "peserta.a13", SHORT)
    home = page.context.new_page()
    home.goto("/")
    home.get_by_role("button", name="Keluar").click()
    expect(page.locator(".options label").first).to_be_hidden()
    home.wait_for_url(re.compile("/masuk"))
    page.wait_for_url(lambda url: "/upaya/" not in url)


def test_a_page_left_open_by_one_person_books_nothing_to_the_next(world: World, device: Opened) -> None:
    page = device()
    sitting = begin(page, "peserta.a14", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        page.evaluate("dispatchEvent(new Event('blur'))")
        page.context.clear_cookies()
    stranger = page.context.new_page()
    sign_in(stranger, "peserta.b14")
    begin(stranger, None, SHORT, ready=False)
    page.wait_for_url(re.compile("/masuk|/$"))
    assert world.answers("peserta.b14", SHORT) == {}
    assert world.answers("peserta.a14", SHORT) == {}
    assert sitting not in stranger.url
    sign_out(stranger)
    sign_in(stranger, "peserta.a14")
    stranger.goto("/")
    eventually(lambda: sorted(world.answers("peserta.a14", SHORT)), [1])


# --- the session is over ---------------------------------------------------------------------------


def test_a_dead_session_loses_nothing_and_leads_back_to_the_question(world: World, device: Opened) -> None:
    page = device()
    sitting = begin(page, "peserta.a15", SHORT)
    page.goto(f"{sitting}2/")
    page.context.clear_cookies()
    page.locator(".options label").nth(1).click()
    expect(page.locator("#kabar")).to_contain_text("Sesi Anda berakhir")
    page.locator("#kabar").get_by_role("link", name="Masuk").click()
    enter(page, "peserta.a15")
    page.wait_for_url(f"{sitting}2/")
    expect(page.locator(".options input").nth(1)).to_be_checked()
    says(page, SAVED)
    assert sorted(world.answers("peserta.a15", SHORT)) == [2]


def test_signing_in_again_in_another_tab_is_enough(world: World, device: Opened) -> None:
    page = device()
    begin(page, "peserta.a16", SHORT)
    page.context.clear_cookies()
    page.locator(".options label").nth(1).click()
    expect(page.locator("#kabar")).to_contain_text("Sesi Anda berakhir")
    other = page.context.new_page()
    sign_in(other, "peserta.a16")
    other.goto("/istilah/")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    says(page, SAVED)
    expect(page.locator("#kabar")).to_be_hidden()


# --- two tabs, two devices -------------------------------------------------------------------------


def test_of_two_tabs_one_writes_and_the_other_offers_to_take_over_even_without_signal(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.a17", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        second = page.context.new_page()
        second.goto(f"{sitting}1/")
        expect(second.locator("#kabar")).to_contain_text("sedang dikerjakan di tab atau perangkat lain")
        second.locator(".options label").nth(1).click()
        says(second, UNSAFE)
        assert on_device(second) == 1
        second.get_by_role("button", name="Lanjutkan di sini").click()
        says(second, WAITING)
        expect(page.locator("#kabar")).to_contain_text("sedang dikerjakan di tab atau perangkat lain")
        page.locator(".options label").nth(2).click()
        says(page, UNSAFE)
        kept = second.locator(".options input:checked").get_attribute("value")
    eventually(lambda: len(world.answers("peserta.a17", SHORT)), 1)
    second.reload()
    assert second.locator(".options input:checked").get_attribute("value") == kept


def test_of_two_devices_one_writes_and_nothing_of_the_other_is_lost_in_silence(
    world: World, device: Opened
) -> None:
    phone, office = device(), device()
    sitting = begin(phone, "peserta.a18", SHORT)
    phone.locator(".options label").nth(0).click()
    says(phone, SAVED)
    sign_in(office, "peserta.a18")
    office.goto(f"{sitting}1/")
    office.locator(".options label").nth(1).click()
    expect(office.locator("#kabar")).to_contain_text("sedang dikerjakan di tab atau perangkat lain")
    before = world.answers("peserta.a18", SHORT)
    office.get_by_role("button", name="Lanjutkan di sini").click()
    says(office, SAVED)
    assert world.answers("peserta.a18", SHORT) != before
    after = world.answers("peserta.a18", SHORT)
    phone.locator(".options label").nth(2).click()
    expect(phone.locator("#kabar")).to_contain_text("1 jawaban dari sini belum terkirim")
    assert world.answers("peserta.a18", SHORT) == after
    phone.get_by_role("button", name="Pakai jawaban di sana").click()
    expect(phone.locator("#kabar")).to_be_hidden()
    expect(phone.locator(".options input").nth(1)).to_be_checked()
    assert world.answers("peserta.a18", SHORT) == after


# --- a new release ---------------------------------------------------------------------------------


def test_a_new_release_while_a_page_is_open_breaks_nothing(world: World, device: Opened) -> None:
    page = device()
    sitting = begin(page, "peserta.a19", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        release(world)
        page.locator(".options label").nth(1).click()
        says(page, WAITING)
    says(page, SAVED)
    page.goto("/modul/")
    before = [name for name in page.evaluate("caches.keys()") if "paham-luring-" in name]
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)")
    eventually(
        lambda: [name for name in page.evaluate("caches.keys()") if "paham-luring-" in name] in ([], before),
        False,
    )
    eventually(lambda: len([name for name in page.evaluate("caches.keys()") if "paham-luring-" in name]), 1)
    with world.network.cut():
        page.goto(f"{sitting}1/")
        expect(page.locator(".options input").nth(1)).to_be_checked()
        page.goto(f"{sitting}2/")
        page.locator(".options label").nth(1).click()
        says(page, WAITING)
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.option label')).borderTopStyle")
            == "solid"
        )
    says(page, SAVED)
    assert sorted(world.answers("peserta.a19", SHORT)) == [1, 2]


def release(world: World) -> None:
    """The same product with other bytes in every script and sheet."""
    static = world.server.root / "app/web/static"
    for path in [*static.glob("js/*.js"), *static.glob("css/*.css")]:
        path.write_text(path.read_text() + f"\n/* {time.monotonic()} */\n")
    world.server.restart()


# --- replies that are not ours ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "foreign"),
    [
        ("peserta.b02", CAPTIVE_PORTAL),
        ("peserta.b03", PORTAL_JSON),
        ("peserta.b04", PORTAL_REDIRECT),
        ("peserta.b05", BAD_GATEWAY),
    ],
    ids=["portal page", "portal json", "redirect", "bad gateway"],
)
def test_what_somebody_else_answers_is_not_taken_for_ours(
    world: World, device: Opened, who: str, foreign: Reply
) -> None:
    page = device()
    sitting = begin(page, who, SHORT)
    with world.network.answers(
        lambda method, path: foreign if method == "POST" or foreign.status != 302 else None
    ):
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        onward(page)
        expect(page.locator("#kemajuan")).to_have_text("Soal 2 dari 3")
        says(page, WAITING)
        assert world.answers(who, SHORT) == {}
        assert on_device(page) == 1
    says(page, SAVED)
    assert sorted(world.answers(who, SHORT)) == [1]
    assert page.url == f"{sitting}2/"


@pytest.mark.parametrize(("who", "status"), [("peserta.b06", 503), ("peserta.b07", 429)])
def test_a_busy_server_is_given_the_time_that_it_asks_for(
    world: World, device: Opened, who: str, status: int
) -> None:
    page = device()
    begin(page, who, SHORT)
    times: list[float] = []

    def busy(method: str, path: str) -> Reply | None:
        if method == "GET" or not ANSWER.search(path):
            return None
        times.append(time.monotonic())
        body = json.dumps({"alasan": "tidak-tersedia"}).encode()
        return Reply(
            status, body, {"Content-Type": "application/json", "Retry-After": "3", "Paham-Tanda": "1"}
        )

    with world.network.answers(busy):
        page.locator(".options label").nth(0).click()
        expect(page.locator("#simpan")).to_have_text("Disimpan di ponsel, menunggu server")
        page.evaluate("dispatchEvent(new Event('focus')); dispatchEvent(new Event('online'))")
        eventually(lambda: len(times) >= 2, True)
    assert times[1] - times[0] >= 2.9
    says(page, SAVED)


# --- a device that keeps nothing -------------------------------------------------------------------

NO_STORAGE = (
    "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } })"
)

FULL = """() => {
    IDBObjectStore.prototype.put = function () {
        this.transaction.abort();
        throw new DOMException("", "QuotaExceededError");
    };
}"""


def test_with_blocked_storage_the_quiz_works_online_and_says_what_it_cannot_promise(
    world: World, device: Opened
) -> None:
    page = device()
    page.context.add_init_script(NO_STORAGE)
    begin(page, "peserta.b08", SHORT, ready=False)
    expect(page.locator("#luring")).to_contain_text("tidak dapat menyimpan salinan")
    page.locator(".options label").nth(0).click()
    says(page, SAVED)
    onward(page)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, UNSAFE)
        expect(page.locator("#luring")).to_contain_text("Jangan tutup laman ini")
        page.locator(".bar-bottom button").click()
        says(page, UNSAFE)
        assert asks_before_leaving(page)
    page.wait_for_url(re.compile("/3/$"))
    assert sorted(world.answers("peserta.b08", SHORT)) == [1, 2]


def asks_before_leaving(page: Page) -> bool:
    """Whether leaving now would be asked about."""
    return bool(page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))"))


def test_with_answers_on_the_device_nobody_is_asked_before_leaving(world: World, device: Opened) -> None:
    page = device()
    begin(page, "peserta.b09", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        assert not asks_before_leaving(page)


def test_with_full_storage_the_quiz_works_online_and_says_what_it_cannot_promise(
    world: World, device: Opened
) -> None:
    page = device()
    begin(page, "peserta.b13", SHORT)
    page.evaluate(FULL)
    page.locator(".options label").nth(0).click()
    says(page, SAVED)
    expect(page.locator("#luring")).to_contain_text("tidak dapat menyimpan salinan")
    with world.network.cut():
        page.locator(".options label").nth(1).click()
        says(page, UNSAFE)
        assert asks_before_leaving(page)
    says(page, SAVED)


def test_without_https_the_quiz_works_online_and_says_what_it_cannot_promise(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    base = f"http://paham.contoh.test:{world.network.port}"
    phone = Phone(browser, tmp_path / "plain", base, "--host-resolver-rules=MAP paham.contoh.test 127.0.0.1")
    begin(phone.page, "peserta.b15", SHORT, ready=False)
    assert phone.page.evaluate("isSecureContext") is False
    expect(phone.page.locator("#luring")).to_contain_text("tidak dapat menyimpan salinan")
    phone.page.locator(".options label").nth(0).click()
    says(phone.page, SAVED)
    onward(phone.page)
    phone.page.locator(".options label").nth(0).click()
    says(phone.page, SAVED)
    assert sorted(world.answers("peserta.b15", SHORT)) == [1, 2]
    phone.context.close()


# --- after the deadline ----------------------------------------------------------------------------


def test_answers_that_come_after_the_deadline_are_kept_apart_and_the_person_is_told(
    world: World, device: Opened
) -> None:
    page = device()
    sitting = begin(page, "peserta.b16", TIMED)
    page.locator(".options label").nth(0).click()
    says(page, SAVED)
    try:
        with world.network.cut():
            page.goto(f"{sitting}2/")
            page.locator(".options label").nth(1).click()
            says(page, WAITING)
            world.server.restart(PAHAM_CLOCK_OFFSET="660")
        expect(page.locator("#kabar")).to_contain_text("disimpan terpisah")
        assert on_device(page) == 0
        assert sorted(world.answers("peserta.b16", TIMED)) == [1]
        assert late_answers(world) == 1
        page.locator("#kabar").get_by_role("link", name="Lihat hasil").click()
        page.wait_for_url(re.compile("/hasil$"))
        eventually(lambda: "upaya" in str(page.evaluate("caches.keys()")), False)
    finally:
        world.server.restart(PAHAM_CLOCK_OFFSET="0")


def late_answers(world: World) -> int:
    from sqlalchemy import text

    from app.db import session

    with world.app.app_context():
        return int(session.scalar(text("SELECT count(*) FROM late_answer")) or 0)


# --- nothing of it tells the key -------------------------------------------------------------------


def test_nothing_on_the_device_tells_the_key_and_nothing_stays_after_sending(
    world: World, device: Opened
) -> None:
    page = device()
    begin(page, "peserta.b17", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        held = everything_on_device(page)
    assert "Manakah jawaban butir" in held
    for secret in world.secrets_of("peserta.b17", SHORT):
        assert secret not in held, secret
    chosen = page.locator(".options input:checked").get_attribute("value")
    rows = [line for line in held.splitlines() if line.startswith("{") and '"kunci"' in line]
    assert rows
    assert not any(str(chosen) in row for row in rows), "an answer stands readable on the device"
    says(page, SAVED)
    while "/periksa/" not in page.url:
        onward(page)
    page.get_by_role("button", name="Kirim jawaban").click()
    page.wait_for_url(re.compile("/hasil$"))
    eventually(lambda: "Manakah jawaban" in everything_on_device(page), False)
    assert "Alasan butir" not in everything_on_device(page)


def test_what_was_sent_elsewhere_is_explained_and_not_tried_for_ever(world: World, device: Opened) -> None:
    page = device()
    begin(page, "peserta.b18", SHORT)
    with world.network.cut():
        page.locator(".options label").nth(0).click()
        says(page, WAITING)
        with world.app.app_context():
            from app.clock import now
            from app.db import transaction

            person = people.person_id_by("peserta.b18@contoh.test")
            assert person is not None
            with transaction():
                services.submit(
                    public_id=queries.attempts_of(person, SHORT)[0].public_id, person_id=person, at=now()
                )
    expect(page.locator("#kabar")).to_contain_text("sudah dikirim")
    assert on_device(page) == 0
