"""The geometry of the charts: from counts and shares to places on paper. No words of the domain, no drawing.

Lengths are strings with one decimal, ready to stand in an attribute. Drawings are 344 units wide: a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from textwrap import wrap

Share = Fraction | float

FILLS = ("paham", "tahu", "salah", "ukur")
WIDTH = 344
GAP = 1.5
BAR_HEIGHT = 14
COMPOSITION_STEP = 48
DOT_STEP, DOT_LEFT, DOT_RIGHT = 34, 150, 325
FEW = 30
SLOPE_LEFT, SLOPE_RIGHT, SLOPE_TOP, SLOPE_BOTTOM, LABEL_STEP = 44, 140, 35, 190, 18
SLOPE_LETTERS, LINE_STEP = 24, 15
TREND_LEFT, TREND_RIGHT, TREND_TOP, TREND_BOTTOM = 50, 330, 22, 176
TREND_TICKS = (
    Fraction(0),
    Fraction(20, 100),
    Fraction(40, 100),
    Fraction(60, 100),
    Fraction(80, 100),
    Fraction(1),
)
HEAT_CELL, HEAT_GAP, HEAT_ROW, HEAT_TOP = 38, 2, 32, 24
HEAT_STEPS = (Fraction(10, 100), Fraction(20, 100), Fraction(35, 100), Fraction(50, 100))
WAFFLE_STEP, WAFFLE_ROW, WAFFLE_ACROSS = 21.7, 56, 16


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: its texture, where it begins, how wide it is."""

    fill: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar across the column; lengths in percent."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class CompositionRow:
    """What one line of a composition chart says: label, the figure at its right, counts by texture."""

    label: str
    value: str
    parts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class CompositionLine:
    """The same line, placed."""

    label: str
    value: str
    text_y: str
    bar_y: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Compositions:
    """A composition chart; `target_x` is None when no line is drawn."""

    height: str
    lines: tuple[CompositionLine, ...]
    target_x: str | None
    target_bottom: str
    target_label: str
    target_anchor: str


@dataclass(frozen=True, slots=True)
class DotRow:
    """A share with its interval, resting on `n` persons."""

    label: str
    share: Share
    low: Share
    high: Share
    n: int


@dataclass(frozen=True, slots=True)
class Dot:
    """The same, placed; hollow when few persons carry it."""

    label: str
    text_y: str
    y: str
    x: str
    low_x: str
    high_x: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Dots:
    """A chart of dots with intervals, with lines at 0, 50 and 100 percent."""

    height: str
    bottom: str
    ticks: tuple[tuple[str, str], ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """One share before and after; the core one is drawn heavy."""

    label: str
    before: Share
    after: Share
    before_text: str
    after_text: str
    core: bool = False
    before_range: tuple[float, float] | None = None
    after_range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class SlopeLine:
    """The same, placed; labels are moved apart, the line is not."""

    label: str
    before_text: str
    after_text: str
    y1: str
    y2: str
    label1_y: str
    label2_y: str
    core: bool
    label_lines: tuple[str, ...]
    range1: tuple[str, str] | None
    range2: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Slope:
    """A slope chart."""

    height: str
    bottom: str
    before_label: str
    after_label: str
    lines: tuple[SlopeLine, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One published month: its place on the axis (0 is the first) and its share; None leaves a gap."""

    place: int
    share: Share | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TrendBreak:
    """From this place on another rule holds, so that shares before and after do not compare."""

    place: int
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of months with gaps and breaks, on an axis of the whole year, from zero to `top`."""

    ticks: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, str, bool], ...]
    runs: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str, str, bool], ...]
    breaks: tuple[tuple[str, str], ...]
    target_y: str | None
    target_label: str


@dataclass(frozen=True, slots=True)
class HeatValue:
    """One cell: the share that colours it (None: neutral) and what is printed in it."""

    share: Share | None
    text: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line of cells."""

    label: str
    values: Sequence[HeatValue]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The same cell, placed; `step` 0 is neutral, 1 to 5 rise."""

    x: str
    y: str
    text_x: str
    text_y: str
    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A chart of heat cells."""

    height: str
    columns: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class WaffleRow:
    """A group of `count` small squares, some of them marked (numbered from 1)."""

    label: str
    note: str
    count: int
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WaffleGroup:
    """The same group, placed."""

    label: str
    note: str
    text_y: str
    squares: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Waffle:
    """A chart of countable squares."""

    height: str
    groups: tuple[WaffleGroup, ...]


def bar(parts: Sequence[tuple[str, int]]) -> Bar:
    """One bar across the column from counts by texture; empty parts are left out."""
    return Bar(_segments(parts, width=100, gap=0.3, unit="%"))


def meter(part: int, whole: int) -> Bar:
    """The small bar under a printed percentage: a hundred units wide."""
    share = Fraction(part, whole) if whole else Fraction(0)
    return Bar((Segment("paham", "0", _length(100 * min(Fraction(1), max(Fraction(0), share)))),))


def compositions(
    rows: Sequence[CompositionRow], *, target: Fraction | None = None, target_label: str = ""
) -> Compositions:
    """Bars of equal length, one a row, with a dashed line at the target share."""
    lines = tuple(
        CompositionLine(
            label=row.label,
            value=row.value,
            text_y=_length(18 + n * COMPOSITION_STEP),
            bar_y=_length(25 + n * COMPOSITION_STEP),
            segments=_segments(row.parts, width=WIDTH, gap=GAP),
        )
        for n, row in enumerate(rows)
    )
    bottom = 18 + len(rows) * COMPOSITION_STEP - 22
    return Compositions(
        height=_length(bottom + (22 if target is not None else 2)),
        lines=lines,
        target_x=None if target is None else _length(WIDTH * target),
        target_bottom=_length(bottom),
        target_label=target_label,
        target_anchor=_anchor(target),
    )


def dots(rows: Sequence[DotRow]) -> Dots:
    """Shares on one axis from 0 to 100 percent."""
    height = 32 + len(rows) * DOT_STEP
    ticks = tuple((_dot_x(share), f"{share * 100:.0f}%") for share in (0.0, 0.5, 1.0))
    return Dots(
        height=_length(height),
        bottom=_length(height - 10),
        ticks=ticks,
        dots=tuple(_dot(row, 44 + n * DOT_STEP) for n, row in enumerate(rows)),
    )


def slope(rows: Sequence[SlopeRow], *, before_label: str, after_label: str) -> Slope:
    """Lines between two columns; the scale ends at the highest share shown."""
    top = max((max(_ends(row)) for row in rows), default=1) or 1
    left = _apart([_slope_y(row.before, top) for row in rows])
    lines_each = max((len(wrap(f"{row.after_text} {row.label}", SLOPE_LETTERS)) for row in rows), default=1)
    right = _apart([_slope_y(row.after, top) for row in rows], step=LABEL_STEP + LINE_STEP * (lines_each - 1))
    lines = tuple(
        SlopeLine(
            label=row.label,
            before_text=row.before_text,
            after_text=row.after_text,
            y1=_length(_slope_y(row.before, top)),
            y2=_length(_slope_y(row.after, top)),
            label1_y=_length(y1 + 4),
            label2_y=_length(y2 + 4),
            core=row.core,
            label_lines=tuple(wrap(f"{row.after_text} {row.label}", SLOPE_LETTERS)),
            range1=_slope_range(row.before_range, top),
            range2=_slope_range(row.after_range, top),
        )
        for row, y1, y2 in zip(rows, left, right, strict=True)
    )
    bottom = max([SLOPE_TOP, *left, *right]) + 6 + LINE_STEP * (lines_each - 1)
    return Slope(
        height=_length(bottom + 10),
        bottom=_length(bottom + 4),
        before_label=before_label,
        after_label=after_label,
        lines=tuple(sorted(lines, key=lambda line: line.core)),
    )


def trend(
    points: Sequence[TrendPoint],
    *,
    months: Sequence[str],
    target: Fraction | None = None,
    target_label: str = "",
    breaks: Sequence[TrendBreak] = (),
) -> Trend:
    """Months as dots, joined only with the month right before; nothing is drawn past the last one."""
    known = [point for point in points if point.share is not None]
    highest = max([target or 0, *(point.share or 0 for point in known), Fraction(20, 100)])
    top = next(tick for tick in TREND_TICKS if tick >= highest)
    places = {
        point.place: (_trend_x(point.place, len(months)), _trend_y(point.share or 0, top)) for point in known
    }
    ends = {0, len(known) - 1}
    return Trend(
        ticks=tuple(
            (_length(_trend_y(t, top) + 4), f"{int(t * 100)}%")
            for t in TREND_TICKS
            if t <= top and t != target
        ),
        months=tuple((_trend_x(n, len(months)), name, n in places) for n, name in enumerate(months)),
        runs=tuple(_runs(places, {each.place for each in breaks})),
        dots=tuple((x, _length(y)) for x, y in places.values()),
        labels=tuple(
            (places[p.place][0], _length(places[p.place][1] - 10), p.text, n == len(known) - 1)
            for n, p in enumerate(known)
            if n in ends
        ),
        breaks=tuple((_trend_x(each.place - 0.5, len(months)), each.label) for each in breaks),
        target_y=None if target is None else _length(_trend_y(target, top)),
        target_label=target_label,
    )


def _runs(places: dict[int, tuple[str, float]], broken: set[int]) -> list[str]:
    """Paths through months that follow one another without a gap or a break between."""
    runs: list[list[int]] = []
    for place in sorted(places):
        joined = runs and runs[-1][-1] == place - 1 and place not in broken
        if joined:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [
        "M" + "L".join(f"{places[p][0]} {_length(places[p][1])}" for p in run) for run in runs if len(run) > 1
    ]


def _trend_x(place: float, months: int) -> str:
    return _length(TREND_LEFT + (TREND_RIGHT - TREND_LEFT) * place / max(1, months - 1))


def _trend_y(share: Share, top: Share) -> float:
    return TREND_BOTTOM - (TREND_BOTTOM - TREND_TOP) * float(share) / float(top)


def heat(rows: Sequence[HeatRow], *, columns: Sequence[str]) -> Heat:
    """Cells whose colour follows the share, right-aligned under their columns."""
    left = WIDTH - len(columns) * (HEAT_CELL + HEAT_GAP) + HEAT_GAP
    centres = [left + n * (HEAT_CELL + HEAT_GAP) + HEAT_CELL / 2 for n in range(len(columns))]
    cells = tuple(
        _heat_cell(value, centre, HEAT_TOP + n * HEAT_ROW)
        for n, row in enumerate(rows)
        for centre, value in zip(centres, row.values, strict=True)
    )
    return Heat(
        height=_length(HEAT_TOP + len(rows) * HEAT_ROW),
        columns=tuple((_length(centre), name) for centre, name in zip(centres, columns, strict=True)),
        labels=tuple((_length(HEAT_TOP + n * HEAT_ROW + 19), row.label) for n, row in enumerate(rows)),
        cells=cells,
    )


def heat_step(share: Share | None) -> int:
    """1 below 10 percent, 2 from 10, 3 from 20, 4 from 35, 5 from 50; 0 for nothing to show."""
    return 0 if share is None else 1 + sum(share >= step for step in HEAT_STEPS)


def waffle(rows: Sequence[WaffleRow]) -> Waffle:
    """Squares to be counted, sixteen a line."""
    groups, top = [], 0.0
    for row in rows:
        groups.append(WaffleGroup(row.label, row.note, _length(top + 13), _squares(row, top + 20)))
        top += WAFFLE_ROW + WAFFLE_STEP * (max(0, row.count - 1) // WAFFLE_ACROSS)
    return Waffle(height=_length(max(0.0, top - 18)), groups=tuple(groups))


def _squares(row: WaffleRow, top: float) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (
            _length(n % WAFFLE_ACROSS * WAFFLE_STEP),
            _length(top + n // WAFFLE_ACROSS * WAFFLE_STEP),
            n + 1 in row.marked,
        )
        for n in range(row.count)
    )


def _segments(
    parts: Sequence[tuple[str, int]], *, width: float, gap: float, unit: str = ""
) -> tuple[Segment, ...]:
    """Pieces side by side with a gap of paper between them; together they fill the width."""
    shown = [(fill, count) for fill, count in parts if count > 0]
    unknown = {fill for fill, _ in shown} - set(FILLS)
    if unknown:
        raise ValueError(f"no such texture: {', '.join(sorted(unknown))}")
    total = sum(count for _, count in shown)
    room = width - gap * max(0, len(shown) - 1)
    segments, x = [], 0.0
    for fill, count in shown:
        piece = room * count / total
        segments.append(Segment(fill, _length(x) + unit, _length(piece) + unit))
        x += piece + gap
    return tuple(segments)


def _anchor(target: Fraction | None) -> str:
    if target is None or Fraction(15, 100) <= target <= Fraction(85, 100):
        return "middle"
    return "start" if target < Fraction(1, 2) else "end"


def _dot(row: DotRow, y: int) -> Dot:
    return Dot(
        label=row.label,
        text_y=_length(y + 4),
        y=_length(y),
        x=_dot_x(row.share),
        low_x=_dot_x(row.low),
        high_x=_dot_x(row.high),
        hollow=row.n < FEW,
    )


def _dot_x(share: Share) -> str:
    return _length(DOT_LEFT + (DOT_RIGHT - DOT_LEFT) * float(share))


def _slope_y(share: Share, top: Share) -> float:
    return SLOPE_BOTTOM - (SLOPE_BOTTOM - SLOPE_TOP) * float(share) / float(top)


def _ends(row: SlopeRow) -> list[Share]:
    return [row.before, row.after, *(row.before_range or ()), *(row.after_range or ())]


def _slope_range(ends: tuple[float, float] | None, top: Share) -> tuple[str, str] | None:
    return (_length(_slope_y(ends[0], top)), _length(_slope_y(ends[1], top))) if ends else None


def _apart(places: Sequence[float], *, step: float = LABEL_STEP) -> list[float]:
    """The same places, moved so that no label lies on its neighbour."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda n: places[n])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + step)
    return moved


def _heat_cell(value: HeatValue, centre: float, y: int) -> HeatCell:
    return HeatCell(
        x=_length(centre - HEAT_CELL / 2),
        y=_length(y),
        text_x=_length(centre),
        text_y=_length(y + 19),
        step=heat_step(value.share),
        text=value.text,
    )


def _length(value: float | Fraction) -> str:
    """One decimal at most, without a trailing zero."""
    return f"{float(value):.1f}".removesuffix(".0")
