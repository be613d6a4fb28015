"""The report: goals and verdicts first, then every figure, then what costs the time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bench.measuring import Figure
from bench.morning import Morning
from bench.profiling import Cost, Profile
from bench.ratios import FIRST_GOALS, WIDER_GOALS, Goal, Verdict, judge
from bench.servers import THREADS, WORKERS

READING = """\
Only ratios within one run are goals: the rungs stand beside the product, on the same database with the same
durability (SQLite WAL with synchronous FULL; PostgreSQL with synchronous_commit), served by the same command
line. Requests a second are the median of the runs, the slowest and the fastest in brackets; the client takes
part of the same cores. CPU a request is the steadier number: it depends less on what else the machine does.
"""
METHOD = """\
- `hello` is Flask and one word; `bare-*` is Flask with session cookie, CSRF, Jinja and hand-written SQL on
  the driver; `orm-*` the usual stack of Flask-SQLAlchemy entities, Flask-Login and Flask-WTF. A page loads
  one user and makes two indexed queries; a save is one transaction with a guarded upsert; `rung-submit`
  writes
  ten marks, the state and a summary cell.
- The product runs in production mode on the real material: readers in the middle of a module, each with a
  sign-in session, a form token and an open attempt of its own. Nothing asks for compression except
  `module-page-packed`, which asks as a browser does.
- The client is a closed loop over kept-alive connections in one thread; every answer is checked for its
  status and for words of its body. Warm-up before the first round; rounds go through all scenarios in turn.
- That none of 100,000 saves is refused ("database is locked") is counted by `make faults`, scenario "nothing
  broken", on both databases: `docs/faults.md`.
- Recycling of workers is off on both sides, because it would cut a run. Request logs go to a file.
- CPU is read from the process table before and after each run, for the processes of the server and for those
  of the database. "Other load" is what neither they nor the client used, as a share of all cores.
- Profiles are made without a server, in one thread, under cProfile; its shares are laid on the time measured
  without it.
"""
START = {
    "start/first_answer": "from the start of the server to the first 200",
    "start/serve_command": "the same by `flask serve`, which first checks migrations and content",
    "start/import": "import and `create_app()`",
    "start/import_rung": "the same of the ORM rung",
}
MEMORY = {
    "memory/sqlite/worker_rss": "largest worker on SQLite, RSS",
    "memory/sqlite/workers_pss": "both workers on SQLite, PSS",
    "memory/postgresql/worker_rss": "largest worker on PostgreSQL, RSS",
    "memory/postgresql/workers_pss": "both workers on PostgreSQL, PSS",
}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run of the benchmark found."""

    made_at: datetime
    machine: str
    rounds: int
    seconds: float
    figures: Sequence[Figure]
    facts: dict[str, float]
    profiles: dict[str, Profile]
    notes: Sequence[str]
    mornings: Sequence[Morning] = ()

    def verdicts(self, goals: Iterable[Goal]) -> list[Verdict]:
        """The goals against what was found."""
        return [judge(goal, self.facts) for goal in goals]

    def markdown(self) -> str:
        """The report for people."""
        parts = [
            "# Benchmark",
            f"Made by `make bench` on {self.made_at:%Y-%m-%d}. {self.machine}. {WORKERS} workers of gunicorn"
            f" gthread with `--reuse-port`, {THREADS['sqlite']} threads on SQLite and"
            f" {THREADS['postgresql']} on PostgreSQL; {self.rounds} runs of {self.seconds:g} s each.",
            READING,
            *self.notes,
            "## Goals",
            goals_table(self.verdicts(FIRST_GOALS)),
            "Further goals of the same run:",
            goals_table(self.verdicts(WIDER_GOALS)),
            *morning_lines(self.mornings),
            *self._tables(),
            *self._start_and_memory(),
            *self._costs(),
            "## How it was measured",
            METHOD,
        ]
        return "\n\n".join(part.strip() for part in parts) + "\n"

    def json(self) -> str:
        """The same for scripts."""
        found = {
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "machine": self.machine,
            "rounds": self.rounds,
            "seconds": self.seconds,
            "goals": [_verdict(each) for each in self.verdicts([*FIRST_GOALS, *WIDER_GOALS])],
            "facts": {name: round(value, 4) for name, value in self.facts.items()},
            "figures": [asdict(figure) for figure in self.figures],
            "profiles": {name: asdict(profile) for name, profile in self.profiles.items()},
            "notes": list(self.notes),
        }
        return json.dumps(found, indent=1, ensure_ascii=False) + "\n"

    def _tables(self) -> Iterable[str]:
        for dialect in dict.fromkeys(figure.dialect for figure in self.figures):
            yield f"## Figures on {_name(dialect)}"
            yield _figures([figure for figure in self.figures if figure.dialect == dialect])

    def _start_and_memory(self) -> Iterable[str]:
        rows = [(words, f"{self.facts[name]:.2f} s") for name, words in START.items() if name in self.facts]
        rows += [
            (words, f"{self.facts[name]:.1f} MB") for name, words in MEMORY.items() if name in self.facts
        ]
        if rows:
            yield "## Start and memory"
            yield "Memory after all the load of this run and a workbook made by each worker."
            yield table(("what", "measured"), rows)

    def _costs(self) -> Iterable[str]:
        if self.profiles:
            yield "## What costs the time"
        for name, profile in self.profiles.items():
            yield f"### {name[0].upper()}{name[1:]}"
            yield (
                f"{profile.ms:.2f} ms of CPU a request without a server around it,"
                f" {profile.statements:.0f} statements."
            )
            yield table(("area, its own time", "ms", "calls"), map(_cost, profile.areas[:14]))
            yield table(
                ("place (with all that it calls)", "ms", "calls"), [_cost(each) for each in profile.own]
            )


def morning_lines(mornings: Sequence[Morning]) -> list[str]:
    """How many people at nine o'clock, and how it was for them; nothing when nobody came."""
    if not mornings:
        return []
    head = (
        "database",
        "people",
        "p95 start",
        "page",
        "save",
        "send",
        "saves",
        "errors",
        "lost",
        "server CPU",
    )
    words = (
        "Everybody begins within five seconds, opens a question, saves an answer after 8 to 16 seconds, goes"
        " to the next one, and in the end reads all of it back and sends. Waiting counts from the moment in"
        " which a request was due; the client runs on the same cores. The last line of a database is where"
        " it broke, or the most that were tried."
    )
    broken = [
        f"- {each.dialect}, {each.people} people: {each.first_error[:200]}"
        for each in mornings
        if each.errors
    ]
    rows = table((*head, "other load"), [morning_cells(each) for each in mornings])
    return ["## Five hundred at nine o'clock", words, rows, *broken]


def morning_cells(morning: Morning) -> tuple[str, ...]:
    """One morning as a line."""
    times = (f"{morning.p95(kind) * 1000:,.0f} ms" for kind in ("start", "page", "save", "send"))
    cpu = morning.server_cpu / morning.seconds if morning.seconds else 0.0
    counts = (f"{morning.count('save'):,}", str(morning.errors), str(morning.lost), f"{cpu:.2f} cores")
    return (morning.dialect, str(morning.people), *times, *counts, f"{morning.other_load:.0%}")


def write(report: Report, folder: Path) -> None:
    """Put `benchmark.md` and `benchmark.json` into the folder."""
    from bench.scale import section

    page = folder / "benchmark.md"
    million = section.standing(page)  # made by a run of its own
    page.write_text(report.markdown(), encoding="utf-8")
    if million:
        section.put(page, [million])
    (folder / "benchmark.json").write_text(report.json(), encoding="utf-8")


def goals_table(verdicts: Iterable[Verdict]) -> str:
    """What was wanted, what was measured, and the verdict."""
    rows = []
    for each in verdicts:
        goal = each.goal
        wanted = f"{'≥' if goal.sense == 'at least' else '≤'} {_value(goal.wanted, goal.unit)}"
        if each.value is None:
            rows.append((goal.title, wanted, "not measured", ""))
            continue
        off = "" if each.off_by is None else f" by {abs(each.off_by):.0%}"
        rows.append(
            (goal.title, wanted, _value(each.value, goal.unit), ("met" if each.met else "missed") + off)
        )
    return table(("goal", "wanted", "measured", "verdict"), rows)


def _verdict(verdict: Verdict) -> dict[str, object]:
    goal = verdict.goal
    return {
        "title": goal.title,
        "of": goal.of,
        "over": goal.over,
        "sense": str(goal.sense),
        "wanted": goal.wanted,
        "unit": goal.unit,
        "measured": None if verdict.value is None else round(verdict.value, 4),
        "met": verdict.met,
    }


def _figures(figures: list[Figure]) -> str:
    rows = []
    for each in figures:
        low, high = each.spread
        database = each.middle("database_cpu")
        rows.append(
            (
                f"`{each.name}`",
                str(each.clients),
                f"{each.rate:,.0f} [{low:,.0f}–{high:,.0f}]",
                " / ".join(f"{each.middle(name):.1f}" for name in ("p50", "p95", "p99")),
                f"{each.middle('server_cpu'):.2f}" + (f" + {database:.2f}" if database else ""),
                f"{each.middle('body_bytes') / 1000:.1f}",
                str(each.errors),
                f"{max(run.other_load for run in each.runs):.0%}",
            )
        )
    head = ("scenario", "clients", "req/s", "p50 / p95 / p99 ms", "CPU ms", "kB", "errors", "other load ≤")
    return table(head, rows)


def _cost(cost: Cost) -> tuple[str, str, str]:
    return (f"`{cost.place}`" if ":" in cost.place else cost.place, f"{cost.ms:.3f}", f"{cost.calls:.0f}")


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.0%}"
    return f"{value:.2f} {unit}" if unit in ("s", "ms") else f"{value:.0f} {unit}".strip()


def _name(dialect: str) -> str:
    return {"sqlite": "SQLite (FULL)", "postgresql": "PostgreSQL"}[dialect]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their heads, as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
