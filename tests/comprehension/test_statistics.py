"""The statistics against published figures and against an independent implementation."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.comprehension.statistics import (
    class_gain,
    concentration,
    item_statistics,
    mcnemar_midp,
    newcombe,
    newcombe_paired,
    standardised,
    wilson,
)

VECTORS = Path(__file__).parent / "vectors"


def vector(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def close(value: Any) -> Any:
    return pytest.approx(value, abs=1e-6)


def test_wilson_reproduces_the_published_and_the_computed_intervals() -> None:
    for case in vector("wilson")["cases"]:
        low, high = wilson(case["k"], case["n"]) or (None, None)
        assert (low, high) == close((case["computed"]["lower"], case["computed"]["upper"]))
        assert low == pytest.approx(case["published"]["lower"], abs=5e-5)


def test_standardisation_turns_the_kidney_stones_round() -> None:
    stones = vector("simpson_kidney_stones")
    strata = {
        name: {arm: tuple(pair) for arm, pair in arms.items()} for name, arms in stones["strata"].items()
    }
    weights = {name: sum(n for _, n in arms.values()) for name, arms in strata.items()}
    for arm, expected in stones["computed"].items():
        own = {name: arms[arm] for name, arms in strata.items()}
        assert sum(k for k, _ in own.values()) / sum(n for _, n in own.values()) == close(expected["crude"])
        assert standardised(own, weights) == close(expected["standardised"])


def test_a_level_with_too_few_people_cannot_be_standardised() -> None:
    assert standardised({"a": (5, 9), "b": (5, 20)}, {"a": 50, "b": 50}) is None
    assert standardised({"b": (5, 20)}, {"a": 50, "b": 50}) is None
    assert standardised({"a": (0, 0), "b": (5, 20)}, {"a": 0, "b": 50}) == 0.25
    assert standardised({}, {}) is None


def test_wilson_holds_at_the_edges_where_rounding_would_leak_past_the_ends() -> None:
    for case in vector("wilson")["edge"]:
        interval = wilson(case["k"], case["n"])
        assert interval is None if case["n"] == 0 else interval == close(tuple(case["computed"]))
    assert wilson(0, 12)[0] == 0.0  # type: ignore[index]
    assert wilson(5, 5)[1] == 1.0  # type: ignore[index]


def test_the_difference_of_two_groups_reproduces_newcombe() -> None:
    for case in vector("newcombe_difference_independent")["cases"]:
        interval = newcombe(case["k1"], case["n1"], case["k2"], case["n2"])
        assert interval == close((case["computed"]["lower"], case["computed"]["upper"]))


def test_the_difference_with_an_empty_group_is_undefined() -> None:
    assert newcombe(0, 0, 3, 10) is None


def test_the_paired_difference_uses_the_corrected_phi() -> None:
    for case in vector("mcnemar")["paired_difference_interval"]["cases"]:
        interval = newcombe_paired(case["a"], case["b"], case["c"], case["d"])
        assert interval == close((case["computed"]["lower"], case["computed"]["upper"]))


def test_the_approval_data_give_the_printed_paired_interval() -> None:
    case = vector("mcnemar")["cases"][0]
    interval = newcombe_paired(case["a"], case["b"], case["c"], case["d"])
    assert interval == close(tuple(case["paired_difference_computed"][1:]))


def test_a_table_with_an_empty_margin_has_no_correlation_and_still_an_interval() -> None:
    low, high = newcombe_paired(0, 0, 0, 8) or (1.0, 0.0)
    assert low <= 0 <= high
    assert newcombe_paired(0, 0, 0, 0) is None


def test_mid_p_reproduces_the_cases_and_the_edges() -> None:
    cases = vector("mcnemar")
    for case in cases["cases"] + cases["edge"]:
        assert mcnemar_midp(case["b"], case["c"]) == pytest.approx(case["computed"]["midp"], rel=1e-5)


def test_mid_p_does_not_overflow_with_thousands_of_pairs() -> None:
    assert mcnemar_midp(3000, 2900) == pytest.approx(0.193, abs=0.002)


def test_class_gain_reproduces_the_published_courses_within_their_rounding() -> None:
    gains = vector("hake_gain")
    for case in gains["cases"]:
        gain = class_gain(case["pre"], case["post"])
        assert gain == close(case["computed_g"])
        assert case["rounding_band"][0] <= (gain or 0) <= case["rounding_band"][1]
    for case in gains["edge"]:
        assert class_gain(case["pre"], case["post"]) == (case["expect"] and close(case["expect"]))


def test_concentration_reproduces_the_published_ends_and_the_computed_middle() -> None:
    for case in vector("concentration")["cases"]:
        assert concentration(case["counts"]) == close(case["computed"]["C"])


def test_concentration_is_undefined_without_answers_or_with_one_option() -> None:
    assert concentration([0, 0, 0]) is None
    assert concentration([7]) is None


def test_item_statistics_reproduce_the_report_of_moodle() -> None:
    given = vector("moodle_style_item_statistics")
    result = item_statistics(given["marks"], given["maxmark"])
    for name, value in given["expected"]["quiz"].items():
        assert getattr(result.quiz, name) == pytest.approx(value, rel=1.5e-5), name
    for item, expected in zip(result.items, given["expected"]["items"], strict=True):
        for name, value in expected.items():
            wanted = value if value is None else pytest.approx(value, rel=1.5e-5, abs=1e-12)
            assert getattr(item, name) == wanted, name


def test_item_statistics_of_nobody_are_undefined() -> None:
    result = item_statistics([], [1, 1])
    assert result.quiz.n == 0
    assert result.quiz.mean is None
    assert result.items[0].facility is None
