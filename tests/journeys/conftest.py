"""A real server on a copy of the demo world, and a real Chromium in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import Databases
from tests.run import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "PahamSPBE-demo-2026"
START_SECONDS = 90  # three servers at once on two busy cores; a quiet machine needs five
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The product as `make run` serves it, on a database of its own."""

    def __init__(self, url: str, root: Path = ROOT) -> None:
        self.url, self.root = url, root
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "SECRET_KEY": "kunci-untuk-perjalanan-" + "y" * 40,
            "PAHAM_BASE_URL": self.base,
            "PAHAM_FIGURES": "live",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it is ready."""
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--reuse-port"]
        command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "app.server:wsgi()"]
        self.process = subprocess.Popen(
            command, cwd=self.root, env=self.env, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.base + "/sehat", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError("the server did not come up")

    def restart(self, **changes: str) -> None:
        """Stop, change the environment, serve again at the same address."""
        self.stop(signal.SIGKILL)
        self.env |= changes
        self.start()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it with everything that it started."""
        if self.process:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture(scope="module")
def server(databases: Databases, demo_template: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """One server a module of journeys, on its own copy of the demo world."""
    url = databases.new(f"journey_{request.module.__name__.rsplit('.', 1)[-1]}", demo_template)
    running = Server(url)
    running.start()
    yield running
    running.stop()
    databases.drop(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


Visitor = Callable[..., Page]


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visitor]:
    """`visit("peserta.a", width=360)`: a page of its own, signed in; None is nobody."""
    contexts: list[BrowserContext] = []

    def arrive(who: str | None, *, width: int = 360, dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 780},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            base_url=server.base,
            locale="id-ID",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        refuse_foreign_requests(page, server.base)
        if who is not None:
            sign_in(page, who)
        return page

    yield arrive
    for context in contexts:
        context.close()


def refuse_foreign_requests(page: Page, base: str) -> None:
    """No page asks anybody but us."""

    def check(url: str) -> None:
        assert url.startswith((base, "data:", "blob:")), url

    page.on("request", lambda request: check(request.url))


def sign_in(page: Page, who: str) -> None:
    """As a person does it: labels and a button."""
    page.goto("/masuk")
    page.get_by_label("NIP atau surel").fill(f"{who}@contoh.test")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk" not in url)
