"""A group of people as counts, the rates that follow from them, and what the group should do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fractions import Fraction

from .policy import Policy


class ActionGroup(StrEnum):
    """What an OPD should do; replaces a ranking."""

    PERLU_BELAJAR = "perlu_belajar"
    SELESAIKAN_PENGUKURAN = "selesaikan_pengukuran"
    TERCAPAI = "tercapai"


@dataclass(frozen=True, slots=True)
class BeliefCount:
    """Persons who hold a belief among those with enough answered items for it."""

    holders: int = 0
    asked: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.holders <= self.asked:
            raise ValueError(f"{self.holders} holders among {self.asked} asked")

    def __add__(self, other: "BeliefCount") -> "BeliefCount":
        return BeliefCount(self.holders + other.holders, self.asked + other.asked)


@dataclass(frozen=True, slots=True)
class Tally:
    """Persons of one group counted by state. The states of the roster always sum to `obliged`."""

    obliged: int = 0
    in_grace: int = 0
    exempt: int = 0
    started: int = 0
    measured: int = 0
    completed: int = 0
    passed: int = 0
    paham: int = 0
    belum_tahu: int = 0
    salah_kaprah: int = 0
    core: BeliefCount = BeliefCount()
    beliefs: Mapping[str, BeliefCount] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.paham + self.belum_tahu + self.salah_kaprah != self.measured:
            raise ValueError("the states do not sum to the measured")
        if not self.measured <= self.started <= self.obliged:
            raise ValueError("measured <= started <= obliged does not hold")
        if self.core.holders != self.salah_kaprah or self.core.asked > self.measured:
            raise ValueError("the core belief and its state disagree")
        if not self.paham <= self.passed <= self.measured or self.completed > self.measured:
            raise ValueError("paham <= passed <= measured or completed <= measured does not hold")

    @property
    def unmeasured(self) -> int:
        """Persons of the roster without a valid attempt."""
        return self.obliged - self.measured

    def __add__(self, other: "Tally") -> "Tally":
        sums = {
            f.name: getattr(self, f.name) + getattr(other, f.name)
            for f in fields(self)
            if f.name != "beliefs"
        }
        codes = self.beliefs.keys() | other.beliefs.keys()
        none = BeliefCount()
        beliefs = {code: self.beliefs.get(code, none) + other.beliefs.get(code, none) for code in codes}
        return Tally(**sums, beliefs=beliefs)


def total(tallies: Iterable[Tally]) -> Tally:
    """Persons of several groups together: the province is the sum of persons, never a mean of rates."""
    return sum(tallies, start=Tally())


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates of a group as exact fractions; None where the denominator is zero."""

    participation: Fraction | None
    coverage: Fraction | None
    completion: Fraction | None
    pass_rate: Fraction | None
    paham_of_measured: Fraction | None
    terbukti_paham: Fraction | None
    core_prevalence: Fraction | None


def rates(tally: Tally) -> Rates:
    """The rates of a group. With nobody obliged every rate is None, never zero."""
    return Rates(
        participation=_share(tally.started, tally.obliged),
        coverage=_share(tally.measured, tally.obliged),
        completion=_share(tally.completed, tally.obliged),
        pass_rate=_share(tally.passed, tally.measured),
        paham_of_measured=_share(tally.paham, tally.measured),
        terbukti_paham=_share(tally.paham, tally.obliged),
        core_prevalence=_share(tally.core.holders, tally.core.asked),
    )


def bounds(tally: Tally) -> tuple[Fraction, Fraction] | None:
    """The worst-case bounds (Manski) of the share that understands: none, or all, of the unmeasured."""
    if not tally.obliged:
        return None
    return Fraction(tally.paham, tally.obliged), Fraction(tally.paham + tally.unmeasured, tally.obliged)


def action_group(tally: Tally, target: Fraction) -> ActionGroup | None:
    """What the group should do, by integers alone; None when nobody is obliged."""
    if not tally.obliged:
        return None
    wanted = target.numerator * tally.obliged
    if tally.paham * target.denominator >= wanted:
        return ActionGroup.TERCAPAI
    if (tally.paham + tally.unmeasured) * target.denominator < wanted:
        return ActionGroup.PERLU_BELAJAR
    return ActionGroup.SELESAIKAN_PENGUKURAN


def group_of(tally: Tally, policy: Policy) -> ActionGroup | None:
    """The action group under a policy."""
    return action_group(tally, policy.target)


def _share(count: int, of: int) -> Fraction | None:
    return Fraction(count, of) if of else None
