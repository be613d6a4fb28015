"""Whether the belief is being cured, and how the headline moved: three drawings of the Sekda's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.clock import local_day
from app.comprehension.queries import Belief, Picture
from app.comprehension.rules import percent_text
from app.comprehension.rules.changes import Flows, ShownChange
from app.comprehension.rules.month import Month
from app.comprehension.statistics import wilson
from app.reports.rules import changes as words
from app.reports.rules.sentences import number
from app.web import charts
from app.web.charts import Bar, Slope, SlopeRow, Trend, TrendBreak, TrendPoint


@dataclass(frozen=True, slots=True)
class CuredPart:
    """A part of the former holders: its texture, how many, which share, what they are now."""

    fill: str
    count: str
    share: str
    words: str


@dataclass(frozen=True, slots=True)
class Cured:
    """The former holders of a belief as one bar, and those who came to hold it."""

    former: str
    bar: Bar
    parts: tuple[CuredPart, ...]
    new: str
    free_before: str
    sentence: str

    @property
    def new_words(self) -> str:
        """What is said after the number of those who came to hold it, or in its place."""
        if not self.new:
            return "Yang menetap dan yang baru memegangnya tidak dirinci karena jumlahnya terlalu kecil."
        before = f"dari {self.free_before} yang semula bebas"
        return f"orang baru memegangnya sesudah belajar, {before}. Periksa materinya."


@dataclass(frozen=True, slots=True)
class Progress:
    """The three drawings with their titles; what cannot be drawn says why."""

    slope: Slope | None
    slope_title: str
    slope_note: str
    slope_words: str
    cured: Cured | None
    core: str
    trend: Trend
    trend_words: str
    year: int


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """A published month and what may be shown of it."""

    month: Month
    picture: Picture


def progress(picture: Picture, months: Sequence[TrendMonth]) -> Progress:
    """Before and after in the same persons, and the published months of the picture's year."""
    year = local_day(picture.at).year
    drawn = [(b, c) for b in picture.beliefs if (c := picture.changes.get(b.code)) and c.shown]
    core = picture.changes.get(picture.core.code) if picture.core else None
    of_year = [month for month in months if month.month.year == year]
    return Progress(
        slope=slope_of([slope_row(b, c, core=b == picture.core) for b, c in drawn]) if drawn else None,
        slope_title=words.slope_title(core),
        slope_note=_slope_note(drawn),
        slope_words=" ".join(words.change_sentence(belief.title, change) for belief, change in drawn),
        cured=cured(core.flows) if core and core.flows else None,
        core=picture.core.title if picture.core else "",
        trend=_trend(of_year, picture),
        trend_words=words.trend_sentence([(m.month.number, _headline(m.picture)) for m in of_year], year),
        year=year,
    )


def slope_of(rows: Sequence[SlopeRow]) -> Slope:
    """Shares of the same persons in the two tests."""
    return charts.slope(rows, before_label="tes awal", after_label="tes akhir")


def _slope_note(drawn: Sequence[tuple[Belief, ShownChange]]) -> str:
    if not drawn:
        return "Belum cukup orang yang ikut tes awal dan tes akhir."
    return f"% peserta; {number(drawn[0][1].matched)} orang yang sama, garis tebal rentang 95%"


def slope_row(belief: Belief, change: ShownChange, *, core: bool) -> SlopeRow:
    """One belief before and after, with the intervals of both shares."""
    before, after = change.before, change.after
    n = change.matched
    return SlopeRow(
        label=belief.title,
        before=(before.holders or 0) / n,
        after=(after.holders or 0) / n,
        before_text=before.text,
        after_text=after.text,
        core=core,
        before_range=wilson(before.holders or 0, n),
        after_range=wilson(after.holders or 0, n),
    )


def cured(flows: Flows) -> Cured:
    """The former holders by what they are now; folded where a part is too small to tell."""
    if flows.stayed is None or flows.to_unknown is None:
        rest = [("tahu", flows.not_yet, "belum paham, termasuk yang menetap")]
    else:
        rest = [
            ("tahu", flows.to_unknown, "lepas, tetapi masih belum tahu"),
            ("salah", flows.stayed, "menetap"),
        ]
    parts = [("paham", flows.to_paham, "sembuh, kini paham"), *rest]
    return Cured(
        former=number(flows.former),
        bar=charts.bar([(fill, count) for fill, count, _ in parts]),
        parts=tuple(
            CuredPart(fill, number(count), percent_text(count, flows.former), what)
            for fill, count, what in parts
        ),
        new="" if flows.new is None else number(flows.new),
        free_before=number(flows.free_before),
        sentence=words.cured_sentence(flows),
    )


def _headline(picture: Picture) -> str:
    row = picture.shown.province
    return percent_text(row.paham or 0, 0 if row.paham is None else row.obliged)


def _trend(months: Sequence[TrendMonth], picture: Picture) -> Trend:
    points = [TrendPoint(m.month.number - 1, _share(m.picture), _headline(m.picture)) for m in months]
    return charts.trend(
        points,
        months=words.SHORT_MONTHS,
        target=picture.policy.target,
        target_label=percent_text(picture.policy.target.numerator, picture.policy.target.denominator),
        breaks=breaks(months),
    )


def breaks(months: Sequence[TrendMonth]) -> list[TrendBreak]:
    """Where another standard, other definitions or other policy numbers begin to hold."""
    found = []
    for before, month in pairwise(months):
        then, now = before.picture, month.picture
        if then.policy.standard != now.policy.standard:
            found.append(TrendBreak(month.month.number - 1, "standar baru"))
        elif (then.rules, then.policy) != (now.rules, now.policy):
            found.append(TrendBreak(month.month.number - 1, "aturan baru"))
    return found


def _share(picture: Picture) -> float | None:
    row = picture.shown.province
    return row.paham / row.obliged if row.paham is not None and row.obliged else None
