"""The studio: how soon a trainer sees what is being typed, and what readers notice of hostile small texts.

One trainer types in a module of 5,000 words and asks for the preview after every change, one request after
the other; then two readers turn pages, first alone and then while the texts that stop a renderer are handed
to the preview, to the check of the editor and to the import.
"""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine, requests
from bench.client import Tally, drive
from bench.databases import database
from bench.measuring import percentile
from bench.product import world as worlds
from bench.product.scenarios import READY, SECTION
from bench.product.world import World
from bench.ratios import Goal, judge, limit
from bench.report import goals_table, table
from bench.requests import Visitor
from bench.servers import ROOT, THREADS, Server, serving

WORDS = 5000
READERS = 2
PREVIEW_LIMIT, REFUSAL_LIMIT = 300.0, 3.0
PATIENCE = 60
NOTICED = 100.0
"""Milliseconds of a page: below them nobody notices anything."""
SECTION_HEAD = re.compile(r"(?m)^## .+\{#[a-z0-9-]+\}$")
HOSTILE = {
    "brackets": "[" * 8000,
    "open pictures": "![](" * 8000,
    "open declarations": "<![" * 8000,
    "open tags": "<a " * 8000,
    "lists 300 deep": "\n".join(" " * 4 * depth + "- x" for depth in range(300)),
    "a line of 5 MB": "x" * 5_000_000,
}


@dataclass(slots=True)
class Studio:
    """What was found on one database; seconds, `load` is the share of the machine that others used."""

    dialect: str
    words: int = 0
    opened: float = 0.0
    typed: list[float] = field(default_factory=list)
    typed_cpu: float = 0.0
    alone: Tally = field(default_factory=Tally)
    beside: Tally = field(default_factory=Tally)
    refusals: dict[tuple[str, str], float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    load: dict[str, float] = field(default_factory=dict)

    def preview(self, share: float) -> float:
        """Milliseconds of a preview while somebody types."""
        return percentile(sorted(self.typed), share) * 1000

    def page(self, share: float, *, alone: bool) -> float:
        """Milliseconds of a reader's page."""
        return percentile(sorted((self.alone if alone else self.beside).latencies), share) * 1000

    @property
    def slowest(self) -> float:
        """Seconds until the last of the hostile texts was answered."""
        return max(self.refusals.values(), default=0.0)

    @property
    def failed(self) -> int:
        """Answers that were not what was promised, to readers and to the trainer."""
        return self.alone.errors + self.beside.errors + len(self.errors)


def studio(dialect: str, folder: Path, *, seconds: float, changes: int) -> Studio:
    """Build the world, serve it, type `changes` times, read `seconds` alone and then beside the hostile."""
    found = Studio(dialect)
    with ExitStack() as stack:
        url = stack.enter_context(database(dialect, "studio", folder))
        world = worlds.build(url, submissions=1)
        path, text = long_module()
        trainer = worlds.trainer(url, world)
        env, log = worlds.environment(url), folder / f"studio-{dialect}.log"
        served = serving(
            "product", "app.server:wsgi()", threads=THREADS[dialect], env=env, ready=READY, log=log
        )
        desk = Desk(found, stack.enter_context(served), trainer, path, text)
        found.words = len(text.split())
        with _watched(found, "preview", desk.server):
            desk.type(changes)
        with _watched(found, "alone", desk.server):
            found.alone = _read(desk.server, world, until=time.perf_counter() + seconds)
        with _watched(found, "beside", desk.server):
            found.beside = _read_beside(desk, world)
    return found


def long_module() -> tuple[str, str]:
    """The place and the text of a real module, with sections of others until it has 5,000 words."""
    places = sorted((ROOT / "content" / "modul").glob("*/modul.md"))
    path, text = places[0].relative_to(ROOT / "content").as_posix(), places[0].read_text(encoding="utf-8")
    number = 0
    for place in places[1:]:
        for part in _paragraphs(place.read_text(encoding="utf-8")):
            number += 1
            text += f"\n## Bagian tambahan {number} {{#tambahan-{number}}}\n\n{part}\n"
            if len(text.split()) >= WORDS:
                return path, text
    return path, text


def _paragraphs(text: str) -> Iterator[str]:
    """The bodies of sections that stand for themselves: no practice, no footnote, no picture."""
    for body in SECTION_HEAD.split(text)[1:]:
        if not re.search(r"\{\{|\[\^|!\[|\{#|latihan:", body):
            yield body.strip()


@contextmanager
def _watched(found: Studio, name: str, server: Server) -> Iterator[None]:
    """Note what else the machine did meanwhile; what the database did on its own counts as that too."""
    busy, own, began = machine.busy_seconds(), _used(server), time.perf_counter()
    yield
    spent = time.perf_counter() - began
    other = machine.busy_seconds() - busy - (_used(server) - own)
    found.load[name] = max(0.0, other) / (spent * machine.CORES)


def _used(server: Server) -> float:
    return server.cpu_seconds() + time.process_time()


@dataclass(slots=True)
class Desk:
    """One trainer at the editor of one module, over one connection that is kept."""

    found: Studio
    server: Server
    trainer: Visitor
    path: str
    text: str
    line: http.client.HTTPConnection | None = None

    def type(self, changes: int) -> None:
        """Open the preview, then change a word in another section each time and ask again."""
        address = f"/studio/pratinjau/{self.path}/"
        fresh = [self._ask(address, {"text": self._with(f"Awal {number}.", 0)}) for number in range(4)]
        self.found.opened = max(fresh)  # both workers have met the text then
        spent = self.server.cpu_seconds()
        for number in range(changes):
            self.found.typed.append(self._ask(address, {"text": self._with(f"Kata {number}.", number)}))
        self.found.typed_cpu = (self.server.cpu_seconds() - spent) / changes * 1000

    def press_on(self) -> None:
        """Hand every hostile text to every door, one after the other."""
        for name, typed in HOSTILE.items():
            text = f"{self.text}\n## Uji {{#uji}}\n\n"
            form = {"expected": "0", "revisi": "0", "change_kind": "koreksi", "note": "", "aksi": "periksa"}
            self._refuse(name, "preview", f"/studio/pratinjau/{self.path}/", {"text": f"{text}Satu {typed}"})
            self._refuse(name, "check", f"/studio/{self.path}/", form | {"text": f"{text}Dua {typed}"})
            quiz = self.path.replace("modul.md", "kuis.md")
            pasted = f"::Uji:: Tiga {typed} {{=ya ~tidak}}"
            self._refuse(name, "import", "/studio/impor/", {"source": "gift", "goal": quiz, "pasted": pasted})

    def _with(self, words: str, number: int) -> str:
        """The text with these words at the end of its so manyth section."""
        heads = [head.start() for head in SECTION_HEAD.finditer(self.text)][1:]
        place = heads[number % len(heads)]
        return f"{self.text[:place].rstrip()}\n\n{words}\n\n{self.text[place:]}"

    def _refuse(self, name: str, door: str, address: str, fields: Mapping[str, str]) -> None:
        self.found.refusals[name, door] = self._ask(address, fields, statuses=(200, 413, 422))

    def _ask(self, address: str, fields: Mapping[str, str], statuses: Sequence[int] = (200,)) -> float:
        """Seconds until the whole answer has come; another status is an error."""
        head, _, body = requests.post(address, self.trainer, fields).partition(b"\r\n\r\n")
        lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        host, port = self.server.address
        self.line = self.line or http.client.HTTPConnection(host, port, timeout=PATIENCE)
        began = time.perf_counter()
        self.line.request("POST", address, body, {name: value for name, value in lines if name != "Host"})
        answer = self.line.getresponse()
        words = answer.read()
        spent = time.perf_counter() - began
        if answer.will_close:
            self.line.close()
        if answer.status not in statuses or (statuses == (200,) and b"tambahan" not in words):
            self.found.errors.append(f"{address} answered {answer.status}: {words[:300]!r}")
        return spent


def _read(server: Server, world: World, *, until: float, done: threading.Event | None = None) -> Tally:
    """Readers who turn one page after the other without a pause."""
    streams = [_pages(world, number, until, done) for number in range(READERS)]
    return drive(server.address, streams, expected=SECTION, seconds=PATIENCE * len(HOSTILE))


def _pages(world: World, number: int, until: float, done: threading.Event | None) -> Iterator[bytes]:
    reader = requests.visitor(secret=worlds.SECRET, cookie_name="paham", token=world.tokens[number])
    for anchor in itertools.cycle(world.anchors):
        if done.is_set() if done else time.perf_counter() > until:
            return
        yield requests.get(f"/modul/{world.slug}/{anchor}/", reader)


def _read_beside(desk: Desk, world: World) -> Tally:
    done = threading.Event()

    def press_on() -> None:
        try:
            desk.press_on()
        except OSError as error:
            desk.found.errors.append(str(error))
        finally:
            done.set()

    poster = threading.Thread(target=press_on)
    poster.start()
    tally = _read(desk.server, world, until=0.0, done=done)
    poster.join()
    return tally


def facts(found: Studio) -> dict[str, float]:
    """Every number that a goal is about, by name."""
    name = f"studio/{found.dialect}"
    return {
        f"{name}/preview": found.preview(0.5),
        f"{name}/refusal": found.slowest,
        f"{name}/beside": found.page(0.95, alone=False),
        f"{name}/errors": float(found.failed),
    }


def goals(dialect: str) -> list[Goal]:
    """What is wanted on one database."""
    name = f"studio/{dialect}"
    return [
        limit(
            f"preview of {WORDS:,} words while typing, median, {dialect}",
            f"{name}/preview",
            PREVIEW_LIMIT,
            "ms",
        ),
        limit(f"the slowest answer to a hostile text, {dialect}", f"{name}/refusal", REFUSAL_LIMIT, "s"),
        limit(f"a reader's page beside hostile texts, p95, {dialect}", f"{name}/beside", NOTICED, "ms"),
        limit(f"errors, {dialect}", f"{name}/errors", 0.0, ""),
    ]


def lines(studios: Sequence[Studio]) -> list[str]:
    """The section, from its heading on."""
    verdicts = [judge(goal, facts(each)) for each in studios for goal in goals(each.dialect)]
    head = ("database", "words", "preview p50 / p95", "CPU", "first in a worker", "page alone p50 / p95")
    head += ("beside hostile texts", "ratio of p95", "refusals, slowest", "errors", "other load")
    notes = [_doors(each) + _note(each) for each in studios if each.refusals]
    return ["## The studio", __doc__ or "", goals_table(verdicts), table(head, map(_cells, studios)), *notes]


def _doors(found: Studio) -> str:
    """Seconds of each text at each door."""
    doors = list(dict.fromkeys(door for _, door in found.refusals))
    names = dict.fromkeys(name for name, _ in found.refusals)
    rows = ((name, *(f"{found.refusals[name, door]:.2f} s" for door in doors)) for name in names)
    return table((f"hostile text, {found.dialect}", *doors), rows) + "\n\n"


def _note(found: Studio) -> str:
    name, door = max(found.refusals, key=found.refusals.__getitem__)
    faults = [*found.errors, found.alone.first_error, found.beside.first_error]
    first = next(filter(None, faults), "none")[:300]
    return f"- {found.dialect}: the slowest answer was that of {door} to {name}; first fault: {first}"


def _cells(found: Studio) -> tuple[str, ...]:
    alone, beside = (
        " / ".join(f"{found.page(share, alone=each):.1f}" for share in (0.5, 0.95)) + " ms"
        for each in (True, False)
    )
    ratio = found.page(0.95, alone=False) / (found.page(0.95, alone=True) or 1.0)
    return (
        found.dialect,
        f"{found.words:,}",
        f"{found.preview(0.5):.0f} / {found.preview(0.95):.0f} ms",
        f"{found.typed_cpu:.0f} ms",
        f"{found.opened * 1000:.0f} ms",
        alone,
        beside,
        f"{ratio:.1f}",
        f"{len(found.refusals)}, {found.slowest:.2f} s",
        str(found.failed),
        ", ".join(f"{name} {share:.0%}" for name, share in found.load.items()),
    )
