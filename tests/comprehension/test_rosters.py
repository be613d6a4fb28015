"""Identities over random rosters: the pure core against an oracle, and the same through the database."""

from copy import deepcopy
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.comprehension.facts import compute, figures
from app.comprehension.queries import policy_of, tallies
from app.comprehension.rules import Policy, Result, is_passed
from app.db import db, session, transaction
from app.materials import queries as materials
from tests.comprehension.province import live_through
from tests.comprehension.rosters import COUNTS, CUT_DAY, OPD, STATES, Facts, counted_by_hand, rosters
from tests.factories import Factory

THOROUGH = settings(max_examples=60, deadline=None)
IN_THE_DATABASE = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # every example is stored anew: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ALL = (*COUNTS, *STATES)


@THOROUGH
@given(rosters())
def test_every_count_is_the_one_worked_out_by_hand(facts: Facts) -> None:
    found, wanted = compute(facts)["opd"], counted_by_hand(facts)
    assert {opd: {name: row[name] for name in ALL} for opd, row in found.items()} == {
        opd: {name: row[name] for name in ALL} for opd, row in wanted.items()
    }


@THOROUGH
@given(rosters())
def test_states_sum_to_the_roster_and_opd_to_the_province_and_the_headline_factors(facts: Facts) -> None:
    found = compute(facts)
    rows = [*found["opd"].values(), found["provinsi"]]
    for row in rows:
        assert sum(row[name] for name in (*STATES, "belum_diukur")) == row["wajib"]
        if row["terukur"]:
            coverage, of_measured = (
                Fraction(row["terukur"], row["wajib"]),
                Fraction(row["paham"], row["terukur"]),
            )
            assert coverage * of_measured == Fraction(row["paham"], row["wajib"])
            assert row["terbukti_paham"] == pytest.approx(float(coverage * of_measured), abs=1e-9)
        if not row["wajib"]:
            assert (row["terbukti_paham"], row["cakupan_terukur"], row["kelompok"]) == (None, None, None)
    for name in (*ALL, "belum_diukur"):
        assert sum(row[name] for row in rows[:-1]) == rows[-1][name], name
    whole = rows[-1]
    if whole["wajib"]:
        assert whole["terbukti_paham"] == pytest.approx(whole["paham"] / whole["wajib"], abs=1e-9)


@THOROUGH
@given(rosters(), st.data())
def test_transfers_never_change_the_province(facts: Facts, data: st.DataObject) -> None:
    """Everybody moves somewhere on some day, new and old spells touching; nobody is gone in between."""
    moved = deepcopy(facts)
    for person in moved["persons"]:
        first, last = person["spells"][0], person["spells"][-1]
        turn = (CUT_DAY + timedelta(days=data.draw(st.integers(-3, 3)))).isoformat()
        if first["start"] < turn < (last["end"] or "9"):
            homes = data.draw(st.permutations(OPD))
            person["spells"] = [
                {"opd": homes[0], "start": first["start"], "end": turn},
                {"opd": homes[1], "start": turn, "end": last["end"]},
            ]
    assert compute(moved)["provinsi"] == compute(facts)["provinsi"]


@THOROUGH
@given(st.integers(1, 10**18), st.integers(1, 100), st.integers(0, 100), st.data())
def test_the_pass_mark_is_exact_however_large_the_counts(
    items: int, of: int, wanted: int, data: st.DataObject
) -> None:
    """Floating point takes shares that differ in the eighteenth place for equal ones."""
    mark = Fraction(min(wanted, of), of)
    at_mark = int(mark * items)
    correct = data.draw(st.sampled_from([max(0, at_mark - 1), at_mark, min(items, at_mark + 1)]))
    passed = is_passed(Result(correct, items, items, 0), Policy("S", pass_mark=mark))
    assert passed == (Fraction(correct, items) >= mark)


@pytest.mark.parametrize(("correct", "passed"), [(699_999_999_999_999_999, False), (7 * 10**17, True)])
def test_one_short_of_seven_tenths_has_not_passed(correct: int, passed: bool) -> None:
    assert is_passed(Result(correct, 10**18, 10**18, 0), Policy("S")) is passed


def forget_everything() -> None:
    marks = ("item_result", "attempt_item", "result", "standing", "attempt", "completion")
    with transaction():
        for name in (*marks, "exemption", "membership", "person"):
            session.execute(db.metadata.tables[name].delete())


def in_the_database(facts: Facts, at: datetime) -> dict[str, dict[str, Any]]:
    standard = materials.current_standard(CUT_DAY)
    assert standard is not None
    found = {code: figures(tally, policy_of(standard)) for code, tally in tallies(standard, at).items()}
    peopled = {code: row for code, row in found.items() if any(row[name] for name in ALL)}
    return {code: {name: row[name] for name in ALL} for code, row in peopled.items()}


@IN_THE_DATABASE
@given(rosters(most=10))
def test_the_database_counts_random_rosters_as_by_hand(
    published: Flask, factory: Factory, facts: Facts
) -> None:
    """At the cut and at those beside it and a year later, from the very same rows, without a rebuild."""
    forget_everything()
    live_through(facts, factory)
    cut = datetime.fromisoformat(facts["params"]["as_of"])
    for days in (-1, 0, 1, 2, 364, 365):
        at = cut + timedelta(days=days)
        wanted = counted_by_hand({**facts, "params": {**facts["params"], "as_of": at.isoformat()}})
        assert in_the_database(facts, at) == {
            opd: {name: row[name] for name in ALL} for opd, row in wanted.items()
        }, at
