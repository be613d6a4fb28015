"""Which questions, in which order, under which names: all from the attempt's secret seed.

Names and order come from a keyed hash of what they stand for, so they are the same at every visit of one
attempt, different in the next, and carry no trace of the key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

TOKEN_BYTES = 8
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class DrawnOption:
    """An option under its opaque name; `place` is where it stands in the source."""

    token: str
    place: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked: of its group `draw` are (None: all), in one form or in every one."""

    question_id: int
    group: int | None = None
    draw: int | None = None
    form: str | None = None


def token(seed: str, *parts: str | int) -> str:
    """The opaque name of something in the attempt with that seed (hexadecimal), the same every time."""
    message = "\x1f".join(str(part) for part in parts).encode()
    return blake2b(message, key=bytes.fromhex(seed), digest_size=TOKEN_BYTES).hexdigest()


def seed_from(secret: bytes, *parts: str | int) -> str:
    """The seed of names and order for a purpose of its own, from a secret of the server."""
    message = "\x1f".join(str(part) for part in parts).encode("utf-8", "replace")
    return blake2b(message, key=blake2b(secret).digest(), digest_size=SEED_BYTES).hexdigest()


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


def draw_paper(
    seed: str,
    candidates: Sequence[Candidate],
    *,
    shuffled: bool,
    count: int | None = None,
    form: str | None = None,
) -> tuple[int, ...]:
    """The questions of a sitting in order: those of its form, drawn from groups or `count` of all."""
    mine = [each for each in candidates if each.form in (None, form)]
    groups: dict[int | None, list[Candidate]] = {}
    for each in mine:
        groups.setdefault(each.group, []).append(each)
    drawn = [
        question_id
        for group in groups.values()
        for question_id in draw_questions(seed, _ids(group), shuffled=False, count=group[0].draw)
    ]
    wanted = frozenset(drawn)
    asked = [each for each in _ids(mine) if each in wanted]
    return draw_questions(seed, asked, shuffled=shuffled, count=count)


def _ids(candidates: Sequence[Candidate]) -> list[int]:
    return [each.question_id for each in candidates]


def next_form(seed: str, forms: Sequence[str], *, own: Sequence[str], used: Mapping[str, int]) -> str | None:
    """The parallel form of a sitting: another one than last time, one not sat yet before one sat already.

    Among those the form least used by the person's colleagues; the seed decides ties. `own` are the forms
    that the person has sat, oldest first. None for a set without forms.
    """
    others = [form for form in forms if not own or form != own[-1]] or list(forms)
    fewest = min((own.count(form) for form in others), default=0)
    fresh = [form for form in others if own.count(form) == fewest]
    return min(fresh, key=lambda form: (used.get(form, 0), token(seed, "bentuk", form)), default=None)


def draw_options(seed: str, question_id: int, count: int, *, shuffled: bool) -> tuple[DrawnOption, ...]:
    """The options of a question under their opaque names, in the order in which they are shown."""
    options = [DrawnOption(token(seed, "pilihan", question_id, place), place) for place in range(count)]
    if shuffled:
        options.sort(key=lambda option: option.token)
    return tuple(options)


def places_by_token(seed: str, question_id: int, count: int) -> dict[str, int]:
    """From opaque names back to places in the source."""
    return {option.token: option.place for option in draw_options(seed, question_id, count, shuffled=False)}


def draw_lefts(
    seed: str, question_id: int, places: Sequence[int], *, shuffled: bool
) -> tuple[DrawnOption, ...]:
    """The lefts of pairs under their opaque names, in the order in which they are shown."""
    lefts = [DrawnOption(token(seed, "kiri", question_id, place), place) for place in places]
    return tuple(sorted(lefts, key=lambda left: left.token) if shuffled else lefts)


def lefts_by_token(seed: str, question_id: int, count: int) -> dict[str, int]:
    """From the opaque names of lefts back to places in the source."""
    return {left.token: left.place for left in draw_lefts(seed, question_id, range(count), shuffled=False)}
