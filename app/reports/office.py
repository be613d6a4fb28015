"""One OPD as the Sekda may see it: the row of the overview, opened by job level; no names, no scores."""

from dataclasses import dataclass

from babel.dates import format_date

from app.clock import local_day
from app.comprehension.queries import Belief, Cut, Picture
from app.comprehension.rules import DisplayRow
from app.comprehension.rules.changes import MATCHED_OF_AN_OPD, ShownChange, shown_changes
from app.comprehension.rules.fairness import fair_rate
from app.comprehension.rules.levels import opd_row, shown_levels
from app.reports.overview import RowView, row_view
from app.reports.progress import slope_of, slope_row
from app.reports.rules import office_words as words
from app.reports.rules.changes import change_sentence
from app.reports.rules.definitions import Definitions, definitions
from app.reports.rules.names import office_name
from app.reports.rules.sentences import exempts_many, many_exempt_sentence
from app.web.charts import Slope
from app.web.filters import LOCALE, clock


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The whole page of one OPD; `row` is None without a roster, `merged` when it shares its row."""

    picture: Picture
    code: str
    name: str
    full_name: str
    day: str
    headline: str
    lead: str
    row: RowView | None
    merged: bool
    levels: tuple[RowView, ...]
    slope: Slope | None
    slope_words: str
    change_note: str
    fair_note: str
    exempt_note: str
    beliefs: tuple[tuple[Belief, str], ...]
    means: Definitions | None
    trainers: str
    message: str


def office_of(cut: Cut, code: str, *, trainers: str) -> OfficePage | None:
    """The page of one OPD at that instant; None when the register did not hold it.

    `trainers` is how to reach them, empty while nobody has set it.
    """
    picture, name = cut.picture, cut.census.names.get(code)
    if name is None:
        return None
    row = opd_row(picture.shown.rows, code)
    own = row if row and not row.members else None
    changes = _changes(cut, code) if own and own.shows_comprehension else []
    place = words.Place(office_name(name), picture.policy, _day(picture), clock(picture.at))
    measured, obliged = _counts(row, code)
    counts = words.participation(measured, obliged)
    return OfficePage(
        picture=picture,
        code=code,
        name=place.name,
        full_name=name,
        day=place.day,
        headline=words.headline(place, own, counts),
        lead=words.lead(own),
        row=row_view(own, target=picture.policy.target) if own else None,
        merged=bool(row and row.members),
        levels=_levels(cut, own, code) if own else (),
        slope=slope_of([slope_row(b, c, core=b == picture.core) for b, c in changes]) if changes else None,
        slope_words=" ".join(change_sentence(belief.title, change) for belief, change in changes),
        change_note=words.change_note(changes[0][1].matched if changes else None, MATCHED_OF_AN_OPD),
        fair_note=_fair_note(cut, own, code) if own else "",
        exempt_note=_exempt_note(place.name, own),
        beliefs=_beliefs(picture, own),
        means=definitions(own, picture.policy) if own and own.shows_comprehension else None,
        trainers=trainers,
        message=words.message(place, name, own, counts, unmeasured=obliged - measured, trainers=trainers),
    )


def _day(picture: Picture) -> str:
    return str(format_date(local_day(picture.at), "d MMMM y", locale=LOCALE))


def _exempt_note(name: str, row: DisplayRow | None) -> str:
    if row is None:
        return ""
    active = row.obliged + row.in_grace + row.exempt
    return many_exempt_sentence([(name, row.exempt, active)]) if exempts_many(row.exempt, active) else ""


def _counts(row: DisplayRow | None, code: str) -> tuple[int, int]:
    """Measured and obliged of the OPD, also of one within the merged row."""
    if row is None:
        return 0, 0
    member = next((member for member in row.members if member.code == code), None)
    return (member.measured, member.obliged) if member else (row.measured, row.obliged)


def _levels(cut: Cut, row: DisplayRow, code: str) -> tuple[RowView, ...]:
    policy = cut.picture.policy
    shown = shown_levels(row, cut.census.levels(code), policy)
    return tuple(row_view(each, target=policy.target) for each in shown if each.obliged)


def _fair_note(cut: Cut, row: DisplayRow, code: str) -> str:
    """The standardised rate, where every level of it may be shown by itself; else that it cannot be had."""
    if not row.shows_comprehension:
        return ""
    policy, own = cut.picture.policy, cut.census.levels(code)
    shown = shown_levels(row, own, policy)
    if len(cut.census.province_levels()) < 2:
        return ""
    alone = all(each.paham is not None and not each.members for each in shown if each.measured)
    found = fair_rate(own, cut.census.province_levels(), least=policy.n_min) if alone else None
    return words.fair_note(found)


def _changes(cut: Cut, code: str) -> list[tuple[Belief, ShownChange]]:
    """Every belief of which this OPD's change may be shown."""
    found = []
    for belief in cut.picture.beliefs:
        _, by_opd = shown_changes(cut.census.changes_of(belief.code), cut.picture.policy)
        change = by_opd.get(code)
        if change and change.shown:
            found.append((belief, change))
    return found


def _beliefs(picture: Picture, row: DisplayRow | None) -> tuple[tuple[Belief, str], ...]:
    """Each belief of the test with what the overview prints of it in this row."""
    if row is None:
        return tuple((belief, "") for belief in picture.beliefs)
    cells = [row.core, *(row.beliefs[belief.code] for belief in picture.others)]
    return tuple((belief, cell.text) for belief, cell in zip(picture.beliefs, cells, strict=False))
