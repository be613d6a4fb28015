"""`make faults`: the long form of the fault tests on both databases; writes docs/faults.md.

`--quick` runs a short form of everything and prints the report instead of writing it.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.machine import description
from bench.product import world as worlds
from tests.faults import scenarios
from tests.faults.cluster import binaries, cluster
from tests.faults.scenarios import Ground, Outcome
from tests.faults.server import ROOT, SECRET, serving

REPORT = ROOT / "docs" / "faults.md"
HEAD = """\
# Fault tests

Made by `make faults` on {day}. {machine}; {load} processes were waiting for the processors on average.

Every scenario breaks something under a server with two workers, with people who repeat a save until it is
acknowledged, as the script of the page does. Afterwards each acknowledged answer is read back through HTTP
from the page of its question: the newest acknowledged one must be the one that is chosen. *Lost* is an
acknowledged answer that is not there, *doubled* a second answer, attempt or result where one is due, *wrong*
any reply that is neither an acknowledgement nor the refusal that the outbox knows. With 0 failures in N
trials, failures are rarer than 3/N with 95 % certainty (the rule of three); after a failure, and below four
trials, no bound is given.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario on one database."""

    database: str
    title: str
    outcome: Outcome
    seconds: float

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        found = self.outcome
        bound, saves = (_bound(each, found.failures) for each in (found.trials, found.acknowledged))
        numbers = (found.acknowledged, found.lost, found.doubled, len(found.wrong))
        trials = f"{found.trials:,} {found.what}"
        return (self.title, trials, *(f"{each:,}" for each in numbers), bound, saves, found.note)


def _bound(trials: int, failures: int) -> str:
    digits = 3 if trials >= 30_000 else 2
    return f"≤ {3 / trials:.{digits}%}" if trials > 3 and not failures else "–"


SENT, SENDERS = "sent while killed", 1_000
Steps = list[tuple[str, Callable[[Ground], Outcome]]]


def steps(*, quick: bool, killable: bool) -> Steps:
    """What is run, in this order; the edited quiz last, because it changes the world."""
    s = scenarios
    some = 10 if quick else 1
    few, one = (5, 1) if quick else (30, 20)
    found: Steps = [
        ("nothing broken", partial(s.nothing_broken, saves=2_000 if quick else 100_000)),
        ("worker killed", partial(s.workers_killed, kills=few, saves=10_000 // some)),
        ("server killed", partial(s.server_killed, kills=one, saves=4_000 // some)),
        (SENT, partial(s.sent_while_killed, kills=few, people=SENDERS // some)),
        ("replies dropped", partial(s.replies_dropped, saves=4_000 // some)),
        ("disk full" if not killable else "read-only", partial(s.disk_full, times=20 // some)),
        ("fifty at once", partial(s.started_and_sent_at_once, people=20 // some)),
        ("around the deadline", partial(s.around_the_deadline, people=20 // some)),
        ("clock jumps", partial(s.clock_jumps, jumps=1 if quick else 4, saves=2_000 // some)),
        ("two tabs", partial(s.two_tabs, people=20 // some, saves=50)),
        ("edited quiz", partial(s.edited_quiz, people=20)),
    ]
    if killable:
        found.insert(
            2, ("database killed", partial(s.database_killed, kills=10 // some, saves=3_000 // some))
        )
    return found


@contextmanager
def sqlite(folder: Path) -> Iterator[Ground]:
    """A world on a file."""
    with _served(f"sqlite:///{folder / 'faults.sqlite'}", folder) as ground:
        yield ground


@contextmanager
def postgresql(folder: Path) -> Iterator[Ground]:
    """A world on a cluster of its own, which may be killed."""
    with cluster() as own:
        own.execute("CREATE DATABASE faults ENCODING 'UTF8'")
        with _served(own.url("faults"), folder) as ground:
            ground.cluster = own
            yield ground


@contextmanager
def _served(url: str, folder: Path) -> Iterator[Ground]:
    world = worlds.build(url, submissions=1 + SENDERS)
    with serving(url, folder / "server.log", SECRET_KEY=SECRET) as server:
        yield Ground(world, server, url)


def main() -> int:
    """Run everything, judge, report; 0 when nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short form; nothing is written")
    parser.add_argument("--only", action="append", help="only scenarios of this title")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one database alone")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped on the way out
    grounds = {"sqlite": sqlite, "postgresql": postgresql}
    lines, notes = list[Line](), list[str]()
    for name in [arguments.database] if arguments.database else grounds:
        if name == "postgresql" and binaries() is None:
            notes.append("PostgreSQL was not tested: this machine has no `initdb`.")
            continue
        with TemporaryDirectory() as folder, ExitStack() as stack:
            ground = stack.enter_context(grounds[name](Path(folder)))
            for title, run in steps(quick=arguments.quick, killable=name == "postgresql"):
                if not arguments.only or title in arguments.only:
                    lines.append(_run(name, title, run, ground))
            notes += [f"{name}: {words}" for words in scenarios.settle(ground)]
    report = _report(lines, notes)
    print(report)
    if not (arguments.quick or arguments.only or arguments.database):
        REPORT.write_text(report, encoding="utf-8")
    return 1 if any(line.outcome.failures for line in lines) else 0


def _run(database: str, title: str, run: Callable[[Ground], Outcome], ground: Ground) -> Line:
    began = time.monotonic()
    outcome = run(ground)
    line = Line(database, title, outcome, time.monotonic() - began)
    told = f"{database} {title}: {outcome.trials} {outcome.what}, {outcome.acknowledged} acknowledged, "
    told += (
        f"{outcome.lost} lost, {outcome.doubled} doubled, {len(outcome.wrong)} wrong, {line.seconds:.0f} s"
    )
    broken = [words for words in ground.server.log.read_text().splitlines() if '"failure"' in words][-2:]
    print("\n  ".join([told, outcome.note, *outcome.wrong[:5], *broken]), file=sys.stderr, flush=True)
    return line


def _report(lines: list[Line], notes: list[str]) -> str:
    load = f"{os.getloadavg()[2]:.0f}"
    parts = [HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", machine=description(), load=load), *notes]
    head = ("scenario", "N", "acknowledged", "lost", "doubled", "wrong", "95 % bound a trial", "a save", "")
    for database in dict.fromkeys(line.database for line in lines):
        parts.append(f"## {'SQLite' if database == 'sqlite' else 'PostgreSQL'}")
        rows = [head, ("---",) * len(head), *(each.cells() for each in lines if each.database == database)]
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
        own = [each for each in lines if each.database == database]
        wrong = [f"- {each.title}: {words}" for each in own for words in each.outcome.wrong[:5]]
        parts += ["\n".join(wrong)] if wrong else []
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
