"""An attacker who keeps every publication and solves for what was withheld in any of them.

The model: province rows of three publications one after the other (two frozen months and the live page, or
three months), each in every format, for the rows are the same. The attacker also knows of each OPD whether
anything happened there in between, and takes the counts of one where nothing did as the same unknowns.
"""

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.comprehension.rules import CellKind, DisplayRow, RowKind, Tally
from app.comprehension.rules.published import FIRST, Column, Past, told
from app.comprehension.rules.suppression import Unit, publication
from tests.comprehension.test_attack import STATES, Form, Solver, few
from tests.comprehension.worlds import POLICY, tallies

THOROUGH = settings(max_examples=80, deadline=None)
BELIEF = "kominfo"
Place = tuple[str, int]
"""An OPD, and how often something has happened there."""
World = dict[Place, Tally]


@st.composite
def histories(draw: st.DrawFn) -> list[World]:
    """Three publications of two to six OPD; between two of them most stay as they are."""
    sizes = st.sampled_from([4, 12, 25])
    codes = [f"OPD-{number}" for number in range(draw(st.integers(2, 6)))]
    world: World = {(code, 0): draw(tallies(draw(sizes))) for code in codes}
    found = [world]
    for step in (1, 2):
        moved = draw(st.sets(st.sampled_from(codes)))
        world = {
            (place[0], step) if place[0] in moved else place: (
                draw(tallies(draw(sizes))) if place[0] in moved else tally
            )
            for place, tally in world.items()
        }
        found.append(world)
    return found


def form(places: Sequence[Place], *states: str) -> Form:
    return {(place, state): 1 for place in places for state in states}  # type: ignore[misc]


class Read:
    """What somebody knows who has read all publications, and what each of them kept back."""

    def __init__(self, history: Sequence[World], *, remembering: bool = True) -> None:
        self.known: list[tuple[Form, int]] = []
        self.secrets: list[tuple[str, Form]] = []
        self.printed: set[tuple[frozenset[Place], str]] = set()
        self.unguarded = False
        past = FIRST
        for number, world in enumerate(history):
            units = [Unit(code, code, tally) for (code, _), tally in world.items()]
            view, after = publication(units, POLICY, past)
            past = after if remembering else FIRST
            self.take(view.province, list(world), f"{number} province", secret=False)
            self.unguarded |= after.unguarded
            for row in view.rows if len(view.rows) > 1 else ():
                self.take(row, self.places(row, world), f"{number} {row.name}", secret=True)
                for member in row.members:
                    own = self.places_of([member.code], world)
                    self.known.append((form(own, *STATES), member.measured))
                    if member.measured:
                        self.hide(f"{number} {member.code}", own, "paham")
                        self.hide(f"{number} {member.code}", own, "salah_kaprah")

    @staticmethod
    def places_of(codes: Sequence[str], world: World) -> list[Place]:
        return [place for place in world if place[0] in codes]

    def places(self, row: DisplayRow, world: World) -> list[Place]:
        merged = row.kind is RowKind.MERGED
        return self.places_of([each.code for each in row.members] if merged else [row.code], world)

    def hide(self, name: str, places: list[Place], state: str) -> None:
        """A secret, unless it has been printed by itself before and nothing has happened there since."""
        if (frozenset(places), state) not in self.printed:
            self.secrets.append((f"{name} {state}", form(places, state)))

    def print(self, places: list[Place], state: str, value: int) -> None:
        self.known.append((form(places, state), value))
        self.printed.add((frozenset(places), state))

    def take(self, row: DisplayRow, places: list[Place], name: str, *, secret: bool) -> None:
        self.known.append((form(places, *STATES), row.measured))
        for state in STATES:
            value = getattr(row, state)
            if value is not None:
                self.print(places, state, value)
            elif secret and row.measured and state != "belum_tahu" and row.paham != row.measured:
                self.hide(name, places, state)
        cell = row.beliefs.get(BELIEF)
        if cell and cell.kind is CellKind.EXACT:
            self.print(places, BELIEF, cell.holders or 0)
        elif secret and cell and cell.kind in (CellKind.AT_MOST, CellKind.AT_LEAST):
            self.hide(name, places, BELIEF)


def test_the_attacker_finds_a_guard_that_is_printed_a_month_later() -> None:
    """What the memory is for: the smallest of the others guards A; then C has the fewest, B is printed."""
    june: World = {("A", 0): few(2), ("B", 0): few(6), ("C", 0): few(9), ("D", 0): few(20)}
    july: World = {**{place: tally for place, tally in june.items() if place[0] != "C"}, ("C", 1): few(5, 60)}
    secret = form([("A", 0)], "salah_kaprah")
    assert Solver(Read([june, july], remembering=False).known).solves(secret)
    assert not Solver(Read([june, july]).known).solves(secret)


def test_a_mask_stays_until_three_more_were_measured_there() -> None:
    def view(world: World, past: Past) -> tuple[dict[str, bool], Past]:
        units = [Unit(code, code, tally) for (code, _), tally in world.items()]
        shown, known = publication(units, POLICY, past)
        return {row.code: row.folded for row in shown.rows}, known

    june: World = {("A", 0): few(2), ("B", 0): few(6), ("C", 0): few(9), ("D", 0): few(20)}
    folded, past = view(june, FIRST)
    assert folded == {"A": True, "B": True, "C": False, "D": False}
    healed: World = {**june, ("A", 0): few(5, 60)}
    folded, past = view(healed, past)
    assert folded == {"A": True, "B": True, "C": False, "D": False}, "B stays, and C was printed: A guards it"
    moved: World = {**healed, ("B", 0): few(6, 43), ("C", 0): few(9, 43), ("A", 0): few(5, 63)}
    folded, _ = view(moved, past)
    assert not any(folded.values())


def test_what_was_printed_and_is_the_same_guards_nothing() -> None:
    """A alone changed: no other row hides it, so the sum of the province is withheld until others move."""
    june: World = {("A", 0): few(5), ("B", 0): few(6), ("C", 0): few(9)}
    july: World = {**{place: tally for place, tally in june.items() if place[0] != "A"}, ("A", 1): few(2)}
    secret = form([("A", 1)], "salah_kaprah")
    assert Solver(Read([june, july], remembering=False).known).solves(secret)
    read = Read([june, july])
    assert not Solver(read.known).solves(secret)


def rows_of(*history: World) -> tuple[DisplayRow, ...]:
    """The rows of the last of these publications."""
    past, found = FIRST, tuple[DisplayRow, ...]()
    for world in history:
        shown, past = publication(
            [Unit(code, code, tally) for (code, _), tally in world.items()], POLICY, past
        )
        found = shown.rows
    return found


def test_what_guards_nothing_is_not_closed_in_vain() -> None:
    june: World = {("A", 0): few(5), ("B", 0): few(6), ("C", 0): few(9)}
    july: World = {**{place: tally for place, tally in june.items() if place[0] != "A"}, ("A", 1): few(2)}
    assert {row.code: row.folded for row in rows_of(june, july)} == {"A": True, "B": False, "C": False}


def test_a_newly_small_opd_is_merged_with_the_smallest_that_readers_do_not_know() -> None:
    june: World = {("A", 0): few(5), ("B", 0): few(6), ("C", 0): few(9, 60)}
    july: World = {("A", 1): few(3, 5), ("B", 0): few(6), ("C", 1): few(9, 70)}
    (merged,) = (row for row in rows_of(june, july) if row.kind is RowKind.MERGED)
    assert [member.code for member in merged.members] == ["A", "C"]
    assert merged.shows_comprehension


def test_sums_tell_of_one_unknown_alone() -> None:
    one = [frozenset("a"), frozenset("b"), frozenset("c")]
    assert not told([frozenset("ab")], one)
    assert told([frozenset("ab"), frozenset("abc")], one)
    assert told([frozenset("ab"), frozenset("bc"), frozenset("ac")], one)
    assert not told([frozenset("ab"), frozenset("bc"), frozenset("cd")], one)
    assert told([frozenset("abcd"), frozenset("ab")], [frozenset("cd")])
    assert not Column(sums=(frozenset("xy"),)).gives_away(one[:2])
    assert Column(sums=(frozenset("ab"),)).gives_away(one)


def compact(world: World) -> dict[str, tuple[int, ...]]:
    """Measured, paham and salah kaprah by OPD and event, to read a failure by."""
    return {f"{code}.{event}": (t.measured, t.paham, t.salah_kaprah) for (code, event), t in world.items()}


@THOROUGH
@given(histories())
def test_nothing_withheld_follows_from_publications_one_after_the_other(history: list[World]) -> None:
    """Except where a small OPD has no other to hide behind, for all have been printed and are unchanged.

    Only withholding the province itself would help then; docs/adr/0022 says so.
    """
    read = Read(history)
    assume(not read.unguarded)
    solver = Solver(read.known)
    for name, secret in read.secrets:
        assert not solver.solves(secret), (name, [compact(world) for world in history])
