"""Places on paper: exact where the target line must tell the group."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.reports.rules.drawing import bar_drawing, dot_drawing, heat_class, place

TARGET = Fraction(60, 100)


def test_a_segment_ends_exactly_where_its_share_ends() -> None:
    bar = bar_drawing([("paham", 6), ("ukur", 1), ("tahu", 2), ("salah", 1)], target=TARGET)
    assert [(piece.fill, piece.x, piece.width) for piece in bar.pieces] == [
        ("paham", "0%", "60%"),
        ("ukur", "60%", "10%"),
        ("tahu", "70%", "20%"),
        ("salah", "90%", "10%"),
    ]
    assert bar.target == "60%"
    assert bar.seams == ("60%", "70%", "90%")


def test_empty_parts_are_left_out() -> None:
    bar = bar_drawing([("paham", 0), ("ukur", 4), ("tahu", 0)], target=TARGET)
    assert [(piece.fill, piece.width) for piece in bar.pieces] == [("ukur", "100%")]
    assert bar.seams == ()


@given(st.lists(st.integers(0, 400), min_size=4, max_size=4).filter(any))
def test_the_pieces_fill_the_bar(counts: list[int]) -> None:
    fills = ("paham", "ukur", "tahu", "salah")
    bar = bar_drawing(list(zip(fills, counts, strict=True)), target=TARGET)
    widths = [float(piece.width.rstrip("%")) for piece in bar.pieces]
    assert abs(sum(widths) - 100) < 0.05


def test_a_dot_lies_within_its_interval_and_says_when_it_is_only_a_hint() -> None:
    dot = dot_drawing(7, 10, interval=(0.39678, 0.89221), hollow=True)
    assert (dot.low, dot.x, dot.high, dot.hollow) == ("39.68%", "70%", "89.22%", True)


def test_five_classes_of_heat_begin_at_ten_twenty_thirtyfive_and_fifty() -> None:
    assert [heat_class(p) for p in (0, 9, 10, 19, 20, 34, 35, 49, 50, 100)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_places_carry_no_needless_zeros() -> None:
    assert [place(Fraction(1, 3)), place(Fraction(1, 2)), place(0.0)] == ["33.33%", "50%", "0%"]
