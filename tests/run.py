"""The test command: lint, types, arrows, then every test that this machine can run; says what it cannot.

`--strict` makes a skipped step a failure: for a machine on which everything is expected to be there.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from tests.faults.cluster import binaries, cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
JOURNEYS = "tests/journeys"
NO_SERVER = "tests on PostgreSQL: no server (set PAHAM_TEST_POSTGRES, or install PostgreSQL)"
NO_BROWSER = "journeys in a browser: no Chromium on this machine"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the run, the group it belongs to, and what it finds in its environment."""

    group: str
    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


def lint_steps() -> list[Step]:
    """What reads the code without running it."""
    return [
        Step("lint", "ruff", [f"{BIN}/ruff", "check", "."]),
        Step("lint", "format", [f"{BIN}/ruff", "format", "--check", "."]),
        Step("lint", "types", [f"{BIN}/mypy"]),
        Step("lint", "arrows", [f"{BIN}/lint-imports", "--no-cache"]),
        Step("lint", "templates", [f"{BIN}/djlint", "--quiet", "--lint", "app"]),
    ]


def first_steps() -> tuple[Step, ...]:
    """Lint, whose types keep one core busy for half a minute, and beside it the templates of the tests."""
    return (*lint_steps(), Step("templates", "template databases", [sys.executable, "-m", "tests.templates"]))


def pytest(group: str, name: str, *options: str, server: str | None = None) -> Step:
    """A run of pytest, on the PostgreSQL at that address or on SQLite."""
    command = [sys.executable, "-m", "pytest", "-q", *options]
    if server is None:
        return Step(group, name, command)
    return Step(group, name, [*command, "--database=postgres"], {"PAHAM_TEST_POSTGRES": server})


def test_steps(servers: tuple[str, str] | None) -> Iterator[tuple[Step, ...]]:
    """What runs the code, on SQLite and on the two servers of `postgres`; those of one tuple run together."""
    units = ("-n", "2", f"--ignore={JOURNEYS}", "-m")  # a folder: no worker reads those files
    yield (pytest("units", "tests on SQLite", *units, "not faults"),)
    if servers:
        kind = "not faults and not durable"
        yield (pytest("postgres", "tests on PostgreSQL", *units, kind, server=servers[0]),)
    if CHROMIUM:
        journeys = ("-n", "3", "--dist", "loadfile", JOURNEYS)  # half of the time they wait
        yield (pytest("browser", "journeys in a browser", *journeys),)
    faults = [pytest("faults", "faults, short form, SQLite", "-m", "faults")]
    if servers:
        name, kind = "faults, short form, PostgreSQL", "faults or durable"
        faults.append(pytest("faults", name, "-m", kind, server=servers[1]))
    yield tuple(faults)


def main() -> int:
    """Run the steps in order; 0 when all that ran is green (and, with --strict, nothing was skipped)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--only", choices=("lint", "units", "postgres", "browser", "faults"))
    arguments = parser.parse_args()
    if arguments.strict:
        os.environ["PAHAM_TEST_STRICT"] = "1"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or every process compiles the code and the tests anew
    failed: list[str] = []
    with postgres() as servers, TemporaryDirectory() as templates:
        os.environ["PAHAM_TEST_TEMPLATES"] = templates
        for steps in (first_steps(), *test_steps(servers)):
            chosen = [step for step in steps if arguments.only in (None, step.group)]
            failed += [step.name for step in run(*chosen) if not walked_again(step)]
    skipped = [] if servers else [NO_SERVER]
    skipped += [] if CHROMIUM else [NO_BROWSER]
    for line in skipped:
        print(f"SKIPPED  {line}")
    for name in failed:
        print(f"FAILED   {name}")
    print("Semua yang dijalankan hijau." if not failed else "Ada yang merah.")
    return 1 if failed or (arguments.strict and skipped) else 0


def run(*steps: Step) -> list[Step]:
    """The steps that did not end well; begun together, and the words of a later one come when it is over."""
    failed: list[Step] = []
    if not steps:
        return failed
    began = time.monotonic()
    with ExitStack() as files:
        words = [None, *(files.enter_context(TemporaryFile()) for _ in steps[1:])]
        print(f"\n=== {steps[0].name}", flush=True)
        running = [
            subprocess.Popen(
                step.command,
                cwd=ROOT,
                env=os.environ | step.env,
                stdout=told,
                stderr=told and subprocess.STDOUT,
            )
            for step, told in zip(steps, words, strict=True)
        ]
        for step, process, told in zip(steps, running, words, strict=True):
            code = process.wait()
            if told:
                told.seek(0)
                print(f"\n=== {step.name}\n{told.read().decode()}")
            seconds = time.monotonic() - began
            print(f"--- {step.name}: {'ok' if code == 0 else f'exit {code}'} ({seconds:.0f} s)", flush=True)
            if code:
                failed.append(step)
    return failed


def walked_again(step: Step) -> bool:
    """Whether journeys that failed end well when walked once more: a busy machine is slow, not wrong."""
    if step.group != "browser":
        return False
    name = f"{step.name}, those that failed, once more"
    return not run(Step(step.group, name, [*step.command, "-n", "0", "--lf"]))


@contextmanager
def postgres() -> Iterator[tuple[str, str] | None]:
    """Two PostgreSQL to test against: one for tests that do not ask, and one durable as in production.

    The one named, or that of this machine, is both. Else they are our own, and the first does not wait for
    the disk: what is kept in a power cut is asked by the tests marked `faults` and `durable` alone.
    """
    named = os.environ.get("PAHAM_TEST_POSTGRES")
    if named:
        yield named, named
    elif binaries():
        with cluster(forgetful=True) as quick, cluster() as durable:
            yield quick.url("postgres"), durable.url("postgres")
    else:
        local = "postgresql+psycopg://127.0.0.1:5432/postgres"
        yield (local, local) if answers(local) else None


def answers(url: str) -> bool:
    """Whether a server lets us in at that address."""
    import psycopg

    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
