"""An answer as it travels and as it is stored: opaque ids outside, places in the source inside.

Stored text by type: tunggal `2`, ganda `0,3` ascending, urutan `2,0,1` as ordered, jodoh `0~2,1~0` by left,
isian and angka the words themselves. An empty text is a blank answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.quiz.rules.errors import InvalidAnswer, StepTwice
from app.quiz.rules.key import Marking
from app.quiz.rules.written import kept_number, kept_words

LONGEST_DEVICE = 64
LARGEST_REVISION = 2_147_483_647
TAPS = {"": None, "1": 1, "2": 2, "3": 3}
JOIN = "~"


@dataclass(frozen=True, slots=True)
class Save:
    """One save as the browser sent it, its form already checked; `revision` None: the server counts."""

    device: str
    revision: int | None
    confidence: int | None
    chosen: tuple[str, ...]
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """From the opaque names of one question back to places: of what is chosen, and of the lefts of pairs."""

    options: Mapping[str, int]
    lefts: Mapping[str, int] = field(default_factory=dict)


def read_save(
    *, device: str, revision: str | None, confidence: str, chosen: Sequence[str], takes_over: str
) -> Save:
    """A save from the texts of a form; raises InvalidAnswer for anything that is not one."""
    if not is_device(device):
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


def is_device(name: str) -> bool:
    """Whether this may be the name of a writer."""
    return 0 < len(name) <= LONGEST_DEVICE and name.isprintable()


def _revision(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > LARGEST_REVISION:
        raise InvalidAnswer
    return int(text)


def canonical(places: Iterable[int]) -> str:
    """The stored text of chosen places: ascending, once each, joined by commas; empty for a blank answer."""
    return ordered(sorted(set(places)))


def ordered(places: Iterable[int]) -> str:
    """The stored text of places in the order given."""
    return ",".join(str(place) for place in places)


def paired(pairs: Iterable[tuple[int, int]]) -> str:
    """The stored text of pairs of a left and a right, by left."""
    return ",".join(f"{left}{JOIN}{right}" for left, right in sorted(pairs))


def places_in(response: str) -> tuple[int, ...]:
    """The places of a stored response of a type that chooses or orders."""
    return tuple(int(place) for place in response.split(",")) if response else ()


def pairs_in(response: str) -> tuple[tuple[int, int], ...]:
    """The pairs of a stored response of type jodoh."""
    pairs = (pair.split(JOIN) for pair in response.split(",") if response)
    return tuple((int(left), int(right)) for left, right in pairs)


def response_to(marking: Marking, chosen: Sequence[str], names: Names) -> str:
    """The stored text of what was sent; raises InvalidAnswer for whatever is no answer to this question."""
    if marking.is_written:
        return _written(marking, chosen)
    if marking is Marking.JODOH:
        return _pairs(chosen, names)
    if marking is Marking.URUTAN:
        return _order(chosen, names)
    if len(set(chosen)) != len(chosen) or (marking is Marking.TUNGGAL and len(chosen) > 1):
        raise InvalidAnswer
    return canonical(_places(chosen, names))


def _places(chosen: Sequence[str], names: Names) -> list[int]:
    if any(token not in names.options for token in chosen):
        raise InvalidAnswer
    return [names.options[token] for token in chosen]


def _order(chosen: Sequence[str], names: Names) -> str:
    """A list that still stands on its first entry sends an empty text, which says nothing."""
    places = _places([token for token in chosen if token], names)
    if len(set(places)) != len(places):
        raise StepTwice
    return ordered(places)


def _written(marking: Marking, chosen: Sequence[str]) -> str:
    if len(chosen) > 1:
        raise InvalidAnswer
    text = "".join(chosen)
    return kept_number(text) if marking is Marking.ANGKA else kept_words(text)


def _pairs(chosen: Sequence[str], names: Names) -> str:
    """A list that still stands on its first entry sends an empty text, which says nothing."""
    pairs: dict[int, int] = {}
    for each in filter(None, chosen):
        left, _, right = each.partition(JOIN)
        if left not in names.lefts or right not in names.options or names.lefts[left] in pairs:
            raise InvalidAnswer
        pairs[names.lefts[left]] = names.options[right]
    return paired(pairs.items())
