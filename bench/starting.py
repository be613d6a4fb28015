"""How long it takes until the product answers, and how long its import takes."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench.servers import ROOT, THREADS, free_port, gunicorn, running, wait_until_ready

IMPORT = "import time; began = time.perf_counter(); {what}; print(time.perf_counter() - began)"
PRODUCT = "from app.server import create_app; create_app(commands=False)"
RUNG = "from bench.rungs import orm; orm.create()"


def first_answer(env: Mapping[str, str], ready: str, folder: Path, *, times: int) -> float:
    """Seconds from the start of the server's process to its first 200, the median of so many starts."""
    taken = []
    for _ in range(times):
        port = free_port()
        log = folder / "start.log"
        command = gunicorn("app.server:wsgi()", port, threads=THREADS["sqlite"])
        began = time.perf_counter()
        with log.open("wb") as out, running(command, env, out) as process:
            wait_until_ready(process, port, ready, log)
            taken.append(time.perf_counter() - began)
    return float(median(taken))


def serve_command(env: Mapping[str, str], ready: str, folder: Path) -> float:
    """Seconds of `flask serve` on a database that is migrated and filled: it checks both first."""
    port = free_port()
    log = folder / "serve.log"
    command = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)]
    began = time.perf_counter()
    with log.open("wb") as out, running(command, env, out) as process:
        wait_until_ready(process, port, ready, log)
        return time.perf_counter() - began


def import_seconds(what: str, env: Mapping[str, str], *, times: int) -> float:
    """Seconds to import and make the application in a new interpreter, the median of so many."""
    taken = [
        float(
            subprocess.run(
                [sys.executable, "-c", IMPORT.format(what=what)],
                cwd=ROOT,
                env={**os.environ, **env},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for _ in range(times)
    ]
    return float(median(taken))
