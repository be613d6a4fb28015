"""What is asked of the product: the page of a section, the page of a question, a save, a submit."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import requests
from bench.client import Expected, drive
from bench.databases import name_of
from bench.measuring import Scenario
from bench.product import world as worlds
from bench.product.world import DEVICE, World
from bench.requests import Visitor, cycle, once, rising
from bench.servers import THREADS, Server, serving

PAGES = (1, 8, 16)
SUBMITS = (1, 8)
READY = "/masuk"
EXPORT, EXPORTS = "/penyelesaian.xlsx", 8
SECTION = Expected(200, b'class="prose')
QUESTION = Expected(200, b'name="pilihan"')
SAVED = Expected(200, b'"tersimpan"')
SENT = Expected(302, b"/hasil")


@dataclass(frozen=True, slots=True)
class Product:
    """The product being served, its world, and what is asked of it."""

    server: Server
    world: World
    scenarios: list[Scenario]

    def sections(self) -> list[bytes]:
        """The requests for sections, for the profile."""
        return _sections(self.world, _visitors(self.world), packed=False)

    def questions(self) -> list[bytes]:
        """The requests for questions, for the profile."""
        return _questions(self.world, _visitors(self.world))

    def export(self) -> int:
        """Let every worker make a workbook; how many were made."""
        leader = requests.visitor(secret=worlds.SECRET, cookie_name="paham", token=self.world.leader)
        streams = once([requests.get(EXPORT, leader)] * EXPORTS)(EXPORTS)
        return len(drive(self.server.address, streams, expected=Expected(200), seconds=60).latencies)


def open_product(stack: ExitStack, url: str, *, dialect: str, folder: Path, submissions: int) -> Product:
    """Build the world in a database that is still empty, serve it; the stack stops the server."""
    world = worlds.build(url, submissions=submissions)
    server = stack.enter_context(
        serving(
            "product",
            "app.server:wsgi()",
            threads=THREADS[dialect],
            env=worlds.environment(url),
            ready=READY,
            log=folder / f"product-{dialect}.log",
        )
    )
    database = name_of(url) if dialect == "postgresql" else None
    return Product(server, world, _scenarios(world, server, url, database))


def _visitors(world: World) -> list[Visitor]:
    return [
        requests.visitor(secret=worlds.SECRET, cookie_name="paham", token=token) for token in world.tokens
    ]


def _scenarios(world: World, server: Server, url: str, database: str | None) -> list[Scenario]:
    visitors = _visitors(world)
    sections, packed = _sections(world, visitors, packed=False), _sections(world, visitors, packed=True)
    make = partial(Scenario, server=server, database=database)
    return [
        make("module-page", "section page", requests=cycle(sections), expected=SECTION, clients=PAGES),
        make(
            "module-page-packed",
            "section page, packed as a browser asks",
            requests=cycle(packed),
            expected=Expected(200, b"ontent-Encoding: br"),
            clients=(16,),
        ),
        make(
            "quiz-page",
            "question page",
            requests=cycle(_questions(world, visitors)),
            expected=QUESTION,
            clients=PAGES,
        ),
        make(
            "answer-save",
            "answer save",
            requests=rising(_saves(world, visitors)),
            expected=SAVED,
            clients=PAGES,
        ),
        make(
            "submit",
            "quiz submit",
            requests=once(_submits(world, visitors)),
            expected=SENT,
            clients=SUBMITS,
            before=partial(worlds.unsend, url),
        ),
    ]


def _sections(world: World, visitors: list[Visitor], *, packed: bool) -> list[bytes]:
    return [
        requests.get(
            f"/modul/{world.slug}/{world.anchors[number % len(world.anchors)]}/", each, packed=packed
        )
        for number, each in enumerate(visitors[: worlds.READERS])
    ]


def _questions(world: World, visitors: list[Visitor]) -> list[bytes]:
    return [
        requests.get(f"/upaya/{sitting.public_id}/{number % len(sitting.items) + 1}/", visitors[number])
        for number, sitting in enumerate(world.sittings)
    ]


def _saves(world: World, visitors: list[Visitor]) -> list[bytes]:
    """Turn by turn another question of every sitting."""
    turns = len(world.sittings[0].items)
    return [
        requests.post(
            f"/upaya/{sitting.public_id}/jawaban/{sitting.items[turn].token}",
            visitors[number],
            {
                "perangkat": DEVICE,
                "revisi": requests.REVISION,
                "pilihan": sitting.items[turn].options[(number + turn) % len(sitting.items[turn].options)],
            },
        )
        for turn in range(turns)
        for number, sitting in enumerate(world.sittings)
    ]


def _submits(world: World, visitors: list[Visitor]) -> list[bytes]:
    return [
        requests.post(f"/upaya/{sitting.public_id}/kirim", visitors[number], {})
        for number, sitting in enumerate(world.tests)
    ]
