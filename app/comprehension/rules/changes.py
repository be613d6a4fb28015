"""What may be shown of a change of belief: shares before and after, and what became of the former holders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.comprehension.statistics import newcombe_paired

from .policy import Policy
from .published import FEW
from .rates import BeliefCount
from .suppression import Cell, CellKind, Secret, band, cell_of, guarded, is_thin
from .transitions import Transition

MATCHED_OF_AN_OPD = 30
"""Fewer matched persons than this show no change of an OPD."""
FORMER_HOLDERS = 10
"""Of fewer former holders nothing is told."""


class Verdict(StrEnum):
    """Whether the change is more than chance, by its interval."""

    DOWN = "turun"
    UP = "naik"
    UNCLEAR = "belum_jelas"


@dataclass(frozen=True, slots=True)
class Flows:
    """What became of the former holders; None is folded into `not_yet`, or withheld."""

    former: int
    to_paham: int
    to_unknown: int | None
    stayed: int | None
    new: int | None
    free_before: int

    @property
    def not_yet(self) -> int:
        """Former holders who have not understood, whether or not they still hold it."""
        return self.former - self.to_paham


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One belief before and after learning in the same persons, as it may be shown."""

    matched: int
    before: Cell
    after: Cell
    verdict: Verdict
    flows: Flows | None = None

    @property
    def shown(self) -> bool:
        """Whether both shares may be printed."""
        return self.before.kind is self.after.kind is CellKind.EXACT


def shown_changes(
    by_opd: Mapping[str, Transition], policy: Policy
) -> tuple[ShownChange, dict[str, ShownChange]]:
    """The change of the province, and of each OPD with enough matched persons.

    An OPD that may not be told is guarded by another one, so that it is not the province less the others.
    """
    whole = sum(by_opd.values(), start=Transition())
    codes = sorted(by_opd)
    before = _column({code: _before(by_opd[code]) for code in codes}, _before(whole), policy)
    after = _column({code: _after(by_opd[code]) for code in codes}, _after(whole), policy)
    opd = {
        code: ShownChange(change.matched, first, then, verdict_of(change))
        for code, first, then in zip(codes, before, after, strict=False)
        if code and (change := by_opd[code]).matched >= MATCHED_OF_AN_OPD
    }
    both = before[-1].kind is after[-1].kind is CellKind.EXACT
    flows = flows_of(whole) if both else None
    return ShownChange(whole.matched, before[-1], after[-1], verdict_of(whole), flows), opd


def verdict_of(change: Transition) -> Verdict:
    """By the paired interval of the difference: only one that leaves out zero says anything."""
    interval = newcombe_paired(change.stayed, change.cured, change.new, change.free)
    if interval is None or interval[0] <= 0 <= interval[1]:
        return Verdict.UNCLEAR
    return Verdict.DOWN if interval[0] > 0 else Verdict.UP


def flows_of(change: Transition) -> Flows | None:
    """What became of the former holders: all parts, or folded, or nothing where that tells of few."""
    rest = change.before - change.to_paham
    if change.before < FORMER_HOLDERS or min(change.to_paham, rest) < FEW:
        return None
    whole = _fewest(change) >= FEW
    if not whole and not _has_a_double(change):
        return None
    return Flows(
        former=change.before,
        to_paham=change.to_paham,
        to_unknown=change.to_unknown if whole else None,
        stayed=change.stayed if whole else None,
        new=change.new if whole else None,
        free_before=change.new + change.free,
    )


def _fewest(change: Transition) -> int:
    return min(change.stayed, change.to_unknown, change.new, change.free)


def _has_a_double(change: Transition) -> bool:
    """Whether other persons would give the same folded print: shares before and after, and the sums."""
    doubles = [
        replace(
            change,
            stayed=change.stayed - by,
            to_unknown=change.to_unknown + by,
            new=change.new + by,
            free=change.free - by,
        )
        for by in (-2, -1, 1, 2)
    ]
    return any(0 <= _fewest(double) < FEW for double in doubles)


def _before(change: Transition) -> BeliefCount:
    return BeliefCount(change.before, change.matched)


def _after(change: Transition) -> BeliefCount:
    return BeliefCount(change.after, change.matched)


def _column(counts: Mapping[str, BeliefCount], whole: BeliefCount, policy: Policy) -> list[Cell]:
    """The cells of the OPD and, last, of the province."""
    secrets = []
    for code, count in counts.items():
        low, high = band(count) if count.asked >= policy.n_min else (0, count.asked)
        withheld = count.asked > 0 and is_thin(count, policy)
        figure = frozenset([(code, count.holders, count.asked)])
        secrets.append(Secret(count.holders, low, high, withheld, code, count.asked, figure))
    withheld_rows, total_printed = guarded(secrets, total_printed=not is_thin(whole, policy))
    cells = [cell_of(count, i in withheld_rows, policy) for i, count in enumerate(counts.values())]
    return [*cells, cell_of(whole, not total_printed, policy)]
