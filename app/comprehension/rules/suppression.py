"""What may be shown of small groups, so that nobody is told apart, also not by subtraction.

Rows sum to a printed total. A figure that is withheld in one row alone could be had by subtracting the
others, so `guarded` withholds further figures of that column until each one withheld keeps at least two
possible values for a reader who knows the total, the other rows and these rules. The reader also keeps what
was published before (`published.Past`): what has been withheld stays so while its row moves by fewer than
three persons, and what has been printed is no guard while it is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .policy import Policy
from .printing import NOTHING, at_least_bound, at_most_bound, percent_text
from .published import FEW, FIRST, Column, Figure, Past
from .published import NOTHING as NEVER
from .rates import ActionGroup, BeliefCount, Tally, group_of, total

MERGING, SILENCE, CORE = "digabung", "diam", "inti"
"""The columns of `Past` beside those of the further beliefs."""
INDICATIVE_BELOW = 30
"""A share of fewer measured persons is shown hollow and named in no sentence."""


class CellKind(StrEnum):
    """How the prevalence of a belief may be written."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    HIDDEN = "hidden"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """The prevalence of one belief in one row; counts stand only where they may be printed."""

    kind: CellKind
    holders: int | None = None
    asked: int | None = None
    bound: int | None = None

    @property
    def text(self) -> str:
        """The cell as people read it."""
        if self.kind is CellKind.EXACT:
            return percent_text(self.holders or 0, self.asked or 0)
        sign = {CellKind.AT_MOST: "≤", CellKind.AT_LEAST: "≥"}.get(self.kind)
        return f"{sign}{self.bound}%" if sign else NOTHING


class RowKind(StrEnum):
    """What a displayed row stands for."""

    OPD = "opd"
    MERGED = "digabung"
    PROVINCE = "provinsi"


@dataclass(frozen=True, slots=True)
class Unit:
    """One OPD with its unsuppressed counts; never leaves the room."""

    code: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Member:
    """An OPD inside the merged row: only how many of its people have been measured."""

    code: str
    name: str
    measured: int
    obliged: int


@dataclass(frozen=True, slots=True)
class DisplayRow:
    """One row as it may be shown; None is withheld.

    `paham` is None when only participation is shown. `salah_kaprah`, `belum_tahu` and `passed` are None
    together: the row is then folded into "belum paham" (`not_yet`).
    """

    kind: RowKind
    code: str
    name: str
    obliged: int
    in_grace: int
    exempt: int
    started: int
    measured: int
    completed: int
    passed: int | None
    paham: int | None
    belum_tahu: int | None
    salah_kaprah: int | None
    group: ActionGroup | None
    core: Cell
    beliefs: dict[str, Cell] = field(default_factory=dict)
    members: tuple[Member, ...] = ()

    @property
    def unmeasured(self) -> int:
        """Persons of the roster who have not been measured."""
        return self.obliged - self.measured

    @property
    def not_yet(self) -> int | None:
        """Measured persons who have not understood, for whichever reason."""
        return None if self.paham is None else self.measured - self.paham

    @property
    def shows_comprehension(self) -> bool:
        """Whether any figure of comprehension may be shown."""
        return self.paham is not None

    @property
    def folded(self) -> bool:
        """Whether *belum tahu* and *salah kaprah* are shown as one figure."""
        return self.shows_comprehension and self.salah_kaprah is None

    @property
    def indicative(self) -> bool:
        """Whether so few were measured that the share is only a hint."""
        return self.shows_comprehension and self.measured < INDICATIVE_BELOW


@dataclass(frozen=True, slots=True)
class Shown:
    """All rows that may be shown; they sum to the province. `without_obliged` counts OPD without a roster."""

    province: DisplayRow
    rows: tuple[DisplayRow, ...]
    without_obliged: int

    def in_group(self, group: ActionGroup) -> tuple[DisplayRow, ...]:
        """The OPD that should do the same thing, by name."""
        return tuple(row for row in self.rows if row.group is group)

    @property
    def ungrouped(self) -> tuple[DisplayRow, ...]:
        """Rows without an action: withheld OPD by name, the merged row last."""
        return tuple(row for row in self.rows if row.group is None)


def displayed(units: Sequence[Unit], policy: Policy, past: Past = FIRST) -> Shown:
    """The rows that may be shown of these OPD and of their sum, after what was published before."""
    return publication(units, policy, past)[0]


def publication(units: Sequence[Unit], policy: Policy, past: Past = FIRST) -> tuple[Shown, Past]:
    """The same, and what readers know then."""
    obliged = [unit for unit in units if unit.tally.obliged]
    known: dict[str, Column] = {}
    entries, apart = _merged(obliged, policy, past[MERGING], known)
    province = _Entry(RowKind.PROVINCE, "", "Provinsi", total(unit.tally for unit in units))
    silent, hides = _silent(entries, province, policy, apart=apart, past=past[SILENCE], known=known)
    folded = _folded(entries, province, silent, policy, past[CORE], known)
    codes = sorted(province.tally.beliefs)
    columns = {
        code: _column(code, entries, province, silent, policy, past[f"/{code}"], known) for code in codes
    }
    rows = [
        _row(entry, i in silent, folded[i], {code: columns[code][i] for code in codes}, policy)
        for i, entry in enumerate(entries)
    ]
    whole = _row(
        province,
        province.tally.measured < policy.n_min,
        folded[-1],
        {code: columns[code][-1] for code in codes},
        policy,
    )
    shown = Shown(whole, tuple(sorted(rows, key=_place)), len(units) - len(obliged))
    return shown, Past(known, unguarded=apart or not hides)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: RowKind
    code: str
    name: str
    tally: Tally
    members: tuple[Member, ...] = ()
    units: tuple[tuple[str, Tally], ...] = ()


def _place(row: DisplayRow) -> tuple[int, str]:
    order = [*ActionGroup, None]
    return (order.index(row.group) + (row.kind is RowKind.MERGED), row.name)


def _merged(
    units: Sequence[Unit], policy: Policy, past: Column, known: dict[str, Column]
) -> tuple[list[_Entry], bool]:
    """OPD with enough measured persons, and one row for the others together, never for one alone.

    True when the merged row, beside what was published before, would tell of one OPD alone all the same.
    """
    by_size = sorted(units, key=lambda unit: (unit.tally.measured, unit.name))
    figures = [
        Secret(
            unit.tally.measured,
            0,
            unit.tally.measured,
            unit.tally.measured < policy.n_min,
            unit.code,
            unit.tally.measured,
            frozenset([_counts((unit.code, unit.tally))]),
        )
        for unit in by_size
    ]
    chosen = {i for i, each in enumerate(figures) if each.withheld or past.stays(each.code, each.asked)}
    able = [i for i in range(len(figures)) if i not in chosen and not figures[i].figure <= past.seen]
    while chosen and able and _tells_one(chosen, figures, past):
        chosen.add(able.pop(0))
    if len(chosen) == 1:
        chosen |= set(range(len(figures))[:2])
    apart = bool(chosen) and _tells_one(chosen, figures, past)
    known[MERGING] = _after(past, figures, frozenset(chosen), summed=not apart)
    small = [unit for i, unit in enumerate(by_size) if i in chosen]
    rest = [
        _Entry(RowKind.OPD, unit.code, unit.name, unit.tally)
        for i, unit in enumerate(by_size)
        if i not in chosen
    ]
    if not small:
        return rest, False
    members = tuple(Member(u.code, u.name, u.tally.measured, u.tally.obliged) for u in small)
    name = f"OPD kecil (digabung {len(small)})"
    tally = total(unit.tally for unit in small)
    members = tuple(sorted(members, key=lambda member: member.name))
    units_in = tuple((unit.code, unit.tally) for unit in small if unit.tally.measured)
    return [*rest, _Entry(RowKind.MERGED, "", name, tally, members, units_in)], apart


def _tells_one(chosen: set[int], figures: Sequence["Secret"], past: Column) -> bool:
    """Whether the merged row is one OPD, or one beside others that are known or were summed before."""
    return len(chosen) == 1 or past.gives_away([figures[i].figure for i in chosen if figures[i].high])


@dataclass(frozen=True, slots=True)
class Secret:
    """One figure of a column: its value, and what a reader may think it is once it is withheld."""

    value: int
    low: int
    high: int
    withheld: bool
    code: str = ""
    asked: int = 0
    figure: Figure = frozenset()


def guarded(
    secrets: Sequence[Secret], *, total_printed: bool, past: Column = NEVER
) -> tuple[frozenset[int], bool]:
    """Which figures of a column to withhold, and whether its total may still be printed.

    A figure that readers have seen, and that is the same, hides nothing: the total is withheld rather than
    guarded by it.
    """
    secrets = [
        replace(secret, low=secret.value, high=secret.value) if secret.figure <= past.seen else secret
        for secret in secrets
    ]
    withheld = {
        i for i, secret in enumerate(secrets) if secret.withheld or past.stays(secret.code, secret.asked)
    }
    able = (
        i
        for i, secret in enumerate(secrets)
        if secret.high and i not in withheld and not secret.figure <= past.seen
    )
    open_ones = sorted(able, key=lambda i: (secrets[i].value, i))
    if not total_printed or not withheld:
        return frozenset(withheld), total_printed
    while (
        len(withheld) == 1
        or leaks([secrets[i] for i in withheld], sum(secrets[i].value for i in withheld))
        or past.gives_away([secrets[i].figure for i in withheld if secrets[i].high])
    ):
        if not open_ones:
            return frozenset(withheld), False
        withheld.add(open_ones.pop(0))
    return frozenset(withheld), True


def _after(past: Column, secrets: Sequence[Secret], withheld: frozenset[int], *, summed: bool) -> Column:
    """What readers know of the column once this is published."""
    return past.after(
        hidden={secrets[i].code: secrets[i].asked for i in withheld},
        withheld=[secrets[i].figure for i in sorted(withheld) if secrets[i].high],
        printed=[secret.figure for i, secret in enumerate(secrets) if i not in withheld],
        summed=summed,
    )


def _of_row(entry: _Entry, count: BeliefCount, value: int, low: int, high: int, *, withheld: bool) -> Secret:
    """A figure that readers take for the same in another publication while its row's counts are."""
    units = entry.units or ((entry.code, entry.tally),)
    return Secret(value, low, high, withheld, entry.code, count.asked, frozenset(map(_counts, units)))


def _counts(unit: tuple[str, Tally]) -> tuple[object, ...]:
    """By what readers take an OPD for unchanged: every count of what it showed."""
    code, tally = unit
    beliefs = tuple((name, each.holders, each.asked) for name, each in sorted(tally.beliefs.items()))
    return (code, tally.measured, tally.paham, tally.salah_kaprah, tally.core.asked, beliefs)


def leaks(withheld: Sequence[Secret], known: int) -> bool:
    """Whether the sum of the withheld figures fixes one of them that its own row leaves open."""
    low, high = sum(secret.low for secret in withheld), sum(secret.high for secret in withheld)
    return any(
        secret.low < secret.high
        and max(secret.low, known - (high - secret.high)) == min(secret.high, known - (low - secret.low))
        for secret in withheld
    )


def _silent(
    entries: Sequence[_Entry],
    province: _Entry,
    policy: Policy,
    *,
    apart: bool,
    past: Column,
    known: dict[str, Column],
) -> tuple[frozenset[int], bool]:
    """The rows that show participation only: too few measured, and those that guard them, if any can."""
    if province.tally.measured < policy.n_min:
        known[SILENCE] = past
        return frozenset(range(len(entries))), True
    few = {
        i
        for i, entry in enumerate(entries)
        if entry.tally.measured < policy.n_min or (apart and entry.kind is RowKind.MERGED)
    }
    secrets = [
        _of_row(
            entry,
            BeliefCount(0, entry.tally.measured),
            entry.tally.paham,
            0,
            entry.tally.measured,
            withheld=i in few,
        )
        for i, entry in enumerate(entries)
    ]
    if few and not sum(entries[i].tally.measured for i in few) and not past.hidden:
        withheld, hides = frozenset(few), True
    else:
        withheld, hides = guarded(secrets, total_printed=True, past=past)
    known[SILENCE] = _after(past, secrets, withheld, summed=True)
    return withheld, hides


def _is_low(count: BeliefCount) -> bool:
    return count.holders < FEW


def _is_high(count: BeliefCount) -> bool:
    return count.asked - count.holders < FEW


def is_thin(count: BeliefCount, policy: Policy) -> bool:
    """Whether too few persons were asked, or stand on one side, for the cell to be printed."""
    return count.asked < policy.n_min or _is_low(count) or _is_high(count)


def band(count: BeliefCount) -> tuple[int, int]:
    """The holders that a withheld cell leaves possible: the mask itself says on which side few stand."""
    if _is_low(count):
        return 0, min(FEW - 1, count.asked)
    if _is_high(count):
        return max(0, count.asked - FEW + 1), count.asked
    return FEW, count.asked - FEW


def _folded(
    entries: Sequence[_Entry],
    province: _Entry,
    silent: frozenset[int],
    policy: Policy,
    past: Column,
    known: dict[str, Column],
) -> list[Cell]:
    """The core cell of every row and, last, of the province; a cell that is not exact folds its row."""
    secrets = []
    unsaid = set()
    for i, entry in enumerate(entries):
        tally = entry.tally
        told = i not in silent and tally.core.asked >= policy.n_min
        most = tally.measured if i in silent else tally.measured - tally.paham
        if told and _mask_tells_all(tally.core, most):
            unsaid.add(i)
        low, high = band(tally.core) if told and i not in unsaid else (0, tally.measured)
        high = min(high, most)
        withheld = tally.measured > 0 and (i in silent or is_thin(tally.core, policy))
        secrets.append(
            _of_row(entry, tally.core, tally.salah_kaprah, min(low, high), high, withheld=withheld)
        )
    printed = not is_thin(province.tally.core, policy)
    withheld_rows, total_printed = guarded(secrets, total_printed=printed, past=past)
    known[CORE] = _after(past, secrets, withheld_rows, summed=total_printed)
    cells = [
        Cell(CellKind.NONE)
        if i in silent
        else Cell(CellKind.HIDDEN)
        if i in unsaid
        else cell_of(entry.tally.core, i in withheld_rows, policy)
        for i, entry in enumerate(entries)
    ]
    return [*cells, cell_of(province.tally.core, not total_printed, policy)]


def _mask_tells_all(count: BeliefCount, most: int) -> bool:
    """Whether "≥" beside the printed number of those who have not understood leaves one value alone."""
    return _is_high(count) and not _is_low(count) and count.asked - FEW + 1 >= most


def _column(
    code: str,
    entries: Sequence[_Entry],
    province: _Entry,
    silent: frozenset[int],
    policy: Policy,
    past: Column,
    known: dict[str, Column],
) -> list[Cell]:
    """The cells of one further belief for every row and, last, for the province."""
    counts = [entry.tally.beliefs.get(code, BeliefCount()) for entry in entries]
    secrets = []
    for i, count in enumerate(counts):
        told = i not in silent and count.asked >= policy.n_min
        low, high = band(count) if told else (0, count.asked)
        withheld = count.asked > 0 and (not told or is_thin(count, policy))
        secrets.append(_of_row(entries[i], count, count.holders, low, high, withheld=withheld))
    whole = province.tally.beliefs[code]
    withheld_rows, total_printed = guarded(secrets, total_printed=not is_thin(whole, policy), past=past)
    known[f"/{code}"] = _after(past, secrets, withheld_rows, summed=total_printed)
    cells = [
        Cell(CellKind.NONE) if i in silent else cell_of(count, i in withheld_rows, policy)
        for i, count in enumerate(counts)
    ]
    return [*cells, cell_of(whole, not total_printed, policy)]


def cell_of(count: BeliefCount, withheld: bool, policy: Policy) -> Cell:
    if count.asked < policy.n_min:
        return Cell(CellKind.NONE)
    if not withheld:
        return Cell(CellKind.EXACT, count.holders, count.asked)
    if _is_low(count):
        return Cell(CellKind.AT_MOST, bound=at_most_bound(count.asked))
    if _is_high(count):
        return Cell(CellKind.AT_LEAST, bound=at_least_bound(count.asked))
    return Cell(CellKind.HIDDEN)


def _row(entry: _Entry, silent: bool, core: Cell, beliefs: dict[str, Cell], policy: Policy) -> DisplayRow:
    tally = entry.tally
    folded = silent or core.kind is not CellKind.EXACT
    return DisplayRow(
        kind=entry.kind,
        code=entry.code,
        name=entry.name,
        obliged=tally.obliged,
        in_grace=tally.in_grace,
        exempt=tally.exempt,
        started=tally.started,
        measured=tally.measured,
        completed=tally.completed,
        passed=None if folded else tally.passed,
        paham=None if silent else tally.paham,
        belum_tahu=None if folded else tally.belum_tahu,
        salah_kaprah=None if folded else tally.salah_kaprah,
        group=None if silent or entry.kind is RowKind.MERGED else group_of(tally, policy),
        core=Cell(CellKind.NONE) if silent else core,
        beliefs=beliefs,
        members=entry.members,
    )
