"""What may go wrong on a real server; afterwards nothing acknowledged is lost, and nothing doubled.

Every scenario takes its own seats from one published world, breaks something, and reads back through HTTP.
"""

import math
import random
import re
import resource
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import func, select, text, update

from app import create_app
from app.clock import now
from app.db import db, session, transaction
from app.materials import queries as materials
from app.materials import services as publishing
from app.quiz import services as quiz
from bench import requests
from bench.product import world as worlds
from bench.product.world import World, table
from tests.conftest import settings_for
from tests.faults.browser import Browser, Reply
from tests.faults.cluster import Cluster
from tests.faults.proxy import dropping
from tests.faults.server import ROOT, SECRET, Server

RECOVERY_SECONDS = 10.0


@dataclass(slots=True)
class Outcome:
    """What one scenario found: `trials` times something was tried or broken, in the words of `what`."""

    trials: int
    what: str
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def failures(self) -> int:
        """Everything that must be 0."""
        return self.lost + self.doubled + len(self.wrong)


@dataclass(slots=True)
class Ground:
    """A world that is being served; seats are handed out once."""

    world: World
    server: Server
    url: str
    cluster: Cluster | None = None
    seats: int = 0

    @property
    def sqlite(self) -> bool:
        """On which database."""
        return self.url.startswith("sqlite")

    def browsers(self, count: int, *, port: int | None = None) -> list[Browser]:
        """So many people with an open attempt that nobody has touched."""
        first, self.seats = self.seats, self.seats + count
        return [
            Browser(port or self.server.port, self.visitor(number), self.world.sittings[number])
            for number in range(first, first + count)
        ]

    def visitor(self, number: int) -> requests.Visitor:
        """The sign-in of a person."""
        return requests.visitor(secret=SECRET, cookie_name="paham", token=self.world.tokens[number])

    def application(self) -> Flask:
        """The product in this process: to arrange what HTTP cannot, and to count."""
        return create_app(settings_for(self.url, SECRET_KEY=SECRET))


def judged(browsers: Sequence[Browser], outcome: Outcome) -> Outcome:
    """Read everything back and put it into the outcome."""
    with ThreadPoolExecutor(8) as pool:
        for lost, doubled in pool.map(Browser.read_back, browsers):
            outcome.lost += lost
            outcome.doubled += doubled
    outcome.acknowledged += sum(each.acknowledged for each in browsers)
    outcome.wrong += [words for each in browsers for words in each.wrong]
    repeats = sum(each.repeats for each in browsers)
    outcome.note = f"{repeats} saves repeated{'; ' + outcome.note if outcome.note else ''}"
    return outcome


Heard = Callable[[], float]


def under_load(browsers: Sequence[Browser], saves: int, breaking: Callable[[Heard], None]) -> None:
    """All save so often, while `breaking` breaks; it hears how many are acknowledged, inf at the end."""
    over = threading.Event()

    def heard() -> float:
        return math.inf if over.is_set() else sum(each.acknowledged for each in browsers)

    with ThreadPoolExecutor(len(browsers) + 1) as pool:
        broken = pool.submit(breaking, heard)
        list(pool.map(lambda pair: pair[1].save_many(saves, pair[0]), enumerate(browsers)))
        over.set()
        broken.result()


def spread(times: int, total: int, act: Callable[[], object], heard: Heard) -> None:
    """Act each time another equal part of all saves has been acknowledged."""
    for nth in range(1, times + 1):
        while heard() < nth * total // (times + 1):
            time.sleep(0.01)
        act()


def nothing_broken(ground: Ground, *, saves: int, people: int = 20) -> Outcome:
    """All save at once and nothing breaks: no save may be refused, by a locked database or otherwise."""
    browsers = ground.browsers(people)
    under_load(browsers, saves // people, lambda _: None)
    outcome = judged(browsers, Outcome(saves, "saves by twenty people at once"))
    refused = sum(each.repeats for each in browsers)
    outcome.wrong += [f"{refused} saves were refused at first"] if refused else []
    return outcome


def workers_killed(ground: Ground, *, kills: int, saves: int, people: int = 20) -> Outcome:
    """A worker dies in the middle of whatever it does."""
    browsers, chance = ground.browsers(people), random.Random(1)

    def kill() -> None:
        while not ground.server.workers():
            time.sleep(0.02)
        ground.server.kill_a_worker(chance)

    under_load(browsers, saves // people, partial(spread, kills, saves, kill))
    return judged(browsers, Outcome(kills, "workers killed"))


def server_killed(ground: Ground, *, kills: int, saves: int, people: int = 20) -> Outcome:
    """All processes of the server die at once, as at a power cut of the application's machine."""
    browsers = ground.browsers(people)

    def again() -> None:
        ground.server.kill()
        ground.server.start()

    under_load(browsers, saves // people, partial(spread, kills, saves, again))
    return judged(browsers, Outcome(kills, "kills of the whole server"))


def sent_while_killed(ground: Ground, *, kills: int, people: int) -> Outcome:
    """Everybody presses Kirim twice under the standard's test while workers die: one whole result each."""
    outcome, chance = Outcome(kills, "workers killed while tests were sent"), random.Random(2)
    tests = ground.world.tests[1 : people + 1]
    browsers = [
        Browser(ground.server.port, ground.visitor(number), test)
        for number, test in enumerate(tests, start=1)
    ]
    over, told = threading.Event(), list[int]()

    def send(browser: Browser) -> None:
        until = time.monotonic() + RECOVERY_SECONDS * 6
        while time.monotonic() < until:
            statuses = {each.status for each in _at_once(2, lambda: browser.post("kirim", {}))}
            outcome.wrong += [f"Kirim answered {each}" for each in statuses - {0, 302, 502, 503}]
            if 302 in statuses:
                told.append(1)
                return
        outcome.wrong.append("no acknowledgement in time")

    def kill() -> None:
        for nth in range(1, kills + 1):
            while len(told) < nth * len(tests) // (kills + 1) and not over.is_set():
                time.sleep(0.005)
            while not ground.server.workers():
                time.sleep(0.02)
            ground.server.kill_a_worker(chance)

    with ThreadPoolExecutor(21) as pool:
        killing = pool.submit(kill)
        list(pool.map(send, browsers))
        over.set()
        killing.result()
    outcome.acknowledged = len(told)
    outcome.lost += _not_whole(ground, [test.public_id for test in tests])
    outcome.note = f"{people} people, two presses at once each until one is acknowledged"
    return outcome


def _not_whole(ground: Ground, public_ids: Sequence[str]) -> int:
    """Of these attempts, those without a result, a mark for each answer or a place in the summary."""
    app = ground.application()
    attempt, result, item = table("attempt"), table("result"), table("attempt_item")
    mark, standing = table("item_result"), table("standing")
    marks = (
        select(func.count())
        .join(item, item.c.id == mark.c.attempt_item_id)
        .where(item.c.attempt_id == attempt.c.id)
        .select_from(mark)
        .scalar_subquery()
    )
    with app.app_context():
        rows = session.execute(
            select(result.c["items"], marks, standing.c.attempt_id)
            .select_from(attempt)
            .outerjoin(result, result.c.attempt_id == attempt.c.id)
            .outerjoin(standing, standing.c.attempt_id == attempt.c.id)
            .where(attempt.c.public_id.in_(public_ids))
        ).all()
        differing = quiz.standing_differences()
        session.remove()
        worlds.let_go(app)
    whole = sum(items is not None and items == marked and kept is not None for items, marked, kept in rows)
    return len(public_ids) - whole + differing


def database_killed(ground: Ground, *, kills: int, saves: int, people: int = 10) -> Outcome:
    """PostgreSQL dies and comes back; the product must find it again without help."""
    cluster, browsers, waits = ground.cluster, ground.browsers(people), list[float]()
    assert cluster
    outcome = Outcome(kills, "kills of PostgreSQL")

    def again() -> None:
        cluster.kill()
        cluster.start()
        began, known = time.monotonic(), sum(each.acknowledged for each in browsers)
        while sum(each.acknowledged for each in browsers) == known and time.monotonic() < began + 60:
            time.sleep(0.02)
        waits.append(time.monotonic() - began)

    under_load(browsers, saves // people, partial(spread, kills, saves, again))
    outcome.wrong += [f"recovery took {wait:.1f} s" for wait in waits if wait > RECOVERY_SECONDS]
    outcome.note = f"first save {max(waits):.1f} s after the database answered, at most"
    return judged(browsers, outcome)


def replies_dropped(ground: Ground, *, saves: int, people: int = 10) -> Outcome:
    """The server has answered, and three of ten replies never arrive: the same save comes again."""
    with dropping(ground.server.port, 0.3, 3) as (port, dropped):
        browsers = ground.browsers(people, port=port)
        under_load(browsers, saves // people, lambda _: None)
    for each in browsers:
        each.port = ground.server.port
    return judged(browsers, Outcome(len(dropped), "replies dropped"))


def disk_full(ground: Ground, *, times: int) -> Outcome:
    """Nothing more can be written; the answer says so in a form that the outbox repeats, and pages go on."""
    browsers = ground.browsers(times)
    outcome = Outcome(times, "saves on a full disk" if ground.sqlite else "saves on a read-only database")
    for number, each in enumerate(browsers):
        each.save(0, each.sitting.items[0].options[0])
        _forbid_writing(ground, everything=bool(number % 2))
        try:
            each.revision += 1
            refused = each.try_save(1, each.sitting.items[1].options[0], each.revision)
            page = each.ask("GET", f"/upaya/{each.sitting.public_id}/1/")
        finally:
            _allow_writing(ground)
        outcome.wrong += _not_calm(refused)
        if page.status != 200:
            outcome.wrong.append(f"reading answered {page.status}")
        each.save(1, each.sitting.items[1].options[1])
    return judged(browsers, outcome)


def _not_calm(reply: Reply) -> list[str]:
    calm = reply.status == 503 and reply.alasan == "tidak-tersedia" and "Retry-After" in reply.headers
    return [] if calm else [f"unwritable disk answered {reply.status} {reply.body[:200]}"]


def _forbid_writing(ground: Ground, *, everything: bool) -> None:
    """On SQLite: no file of the workers may grow, or be written at all; on PostgreSQL: read-only."""
    if not ground.sqlite:
        _read_only(ground, on=True)
        return
    wal = Path(ground.url.removeprefix("sqlite:///") + "-wal")
    most = 0 if everything or not wal.exists() else 4096
    for worker in ground.server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def _allow_writing(ground: Ground) -> None:
    if not ground.sqlite:
        _read_only(ground, on=False)
        return
    for worker in ground.server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _read_only(ground: Ground, *, on: bool) -> None:
    """For every connection, the old ones too: they are ended and come back."""
    import psycopg

    name = ground.url.rsplit("/", 1)[1]
    with psycopg.connect(ground.url.replace("+psycopg", ""), autocommit=True) as own:
        own.execute("SET default_transaction_read_only = off")
        own.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {"on" if on else "off"}')
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def started_and_sent_at_once(ground: Ground, *, people: int, presses: int = 50) -> Outcome:
    """One person presses fifty times in the same moment: one attempt, one result."""
    outcome = Outcome(people * presses * 2, "presses of Mulai and Kirim")
    test = ground.world.tests[0]
    slug = _slug_of(ground, test.public_id)
    addresses: Counter[int] = Counter()
    for number in range(people):
        browser = Browser(ground.server.port, ground.visitor(400 + number), test)
        begun = _at_once(presses, lambda own=browser: own.ask("POST", f"/kuis/{slug}/mulai", {}))  # type: ignore[misc]
        found = {each.headers.get("Location", "") for each in begun if each.status == 302}
        outcome.doubled += len(found) - 1
        outcome.wrong += [f"Mulai answered {each.status}" for each in begun if each.status != 302]
        address = re.sub(r"^https?://[^/]+", "", found.pop())
        sent = _at_once(presses, lambda own=browser, to=address: own.ask("POST", f"{to}kirim", {}))  # type: ignore[misc]
        outcome.wrong += [f"Kirim answered {each.status}" for each in sent if each.status != 302]
        addresses[browser.ask("GET", f"{address}hasil").status] += 1
    outcome.wrong += [f"a result answered {status}" for status in addresses if status != 200]
    outcome.lost += _results_missing(ground, slug)
    outcome.note = f"{people} people, {presses} presses each"
    return outcome


def _at_once(presses: int, act: Callable[[], Reply]) -> list[Reply]:
    gate = threading.Barrier(presses)

    def press(_: int) -> Reply:
        gate.wait()
        return act()

    with ThreadPoolExecutor(presses) as pool:
        return list(pool.map(press, range(presses)))


def _slug_of(ground: Ground, public_id: str) -> str:
    """The quiz of a module that the seats do not use: unlimited tries, nobody has begun it."""
    app = ground.application()
    with app.app_context():
        taken = session.scalar(
            select(table("attempt").c.slug).where(table("attempt").c.public_id == public_id)
        )
        slugs = [each.slug for each in materials.modules()][1:]
        worlds.let_go(app)
    return next(slug for slug in slugs if slug != taken)


def _results_missing(ground: Ground, slug: str) -> int:
    """Sent attempts without a result, and people with more than one attempt."""
    app = ground.application()
    attempt, result = table("attempt"), table("result")
    with app.app_context():
        rows = session.execute(
            select(attempt.c.person_id, func.count(attempt.c.id), func.count(result.c.attempt_id))
            .outerjoin(result, result.c.attempt_id == attempt.c.id)
            .where(attempt.c.slug == slug)
            .group_by(attempt.c.person_id)
        ).all()
        differing = quiz.standing_differences()
        session.remove()
        worlds.let_go(app)
    return sum((attempts, results) != (1, 1) for _, attempts, results in rows) + differing


def around_the_deadline(ground: Ground, *, people: int) -> Outcome:
    """Saves from two seconds before the end to four after the grace: taken, or kept apart and said so."""
    browsers, grace = ground.browsers(people), 5.0
    ends = _end_in(ground, browsers, 2.0)
    outcome = Outcome(0, "saves around the deadline")
    replies: list[tuple[float, float, Reply]] = []

    def save(browser: Browser) -> None:
        while time.time() < ends + grace + 4:
            browser.revision += 1
            asked = time.time() - ends
            reply = browser.try_save(
                0, browser.sitting.items[0].options[browser.revision % 2], browser.revision
            )
            replies.append((asked, time.time() - ends, reply))
            time.sleep(0.1)

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(save, browsers))
    for asked, answered, reply in replies:
        right = {200, 202} if asked <= grace <= answered else {200} if answered < grace else {202}
        if reply.status not in right:
            outcome.wrong.append(f"{asked:+.2f} s: {reply.status} {reply.body[:100]}")
    outcome.trials = len(replies)
    outcome.acknowledged = sum(each.acknowledged for each in browsers)
    outcome.wrong += [words for each in browsers for words in each.wrong]
    outcome.lost = _differing(ground, browsers)
    late = sum(reply.status == 202 for *_, reply in replies)
    outcome.note = f"{late} came too late and were kept apart"
    for each in browsers:
        page = each.ask("GET", f"/upaya/{each.sitting.public_id}/hasil")
        if page.status != 200:
            outcome.wrong.append(f"the result answered {page.status}")
    return outcome


def _end_in(ground: Ground, browsers: Iterable[Browser], seconds: float) -> float:
    """Give these attempts a deadline; the instant as `time.time` counts."""
    app, attempt = ground.application(), table("attempt")
    ids = [each.sitting.public_id for each in browsers]
    with app.app_context():
        with transaction():
            ends = now() + timedelta(seconds=seconds)
            session.execute(update(attempt).where(attempt.c.public_id.in_(ids)).values(deadline_at=ends))
        session.remove()
        worlds.let_go(app)
    return ends.timestamp()


def _differing(ground: Ground, browsers: Sequence[Browser]) -> int:
    """Answers of closed attempts, whose pages no longer show them, against what was acknowledged."""
    app = ground.application()
    attempt, item, answer = table("attempt"), table("attempt_item"), table("answer")
    with app.app_context():
        rows = session.execute(
            select(attempt.c.public_id, item.c.token, answer.c.revision)
            .join(item, item.c.attempt_id == attempt.c.id)
            .join(answer, answer.c.attempt_item_id == item.c.id)
            .where(attempt.c.public_id.in_([each.sitting.public_id for each in browsers]))
        )
        stored = {(public_id, token): revision for public_id, token, revision in rows}
        session.remove()
        worlds.let_go(app)
    return sum(
        stored.get((each.sitting.public_id, each.sitting.items[place].token)) != revision
        for each in browsers
        for place, (revision, _) in each.heard.items()
    )


def clock_jumps(ground: Ground, *, jumps: int, saves: int, people: int = 10) -> Outcome:
    """The server comes back with its clock ten minutes ahead, then behind; half an hour is left."""
    browsers, offsets = ground.browsers(people), [600, -600]
    _end_in(ground, browsers, 1800)
    turn = iter(range(jumps))

    def jump() -> None:
        ground.server.kill()
        ground.server.start(PAHAM_CLOCK_OFFSET=str(offsets[next(turn) % 2]))

    try:
        under_load(browsers, saves // people, partial(spread, jumps, saves, jump))
        return judged(browsers, Outcome(jumps, "jumps of ten minutes"))
    finally:
        ground.server.kill()
        ground.server.start(PAHAM_CLOCK_OFFSET="0")


def two_tabs(ground: Ground, *, people: int, saves: int) -> Outcome:
    """Two tabs write one attempt: every save is acknowledged and stands, or is refused by name."""
    outcome = Outcome(people * saves * 2, "saves from two tabs")
    for number, first in enumerate(ground.browsers(people)):
        second = Browser(first.port, first.visitor, first.sitting, device="tab-kedua")
        chance = random.Random(number)
        for revision in range(1, saves * 2 + 1):
            tab = chance.choice([first, second])
            takes = chance.random() < 0.3
            place = chance.randrange(len(first.sitting.items))
            option = chance.choice(first.sitting.items[place].options)
            reply = tab.try_save(place, option, revision, **({"ambil_alih": "1"} if takes else {}))
            refused = reply.status == 409 and reply.alasan == "penulis-lain" and not takes
            if reply.status == 200:
                first.heard[place] = second.heard[place] = (revision, option)
            elif not refused:
                outcome.wrong.append(f"two tabs: {reply.status} {reply.body[:120]}")
        lost, doubled = first.read_back()
        outcome.lost += lost
        outcome.doubled += doubled
        outcome.acknowledged += first.acknowledged + second.acknowledged
        outcome.wrong += first.wrong + second.wrong
    return outcome


def edited_quiz(ground: Ground, *, people: int) -> Outcome:
    """Under open attempts a question goes, the order turns, a key changes; they stay on their version."""
    browsers = ground.browsers(people)
    for each in browsers:
        each.save(0, each.sitting.items[0].options[0])
    problems = _publish_an_edit(ground)
    outcome = Outcome(people, "open attempts while the quiz was edited", wrong=problems)
    for each in browsers:
        for place, item in enumerate(each.sitting.items[1:], start=1):
            each.save(place, item.options[-1])
    judged(browsers, outcome)
    for each in browsers:
        sent = each.post("kirim", {})
        page = each.ask("GET", f"/upaya/{each.sitting.public_id}/hasil")
        if (sent.status, page.status) != (302, 200):
            outcome.wrong.append(f"sending answered {sent.status}, the result {page.status}")
    outcome.lost += _differing(ground, browsers)
    return outcome


def _publish_an_edit(ground: Ground) -> list[str]:
    app = ground.application()
    with TemporaryDirectory() as scratch, app.app_context():
        folder = Path(shutil.copytree(ROOT / "content", Path(scratch) / "content"))
        slug = materials.modules()[0].quiz_slug or ""
        before = materials.question_set(slug)
        source = next(folder.glob("modul/01-*/kuis.md"))
        head, *parts = re.split(r"(?m)^(?=## )", source.read_text(encoding="utf-8"))
        gone = re.search(r"\{#([a-z0-9-]+)\}", parts[0])
        assert gone
        head = head.replace("jenis: kuis\n", f"jenis: kuis\nditarik: [{gone[1]}]\n", 1)
        source.write_text(
            head + "".join(_with_another_key(each) for each in reversed(parts[1:])), encoding="utf-8"
        )
        problems = [str(each) for each in publishing.publish_all(folder, by=None, at=now())]
        after = materials.question_set(slug)
        session.remove()
        db.engine.dispose()
    if before is None or after is None or after.number == before.number:
        return ["the edited quiz was not published", *problems]
    return problems


def _with_another_key(question: str) -> str:
    """The key moves to a wrong option that names no salah kaprah; a question without one stays as it is."""
    bare = re.search(r"(?m)^- \[ \] (?!.*\{sk=).*$", question)
    if bare is None:
        return question
    unkeyed = question.replace("- [x] ", "- [ ] ", 1)
    return unkeyed.replace(bare[0], bare[0].replace("[ ]", "[x]", 1), 1)


def settle(ground: Ground) -> list[str]:
    """After all of it: the summary equals what the results say, and no answer is stored twice."""
    app = ground.application()
    with app.app_context(), suppress(Exception):
        differing = quiz.standing_differences()
        session.execute(text("SELECT 1"))
        session.remove()
        worlds.let_go(app)
        return [f"{differing} rows of the summary differ"] if differing else []
    return ["the database did not answer"]
