"""Five hundred people at nine o'clock: all begin within five seconds, then answer at a person's pace.

An open loop: what is due is sent when it is due, however slow the server is, and its waiting counts. One
thread over epoll; each person has a connection of their own, kept alive as a browser keeps it.
"""

import gc
import heapq
import random
import re
import select
import socket
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine, requests
from bench.client import END_OF_HEAD, length_of
from bench.databases import database
from bench.measuring import percentile
from bench.product import world as worlds
from bench.requests import Visitor, get, post
from bench.servers import THREADS, Server, serving

ARRIVAL_SECONDS = 5.0
PACE_SECONDS = (8.0, 16.0)
SILENCE_SECONDS = 30.0
DEVICE = "tab-pagi"
START_LIMIT, SAVE_LIMIT = 2.0, 0.5
QUESTION = re.compile(rb'action="(/upaya/[0-9a-f]+/jawaban/[0-9a-f]+)')
OPTION = re.compile(rb'<input(?=[^>]*name="pilihan")[^>]*value="([^"]+)"')
CHECKED = re.compile(rb'<input(?=[^>]*name="pilihan")(?=[^>]*\schecked)[^>]*value="([^"]+)"')
LOCATION = re.compile(rb"(?i)\r\nlocation: (?:https?://[^/]+)?([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is due `after` so many seconds; its reply must have that status."""

    kind: str
    request: bytes
    status: int
    after: float = 0.0


Course = Generator[Ask, bytes, None]


@dataclass(slots=True)
class Morning:
    """What so many people met; latencies in seconds by kind of request."""

    dialect: str
    people: int
    seconds: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    errors: int = 0
    lost: int = 0
    first_error: str = ""
    server_cpu: float = 0.0
    other_load: float = 0.0

    def p95(self, kind: str) -> float:
        """Seconds; 0.0 when nothing of that kind was asked."""
        return percentile(sorted(self.latencies.get(kind, [])), 0.95)

    def count(self, kind: str) -> int:
        """Good answers of that kind."""
        return len(self.latencies.get(kind, []))

    @property
    def holds(self) -> bool:
        """Whether everybody was served as promised."""
        calm = self.p95("start") <= START_LIMIT and self.p95("save") <= SAVE_LIMIT
        return calm and not self.errors and not self.lost

    def fail(self, what: str) -> None:
        """Count an error and remember the first."""
        self.errors += 1
        self.first_error = self.first_error or what


@dataclass(slots=True)
class Person:
    """One browser: what it does, what it waits for, what has come."""

    course: Course
    ask: Ask
    due: float
    line: socket.socket | None = None
    received: bytes = b""
    needed: int = 0
    retried: bool = False


def sitting(visitor: Visitor, slug: str, *, arrives: float, until: float, seed: int) -> Course:
    """Begin, answer one question after the other again and again, read everything back, send."""
    chance, stands = random.Random(seed), dict[bytes, bytes]()
    begun = yield Ask("start", post(f"/kuis/{slug}/mulai", visitor, {}), 302, after=arrives)
    home = _found(LOCATION, begun).decode()
    page, number, revision, left = f"{home}1/", 1, 0, 0.0
    opened = yield Ask("page", get(page, visitor), 200)
    while left < until:
        pause = chance.uniform(*PACE_SECONDS)
        left += pause
        address, options = _found(QUESTION, opened), OPTION.findall(opened)
        if options:  # an order, pairs and words are looked at and left
            revision += 1
            option = chance.choice(options)
            fields = {"perangkat": DEVICE, "revisi": revision, "keyakinan": "2", "pilihan": option.decode()}
            yield Ask("save", post(address.decode(), visitor, fields), 200, after=pause)
            stands[page.encode()] = option
        number = number % 10 + 1
        page = f"{home}{number}/"
        opened = yield Ask("page", get(page, visitor), 200, after=0.0 if options else pause)
    for address, option in stands.items():
        opened = yield Ask("read back", get(address.decode(), visitor), 200, after=chance.uniform(0, 2))
        if CHECKED.findall(opened) != [option]:
            raise LookupError(f"{address.decode()} does not show what was acknowledged")
    yield Ask("send", post(f"{home}kirim", visitor, {}), 302, after=chance.uniform(0, 5))


def _found(pattern: re.Pattern[bytes], page: bytes) -> bytes:
    found = pattern.search(page)
    if found is None:
        raise LookupError(f"{pattern.pattern!r} is not in the page")
    return found[1]


def live(server: Server, courses: Sequence[Course], morning: Morning) -> None:
    """Let everybody go their way until all have sent."""
    began = time.perf_counter()
    poll, waiting, talking = select.epoll(), list[tuple[float, int]](), dict[int, int]()
    people = []
    for number, course in enumerate(courses):
        first = next(course)
        people.append(Person(course, first, began + first.after))
        heapq.heappush(waiting, (people[-1].due, number))
    gc.disable()
    try:
        while waiting or talking:
            soon = waiting[0][0] - time.perf_counter() if waiting else SILENCE_SECONDS
            for number, _ in poll.poll(min(max(soon, 0.0), SILENCE_SECONDS)):
                _take(poll, people, talking, number, waiting, morning, server)
            while waiting and waiting[0][0] <= time.perf_counter():
                who = heapq.heappop(waiting)[1]
                _send(poll, people[who], who, talking, server)
            if talking and not waiting and _silent(people, talking):
                morning.fail(f"{len(talking)} people got no answer")
                break
    finally:
        gc.enable()
        poll.close()
        for each in people:
            if each.line:
                each.line.close()
    morning.seconds = time.perf_counter() - began


def _silent(people: list[Person], talking: dict[int, int]) -> bool:
    return all(time.perf_counter() - people[who].due > SILENCE_SECONDS for who in talking.values())


def _send(poll: select.epoll, person: Person, who: int, talking: dict[int, int], server: Server) -> None:
    if person.line is None:
        person.line = socket.create_connection(server.address, timeout=SILENCE_SECONDS)
        person.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(person.line, select.EPOLLIN)
    talking[person.line.fileno()] = who
    person.received, person.needed = b"", 0
    person.line.sendall(person.ask.request)


def _take(
    poll: select.epoll,
    people: list[Person],
    talking: dict[int, int],
    number: int,
    waiting: list[tuple[float, int]],
    morning: Morning,
    server: Server,
) -> None:
    who = talking.get(number)
    if who is None:  # the server closed a connection on which nothing was asked
        _hang_up(poll, next(each for each in people if each.line and each.line.fileno() == number))
        return
    person = people[who]
    assert person.line
    try:
        chunk = person.line.recv(262_144)
    except OSError:
        chunk = b""
    person.received += chunk
    if not chunk:
        del talking[number]
        _hang_up(poll, person)
        if person.retried or person.received:
            morning.fail(f"{person.ask.kind}: the connection was cut")
            return
        person.retried = True  # a kept connection may end in the moment of asking: once more
        _send(poll, person, who, talking, server)
        return
    person.needed = person.needed or length_of(person.received)
    if not person.needed or len(person.received) < person.needed:
        return
    del talking[number]
    if b"onnection: close" in person.received[: person.received.index(END_OF_HEAD)]:
        _hang_up(poll, person)
    _go_on(person, who, waiting, morning)


def _go_on(person: Person, who: int, waiting: list[tuple[float, int]], morning: Morning) -> None:
    answered, status = time.perf_counter(), int(person.received[9:12])
    if status != person.ask.status:
        morning.fail(f"{person.ask.kind}: {person.received[:600].decode(errors='replace')}")
        return
    morning.latencies.setdefault(person.ask.kind, []).append(answered - person.due)
    try:
        person.ask = person.course.send(person.received)
    except StopIteration:
        return
    except LookupError as error:
        morning.lost += "acknowledged" in str(error)
        morning.fail(str(error))
        return
    person.due, person.retried = answered + person.ask.after, False
    heapq.heappush(waiting, (person.due, who))


def _hang_up(poll: select.epoll, person: Person) -> None:
    assert person.line
    poll.unregister(person.line)
    person.line.close()
    person.line = None


def mornings(dialect: str, folder: Path, *, people: Sequence[int], seconds: float) -> Iterator[Morning]:
    """One morning for each number of people, until one no longer holds; every person comes once."""
    with ExitStack() as stack:
        url = stack.enter_context(database(dialect, "morning", folder))
        world = worlds.build(url, submissions=sum(people))
        slug = worlds.another_quiz(url)
        server = stack.enter_context(
            serving(
                "product",
                "app.server:wsgi()",
                threads=THREADS[dialect],
                env=worlds.environment(url),
                ready="/masuk",
                log=folder / f"morning-{dialect}.log",
            )
        )
        tokens = iter(world.tokens)
        for count in people:
            visitors = [
                requests.visitor(secret=worlds.SECRET, cookie_name="paham", token=next(tokens))
                for _ in range(count)
            ]
            found = _one(dialect, server, visitors, slug, seconds)
            yield found
            if not found.holds:
                return


def _one(dialect: str, server: Server, visitors: list[Visitor], slug: str, seconds: float) -> Morning:
    morning, chance = Morning(dialect, len(visitors)), random.Random(9)
    courses = [
        sitting(each, slug, arrives=chance.uniform(0, ARRIVAL_SECONDS), until=seconds, seed=number)
        for number, each in enumerate(visitors)
    ]
    cpu, busy, own = server.cpu_seconds(), machine.busy_seconds(), time.process_time()
    live(server, courses, morning)
    morning.server_cpu = server.cpu_seconds() - cpu
    other = machine.busy_seconds() - busy - morning.server_cpu - (time.process_time() - own)
    morning.other_load = max(0.0, other) / (morning.seconds * machine.CORES)
    return morning
