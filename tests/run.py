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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the run and the group it belongs to."""

    group: str
    name: str
    command: list[str]


def lint_steps() -> list[Step]:
    """What reads the code without running it."""
    return [
        Step("lint", "ruff", [f"{BIN}/ruff", "check", "."]),
        Step("lint", "format", [f"{BIN}/ruff", "format", "--check", "."]),
        Step("lint", "types", [f"{BIN}/mypy"]),
        Step("lint", "arrows", [f"{BIN}/lint-imports", "--no-cache"]),
        Step("lint", "templates", [f"{BIN}/djlint", "--quiet", "--lint", "app"]),
    ]


def pytest(group: str, name: str, *options: str) -> Step:
    """A run of pytest."""
    return Step(group, name, [sys.executable, "-m", "pytest", "-q", *options])


def main() -> int:
    """Run the steps in order; 0 when all that ran is green (and, with --strict, nothing was skipped)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--only", choices=("lint", "units", "postgres", "browser", "faults"))
    arguments = parser.parse_args()
    if arguments.strict:
        os.environ["PAHAM_TEST_STRICT"] = "1"
    skipped: list[str] = []
    failed: list[str] = []
    with postgres() as url:
        steps = lint_steps()
        steps.append(pytest("units", "tests on SQLite", "-n", "2", "-m", "not browser and not faults"))
        if url:
            os.environ["PAHAM_TEST_POSTGRES"] = url
            only = ["-n", "2", "-m", "not browser and not faults"]
            steps.append(pytest("postgres", "tests on PostgreSQL", "--database=postgres", *only))
        else:
            skipped.append("tests on PostgreSQL: no server (set PAHAM_TEST_POSTGRES, or install PostgreSQL)")
        if CHROMIUM:
            steps.append(
                pytest("browser", "journeys in a browser", "-n", "2", "--dist", "loadfile", "-m", "browser")
            )
        else:
            skipped.append("journeys in a browser: no Chromium on this machine")
        steps.append(pytest("faults", "faults, short form, SQLite", "-m", "faults"))
        if url:
            name = "faults, short form, PostgreSQL"
            steps.append(pytest("faults", name, "-m", "faults", "--database=postgres"))
        for step in steps:
            if arguments.only in (None, step.group) and not run(step) and not walked_again(step):
                failed.append(step.name)
    for line in skipped:
        print(f"SKIPPED  {line}")
    for name in failed:
        print(f"FAILED   {name}")
    print("Semua yang dijalankan hijau." if not failed else "Ada yang merah.")
    return 1 if failed or (arguments.strict and skipped) else 0


def run(step: Step) -> bool:
    """Whether the step ended well."""
    print(f"\n=== {step.name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(step.command, cwd=ROOT, check=False).returncode
    print(
        f"--- {step.name}: {'ok' if code == 0 else f'exit {code}'} ({time.monotonic() - began:.0f} s)",
        flush=True,
    )
    return code == 0


def walked_again(step: Step) -> bool:
    """Whether journeys that failed end well when walked once more: a busy machine is slow, not wrong."""
    if step.group != "browser":
        return False
    name = f"{step.name}, those that failed, once more"
    return run(Step(step.group, name, [*step.command, "-n", "0", "--lf"]))


@contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL to test against: the one named, else one of our own, else the one on this machine."""
    named = os.environ.get("PAHAM_TEST_POSTGRES")
    if named:
        yield named
        return
    if initdb() and os.name == "posix" and os.geteuid() != 0:
        with own_cluster(initdb()) as url:
            yield url
            return
    local = "postgresql+psycopg://127.0.0.1:5432/postgres"
    yield local if answers(local) else None


def initdb() -> str | None:
    """Where initdb stands, if anywhere."""
    found = shutil.which("initdb")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) if not found else []
    return found or (str(candidates[-1]) if candidates else None)


@contextmanager
def own_cluster(program: str | None) -> Iterator[str]:
    """A cluster in a temporary folder, durable as in production, gone afterwards."""
    assert program
    binaries = Path(program).parent
    with TemporaryDirectory() as folder:
        subprocess.run(
            [program, "-D", f"{folder}/data", "-A", "trust", "-U", "paham"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = f"-p 54329 -k {folder} -c listen_addresses=127.0.0.1"
        control = [str(binaries / "pg_ctl"), "-D", f"{folder}/data", "-w", "-l", f"{folder}/log"]
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            yield "postgresql+psycopg://paham@127.0.0.1:54329/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)


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
