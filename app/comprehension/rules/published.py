"""What readers remember of earlier publications, so that a later one does not give it away.

Months and daily cuts are read beside each other. A figure that was withheld in one and stands printed, the
same, in the next is known in both; so is one that was printed and is withheld now. `Column` holds what a
reader knows of one column: which figures have been printed, and the sums that were left to those withheld.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

FEW = 3
"""Fewer persons than this on one side of a cell are not printed, and move no row."""
Figure = frozenset[Hashable]
"""A row's figure as the OPD that it sums, each with the counts by which readers take it for the same."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it has been published.

    `sums`: figures whose sum can be had. `secrets`: rows that were withheld. `seen`: OPD that were printed by
    themselves. `hidden`: the rows withheld in the last publication, with the persons asked.
    """

    sums: tuple[Figure, ...] = ()
    secrets: tuple[Figure, ...] = ()
    seen: Figure = frozenset()
    hidden: Mapping[str, int] = field(default_factory=dict)

    def stays(self, code: str, asked: int) -> bool:
        """Whether a row withheld last has moved so little that it must stay so."""
        return code in self.hidden and abs(asked - self.hidden[code]) < FEW

    def gives_away(self, withheld: Sequence[Figure]) -> bool:
        """Whether the sum of these rows, with all that is known from before, fixes one that was withheld."""
        whole = frozenset[Hashable]().union(*withheld) - self.seen
        sums = [whole, *(each - self.seen for each in self.sums)]
        near = _touching(whole, sums)
        if near == [whole] and not self.seen:
            return False
        reach = frozenset[Hashable]().union(*near)
        kept = (each - self.seen for each in (*withheld, *self.secrets))
        return told(near, [each for each in kept if each and each <= reach])

    def after(
        self,
        *,
        hidden: Mapping[str, int],
        withheld: Sequence[Figure],
        printed: Iterable[Figure],
        summed: bool,
    ) -> "Column":
        """The column after one more publication; `summed`: the total of the withheld can be had."""
        shown = list(printed)
        sums = [each for each in shown if len(each) > 1]
        if summed and withheld:
            sums.append(frozenset[Hashable]().union(*withheld))
        alone = (each for each in shown if len(each) == 1)
        return Column(
            tuple(dict.fromkeys((*self.sums, *sums))),
            tuple(dict.fromkeys((*self.secrets, *withheld))),
            self.seen.union(*alone),
            dict(hidden),
        )


NOTHING = Column()


@dataclass(frozen=True, slots=True)
class Past:
    """Everything published so far, by column; `FIRST` before any publication.

    `unguarded`: in the last publication a small OPD had no other to hide behind, all having been printed and
    being unchanged; only the province's own figure, withheld, would hide it (docs/adr/0022).
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    unguarded: bool = False

    def __getitem__(self, name: str) -> Column:
        return self.columns.get(name, NOTHING)


FIRST = Past()


def told(sums: Sequence[Figure], secrets: Sequence[Figure]) -> bool:
    """Whether known sums of unknowns fix one of these sums: by elimination."""
    rows: dict[Hashable, dict[Hashable, Fraction]] = {}
    for each in sums:
        row = _less({name: Fraction(1) for name in each}, rows)
        if row:
            lead = next(iter(row))
            rows[lead] = {name: value / row[lead] for name, value in row.items()}
    return any(not _less({name: Fraction(1) for name in each}, rows) for each in secrets)


def _less(
    row: dict[Hashable, Fraction], others: Mapping[Hashable, dict[Hashable, Fraction]]
) -> dict[Hashable, Fraction]:
    """What is left of the row without the leading unknowns of the others."""
    found = row
    while (lead := next((name for name in found if name in others), None)) is not None:
        factor, other = found[lead], others[lead]
        names = dict.fromkeys((*found, *other))
        none = Fraction(0)
        left = {name: found.get(name, none) - factor * other.get(name, none) for name in names}
        found = {name: value for name, value in left.items() if value}
    return found


def _touching(names: Figure, sums: Iterable[Figure]) -> list[Figure]:
    """The sums that share a figure with these, with each other's, and so on."""
    rest, found, reached = list(dict.fromkeys(sums)), list[Figure](), set(names)
    while near := [each for each in rest if each & reached]:
        found += near
        rest = [each for each in rest if each not in near]
        reached.update(*near)
    return found
