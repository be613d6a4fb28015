"""One misconception over the province: how many hold it, over time, before and after learning, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.comprehension.queries import Belief, Picture
from app.comprehension.rules import ActionGroup, Cell, CellKind, DisplayRow, percent_text
from app.reports.overview import HeatView, heat_view
from app.reports.progress import Cured, TrendMonth, cured, slope_of, slope_row
from app.reports.rules import changes as words
from app.reports.rules import sentences
from app.reports.rules.names import office_name
from app.web import charts
from app.web.charts import Slope, Trend, TrendPoint


@dataclass(frozen=True, slots=True)
class Held:
    """What one row prints of the belief; `code` is empty for the merged row."""

    code: str
    name: str
    heat: HeatView


@dataclass(frozen=True, slots=True)
class BeliefPage:
    """The whole page; `asked` is False while the standard's test does not ask about it."""

    picture: Picture
    asked: bool
    headline: str
    slope: Slope | None
    slope_words: str
    cured: Cured | None
    trend: Trend
    trend_words: str
    groups: tuple[tuple[str, tuple[Held, ...]], ...]


def belief_of(picture: Picture, code: str, months: Sequence[TrendMonth]) -> BeliefPage:
    """The page of one misconception at that instant."""
    belief = next((each for each in picture.beliefs if each.code == code), None)
    change = picture.changes.get(code)
    drawn = change if belief and change and change.shown else None
    year = max((month.month.year for month in months), default=picture.at.year)
    shares = [(m, cell_in(m.picture.shown.province, m.picture, code)) for m in months if m.month.year == year]
    core = belief == picture.core
    return BeliefPage(
        picture=picture,
        asked=belief is not None,
        headline=_headline(picture, belief),
        slope=slope_of([slope_row(belief, drawn, core=core)]) if belief and drawn else None,
        slope_words=words.change_sentence(belief.title, drawn) if belief and drawn else "",
        cured=cured(drawn.flows) if drawn and drawn.flows else None,
        trend=charts.trend([_point(m, cell) for m, cell in shares], months=words.SHORT_MONTHS),
        trend_words=words.prevalence_sentence([(m.month.number, cell.text) for m, cell in shares], year),
        groups=_groups(picture, code) if belief else (),
    )


def cell_in(row: DisplayRow, picture: Picture, code: str) -> Cell:
    """The cell of one belief in a row: the core one, or one of the others."""
    if picture.core and picture.core.code == code:
        return row.core
    return row.beliefs.get(code, Cell(CellKind.NONE))


def _headline(picture: Picture, belief: Belief | None) -> str:
    if belief is None:
        return "Salah kaprah ini belum ditanyakan dalam tes standar."
    row = picture.shown.province
    cell = cell_in(row, picture, belief.code)
    if cell.kind is CellKind.NONE:
        return sentences.closed_sentence(picture.policy.n_min)
    return sentences.core_sentence(
        belief=belief.title, text=cell.text, holders=cell.holders, asked=cell.asked
    )


def _point(month: TrendMonth, cell: Cell) -> TrendPoint:
    share = cell.holders / cell.asked if cell.holders is not None and cell.asked else None
    return TrendPoint(month.month.number - 1, share, percent_text(cell.holders or 0, cell.asked or 0))


def _groups(picture: Picture, code: str) -> tuple[tuple[str, tuple[Held, ...]], ...]:
    shown = picture.shown
    named = [(sentences.GROUP_NAMES[group], shown.in_group(group)) for group in ActionGroup]
    named.append(("Kelompok kecil", shown.ungrouped))
    return tuple(
        (name, tuple(Held(r.code, office_name(r.name), heat_view(cell_in(r, picture, code))) for r in rows))
        for name, rows in named
        if rows
    )
