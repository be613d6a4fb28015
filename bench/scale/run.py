"""One run of the scale bench: `python -m bench.run --only skala [--database sqlite|postgresql]`."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask

from app.clock import daily_cut, now
from app.comprehension.queries.cut import cut
from app.db import db, transaction
from app.people import queries as people
from app.people import services as accounts
from app.quiz import queries as quiz
from app.quiz import services as sittings
from bench import requests
from bench.client import Expected
from bench.databases import available, name_of
from bench.measuring import Scenario
from bench.measuring import measure as load
from bench.product.world import SECRET, application, environment
from bench.scale import direct, upkeep, world
from bench.scale.upkeep import Upkeep
from bench.servers import THREADS, serving

PAGE = Expected(200, b"Terbukti paham")
READY = "/masuk"
SEKDA = "sekda@contoh.test"
SMALL, LARGE = "kecil", "besar"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is; a part of the history is `attempts`, and there are `times` of them."""

    staff: int = 13_000
    attempts: int = 100_000
    times: int = 10
    rounds: int = 5
    seconds: float = 3.0
    sends: int = 1000


@dataclass(slots=True)
class World:
    """What was measured of one size of the world; times in milliseconds unless named otherwise."""

    attempts: int = 0
    answers: int = 0
    standings: int = 0
    page: list[float] = field(default_factory=list)
    page_cpu: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    direct_page: list[float] = field(default_factory=list)
    direct_all: list[float] = field(default_factory=list)
    equal: bool = False


@dataclass(slots=True)
class Scale:
    """Everything found on one database."""

    dialect: str
    size: Size
    worlds: dict[str, World] = field(default_factory=lambda: {SMALL: World(), LARGE: World()})
    built_seconds: float = 0.0
    grown_seconds: float = 0.0
    rebuild_seconds: float = 0.0
    proof_seconds: float = 0.0
    proof_cells: int = 0
    differing: int = 0
    same_figures: bool = False
    errors: int = 0
    upkeep: Upkeep | None = None
    other_load: float = 0.0

    @property
    def growth(self) -> float:
        """The page with the long history over the page with the short one."""
        return median(self.worlds[LARGE].page) / median(self.worlds[SMALL].page)


def measure(dialect: str, size: Size, kept: Path | None = None) -> Scale:
    """Build both worlds, unless they stand in the folder `kept`, then measure them side by side."""
    found = Scale(dialect, size)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        urls = {name: world.place(stack, dialect, name, Path(folder), kept) for name in (SMALL, LARGE)}
        apps = {name: application(url) for name, url in urls.items()}
        stand = [
            world.stands(apps[name], above=least) for name, least in ((SMALL, 0), (LARGE, size.attempts))
        ]
        if not all(stand):
            _build(urls, apps, found)
        _rebuild(apps[LARGE], found)
        for name, app in apps.items():
            _figures(app, found.worlds[name])
        found.same_figures = _same_figures(apps)
        _page(urls, apps, found, Path(folder))
        found.upkeep = upkeep.measure(apps[LARGE], times=size.sends)
        _prove(apps[LARGE], found)
    return found


def _build(urls: dict[str, str], apps: dict[str, Flask], found: Scale) -> None:
    size = found.size
    if not world.stands(apps[SMALL], above=0):
        found.built_seconds = _seconds(
            lambda: world.build(apps[SMALL], staff=size.staff, attempts=size.attempts)
        )
        say(f"{found.dialect}: built in {found.built_seconds:.0f} s")
    world.copy(urls[SMALL], urls[LARGE])
    found.grown_seconds = _seconds(lambda: world.grow(apps[LARGE], times=size.times))
    say(f"{found.dialect}: grown in {found.grown_seconds:.0f} s")


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _rebuild(app: Flask, found: Scale) -> None:
    with app.app_context():

        def rebuild() -> None:
            with transaction():
                sittings.rebuild_standings()

        found.rebuild_seconds = _seconds(rebuild)
        _let_go()
    say(f"{found.dialect}: summary rebuilt in {found.rebuild_seconds:.1f} s")


def _prove(app: Flask, found: Scale) -> None:
    with app.app_context():
        begun = time.perf_counter()
        proof = quiz.standing_proof()
        found.proof_seconds = time.perf_counter() - begun
        found.proof_cells, found.differing = proof.cells, len(proof.differences)
        _let_go()
    say(
        f"{found.dialect}: {found.proof_cells} cells in {found.proof_seconds:.1f} s, {found.differing} differ"
    )


def _figures(app: Flask, found: World) -> None:
    """The figures of the last cut: by the summary, and straight from the attempts."""
    with app.app_context():
        at = daily_cut(now())
        for name, table in (("attempts", "attempt"), ("answers", "answer"), ("standings", "standing")):
            setattr(found, name, direct.count(table))
        for _ in range(3):
            found.cold.append(_seconds(lambda: cut(at, remember=False)) * 1000)
            seconds, by_hand = direct.page_figures(at)
            found.direct_page.append(seconds * 1000)
            found.direct_all.append(direct.all_figures(at) * 1000)
        found.equal = by_hand == direct.summary_figures(at)
        _let_go()
    say(
        f"{found.attempts} attempts, {found.answers} answers, {found.standings} standings: first reading"
        f" {median(found.cold):.0f} ms, SQL {median(found.direct_page):.0f} and"
        f" {median(found.direct_all):.0f} ms, equal {found.equal}"
    )


def _same_figures(apps: dict[str, Flask]) -> bool:
    """Whether the long history says of its people what the short one says."""
    told = []
    for app in apps.values():
        with app.app_context():
            told.append(direct.summary_figures(daily_cut(now())))
            _let_go()
    return told[0] == told[1]


def _page(urls: dict[str, str], apps: dict[str, Flask], found: Scale, folder: Path) -> None:
    """The Sekda's page at one client, the two worlds turn by turn, each served by its own server."""
    with ExitStack() as stack:
        scenarios = {}
        for name, url in urls.items():
            with apps[name].app_context():
                token = _sign_in()
            server = stack.enter_context(
                serving(
                    name,
                    "app.server:wsgi()",
                    threads=THREADS[found.dialect],
                    env=environment(url),
                    ready=READY,
                    log=folder / f"{name}.log",
                )
            )
            leader = requests.visitor(secret=SECRET, cookie_name="paham", token=token)
            scenarios[name] = Scenario(
                name,
                "the Sekda's page",
                server,
                requests.cycle([requests.get("/pimpinan/", leader)] * 4),
                PAGE,
                (1,),
                name_of(url) if found.dialect == "postgresql" else None,
            )
            load(scenarios[name], 4, found.size.seconds)  # every worker counts the cut once
        for _ in range(found.size.rounds):
            for name, scenario in scenarios.items():
                run = load(scenario, 1, found.size.seconds)
                found.worlds[name].page.append(run.p50)
                found.worlds[name].page_cpu.append(run.server_cpu + run.database_cpu)
                found.errors += run.errors
                found.other_load = max(found.other_load, run.other_load)
                say(f"{found.dialect} {name}: page p50 {run.p50:.2f} ms, other load {run.other_load:.0%}")


def _sign_in() -> str:
    person_id = people.person_id_by(SEKDA)
    assert person_id is not None
    with transaction():
        token = accounts.open_session(person_id=person_id, device="Pengukuran", at=now(), hours=24)
    _let_go()
    return token


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def scales(dialects: list[str], size: Size, kept: Path | None = None) -> list[Scale]:
    """The databases that this machine has, one after the other."""
    return [measure(each, size, kept) for each in dialects if available(each)]


def say(line: str) -> None:
    """Show how far the run is."""
    print(line, file=sys.stderr, flush=True)
