"""`python -m bench.run`: rungs and product in one run, then the report in docs/.

`--quick` makes one short run of each and prints the report instead of writing it. `--only pagi` is the
morning alone: 500 people at nine o'clock, then more until it breaks (`--people`, `--minutes`). `--only skala`
is the Sekda's page over a million attempts; it takes half an hour and writes its own part of the report.
`--only studio` is the preview of a long module, and readers while hostile texts are handed in: two minutes.
"""

import argparse
import io
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import machine, profiling, starting
from bench import studio as studios
from bench.databases import DIALECTS, available, database
from bench.measuring import Figure, Scenario, measure
from bench.morning import Morning, mornings
from bench.product import world as worlds
from bench.product.scenarios import READY, Product, open_product
from bench.profiling import Profile
from bench.report import Report, morning_cells, morning_lines, write
from bench.rungs.scenarios import open_rungs

MORNING, SCALE, STUDIO = "pagi", "skala", "studio"
PARTS = (*DIALECTS, MORNING, SCALE, STUDIO)
PEOPLE = [500, 750, 1000, 1500, 2000]
DOCS = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is run: `seconds` a run, `rounds` of all, starts of the server, tests ready to be sent."""

    rounds: int
    seconds: float
    warm_up: float
    starts: int
    submissions: int


FULL = Effort(rounds=3, seconds=4.0, warm_up=1.0, starts=5, submissions=4000)
QUICK = Effort(rounds=1, seconds=1.5, warm_up=0.5, starts=1, submissions=1000)


@dataclass(slots=True)
class Result:
    """What one run of the benchmark has found so far."""

    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    mornings: list[Morning] = field(default_factory=list)


def main() -> int:
    """Run, judge, report; 0 unless something answered wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short run of each; nothing is written")
    parser.add_argument(
        "--only", choices=PARTS, help="one database, the morning, a million attempts, or the studio"
    )
    parser.add_argument("--people", type=int, action="append", help="so many in a morning, in turn")
    parser.add_argument("--minutes", type=float, help="how long they answer")
    parser.add_argument(
        "--database", choices=DIALECTS, help="the morning, the million or the studio on this one"
    )
    parser.add_argument("--worlds", type=Path, help="keep the worlds of a million attempts in this folder")
    parser.add_argument("--clients", type=int, action="append", help="only with so many clients")
    parser.add_argument("--scenario", action="append", help="only scenarios of this name")
    arguments = parser.parse_args()
    if arguments.only == SCALE:
        return million(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped on the way out
    if arguments.only == STUDIO:
        return trainers(arguments)
    effort, result = (QUICK if arguments.quick else FULL), Result()
    people = arguments.people or ([50] if arguments.quick else PEOPLE)
    seconds = (arguments.minutes or (0.5 if arguments.quick else 2.5)) * 60
    if not arguments.clients and not arguments.scenario and arguments.only in (None, MORNING):
        for dialect in [arguments.database] if arguments.database else DIALECTS:
            if available(dialect):
                note_mornings(result, dialect, people, seconds)
    if arguments.only == MORNING:
        print("\n".join(morning_lines(result.mornings)))
        return 0 if result.mornings and all(each.holds for each in result.mornings[:1]) else 1
    for dialect in [arguments.only] if arguments.only else DIALECTS:
        if not available(dialect):
            result.notes.append(f"{dialect} was not measured: no server answers on this machine.")
            continue
        with TemporaryDirectory() as folder, ExitStack() as stack:
            measure_dialect(
                dialect,
                Path(folder),
                stack,
                effort,
                result,
                clients=arguments.clients,
                names=arguments.scenario,
            )
    report = Report(
        made_at=datetime.now(UTC),
        machine=machine.description(),
        rounds=effort.rounds,
        seconds=effort.seconds,
        figures=result.figures,
        facts=result.facts,
        profiles=result.profiles,
        notes=result.notes,
        mornings=result.mornings,
    )
    whole = not (arguments.quick or arguments.only or arguments.clients or arguments.scenario)
    print(report.markdown())
    if whole:
        write(report, DOCS)
    return 1 if any(figure.errors for figure in result.figures) else 0


def million(arguments: argparse.Namespace) -> int:
    """The Sekda's page over a million attempts; its part of the report is written unless the run is quick."""
    from bench.scale import section
    from bench.scale.run import Size, scales

    size = (
        Size(staff=300, attempts=2000, times=3, rounds=1, seconds=1.0, sends=20)
        if arguments.quick
        else Size()
    )
    if arguments.worlds:
        arguments.worlds.mkdir(parents=True, exist_ok=True)
    found = scales([arguments.database] if arguments.database else list(DIALECTS), size, arguments.worlds)
    lines = section.lines(found)
    print("\n\n".join(each.strip() for each in lines))
    if not arguments.quick:
        section.put(DOCS / "benchmark.md", lines)
    return 1 if any(each.errors or each.differing for each in found) else 0


def trainers(arguments: argparse.Namespace) -> int:
    """The preview of a long module and hostile texts; judged and printed, part of no report yet."""
    seconds, changes = (1.0, 6) if arguments.quick else (6.0, 40)
    found = []
    for dialect in [arguments.database] if arguments.database else DIALECTS:
        if not available(dialect):
            say(f"{dialect} was not measured: no server answers on this machine.")
            continue
        with TemporaryDirectory() as folder:
            found.append(studios.studio(dialect, Path(folder), seconds=seconds, changes=changes))
    print("\n\n".join(each.strip() for each in studios.lines(found)))
    return 1 if not found or any(each.failed for each in found) else 0


def measure_dialect(
    dialect: str,
    folder: Path,
    stack: ExitStack,
    effort: Effort,
    result: Result,
    *,
    clients: list[int] | None,
    names: list[str] | None,
) -> None:
    """Everything on one database: load, memory, start, profile."""
    rung_url = stack.enter_context(database(dialect, "rungs", folder))
    product_url = stack.enter_context(database(dialect, "product", folder))
    say(f"{dialect}: building rungs and product")
    rungs = open_rungs(stack, rung_url, dialect=dialect, folder=folder)
    product = open_product(stack, product_url, dialect=dialect, folder=folder, submissions=effort.submissions)
    scenarios = [each for each in [*rungs, *product.scenarios] if not names or each.name in names]
    figures = load(dialect, scenarios, effort, only=clients)
    result.figures += figures
    note_figures(result, dialect, figures, product)
    note_memory(result, dialect, product)
    if dialect == "sqlite":
        note_start(result, product_url, rung_url, folder, effort)
    note_profiles(result, dialect, product, product_url)


def note_mornings(result: Result, dialect: str, people: list[int], seconds: float) -> None:
    """So many people begin at nine; the facts are of the first, smallest morning."""
    with TemporaryDirectory() as folder:
        for each in mornings(dialect, Path(folder), people=people, seconds=seconds):
            result.mornings.append(each)
            say(f"morning {' '.join(morning_cells(each))} {each.first_error[:300]}")
    first = next(each for each in result.mornings if each.dialect == dialect)
    result.facts |= {
        f"{dialect}/morning/start": first.p95("start"),
        f"{dialect}/morning/save": first.p95("save") * 1000,
        f"{dialect}/morning/errors": float(first.errors),
        f"{dialect}/morning/lost": float(first.lost),
    }


def load(dialect: str, scenarios: list[Scenario], effort: Effort, *, only: list[int] | None) -> list[Figure]:
    """Round after round of all scenarios, so that a slow minute of the machine meets all of them."""
    figures = {
        (each.name, clients): Figure(each.name, each.title, dialect, clients)
        for each in scenarios
        for clients in each.clients
        if not only or clients in only
    }
    for each in scenarios:
        measure(each, max(each.clients), effort.warm_up)
    for number in range(effort.rounds):
        for scenario, clients in _turns(scenarios):
            if (scenario.name, clients) not in figures:
                continue
            run = measure(scenario, clients, effort.seconds)
            figures[scenario.name, clients].runs.append(run)
            say(
                f"{dialect} round {number + 1} {scenario.name:<20}{clients:>3} clients {run.rate:8.0f}/s"
                f"  p95 {run.p95:6.1f} ms  {run.server_cpu:5.2f}+{run.database_cpu:.2f} ms CPU"
                f"  other load {run.other_load:4.0%}  errors {run.errors}"
            )
            if run.first_error:
                say(f"  first error: {run.first_error[:400]}")
    return list(figures.values())


def _turns(scenarios: list[Scenario]) -> Iterator[tuple[Scenario, int]]:
    for clients in sorted({count for each in scenarios for count in each.clients}):
        for scenario in scenarios:
            if clients in scenario.clients:
                yield scenario, clients


def note_figures(result: Result, dialect: str, figures: list[Figure], product: Product) -> None:
    """Every number of every figure as a fact of its own; the errors of the product in one sum."""
    own = {each.name for each in product.scenarios}
    for figure in figures:
        for number in ("rate", "p50", "p95", "p99", "server_cpu", "database_cpu"):
            result.facts[f"{dialect}/{figure.name}/{figure.clients}/{number}"] = figure.middle(number)
        result.facts[f"{dialect}/{figure.name}/{figure.clients}/errors"] = figure.errors
        if figure.name in own:
            result.facts["errors/product"] = result.facts.get("errors/product", 0.0) + figure.errors


def note_memory(result: Result, dialect: str, product: Product) -> None:
    """What the workers hold after all this, and after a workbook."""
    made = product.export()
    held = [machine.memory(pid) for pid in product.server.workers()]
    rss, pss = max(each.rss for each in held), sum(each.pss for each in held)
    result.facts |= {f"memory/{dialect}/worker_rss": rss, f"memory/{dialect}/workers_pss": pss}
    for name, value in (("worker_rss", rss), ("workers_pss", pss)):
        result.facts[f"memory/{name}"] = max(value, result.facts.get(f"memory/{name}", 0.0))
    say(f"{dialect} memory of a worker {rss:.1f} MB RSS, of all {pss:.1f} MB PSS, after {made} workbooks")


def note_start(result: Result, product_url: str, rung_url: str, folder: Path, effort: Effort) -> None:
    """From nothing to the first answer, and what the import takes of it."""
    env = worlds.environment(product_url)
    result.facts |= {
        "start/first_answer": starting.first_answer(env, READY, folder, times=effort.starts),
        "start/serve_command": starting.serve_command(env, READY, folder),
        "start/import": starting.import_seconds(starting.PRODUCT, env, times=effort.starts),
        "start/import_rung": starting.import_seconds(
            starting.RUNG, {"BENCH_DATABASE": rung_url}, times=effort.starts
        ),
    }
    say(", ".join(f"{name} {value:.2f}" for name, value in result.facts.items() if name.startswith("start/")))


def note_profiles(result: Result, dialect: str, product: Product, url: str) -> None:
    """What costs the time of the two pages, without a server around them."""
    app = worlds.application(url)
    with redirect_stderr(io.StringIO()):
        for name, requests in (("module page", product.sections()), ("quiz page", product.questions())):
            result.profiles[f"{name}, {dialect}"] = profiling.profile(app.wsgi_app, requests)
    worlds.let_go(app)


def say(line: str) -> None:
    """Show how far the run is."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
