"""The vectors that are about whole diagnoses and classical test theory, and that no vector lies unused."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.comprehension.rules.items import correlation
from app.comprehension.rules.transitions import Transition
from app.comprehension.statistics import (
    certainty_mark,
    chance_of_passing,
    guess_corrected,
    item_statistics,
    mcnemar_midp,
    newcombe_paired,
    upper_less_lower,
    wilson,
)
from app.quiz.rules import BeliefState, classify, count_beliefs

VECTORS = Path(__file__).parent / "vectors"
Matrix = list[list[float]]


def vector(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def close(value: Any) -> Any:
    return pytest.approx(value, abs=1e-6)


def item_figure(value: Any) -> Any:
    return pytest.approx(value, rel=1.5e-5, abs=1e-9)


def test_every_vector_is_read_by_a_test() -> None:
    """What the README names as unused are values inside of files, never a whole file."""
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    files = {path.name for path in VECTORS.iterdir()} - {"README.md"}
    assert len(files) == 14
    unread = {name for name in files if name not in tests and f'"{name.removesuffix(".json")}"' not in tests}
    assert unread == set()


STATES = {
    BeliefState.MEMEGANG: "salah_kaprah",
    BeliefState.BEBAS: "paham",
    BeliefState.BELUM_TAHU: "belum_tahu",
}


def diagnosed(answers: list[tuple[str | None, int]]) -> BeliefState:
    """Three items on one belief, through the rules of the quiz."""
    states = [
        classify(answered=tag is not None, right=tag == "K", tagged=tag == "M1", confidence=sure)
        for tag, sure in answers
    ]
    rows = [("M1", tag is not None, state) for (tag, _), state in zip(answers, states, strict=True)]
    return count_beliefs(rows)[0].state


def test_each_person_of_the_vector_is_diagnosed_before_and_after() -> None:
    data = vector("misconception_transitions.json")
    found = [
        [row["id"], STATES[diagnosed(row["pre"])], STATES[diagnosed(row["post"])]] for row in data["rows"]
    ]
    assert found == data["expected_states"]


def test_what_became_of_the_former_holders_with_all_intervals() -> None:
    data = vector("misconception_transitions.json")
    expected, total = data["expected"], Transition()
    for _, before, after in data["expected_states"]:
        total += transition(before, after)
    counts = (
        total.matched,
        total.stayed,
        total.cured,
        total.new,
        total.free,
        total.to_paham,
        total.to_unknown,
    )
    names = ("n", "menetap", "sembuh", "baru", "bebas", "sembuh_ke_paham", "sembuh_ke_belum_tahu")
    assert counts == tuple(expected[name] for name in names)
    assert total.before / total.matched == close(expected["prev_pre"])
    assert total.after / total.matched == close(expected["prev_post"])
    assert wilson(total.before, total.matched) == close(tuple(expected["wilson_pre"]))
    assert wilson(total.after, total.matched) == close(tuple(expected["wilson_post"]))
    difference = (total.cured - total.new) / total.matched
    paired = newcombe_paired(total.stayed, total.cured, total.new, total.free)
    assert paired is not None
    assert [difference, *paired] == close(expected["selisih_pre_minus_post"])
    assert mcnemar_midp(total.cured, total.new) == close(expected["mcnemar"]["midp"])
    assert total.cured / total.before == close(expected["laju_sembuh"])
    assert wilson(total.cured, total.before) == close(tuple(expected["wilson_sembuh"]))
    assert total.new / (total.new + total.free) == close(expected["laju_baru"])
    assert wilson(total.new, total.new + total.free) == close(tuple(expected["wilson_baru"]))


def transition(before: str, after: str) -> Transition:
    if before == "salah_kaprah":
        goes = {"paham": "to_paham", "belum_tahu": "to_unknown", "salah_kaprah": "stayed"}
        return Transition(**{goes[after]: 1})
    return Transition(new=1) if after == "salah_kaprah" else Transition(free=1)


def test_ten_students_give_kr20_and_the_printed_variance() -> None:
    data = vector("kr20_ten_students.json")
    marks: Matrix = [[float(mark) for mark in row] for row in data["students"].values()]
    found = item_statistics(marks, [1.0] * 10)
    assert [sum(row) for row in marks] == data["published"]["totals"]
    assert [item.facility for item in found.items] == item_figure(data["published"]["p"])
    sd = found.quiz.standarddeviation
    assert sd is not None
    assert sd**2 * 9 / 10 == item_figure(data["published"]["total_variance_population"])
    assert found.quiz.cic == item_figure(100 * data["computed"]["kr20"])
    assert found.quiz.standarderror == item_figure(data["computed"]["sem"])
    indices = [(item.discriminationindex or 0.0) / 100 for item in found.items]
    assert indices == item_figure(data["computed"]["item_rest"])
    assert upper_less_lower(marks) == item_figure(data["computed"]["upper_lower_27"]["D"])


def lsat() -> Matrix:
    rows = csv.DictReader((VECTORS / "lsat6_patterns.csv").read_text().splitlines())
    return [
        [float(row[f"item{number}"]) for number in range(1, 6)]
        for row in rows
        for _ in range(int(row["freq"]))
    ]


def test_a_thousand_examinees_give_the_published_classical_figures() -> None:
    data, marks = vector("lsat6_expected.json"), lsat()
    found, expected, printed = item_statistics(marks, [1.0] * 5), data["computed"], data["published"]["ctt"]
    totals = [sum(row) for row in marks]
    assert (len(marks), found.quiz.mean) == (expected["n"], item_figure(expected["mean"]))
    assert found.quiz.cic == item_figure(100 * expected["alpha"])
    assert found.quiz.standarderror == item_figure(expected["sem"])
    assert upper_less_lower(marks) == item_figure(expected["upper_lower_27"]["D"])
    assert [totals.count(score) for score in range(6)] == expected["total_score_freq"]
    for number, item in enumerate(found.items):
        wanted = expected["items"][number]
        others = [[mark for i, mark in enumerate(row) if i != number] for row in marks]
        without = item_statistics(others, [1.0] * 4).quiz.cic
        own = {
            "p": item.facility,
            "item_total": correlation([row[number] for row in marks], totals),
            "item_rest": (item.discriminationindex or 0.0) / 100,
            "alpha_if_deleted": (without or 0.0) / 100,
        }
        assert own == {name: item_figure(wanted[name]) for name in own}
        assert own == {name: pytest.approx(printed[name][number], abs=5.1e-4) for name in own}


def test_certainty_is_marked_as_moodle_does() -> None:
    data = vector("cbm_moodle.json")
    for case in data["cases"]:
        assert certainty_mark(case["fraction"], case["certainty"]) == case["expected"], case
    low, high = data["thresholds"]["C1_best_below"], data["thresholds"]["C3_best_above"]
    assert expected_mark(low, 1) == close(expected_mark(low, 2))
    assert expected_mark(high, 2) == close(expected_mark(high, 3))


def expected_mark(p: float, certainty: int) -> float:
    return p * certainty_mark(1, certainty) + (1 - p) * certainty_mark(0, certainty)


def test_guessing_is_corrected_and_hardly_ever_passes() -> None:
    data = vector("guess_correction.json")
    for case in data["cases"]:
        corrected = guess_corrected(case["right"], case["wrong"], case["options"])
        items = case["right"] + case["wrong"] + case["blank"]
        assert (corrected, corrected / items) == (close(case["corrected"]), close(case["corrected_fraction"]))
    chance = data["chance_pass"]
    assert chance_of_passing(chance["items"], chance["cut"], chance["options"]) == close(chance["p"])
    assert Fraction(7, 10) * chance["items"] == chance["cut"]
