"""The Sekda's page as rows, texts and places: everything that its template prints, computed once.

A template holds no arithmetic; what stands here comes from a `Picture`, which is already suppressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from babel.dates import format_date

from app.clock import local_day
from app.comprehension.queries import Belief, Picture
from app.comprehension.rules import (
    ActionGroup,
    Cell,
    CellKind,
    DisplayRow,
    RowKind,
    interval_text,
    percent_text,
    whole_percent,
)
from app.comprehension.statistics import wilson
from app.reports.progress import Progress, TrendMonth, progress
from app.reports.rules import sentences
from app.reports.rules.changes import change_sentence, cured_sentence
from app.reports.rules.definitions import Definitions, definitions
from app.reports.rules.drawing import BarDrawing, DotDrawing, bar_drawing, dot_drawing, heat_class
from app.reports.rules.names import office_name
from app.web.filters import LOCALE


@dataclass(frozen=True, slots=True)
class HeatView:
    """One cell of prevalence: what is printed, and its colour class (0 neutral)."""

    text: str
    step: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the table-graphic; without comprehension only `participation` is said."""

    row: DisplayRow
    name: str
    participation: str
    share: str
    of_measured: str
    interval: str
    core_interval: str
    bar: BarDrawing | None
    bar_words: str
    dot: DotDrawing | None
    heat: tuple[HeatView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The OPD that should do the same thing, with the reason in words."""

    name: str
    reason: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    picture: Picture
    day: str
    headline: str
    lead: str
    province: RowView
    coverage: str
    target: str
    pass_mark: str
    requests: tuple[str, ...]
    groups: tuple[GroupView, ...]
    others: tuple[RowView, ...]
    beliefs: tuple[Belief, ...]
    notes: tuple[str, ...]
    progress: Progress
    means: Definitions

    @property
    def table_rows(self) -> tuple[tuple[str, RowView], ...]:
        """Every row with its group's name, the province last: the same numbers as a plain table."""
        grouped = [(group.name, view) for group in self.groups for view in group.rows]
        rest = [("Digabung" if view.row.kind is RowKind.MERGED else "Ditutup", view) for view in self.others]
        return (*grouped, *rest, ("", self.province))


def overview(picture: Picture, months: Sequence[TrendMonth] = ()) -> Overview:
    """The page of one instant, with the published months for its trend."""
    shown, policy = picture.shown, picture.policy
    views = {id(row): _view(row, picture) for row in shown.rows}
    target = percent_text(policy.target.numerator, policy.target.denominator)
    groups = [
        GroupView(
            sentences.GROUP_NAMES[group],
            sentences.group_reason(group, target),
            tuple(views[id(row)] for row in shown.in_group(group)),
        )
        for group in ActionGroup
    ]
    return Overview(
        picture=picture,
        day=str(format_date(local_day(picture.at), "d MMMM y", locale=LOCALE)),
        headline=sentences.headline(_standing(picture)),
        lead=_lead(picture),
        province=_view(shown.province, picture),
        coverage=percent_text(shown.province.measured, shown.province.obliged),
        target=target,
        pass_mark=percent_text(policy.pass_mark.numerator, policy.pass_mark.denominator),
        requests=sentences.requests(_wanting(picture)),
        groups=tuple(group for group in groups if group.rows),
        others=tuple(views[id(row)] for row in shown.ungrouped),
        beliefs=picture.beliefs,
        notes=_notes(picture),
        progress=progress(picture, months),
        means=definitions(shown.province, policy),
    )


def _standing(picture: Picture) -> sentences.Standing:
    shown = picture.shown
    learn, measure, reached = (len(shown.in_group(group)) for group in ActionGroup)
    return sentences.Standing(
        obliged=shown.province.obliged,
        measured=shown.province.measured,
        n_min=picture.policy.n_min,
        opd=learn + measure + reached,
        learn=learn,
        measure=measure,
    )


def _lead(picture: Picture) -> str:
    province = picture.shown.province
    if province.obliged == 0 and province.in_grace:
        return sentences.grace_sentence(province.in_grace, picture.policy.grace_days)
    if not province.shows_comprehension:
        return sentences.closed_sentence(picture.policy.n_min)
    if picture.core is None or province.core.kind is CellKind.NONE:
        return ""
    change = picture.changes.get(picture.core.code)
    if change and (told := change_sentence(picture.core.title, change)):
        return f"{told} {cured_sentence(change.flows)}" if change.flows else told
    cell = province.core
    return sentences.core_sentence(
        belief=picture.core.title, text=cell.text, holders=cell.holders, asked=cell.asked
    )


def _wanting(picture: Picture) -> sentences.Wanting:
    shown = picture.shown
    measure = shown.in_group(ActionGroup.SELESAIKAN_PENGUKURAN)
    learn = shown.in_group(ActionGroup.PERLU_BELAJAR)
    return sentences.Wanting(
        measure_opd=len(measure),
        unmeasured=sum(row.unmeasured for row in measure),
        learn_opd=len(learn),
        not_yet=sum(row.not_yet or 0 for row in learn),
        core=_sum_if_all_known([row.salah_kaprah for row in learn]),
        other=_strongest(picture),
    )


def _sum_if_all_known(counts: Sequence[int | None]) -> int | None:
    """A sum with a withheld part would give that part away."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _strongest(picture: Picture) -> sentences.OtherBelief | None:
    cells = picture.shown.province.beliefs
    found = [
        sentences.OtherBelief(belief.title, _percent(cells[belief.code]) or 0)
        for belief in picture.others
        if belief.code in cells and cells[belief.code].kind is CellKind.EXACT
    ]
    return max(found, key=lambda belief: belief.percent, default=None)


def _percent(cell: Cell) -> int | None:
    return whole_percent(cell.holders or 0, cell.asked or 0) if cell.kind is CellKind.EXACT else None


def _notes(picture: Picture) -> tuple[str, ...]:
    """What stands below the table: the members of the merged row, who exempts many, OPD without a roster."""
    notes = []
    for row in picture.shown.rows:
        if row.members:
            parts = "; ".join(
                f"{office_name(member.name)} ({_measured(member.measured, member.obliged)})"
                for member in row.members
            )
            notes.append(sentences.merged_sentence(parts, picture.policy.n_min))
    if exempting := _exempting(picture):
        notes.append(sentences.many_exempt_sentence(exempting))
    if picture.shown.without_obliged:
        notes.append(sentences.without_obliged_sentence(picture.shown.without_obliged))
    return tuple(notes)


def _exempting(picture: Picture) -> list[tuple[str, int, int]]:
    """The OPD and merged rows that exempt many of their active staff: name, exempt, active."""
    active = [(row, row.obliged + row.in_grace + row.exempt) for row in picture.shown.rows]
    return [
        (office_name(row.name), row.exempt, count)
        for row, count in active
        if sentences.exempts_many(row.exempt, count)
    ]


def _measured(measured: int, obliged: int) -> str:
    return f"{sentences.number(measured)} dari {sentences.number(obliged)} sudah diukur"


def _view(row: DisplayRow, picture: Picture) -> RowView:
    cells = (row.core, *(row.beliefs[belief.code] for belief in picture.others))
    return row_view(row, target=picture.policy.target, cells=cells)


def row_view(row: DisplayRow, *, target: Fraction, cells: Sequence[Cell] = ()) -> RowView:
    """One row as it is drawn and said, with the prevalences that stand beside it."""
    interval = wilson(row.paham, row.measured) if row.paham is not None else None
    core = wilson(row.core.holders, row.core.asked or 0) if row.core.holders is not None else None
    return RowView(
        row=row,
        name=office_name(row.name),
        participation=_measured(row.measured, row.obliged),
        share=_text(row.paham, row.obliged),
        of_measured=_text(row.paham, row.measured),
        interval=interval_text(interval),
        core_interval=interval_text(core),
        bar=_bar(row, target),
        bar_words=_bar_words(row),
        dot=dot_drawing(row.paham or 0, row.measured, interval=interval, hollow=row.indicative)
        if interval
        else None,
        heat=tuple(heat_view(cell) for cell in cells),
    )


def _text(count: int | None, of: int) -> str:
    return percent_text(count or 0, 0 if count is None else of)


def _bar(row: DisplayRow, target: Fraction) -> BarDrawing | None:
    if row.paham is None:
        return None
    return bar_drawing(
        [
            ("paham", row.paham),
            ("ukur", row.unmeasured),
            ("tahu", (row.not_yet or 0) - (row.salah_kaprah or 0)),
            ("salah", row.salah_kaprah or 0),
        ],
        target=target,
    )


def _bar_words(row: DisplayRow) -> str:
    """The bar for a screen reader."""
    if row.paham is None:
        return ""
    known = f"{row.paham} terbukti paham, {row.unmeasured} belum diukur, "
    if row.folded:
        return known + f"{row.not_yet} belum paham"
    return known + f"{row.belum_tahu} belum tahu, {row.salah_kaprah} salah kaprah"


def heat_view(cell: Cell) -> HeatView:
    """A cell of prevalence with its colour."""
    percent = _percent(cell)
    return HeatView(cell.text, 0 if percent is None else heat_class(percent))
