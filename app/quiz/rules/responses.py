"""An answer as it travels and as it is stored: opaque option ids outside, places in the source inside."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.quiz.rules.errors import InvalidAnswer
from app.quiz.rules.score import Marking

LONGEST_DEVICE = 64
LARGEST_REVISION = 2_147_483_647
TAPS = {"": None, "1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Save:
    """One save as the browser sent it, its form already checked; `revision` None: the server counts."""

    device: str
    revision: int | None
    confidence: int | None
    chosen: tuple[str, ...]
    takes_over: bool = False


def read_save(
    *, device: str, revision: str | None, confidence: str, chosen: Sequence[str], takes_over: str
) -> Save:
    """A save from the texts of a form; raises InvalidAnswer for anything that is not one."""
    if not 0 < len(device) <= LONGEST_DEVICE or not device.isprintable():
        raise InvalidAnswer
    if confidence not in TAPS or takes_over not in {"", "0", "1"}:
        raise InvalidAnswer
    return Save(
        device=device,
        revision=None if revision is None else _revision(revision),
        confidence=TAPS[confidence],
        chosen=tuple(chosen),
        takes_over=takes_over == "1",
    )


def _revision(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > LARGEST_REVISION:
        raise InvalidAnswer
    return int(text)


def canonical(places: Iterable[int]) -> str:
    """The stored text of chosen places: ascending, once each, joined by commas; empty for a blank answer."""
    return ",".join(str(place) for place in sorted(set(places)))


def places_in(response: str) -> tuple[int, ...]:
    """The chosen places of a stored response."""
    return tuple(int(place) for place in response.split(",")) if response else ()


def response_to(marking: Marking, chosen: Sequence[str], options: Mapping[str, int]) -> str:
    """The stored text of chosen option ids; raises InvalidAnswer for unknown, repeated or too many ones."""
    if any(token not in options for token in chosen) or len(set(chosen)) != len(chosen):
        raise InvalidAnswer
    if marking is Marking.TUNGGAL and len(chosen) > 1:
        raise InvalidAnswer
    return canonical(options[token] for token in chosen)
