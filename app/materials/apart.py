"""A stranger's bytes are opened in a process of its own, with limits, so that they can hold up nobody."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 768 * 1024 * 1024


class Stopped(Exception):
    """The process ran into its limits, or fell."""


def run_apart(module: str, *words: str, data: bytes, seconds: float) -> bytes:
    """What that module of ours writes when it reads these bytes; raises Stopped.

    `seconds` by the clock, start included; `limit` in the process itself bounds work and memory.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours, words of our own lists
            [sys.executable, "-m", module, *words],
            input=data,
            capture_output=True,
            cwd=ROOT,
            env=clean_environment(),
            timeout=seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Stopped from error
    return done.stdout


def clean_environment() -> dict[str, str]:
    """What Python needs to start, and nothing that the product knows."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def limit(*, seconds: float, memory: int = MEMORY) -> None:
    """Called by the process about itself: so much work from now on, so much memory, few files, no line out.

    0 seconds set no end yet.
    """
    sys.addaudithook(_refuse_lines)
    try:
        import resource
    except ImportError:  # not on Windows: there the parent's clock decides
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # the system ends it, and counts no waiting
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _refuse_lines(event: str, _: object) -> None:
    """Whatever the bytes point at, nobody is asked for it."""
    if event.startswith("socket."):
        raise PermissionError(event)


def work_for(data: bytes) -> float:
    """Seconds for so many bytes: a small file that needs more than one is meant to, a large one is not."""
    return 1.0 + len(data) / 400_000
