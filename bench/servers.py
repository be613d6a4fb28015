"""Servers under test: gunicorn with the options of the product, in a process group of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench import machine

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
WORKERS = 2
THREADS = {"sqlite": 8, "postgresql": 4}
START_SECONDS = 30
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    port: int
    group: int

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return (HOST, self.port)

    def workers(self) -> list[int]:
        """Its processes without the one that watches over them."""
        return [pid for pid in machine.members(self.group) if pid != self.group]

    def cpu_seconds(self) -> float:
        """What all of its processes have used."""
        return machine.cpu_seconds(machine.members(self.group))


def gunicorn(application: str, port: int, *, threads: int) -> list[str]:
    """The command line of the product's server, without the recycling of workers that would cut a run."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--reuse-port"),
        *("--workers", str(WORKERS), "--threads", str(threads), "--worker-class", "gthread"),
        *("--keep-alive", "30", "--graceful-timeout", "5", "--log-level", "warning"),
        *("--chdir", str(ROOT), application),
    ]


@contextmanager
def serving(
    name: str, application: str, *, threads: int, env: Mapping[str, str], ready: str, log: Path
) -> Iterator[Server]:
    """Start, wait until `ready` answers 200, and stop for certain."""
    port = free_port()
    with log.open("wb") as out, running(gunicorn(application, port, threads=threads), env, out) as process:
        wait_until_ready(process, port, ready, log)
        yield Server(name, port, process.pid)


@contextmanager
def running(
    command: list[str], env: Mapping[str, str], out: IO[bytes]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A command in a process group of its own; the whole group ends with the block."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **env}, stdout=out, stderr=out, start_new_session=True
    )
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the group to stop, then make it."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + STOP_SECONDS
        while machine.members(process.pid) and time.monotonic() < deadline:
            process.poll()
            time.sleep(0.02)
    process.wait()


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int, path: str, log: Path) -> None:
    """Ask until 200; RuntimeError with the end of the log when the server dies or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if status_of(port, path) == 200:
            return
        time.sleep(0.005)
    raise RuntimeError(f"the server did not answer {path}:\n{log.read_text(errors='replace')[-6000:]}")


def status_of(port: int, path: str) -> int | None:
    """The status of one GET, or None when nobody listens."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])
