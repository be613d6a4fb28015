"""A row of the summary of results, and the proof that the stored summary is what the results say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .belief import BeliefCount

StandingKey = tuple[int, str, date]
"""One standing a person, standard and local day."""
Cell = int | datetime
COUNTS = ("attempt_id", "submitted_at", "correct", "items", "answered")
BELIEF_COUNTS = ("items", "answered", "confirmed", "known")


@dataclass(frozen=True, slots=True)
class StandingFact:
    """What one valid attempt says of a person and a standard."""

    person_id: int
    standard_code: str
    day: date
    attempt_id: int
    submitted_at: datetime
    correct: int
    items: int
    answered: int
    beliefs: tuple[BeliefCount, ...]

    @property
    def key(self) -> StandingKey:
        """One standing a person, standard and local day."""
        return (self.person_id, self.standard_code, self.day)

    def cells(self) -> dict[str, Cell]:
        """Every stored figure under its name, those of a misconception under `code.name`."""
        own: dict[str, Cell] = {name: getattr(self, name) for name in COUNTS}
        return own | {
            f"{each.code}.{name}": getattr(each, name) for each in self.beliefs for name in BELIEF_COUNTS
        }


Facts = Mapping[StandingKey, StandingFact]


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One figure of the summary that is not what the results say; None where there is no such cell."""

    key: StandingKey
    cell: str
    expected: Cell | None
    kept: Cell | None


@dataclass(frozen=True, slots=True)
class StandingProof:
    """How much was compared, and every cell that differs."""

    rows: int
    cells: int
    differences: tuple[CellDifference, ...]

    @property
    def rows_differing(self) -> int:
        """Rows with at least one cell that differs."""
        return len({each.key for each in self.differences})


def compared(expected: Facts, kept: Facts) -> StandingProof:
    """Hold every stored cell against the one made anew from the results; absent on one side differs too."""
    keys = expected.keys() | kept.keys()
    cells, differences = 0, list[CellDifference]()
    for key in sorted(keys):
        wanted, stored = _cells(expected, key), _cells(kept, key)
        names = wanted.keys() | stored.keys()
        cells += len(names)
        if wanted != stored:
            differences += [
                CellDifference(key, name, wanted.get(name), stored.get(name))
                for name in sorted(names)
                if wanted.get(name) != stored.get(name)
            ]
    return StandingProof(len(keys), cells, tuple(differences))


def _cells(facts: Facts, key: StandingKey) -> dict[str, Cell]:
    fact = facts.get(key)
    return fact.cells() if fact else {}
