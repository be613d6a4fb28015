"""The picture of an instant from stored facts, the same figures as from a file of facts."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.clock import end_of_day, now
from app.comprehension.facts import compute, figures
from app.comprehension.queries import Picture, keadaan, own_state, picture, policy_of, tallies
from app.comprehension.rules import ActionGroup, CellKind, PersonState, RowKind
from app.db import db
from app.materials import queries as materials
from app.materials.rules import Standard
from tests.comprehension.province import CORE, group, live_through, province
from tests.factories import Factory

SCENARIO = json.loads((Path(__file__).parent / "vectors" / "roster_scenario.json").read_text())
CUT = end_of_day(date(2026, 6, 30))
LOCAL = "2026-06-30T23:59:59+08:00"
COUNTS = (
    "wajib",
    "masa_tenggang",
    "dikecualikan",
    "mulai",
    "terukur",
    "selesai",
    "lulus",
    "paham",
    "belum_tahu",
    "salah_kaprah",
    "kelompok",
)


def standard() -> Standard:
    found = materials.current_standard(date(2026, 6, 30))
    assert found is not None
    return found


def seen(at: datetime = CUT) -> Picture:
    found = picture(at)
    assert found is not None
    return found


def counts_by_opd(at: datetime) -> dict[str, dict[str, Any]]:
    policy = policy_of(standard())
    return {
        code: {name: figures(tally, policy)[name] for name in COUNTS}
        for code, tally in tallies(standard(), at).items()
        if tally.obliged or tally.in_grace or tally.exempt
    }


@pytest.fixture
def scenario(published: Flask, factory: Factory) -> Any:
    live_through(SCENARIO, factory)
    return SCENARIO["expected"]


def test_the_database_gives_the_figures_worked_out_by_hand(scenario: Any) -> None:
    expected = {code: {name: row[name] for name in COUNTS} for code, row in scenario["opd"].items()}
    assert counts_by_opd(CUT) == expected


def test_an_auditor_recomputes_from_the_export_what_the_database_says(scenario: Any) -> None:
    facts = keadaan(CUT, key=b"kunci")
    assert facts is not None
    assert facts["params"]["as_of"] == LOCAL
    recomputed = compute(json.loads(json.dumps(facts)))["opd"]
    assert {code: {name: row[name] for name in COUNTS} for code, row in recomputed.items()} == counts_by_opd(
        CUT
    )


def test_the_export_holds_pseudonyms_and_nothing_that_names_a_person(scenario: Any) -> None:
    facts, again, other = (json.dumps(keadaan(CUT, key=key)) for key in (b"satu", b"satu", b"dua"))
    assert facts == again
    assert facts != other
    for word in ("Rekaan", "contoh.test", "P01"):
        assert word not in facts


def test_one_second_later_the_attempt_at_midnight_counts(scenario: Any) -> None:
    before = counts_by_opd(CUT)["Biro C"]["terukur"]
    assert counts_by_opd(CUT + timedelta(seconds=1))["Biro C"]["terukur"] == before + 1


def test_a_year_later_to_the_second_the_measurement_has_expired(scenario: Any) -> None:
    sent = datetime.fromisoformat("2026-05-20T10:00:00+08:00")
    standing = own_state(1000, standard(), sent + timedelta(days=365) - timedelta(seconds=1))
    assert standing.measured
    assert not own_state(1000, standard(), sent + timedelta(days=365)).measured


def test_a_person_reads_the_own_state_as_the_figures_count_it(scenario: Any) -> None:
    numbers = {person["id"]: 1000 + i for i, person in enumerate(SCENARIO["persons"])}
    for name, (_, state) in scenario["orang"].items():
        if state in set(PersonState) - {PersonState.MASA_TENGGANG, PersonState.DIKECUALIKAN}:
            assert own_state(numbers[name], standard(), CUT).state == state, name


def test_the_picture_is_suppressed_and_names_what_shaped_it(scenario: Any) -> None:
    found = seen()
    assert [row.kind for row in found.shown.rows] == [RowKind.MERGED]
    assert found.shown.province.paham == 7
    assert found.policy.n_min == 10
    assert found.core is not None
    assert found.core.code == CORE
    assert len(found.others) == 4


def test_a_transfer_moves_the_person_and_not_the_province(published: Flask, factory: Factory) -> None:
    facts = province(group("SATU", first=1, paham=12), group("DUA", first=100, paham=10, misled=4))
    facts["persons"][0]["spells"] = [
        {"opd": "SATU", "start": "2025-01-06", "end": "2026-06-30"},
        {"opd": "DUA", "start": "2026-06-30", "end": None},
    ]
    live_through(facts, factory)
    day_before, day = seen(CUT - timedelta(days=1)).shown, seen().shown
    assert [row.measured for row in day_before.rows] != [row.measured for row in day.rows]
    assert day_before.province == day.province


def test_an_attempt_in_the_last_second_hides_none_from_the_cut_before_it(
    published: Flask, factory: Factory
) -> None:
    facts = group("SATU", first=1, paham=1)
    facts["attempts"][0] |= {
        "started_at": "2026-06-30T10:00:00+08:00",
        "submitted_at": "2026-06-30T10:20:00+08:00",
    }
    late = {"started_at": "2026-06-30T23:40:00+08:00", "submitted_at": "2026-06-30T23:59:59.500000+08:00"}
    facts["attempts"].append({**facts["attempts"][0], **late, "id": 9, "correct": 1})
    live_through(facts, factory)
    assert counts_by_opd(CUT)["SATU"]["paham"] == 1
    assert counts_by_opd(CUT + timedelta(days=1))["SATU"]["belum_tahu"] == 1


def test_no_standard_gives_no_picture(app: Flask) -> None:
    assert picture(CUT) is None
    assert keadaan(CUT, key=b"x") is None


def test_an_empty_province_is_a_picture_without_rows(published: Flask) -> None:
    shown = seen(now()).shown
    assert shown.rows == ()
    assert shown.without_obliged >= 30
    assert shown.province.obliged == 0
    assert shown.province.core.kind is CellKind.NONE


def statements() -> int:
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        told.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        seen()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(told)


def test_the_number_of_statements_does_not_grow_with_the_opd(published: Flask, factory: Factory) -> None:
    live_through(province(group("SATU", first=1, paham=12)), factory)
    few = statements()
    more = [group(f"OPD{i}", first=i * 100, paham=3, misled=1) for i in range(2, 30)]
    for one in more:
        for sitting in one["attempts"]:
            sitting["id"] += 10
    facts = province(*more)
    live_through_more(facts, factory)
    assert statements() == few <= 25


def live_through_more(facts: dict[str, Any], factory: Factory) -> None:
    """People after the first ones: the ids of persons and items go on."""
    from app.db import session, transaction

    with transaction():
        for name in ("item_result", "attempt_item", "result", "standing", "attempt"):
            session.execute(db.metadata.tables[name].delete())
        for name in ("membership", "person"):
            session.execute(db.metadata.tables[name].delete())
    live_through(facts, factory)


def test_the_demo_world_is_recomputed_from_its_export_to_the_last_person(demo: Flask) -> None:
    at = end_of_day(date(2026, 11, 22))
    facts = keadaan(at, key=b"kunci")
    assert facts is not None
    recomputed = compute(json.loads(json.dumps(facts)))
    assert {
        code: {name: row[name] for name in COUNTS} for code, row in recomputed["opd"].items()
    } == counts_by_opd(at)
    whole = seen(at).shown.province
    assert (whole.obliged, whole.paham) == (
        recomputed["provinsi"]["wajib"],
        recomputed["provinsi"]["paham"],
    )


def test_the_demo_world_shows_every_case_of_suppression(demo: Flask) -> None:
    shown = seen(end_of_day(date(2026, 11, 22))).shown
    assert all(shown.in_group(action) for action in ActionGroup)
    assert any(row.kind is RowKind.MERGED for row in shown.rows)
    assert any(row.indicative for row in shown.rows)
    assert any(row.folded for row in shown.rows)
    assert sum(row.paham or 0 for row in shown.rows) == shown.province.paham
