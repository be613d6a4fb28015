from fractions import Fraction
from itertools import pairwise

import pytest

from app.web import charts
from app.web.charts import CompositionRow, DotRow, HeatRow, HeatValue, SlopeRow, WaffleRow


def test_the_pieces_of_a_bar_fill_it_and_leave_no_empty_piece() -> None:
    bar = charts.bar([("paham", 113), ("tahu", 16), ("salah", 0), ("ukur", 2)])
    assert [s.fill for s in bar.segments] == ["paham", "tahu", "ukur"]
    last = bar.segments[-1]
    assert abs(float(last.x.strip("%")) + float(last.width.strip("%")) - 100) < 0.2


def test_a_bar_of_nobody_is_empty() -> None:
    assert charts.bar([("paham", 0)]).segments == ()
    assert charts.bar([]).segments == ()


def test_an_unknown_texture_is_refused() -> None:
    with pytest.raises(ValueError, match="hijau"):
        charts.bar([("hijau", 1)])


def test_a_meter_stays_within_its_hundred() -> None:
    assert [
        charts.meter(k, n).segments[0].width for k, n in ((0, 10), (5, 10), (10, 10), (0, 0), (12, 10))
    ] == [
        "0",
        "50",
        "100",
        "0",
        "100",
    ]


def test_the_target_line_stands_at_its_share_of_the_width() -> None:
    row = CompositionRow("Biro Hukum", "71% dari 24", [("paham", 17), ("ukur", 7)])
    chart = charts.compositions([row], target=Fraction(60, 100), target_label="sasaran 60%")
    assert chart.target_x == "206.4"
    assert chart.target_anchor == "middle"
    assert charts.compositions([row]).target_x is None


def test_a_target_near_an_end_keeps_its_words_inside() -> None:
    assert charts.compositions([], target=Fraction(95, 100)).target_anchor == "end"
    assert charts.compositions([], target=Fraction(5, 100)).target_anchor == "start"


def test_a_dot_carried_by_few_is_hollow() -> None:
    rows = [DotRow("A", 0.5, 0.4, 0.6, 29), DotRow("B", Fraction(1), Fraction(1, 2), Fraction(1), 30)]
    first, second = charts.dots(rows).dots
    assert (first.hollow, second.hollow) == (True, False)
    assert second.x == second.high_x == "325"


def test_labels_of_a_slope_do_not_lie_on_each_other() -> None:
    rows = [SlopeRow(str(n), 0.40 + n / 100, 0.2, "", "", core=n == 1) for n in range(4)]
    chart = charts.slope(rows, before_label="tes awal", after_label="tes akhir")
    places = sorted(float(line.label2_y) for line in chart.lines)
    assert all(below - above >= 18 for above, below in pairwise(places))
    assert chart.lines[-1].core  # drawn last, on top
    assert charts.slope([], before_label="", after_label="").lines == ()


@pytest.mark.parametrize(
    ("percent", "step"),
    [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (34, 3), (35, 4), (49, 4), (50, 5), (100, 5)],
)
def test_heat_rises_in_five_steps(percent: int, step: int) -> None:
    assert charts.heat_step(Fraction(percent, 100)) == step


def test_a_masked_cell_is_neutral() -> None:
    chart = charts.heat([HeatRow("A", [HeatValue(None, "≤ 8")])], columns=["M1"])
    assert chart.cells[0].step == 0
    assert chart.cells[0].text == "≤ 8"


def test_a_row_of_cells_must_have_every_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        charts.heat([HeatRow("A", [HeatValue(None, "")])], columns=["M1", "M2"])


def test_squares_are_as_many_as_they_say() -> None:
    chart = charts.waffle([WaffleRow("A", "", 20, frozenset({4})), WaffleRow("B", "", 3)])
    first, second = chart.groups
    assert [len(g.squares) for g in (first, second)] == [20, 3]
    assert [marked for *_, marked in first.squares].index(True) == 3
    assert float(second.text_y) > float(first.squares[-1][1]) + 18


MONTHS = tuple("JFMAMJJASOND")


def test_a_missing_month_is_a_gap_and_nothing_is_drawn_past_the_last_one() -> None:
    points = [charts.TrendPoint(n, share, "") for n, share in enumerate((0.1, 0.2, None, 0.3, 0.4))]
    chart = charts.trend(points, months=MONTHS, target=Fraction(60, 100))
    assert len(chart.dots) == 4
    assert [run.count("L") for run in chart.runs] == [1, 1]
    assert max(float(x) for x, _ in chart.dots) < float(chart.months[5][0])


def test_a_break_parts_the_line_before_its_month() -> None:
    points = [charts.TrendPoint(n, 0.1 * n, "") for n in range(1, 5)]
    chart = charts.trend(points, months=MONTHS, breaks=[charts.TrendBreak(3, "aturan baru")])
    assert [run.count("L") for run in chart.runs] == [1, 1]
    assert float(chart.months[2][0]) < float(chart.breaks[0][0]) < float(chart.months[3][0])


def test_the_axis_of_a_trend_begins_at_zero_and_holds_the_target() -> None:
    chart = charts.trend([charts.TrendPoint(0, 0.05, "5%")], months=MONTHS, target=Fraction(60, 100))
    assert [text for _, text in chart.ticks] == ["0%", "20%", "40%"]
    assert chart.target_y is not None
    assert chart.runs == ()
    assert charts.trend([], months=MONTHS).dots == ()


def test_a_slope_draws_the_interval_of_each_end_and_wraps_long_labels() -> None:
    row = SlopeRow("SPBE sama dengan membuat aplikasi", 0.5, 0.3, "50%", "30%", before_range=(0.4, 0.6))
    line = charts.slope([row], before_label="", after_label="").lines[0]
    assert line.range1 is not None
    assert line.range2 is None
    assert len(line.label_lines) == 2
    assert all(len(words) <= 24 for words in line.label_lines)
