"""A real server of the product on a real port, whose workers, or which as a whole, may be killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "kunci-untuk-pengujian-" + "x" * 40
START_SECONDS = 90


@dataclass(slots=True)
class Server:
    """Gunicorn with its workers, as `make run` starts it; `env` over the environment of a test."""

    url: str
    log: Path
    port: int
    env: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def workers(self) -> list[int]:
        """The process ids of the present workers."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in children.split()]

    def kill_a_worker(self, chance: random.Random) -> int:
        """Kill one worker as a crash would, without a word; its process id."""
        worker = chance.choice(self.workers())
        os.kill(worker, signal.SIGKILL)
        return worker

    def kill(self) -> None:
        """Kill all of it as a power cut would."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start(self, **env: str) -> None:
        """Start on the same port and wait for the first answer."""
        self.env |= env
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--reuse-port"]
        command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "30"]
        command += ["--chdir", str(ROOT), "app.server:wsgi()"]
        settings = {
            "DATABASE_URL": self.url,
            "SECRET_KEY": SECRET,
            "PAHAM_ENV": "development",
            "PAHAM_BASE_URL": f"http://127.0.0.1:{self.port}",
        }
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **settings, **self.env},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait_until_alive()

    def stop(self) -> None:
        """Let it finish what it does; then make it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait_until_alive(self) -> None:
        assert self.process
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}"
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/sehat")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer in time")


@contextmanager
def serving(url: str, log: Path, **env: str) -> Iterator[Server]:
    """The product on that database, with two workers of four threads, until the block ends."""
    server = Server(url, log, free_port(), env)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
