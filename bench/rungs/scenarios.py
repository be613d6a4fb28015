"""What is asked of the rungs."""

from contextlib import ExitStack
from pathlib import Path

from bench import requests
from bench.client import Expected
from bench.databases import name_of
from bench.measuring import Scenario
from bench.requests import cycle, rising
from bench.rungs import schema
from bench.servers import THREADS, Server, serving

PAGES = (1, 8, 16)
ITEMS = 10
SAVED = Expected(200, b'"tersimpan"')
SECTION = Expected(200, b'class="prose"')


def open_rungs(stack: ExitStack, url: str, *, dialect: str, folder: Path) -> list[Scenario]:
    """Start the rungs on a database that is still empty; the stack stops them."""
    schema.build(url)
    started = {
        name: stack.enter_context(
            serving(
                f"rung {name}",
                f"bench.rungs.{name}:create()",
                threads=THREADS[dialect],
                env={"BENCH_DATABASE": url},
                ready="/" if name == "hello" else "/static/contoh.css",
                log=folder / f"rung-{dialect}-{name}.log",
            )
        )
        for name in ("hello", "bare", "orm")
    }
    return _scenarios(started, database=name_of(url) if dialect == "postgresql" else None)


def _scenarios(started: dict[str, Server], *, database: str | None) -> list[Scenario]:
    visitors = [
        requests.visitor(
            secret=schema.SECRET,
            cookie_name="session",
            token=schema.token(user),
            signing=requests.AS_FLASK_DOES,
        )
        for user in range(1, schema.USERS + 1)
    ]
    hello = [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"] * 64
    pages = [
        requests.get(f"/modul/{schema.SLUG}/bagian-{number % schema.SECTIONS + 1}/", each)
        for number, each in enumerate(visitors)
    ]
    sent = [requests.post("/kirim", each, [("pilihan", n % 2) for n in range(ITEMS)]) for each in visitors]
    saves = [
        requests.post(
            f"/upaya/{number + 1}/jawaban/{item}",
            each,
            {"perangkat": "tab-1", "revisi": requests.REVISION, "pilihan": f"pilihan-{(number + item) % 4}"},
        )
        for item in range(ITEMS)
        for number, each in enumerate(visitors)
    ]
    bare, orm = started["bare"], started["orm"]
    return [
        Scenario("hello", "Flask alone, one word", started["hello"], cycle(hello), Expected(200), PAGES),
        Scenario("bare-page", "page on the bare driver", bare, cycle(pages), SECTION, PAGES, database),
        Scenario("orm-page", "page on the usual ORM stack", orm, cycle(pages), SECTION, PAGES, database),
        Scenario("bare-save", "save on the bare driver", bare, rising(saves), SAVED, PAGES, database),
        Scenario("orm-save", "save on the ORM", orm, rising(saves), SAVED, PAGES, database),
        Scenario(
            "rung-submit",
            "submit: user by ORM, rest bare",
            orm,
            cycle(sent),
            Expected(200, b'"terkirim"'),
            (1, 8),
            database,
        ),
    ]
