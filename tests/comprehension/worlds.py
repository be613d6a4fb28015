"""Random groups of people for properties that must hold in every world."""

from hypothesis import strategies as st

from app.comprehension.rules import BeliefCount, Policy, Tally
from app.comprehension.rules.suppression import Unit

POLICY = Policy("SPBE-DASAR-2026")


@st.composite
def tallies(draw: st.DrawFn, largest: int = 60) -> Tally:
    """A group of people in which every identity of the counts holds."""
    paham, unaware, misled = (draw(st.integers(0, largest)) for _ in range(3))
    few = draw(st.sampled_from([None, None, 3, 1]))
    if few:
        paham, unaware, misled = (min(count, few) for count in (paham, unaware, misled))
    measured = paham + unaware + misled
    unmeasured = draw(st.integers(0, largest))
    started = measured + draw(st.integers(0, unmeasured))
    asked = draw(st.integers(0, measured))
    return Tally(
        obliged=measured + unmeasured,
        in_grace=draw(st.integers(0, 3)),
        exempt=draw(st.integers(0, 3)),
        started=started,
        measured=measured,
        completed=draw(st.integers(0, measured)),
        passed=draw(st.integers(paham, measured)),
        paham=paham,
        belum_tahu=unaware,
        salah_kaprah=misled,
        core=BeliefCount(misled, draw(st.integers(misled, measured))),
        beliefs={"kominfo": BeliefCount(draw(st.integers(0, asked)), asked)},
    )


def worlds(largest: int = 60) -> st.SearchStrategy[list[Unit]]:
    """A province of some OPD."""
    return st.lists(tallies(largest), max_size=8).map(
        lambda all_: [Unit(f"OPD-{i}", f"Dinas {i:02}", tally) for i, tally in enumerate(all_)]
    )
