"""Reading a stranger's file in a process of its own, so that nothing in it can hold up anybody else."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.materials.exchange.understood import Fault, ForeignOption, ForeignQuestion, Loss

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 15.0
"""By the clock, start of the process included; its own work is limited to five."""
STOPPED = "Berkas ini terlalu berat untuk dibaca. Bagilah menjadi beberapa berkas, lalu coba lagi."


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood, and the Markdown of each question that a quiz can hold."""

    questions: tuple[ForeignQuestion, ...]
    losses: tuple[Loss, ...]
    errors: tuple[Fault, ...]
    blocks: tuple[str, ...]


def read_apart(data: bytes, source: str) -> Reading:
    """As `understand`, with limits of time and memory; breaking one is an error of the reading."""
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours, a format of our own list
            [sys.executable, "-m", "app.materials.exchange.worker", source],
            input=data,
            capture_output=True,
            cwd=ROOT,
            env=_environment(),
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return Reading((), (), (Fault(1, STOPPED),), ())
    found = json.loads(done.stdout)
    return Reading(
        tuple(_question(each) for each in found["questions"]),
        tuple(Loss(**each) for each in found["losses"]),
        tuple(Fault(**each) for each in found["errors"]),
        tuple(found["blocks"]),
    )


def _question(found: dict[str, object]) -> ForeignQuestion:
    options = found.pop("options")
    tags = found.pop("tags")
    assert isinstance(options, list)
    assert isinstance(tags, list)
    return ForeignQuestion(options=tuple(_option(each) for each in options), tags=tuple(tags), **found)  # type: ignore[arg-type]


def _option(found: dict[str, object]) -> ForeignOption:
    code = found.pop("sk")
    return ForeignOption(salah_kaprah=str(code or ""), **found)  # type: ignore[arg-type]


def _environment() -> dict[str, str]:
    """What Python needs to start, and nothing that the product knows."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
