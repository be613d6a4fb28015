"""An attacker who solves linear equations over all that is published: province, OPD, members, levels."""

from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.comprehension.rules import BeliefCount, DisplayRow, RowKind, Tally, displayed
from app.comprehension.rules.levels import NAMES, opd_row, shown_levels
from app.comprehension.rules.rates import total
from app.comprehension.rules.suppression import Unit
from app.people.rules import JobLevel
from tests.comprehension.worlds import POLICY, tallies

THOROUGH = settings(max_examples=60, deadline=None)
STATES = ("paham", "belum_tahu", "salah_kaprah")
Place = tuple[str, JobLevel]
Offices = dict[str, dict[JobLevel, Tally]]
Form = dict[tuple[Place, str], int]
"""A sum of unknowns: how many of the measured of an OPD and level are in a state."""


@st.composite
def offices(draw: st.DrawFn) -> Offices:
    """Two to five OPD, small enough that something must be withheld, with one to three job levels each."""
    codes = [f"OPD-{number}" for number in range(draw(st.integers(2, 5)))]
    levels = list(JobLevel)[: draw(st.integers(1, 3))]
    return {
        code: {level: draw(tallies(draw(st.sampled_from([4, 12, 25])))) for level in levels} for code in codes
    }


def form(places: Iterable[Place], *states: str) -> Form:
    return {(place, state): 1 for place in places for state in states}


def told_by(row: DisplayRow, places: Sequence[Place]) -> list[tuple[Form, int]]:
    """The equations that one published row gives."""
    known = [(form(places, *STATES), row.measured)]
    for state in STATES:
        value = getattr(row, state)
        if value is not None:
            known.append((form(places, state), value))
    return known


class Published:
    """Everything that pages and files print of a world, as equations; and what they keep back."""

    def __init__(self, world: Offices) -> None:
        self.world = world
        self.units = [Unit(code, code, total(levels.values())) for code, levels in world.items()]
        self.view = displayed(self.units, POLICY)
        self.known: list[tuple[Form, int]] = told_by(self.view.province, list(self._places(world)))
        self.secrets: list[tuple[str, Form]] = []
        for row in self.view.rows:
            self._row(row)
        for code in world:
            self._levels(code)

    def _places(self, codes: Iterable[str]) -> Iterable[Place]:
        return ((code, level) for code in codes for level in self.world[code])

    def _row(self, row: DisplayRow) -> None:
        merged = row.kind is RowKind.MERGED
        codes = [member.code for member in row.members] if merged else [row.code]
        places = list(self._places(codes))
        self.known += told_by(row, places)
        self._keep_back(row, places, row.name)
        for member in row.members:
            own = list(self._places([member.code]))
            self.known.append((form(own, *STATES), member.measured))
            if member.measured:
                self.secrets += [
                    (f"{member.code} {state}", form(own, state)) for state in ("paham", "salah_kaprah")
                ]

    def _levels(self, code: str) -> None:
        """The drill-down of one OPD."""
        row = opd_row(self.view.rows, code)
        if row is None or row.kind is RowKind.MERGED:
            return
        rows = shown_levels(row, self.world[code], POLICY)
        named = {level for level, name in NAMES.items() if name in {each.name for each in rows}}
        for each in rows:
            own = [level for level in self.world[code] if NAMES[level] == each.name]
            rest = [
                level for level in self.world[code] if level not in named and self.world[code][level].obliged
            ]
            places = [(code, level) for level in (own or rest)]
            self.known += told_by(each, places)
            self._keep_back(each, places, f"{code} {each.name}")

    def _keep_back(self, row: DisplayRow, places: Sequence[Place], name: str) -> None:
        if row.measured and row.paham is None:
            self.secrets.append((f"{name} paham", form(places, "paham")))
        if row.measured and row.salah_kaprah is None and row.paham != row.measured:
            self.secrets.append((f"{name} salah kaprah", form(places, "salah_kaprah")))


PRIME = 2**61 - 1


class Solver:
    """The equations in echelon form, reckoned modulo a large prime: sparse, and as good as exact."""

    def __init__(self, known: Iterable[tuple[Form, int]]) -> None:
        self._rows: dict[object, dict[object, int]] = {}
        for equation, _ in known:
            row = self._reduced(equation)
            if row:
                lead = next(iter(row))
                inverse = pow(row[lead], -1, PRIME)
                self._rows[lead] = {name: value * inverse % PRIME for name, value in row.items()}

    def solves(self, secret: Form) -> bool:
        """Whether the secret is a combination of what is known: it adds nothing to the rank."""
        return not self._reduced(secret)

    def _reduced(self, row: Form) -> dict[object, int]:
        rest: dict[object, int] = dict(row)
        while lead := next((name for name in rest if name in self._rows), None):
            factor = rest[lead]
            for name, value in self._rows[lead].items():
                rest[name] = (rest.get(name, 0) - factor * value) % PRIME
            rest = {name: value for name, value in rest.items() if value}
        return rest


def solved(known: Sequence[tuple[Form, int]], secret: Form) -> bool:
    return Solver(known).solves(secret)


@THOROUGH
@given(offices())
def test_nothing_withheld_is_a_sum_or_difference_of_what_is_published(world: Offices) -> None:
    published = Published(world)
    solver = Solver(published.known)
    for name, secret in published.secrets:
        assert not solver.solves(secret), (name, published.view)


@THOROUGH
@given(offices())
def test_what_is_published_is_true(world: Offices) -> None:
    """The equations hold for the real counts: an attacker starts from facts, and so does this test."""
    for equation, value in Published(world).known:
        assert sum(getattr(world[code][level], state) for (code, level), state in equation) == value


def few(misled: int, measured: int = 40) -> Tally:
    paham = (measured - misled) // 2
    return Tally(
        obliged=measured,
        started=measured,
        measured=measured,
        passed=paham,
        paham=paham,
        belum_tahu=measured - misled - paham,
        salah_kaprah=misled,
        core=BeliefCount(misled, measured),
    )


def test_the_attacker_finds_a_row_that_stands_alone() -> None:
    """Without a guard the total less the others is the secret: so the attacker is worth having."""
    world: Offices = {code: {JobLevel.PELAKSANA: few(held)} for code, held in (("A", 2), ("B", 9), ("C", 6))}
    published = Published(world)
    secret = form([("A", JobLevel.PELAKSANA)], "salah_kaprah")
    assert not solved(published.known, secret)
    guard = form([("C", JobLevel.PELAKSANA)], "salah_kaprah")
    assert solved([*published.known, (guard, 6)], secret)
