"""The three drawings and their words: before and after, cured, and the year."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from app.comprehension.rules.changes import shown_changes
from app.comprehension.rules.month import Month
from app.comprehension.rules.transitions import Transition
from app.reports.progress import TrendMonth, breaks, cured, progress
from app.reports.rules.changes import change_sentence, cured_sentence, trend_sentence
from tests.comprehension.worlds import POLICY
from tests.reports.test_overview import WORLD, picture

MANY = Transition(stayed=471, to_paham=515, to_unknown=191, new=119, free=1235)
FEW_NEW = Transition(stayed=20, to_paham=30, to_unknown=8, new=1, free=60)


def told(change: Transition) -> tuple[str, str]:
    whole, _ = shown_changes({"A": change}, POLICY)
    return change_sentence("A", whole), cured_sentence(whole.flows) if whole.flows else ""


def test_the_lead_says_what_became_of_those_who_held_it() -> None:
    assert told(MANY) == (
        "Salah kaprah “A” turun dari 47% menjadi 23% "
        "di antara 2.531 pegawai yang ikut tes awal dan tes akhir.",
        "Dari 1.177 yang semula memegangnya, 44% kini paham, 16% lepas tetapi belum tahu, dan 40% menetap.",
    )


def test_small_parts_are_folded_in_the_sentence_and_in_the_bar() -> None:
    assert told(FEW_NEW)[1] == "Dari 58 yang semula memegangnya, 52% kini paham dan 48% belum paham."
    flows = shown_changes({"A": FEW_NEW}, POLICY)[0].flows
    assert flows is not None
    drawn = cured(flows)
    assert [(part.fill, part.count) for part in drawn.parts] == [("paham", "30"), ("tahu", "28")]
    assert drawn.new == ""


def test_no_clear_change_is_said_as_such_and_a_rise_as_a_rise() -> None:
    same = Transition(stayed=10, to_paham=5, to_unknown=5, new=10, free=30)
    assert told(same)[0].startswith("Belum ada perubahan yang jelas pada salah kaprah “A”: 33%, lalu 33%,")
    assert (
        "naik dari 18% menjadi 82%" in told(Transition(stayed=5, to_paham=3, to_unknown=3, new=44, free=5))[0]
    )


def test_a_withheld_share_says_nothing() -> None:
    assert told(Transition(stayed=1, free=40)) == ("", "")


def months(*changes: dict[str, object]) -> list[TrendMonth]:
    found = []
    for n, change in enumerate(changes, start=1):
        at = datetime(2026, n, 28, 15, 59, 59, tzinfo=UTC)
        found.append(TrendMonth(Month(2026, n), replace(picture(*WORLD), at=at, **change)))  # type: ignore[arg-type]
    return found


def test_another_rule_or_standard_breaks_the_line() -> None:
    stricter = replace(POLICY, pass_mark=Fraction(8, 10))
    other = replace(POLICY, standard="SPBE-DASAR-2027")
    drawn = months({}, {}, {"policy": stricter}, {"policy": other}, {"policy": other, "rules": "2027-01"})
    assert [(each.place, each.label) for each in breaks(drawn)] == [
        (2, "aturan baru"),
        (3, "standar baru"),
        (4, "aturan baru"),
    ]


def test_a_month_of_another_year_is_not_on_the_axis() -> None:
    drawn = progress(picture(*WORLD), [TrendMonth(Month(2025, 12), picture(*WORLD)), *months({}, {})])
    assert len(drawn.trend.dots) == 2
    assert drawn.year == 2026


def test_the_words_of_the_trend_name_the_first_and_the_last_month() -> None:
    assert trend_sentence([], 2026) == "Belum ada angka bulanan yang terbit pada 2026."
    assert trend_sentence([(6, "45%")], 2026) == "Terbukti paham 45% pada Juni 2026."
    assert (
        trend_sentence([(1, "7%"), (6, "45%")], 2026)
        == "Terbukti paham: 7% pada Januari, 45% pada Juni 2026."
    )


def test_with_nobody_matched_each_drawing_says_why_it_is_missing() -> None:
    drawn = progress(picture(*WORLD), [])
    assert drawn.slope is None
    assert drawn.cured is None
    assert drawn.slope_note == "Belum cukup orang yang ikut tes awal dan tes akhir."
