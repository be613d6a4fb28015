"""Marking again: what would change, for how many, and what stands in the way of doing or undoing it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.errors import Conflict, Invalid
from app.quiz.rules.belief import ItemState

LONGEST_REASON = 300
SHORTEST_REASON = 10
FEW = 10
"""An office with fewer people than this is not shown alone: its figures would speak of persons."""


class NoReason(Invalid):
    """Marks are never changed without a sentence that says why."""

    message = f"Tulis alasannya, paling sedikit {SHORTEST_REASON} huruf dan paling banyak {LONGEST_REASON}."


class PlanOutdated(Conflict):
    """The results are no longer those of the preview."""

    message = (
        "Keadaannya berubah sejak dampaknya diperiksa, jadi belum ada nilai yang diubah. "
        "Periksa lagi angkanya, lalu terapkan."
    )


class UndoRefused(Conflict):
    """Something was built upon the marks since; the sentence says what."""


def kept_reason(text: str) -> str:
    """The reason as it is stored, on one line; raises NoReason for none, or for a novel."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NoReason
    return reason


@dataclass(frozen=True, slots=True)
class ResultMarks:
    """The marks of a whole result."""

    correct: int
    answered: int
    score: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class MarkChange:
    """The mark of one item before and after."""

    item_id: int
    before: tuple[Fraction, bool, ItemState | None]
    after: tuple[Fraction, bool, ItemState | None]


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One result before and after; `reached`: whether the score now stands at the pass mark or above.

    `after.passed` is never less than `before.passed`: a pass once told is not taken back by a machine.
    """

    attempt_id: int
    person_id: int
    items: int
    before: ResultMarks
    after: ResultMarks
    reached: bool
    changes: tuple[MarkChange, ...]

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 the same score."""
        return (self.after.score > self.before.score) - (self.after.score < self.before.score)

    @property
    def gains_pass(self) -> bool:
        """Whether the person passes by it."""
        return self.after.passed and not self.before.passed

    @property
    def keeps_pass(self) -> bool:
        """Whether the pass stays although the score falls below the mark."""
        return self.before.passed and not self.reached and self.direction < 0


@dataclass(frozen=True, slots=True)
class Impact:
    """How many results there are, and what becomes of them."""

    results: int
    up: int
    down: int
    gained: int
    kept: int

    @property
    def same(self) -> int:
        """Results whose score stays what it is."""
        return self.results - self.up - self.down


def impact_of(changes: Iterable[ResultChange]) -> Impact:
    """The counts of these changes."""
    rows = list(changes)
    return Impact(
        results=len(rows),
        up=sum(row.direction > 0 for row in rows),
        down=sum(row.direction < 0 for row in rows),
        gained=sum(row.gains_pass for row in rows),
        kept=sum(row.keeps_pass for row in rows),
    )


def digest_of(target_version_id: int | None, changes: Iterable[ResultChange]) -> str:
    """The name of a plan: equal names change the same cells from the same to the same values."""
    cells = sorted((row.attempt_id, row.before, row.after, row.changes) for row in changes)
    return hashlib.sha256(repr((target_version_id, cells)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OfficeImpact:
    """What becomes of the results of one office, or of several small ones together (`offices` > 1)."""

    name: str
    offices: int
    people: int
    impact: Impact


def by_office(changes: Iterable[ResultChange], homes: Mapping[int, str]) -> tuple[OfficeImpact, ...]:
    """A row an office by name; small ones together, and none at all when even these are few.

    An office whose people all rise, or all fall, counts as small: its row would tell what each one answered.
    The smallest shown office joins the small ones while these together would speak of few.
    """
    groups: dict[str, list[ResultChange]] = {}
    for row in changes:
        groups.setdefault(homes.get(row.person_id, ""), []).append(row)
    shown = sorted((name for name, rows in groups.items() if name and _speaks_of_nobody(rows)))
    small = [name for name in groups if name not in shown]
    while small and shown and not _speaks_of_nobody([row for name in small for row in groups[name]]):
        smallest = min(shown, key=lambda name: (_people(groups[name]), name))
        shown.remove(smallest)
        small.append(smallest)
    if not shown:
        return ()
    rows = [_office(name, [groups[name]]) for name in shown]
    return (*rows, _office("", [groups[name] for name in small])) if small else tuple(rows)


def _speaks_of_nobody(rows: list[ResultChange]) -> bool:
    impact = impact_of(rows)
    return _people(rows) >= FEW and max(impact.up, impact.down) < impact.results


def _people(rows: Iterable[ResultChange]) -> int:
    return len({row.person_id for row in rows})


def _office(name: str, groups: list[list[ResultChange]]) -> OfficeImpact:
    rows = [row for group in groups for row in group]
    return OfficeImpact(name, len(groups), _people(rows), impact_of(rows))
