"""`python -m tests.fuzz`: fifty thousand requests over fresh copies of the demo world, and a report."""

import argparse
import logging
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from app import create_app
from app.db import db
from tests.conftest import build, checkpoint, settings_for
from tests.databases import Databases
from tests.fuzz.throwing import Tally, Thrower, field_names, in_order
from tests.worlds import load_demo, publish_everything

DOCS = Path(__file__).resolve().parents[2] / "docs"
REPORTS = {"sqlite": DOCS / "fuzz.md", "postgres": DOCS / "fuzz-postgresql.md"}
A_WORLD = 1000


def main() -> int:
    """Throw, tell, and end with 1 when anything answered with a 5xx."""
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=20261130)
    options.add_argument("--minutes", type=float, default=120, help="end earlier, and say how many were sent")
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--report", type=Path, help="docs/fuzz.md, or docs/fuzz-postgresql.md")
    asked = options.parse_args()
    logging.disable(logging.CRITICAL)
    tally, until = Tally(), time.monotonic() + asked.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(asked.database, Path(folder), f"fuzz{os.getpid()}")
        template = databases.new("template")
        build(template, lambda: (publish_everything(), load_demo())[0])
        checkpoint(template)
        for chunk in range(-(-asked.requests // A_WORLD)):
            if time.monotonic() > until:
                break
            copy = databases.new(f"dunia{chunk}", template)
            _throw(copy, asked.seed + chunk, min(A_WORLD, asked.requests - chunk * A_WORLD), tally, until)
            databases.drop(copy)
            print(f"{tally.requests} requests, {len(tally.failures)} failures", flush=True)
        databases.drop(template)
    told = report(tally, asked.seed, asked.database)
    (asked.report or REPORTS[asked.database]).write_text(told, encoding="utf-8")
    print("\n".join(tally.failures[:40]))
    return 1 if tally.failures else 0


def _throw(url: str, seed: int, count: int, tally: Tally, until: float) -> None:
    app = create_app(settings_for(url))
    app.testing = False
    Thrower(app, seed, tally).throw(count, until=until)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def report(tally: Tally, seed: int, database: str) -> str:
    """The report as Markdown."""
    quiet = [endpoint for endpoint, counts in in_order(tally) if not counts[2] and not counts[3]]
    lines = [
        "# Fuzzing every route",
        "",
        f"Written by `python -m tests.fuzz --database {database}` on {date.fromtimestamp(time.time())}; seed"
        f" {seed}. Every address"
        " and method as nobody and as seven people of two OPD; objects of one's own, of others and of nobody;"
        f" {len(field_names())} field names with values, files, bodies and headers that nobody would send.",
        "",
        f"**{tally.requests:,} requests, {len(tally.failures)} with a 5xx**, in {tally.seconds:,.0f} s.",
        "",
        "| status | answers |",
        "|---|---|",
        *(f"| {status} | {count:,} |" for status, count in sorted(tally.statuses.items())),
        "",
        "| endpoint | 2xx | 3xx | 4xx | 5xx |",
        "|---|---|---|---|---|",
        *(f"| {name} | {c[2]} | {c[3]} | {c[4]} | {c[5]} |" for name, c in in_order(tally)),
        "",
        f"Never past the door or the form with these inputs: {', '.join(quiet) or 'none'}.",
    ]
    if tally.failures:
        lines += ["", "## Failures", "", *(f"- `{line}`" for line in tally.failures[:100])]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
