"""A PostgreSQL of the tests' own that may be killed: made, started and removed here."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.server import free_port

HOST = "127.0.0.1"
USER = "paham"
FORGETFUL = " -c fsync=off -c full_page_writes=off"


def binaries() -> Path | None:
    """Where `initdb` is, or None on a machine without PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@dataclass(slots=True)
class Cluster:
    """The server and its folder."""

    folder: Path
    binaries: Path
    port: int
    forgetful: bool = False

    def url(self, name: str) -> str:
        """The URL of a database in it, as the product takes it."""
        return f"postgresql+psycopg://{USER}@{HOST}:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """A statement for the server as a whole."""
        import psycopg

        plain = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start, and wait until it answers; tries again while what was killed is still going away."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses={HOST}"
        options += FORGETFUL if self.forgetful else ""
        for _ in range(50):
            command = ["pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start"]
            if self._run(*command).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """As a power cut would: the first process is killed, the others notice and end."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def stop(self) -> None:
        """Without waiting for anybody."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def make(self) -> None:
        """An empty cluster."""
        made = self._run("initdb", "-D", "data", "-A", "trust", "-U", USER)
        assert made.returncode == 0, made.stderr.decode()

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        """`initdb` and `postgres` refuse to run as root."""
        other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        command = [*(other if os.geteuid() == 0 else []), str(self.binaries / program), *arguments]
        with (self.folder / "words").open("wb") as words:
            done = subprocess.run(command, cwd=self.folder, stdout=words, stderr=words, check=False)
        told = (self.folder / "words").read_bytes()
        return subprocess.CompletedProcess(command, done.returncode, stderr=told)


@contextmanager
def cluster(*, forgetful: bool = False) -> Iterator[Cluster]:
    """A started cluster that is gone afterwards; a forgetful one does not wait for the disk."""
    found = binaries()
    assert found is not None, "PostgreSQL is not installed"
    folder = Path(mkdtemp(prefix="paham-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    own = Cluster(folder, found, free_port(), forgetful)
    try:
        own.make()
        own.start()
        yield own
    finally:
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)
