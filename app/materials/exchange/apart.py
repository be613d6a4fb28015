"""Reading a stranger's file in a process of its own, so that nothing in it can hold up anybody else."""

import base64
import json
from dataclasses import dataclass

from app.materials.apart import Stopped, run_apart
from app.materials.exchange.archive import ArchiveRefused
from app.materials.exchange.understood import Fault, ForeignOption, ForeignQuestion, Loss

SECONDS = 15.0
"""By the clock, start of the process included; its own work is limited by `work_for`."""
LARGEST_PASTE = 2_000_000
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
        found = json.loads(run_apart("app.materials.exchange.worker", source, data=data, seconds=SECONDS))
    except Stopped:
        return Reading((), (), (Fault(1, STOPPED),), ())
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


def read_pasted(html: str, *, top: int) -> str | None:
    """Markdown of a text copied from Word, its highest heading of level `top`; None when it is too heavy."""
    data = html.encode("utf-8", "replace")
    if len(data) > LARGEST_PASTE:
        return None
    try:
        found = run_apart("app.materials.exchange.word_worker", str(top), data=data, seconds=SECONDS)
    except Stopped:
        return None
    return found.decode()


def unpack_apart(data: bytes) -> dict[str, bytes]:
    """The files of an archive by their names; raises ArchiveRefused with the sentence for its author."""
    try:
        found = json.loads(run_apart("app.materials.exchange.archive_worker", data=data, seconds=SECONDS))
    except Stopped:
        raise ArchiveRefused(STOPPED) from None
    if "refused" in found:
        raise ArchiveRefused(found["refused"])
    return {name: base64.b64decode(content) for name, content in found["files"].items()}
