"""A stranger's bytes are opened in a process of its own, with limits, so that they can hold up nobody."""

import os
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


def limit(*, seconds: int, memory: int = MEMORY) -> None:
    """Called by the process about itself: so much work, so much memory, few files."""
    try:
        import resource
    except ImportError:  # not on Windows: there the parent's clock decides
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
