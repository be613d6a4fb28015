"""A real server of the product on a real port, whose workers may be killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "kunci-untuk-pengujian-" + "x" * 40
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """Gunicorn with its workers, as `make run` starts it."""

    port: int
    process: "subprocess.Popen[bytes]"

    def workers(self) -> list[int]:
        """The process ids of the present workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in children.split()]

    def kill_a_worker(self, chance: random.Random) -> int:
        """Kill one worker as a crash would, without a word; its process id."""
        worker = chance.choice(self.workers())
        os.kill(worker, signal.SIGKILL)
        return worker


@contextmanager
def serving(url: str, log: Path) -> Iterator[Server]:
    """The product on that database, with two workers of four threads, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--reuse-port"]
    command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "30"]
    command += ["--chdir", str(ROOT), "app.server:wsgi()"]
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "PAHAM_ENV": "development",
        "PAHAM_BASE_URL": f"http://127.0.0.1:{port}",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
        try:
            _wait_until_alive(port, process)
            yield Server(port, process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_alive(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sehat")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer in time")
