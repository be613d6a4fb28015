"""What differs between two texts: line by line, and word by word within a line that was changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\w+|\s+|[^\w\s]")
AROUND = 2
ALIKE = 0.5
MOST_LINES = 1_500
MOST_WORDS = 1_200


class Change(StrEnum):
    """What became of a line, or of a piece of it."""

    SAMA = "sama"
    HAPUS = "hapus"
    TAMBAH = "tambah"
    UBAH = "ubah"
    LOMPAT = "lompat"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line that stay, go or come."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A line with its number in both texts; `skipped` counts the equal lines that a LOMPAT stands for."""

    change: Change
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines to show, and how many were changed, added and removed."""

    lines: tuple[DifferenceLine, ...]

    def count(self, change: Change) -> int:
        """How many lines of that kind."""
        return sum(line.change is change for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether both texts are the same."""
        return not any(self.count(change) for change in (Change.UBAH, Change.TAMBAH, Change.HAPUS))

    @property
    def words(self) -> str:
        """3 baris diubah, 1 ditambahkan, 2 dihapus."""
        kinds = ((Change.UBAH, "diubah"), (Change.TAMBAH, "ditambahkan"), (Change.HAPUS, "dihapus"))
        parts = [f"{self.count(change)} {word}" for change, word in kinds if self.count(change)]
        if not parts:
            return "Kedua teksnya sama."
        number, _, rest = parts[0].partition(" ")
        return ", ".join([f"{number} baris {rest}", *parts[1:]]) + "."


def difference(before: str, after: str) -> Difference:
    """What was done to `before` to make `after`; line ends of a browser count as those of a file.

    Equal lines beyond the two around a change are one LOMPAT. Texts that share too little to be compared in
    reasonable time are shown as removed and added whole.
    """
    old, new = before.splitlines(), after.splitlines()
    return Difference(tuple(_folded(list(_lines(old, new)))))


def likeness(before: str, after: str) -> float:
    """0 to 1: how much of the words of two texts is common, in order."""
    old, new = before.split(), after.split()
    if old == new:
        return 1.0
    matcher = SequenceMatcher(None, old, new)
    if matcher.quick_ratio() < ALIKE or max(len(old), len(new)) > MOST_WORDS:
        return 0.0
    return matcher.ratio()


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[DifferenceLine]:
    for tag, a, b, c, d in _steps(old, new):
        if tag == "equal":
            for offset in range(b - a):
                yield _whole(Change.SAMA, a + offset + 1, c + offset + 1, old[a + offset])
        else:
            yield from _changed(old[a:b], new[c:d], a, c)


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps of the matcher, after taking off what both texts begin and end with."""
    head = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    a, b = len(old) - tail, len(new) - tail
    middle = [("replace", head, a, head, b)]
    if max(a, b) - head <= MOST_LINES:
        codes = SequenceMatcher(None, old[head:a], new[head:b]).get_opcodes()
        middle = [(tag, i + head, j + head, k + head, m + head) for tag, i, j, k, m in codes]
    ends = [("equal", 0, head, 0, head), *middle, ("equal", a, len(old), b, len(new))]
    return [step for step in ends if step[1] < step[2] or step[3] < step[4]]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _changed(old: Sequence[str], new: Sequence[str], a: int, c: int) -> Iterator[DifferenceLine]:
    """Lines in pairs while they resemble each other; the rest as removed, then as added."""
    alike = 0
    for before, after in zip(old, new, strict=False):
        pieces = _pieces(before, after)
        if pieces is None:
            break
        alike += 1
        yield DifferenceLine(Change.UBAH, a + alike, c + alike, pieces)
    for place, text in enumerate(old[alike:], a + alike + 1):
        yield _whole(Change.HAPUS, place, None, text)
    for place, text in enumerate(new[alike:], c + alike + 1):
        yield _whole(Change.TAMBAH, None, place, text)


def _whole(change: Change, before: int | None, after: int | None, text: str) -> DifferenceLine:
    return DifferenceLine(change, before, after, (Piece(change, text),))


def _pieces(old: str, new: str) -> tuple[Piece, ...] | None:
    """The words of a changed line; None when the two have too little in common to be read as one."""
    a, b = WORD.findall(old), WORD.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(None, a, b)
    if matcher.ratio() < ALIKE:
        return None
    found: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece(Change.SAMA, "".join(a[i:j])))
            continue
        if i < j:
            found.append(Piece(Change.HAPUS, "".join(a[i:j])))
        if k < m:
            found.append(Piece(Change.TAMBAH, "".join(b[k:m])))
    return tuple(found)


def _folded(lines: list[DifferenceLine]) -> Iterator[DifferenceLine]:
    near = _near(lines)
    skipped = 0
    for place, line in enumerate(lines):
        if place in near:
            if skipped:
                yield DifferenceLine(Change.LOMPAT, None, None, skipped=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped and near:
        yield DifferenceLine(Change.LOMPAT, None, None, skipped=skipped)


def _near(lines: list[DifferenceLine]) -> set[int]:
    changed = (place for place, line in enumerate(lines) if line.change is not Change.SAMA)
    return {near for place in changed for near in range(place - AROUND, place + AROUND + 1)}
