"""Which questions, in which order, under which names: all from the attempt's secret seed.

Names and order come from a keyed hash of what they stand for, so they are the same at every visit of one
attempt, different in the next, and carry no trace of the key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

TOKEN_BYTES = 8
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class DrawnOption:
    """An option under its opaque name; `place` is where it stands in the source."""

    token: str
    place: int


def token(seed: str, *parts: str | int) -> str:
    """The opaque name of something in the attempt with that seed (hexadecimal), the same every time."""
    message = "\x1f".join(str(part) for part in parts).encode()
    return blake2b(message, key=bytes.fromhex(seed), digest_size=TOKEN_BYTES).hexdigest()


def question_token(seed: str, question_id: int) -> str:
    """The opaque name of a question."""
    return token(seed, "soal", question_id)


def draw_questions(
    seed: str, question_ids: Sequence[int], *, shuffled: bool, count: int | None = None
) -> tuple[int, ...]:
    """The questions of a sitting in order: `count` of them drawn by the seed, or all."""
    by_chance = sorted(question_ids, key=lambda each: token(seed, "undi", each))
    drawn = by_chance[:count] if count is not None else by_chance
    if shuffled:
        return tuple(drawn)
    wanted = frozenset(drawn)
    return tuple(each for each in question_ids if each in wanted)


def draw_options(seed: str, question_id: int, count: int, *, shuffled: bool) -> tuple[DrawnOption, ...]:
    """The options of a question under their opaque names, in the order in which they are shown."""
    options = [DrawnOption(token(seed, "pilihan", question_id, place), place) for place in range(count)]
    if shuffled:
        options.sort(key=lambda option: option.token)
    return tuple(options)


def places_by_token(seed: str, question_id: int, count: int) -> dict[str, int]:
    """From opaque names back to places in the source."""
    return {option.token: option.place for option in draw_options(seed, question_id, count, shuffled=False)}
