"""Not knowing and believing wrongly are two things: how an answer and its confidence tell them apart.

The rules are those of diagnosing with one confidence tap: a guess proves nothing, whichever way it falls.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

ENOUGH = 2
"""Items that must agree before anything is said of a person: one answer is chance."""


class Confidence(IntEnum):
    """The three taps; no tap counts as the first."""

    RAGU = 1
    CUKUP = 2
    YAKIN = 3


class ItemState(StrEnum):
    """What one answer to a diagnostic item shows."""

    PAHAM = "paham"
    BELUM_TAHU = "belum_tahu"
    SALAH_KAPRAH = "salah_kaprah"
    GALAT_LAIN = "galat_lain"


class BeliefState(StrEnum):
    """What all items on one misconception together show of a person."""

    MEMEGANG = "memegang"
    BEBAS = "bebas"
    BELUM_TAHU = "belum_tahu"
    TIDAK_DIUKUR = "tidak_diukur"


def classify(*, answered: bool, right: bool, tagged: bool, confidence: int | None) -> ItemState:
    """The state of one diagnostic item; `tagged`: the chosen option carries the item's misconception."""
    if not answered or (confidence or Confidence.RAGU) < Confidence.CUKUP:
        return ItemState.BELUM_TAHU
    if right:
        return ItemState.PAHAM
    return ItemState.SALAH_KAPRAH if tagged else ItemState.GALAT_LAIN


@dataclass(frozen=True, slots=True)
class BeliefCount:
    """The diagnostic items on one misconception in one sitting, counted."""

    code: str
    items: int
    answered: int
    confirmed: int
    known: int

    @property
    def state(self) -> BeliefState:
        """Holding is tested first: who confirms the belief twice holds it, whatever else was right."""
        if self.answered < ENOUGH:
            return BeliefState.TIDAK_DIUKUR
        if self.confirmed >= ENOUGH:
            return BeliefState.MEMEGANG
        return BeliefState.BEBAS if self.known >= ENOUGH else BeliefState.BELUM_TAHU


def count_beliefs(items: Iterable[tuple[str, bool, ItemState]]) -> tuple[BeliefCount, ...]:
    """One count a misconception, by code, from (code, answered, state) of every diagnostic item."""
    found: dict[str, list[tuple[bool, ItemState]]] = {}
    for code, answered, state in items:
        found.setdefault(code, []).append((answered, state))
    return tuple(_count(code, found[code]) for code in sorted(found))


def _count(code: str, rows: list[tuple[bool, ItemState]]) -> BeliefCount:
    states = [state for _, state in rows]
    return BeliefCount(
        code=code,
        items=len(rows),
        answered=sum(answered for answered, _ in rows),
        confirmed=states.count(ItemState.SALAH_KAPRAH),
        known=states.count(ItemState.PAHAM),
    )
