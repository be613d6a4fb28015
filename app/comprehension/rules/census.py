"""The unsuppressed counts of one instant, from which every figure of a page or a file is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.people.rules import JobLevel

from .policy import Policy
from .rates import Tally, total
from .suppression import Unit
from .transitions import Transition

ELSEWHERE = ""
"""Stands for the OPD of persons who were not in one OPD from the first test until now."""


@dataclass(frozen=True, slots=True)
class Census:
    """Counts by OPD and job level, and what became of each belief by OPD; never leaves the room as it is."""

    at: datetime
    rules: str
    title: str
    policy: Policy
    names: Mapping[str, str]
    cells: Mapping[tuple[str, JobLevel], Tally]
    changes: Mapping[tuple[str, str], Transition]

    def units(self) -> list[Unit]:
        """Every OPD of the register on that day, or with people then, with its counts."""
        return [Unit(code, name, total(self.levels(code).values())) for code, name in self.names.items()]

    def levels(self, code: str) -> dict[JobLevel, Tally]:
        """The counts of one OPD by job level, in the order of the levels."""
        return {level: self.cells[code, level] for level in JobLevel if (code, level) in self.cells}

    def province_levels(self) -> dict[JobLevel, Tally]:
        """The counts of the whole province by job level."""
        return {
            level: total(tally for (_, held), tally in self.cells.items() if held == level)
            for level in JobLevel
            if any(held == level for _, held in self.cells)
        }

    def changes_of(self, belief: str) -> dict[str, Transition]:
        """What became of one belief, by OPD."""
        return {code: change for (code, held), change in self.changes.items() if held == belief}

    def says_the_same_as(self, other: "Census") -> bool:
        """Whether both give equal figures: names may have changed, counts and rules have not."""
        mine = (self.rules, self.policy, self.cells, self.changes)
        return mine == (other.rules, other.policy, other.cells, other.changes)
