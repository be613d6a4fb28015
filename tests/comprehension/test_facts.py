"""From facts to figures: the scenario in which every person tests one rule, and broken files."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from app.comprehension.cli import group
from app.comprehension.facts import compute
from app.comprehension.facts_form import FactsInvalid, problems_in

SCENARIO = Path(__file__).parent / "vectors" / "roster_scenario.json"
ROSTER_STATES = ("paham", "belum_tahu", "salah_kaprah", "belum_diukur")


@pytest.fixture
def scenario() -> Any:
    return json.loads(SCENARIO.read_text())


def test_the_scenario_gives_exactly_the_figures_worked_out_by_hand(scenario: Any) -> None:
    assert json.loads(json.dumps(compute(scenario))) == scenario["expected"]


def test_a_measured_person_without_enough_core_answers_has_proven_nothing(scenario: Any) -> None:
    attempt = next(a for a in scenario["attempts"] if a["person"] == "P01")
    attempt["core_answered"] = 1
    figures = compute(scenario)
    assert figures["orang"]["P01"] == ["Dinas A", "belum_tahu"]
    assert figures["opd"]["Dinas A"]["lulus"] == 4
    assert figures["opd"]["Dinas A"]["prevalensi_salah_kaprah"] == pytest.approx(2 / 5)


def test_two_submissions_at_one_instant_are_settled_by_the_higher_id(scenario: Any) -> None:
    first = next(a for a in scenario["attempts"] if a["person"] == "P01")
    scenario["attempts"].append({**first, "id": 99, "correct": 1})
    assert compute(scenario)["orang"]["P01"][1] == "belum_tahu"


def test_an_opd_whose_people_are_all_in_grace_has_no_rates_and_no_group(scenario: Any) -> None:
    for person in scenario["persons"]:
        if person["id"] in {"P20", "P21"}:
            person["obliged_from"] = "2026-06-15"
    opd = compute(scenario)["opd"]["Biro C"]
    assert (opd["wajib"], opd["masa_tenggang"]) == (0, 2)
    assert opd["terbukti_paham"] is None
    assert opd["kelompok"] is None
    assert opd["wilson"] is None
    assert opd["batas"] is None


def test_an_opd_in_which_nobody_was_measured_has_proven_zero_and_an_open_end(scenario: Any) -> None:
    scenario["attempts"] = [a for a in scenario["attempts"] if a["person"] != "P21"]
    opd = compute(scenario)["opd"]["Biro C"]
    assert opd["terbukti_paham"] == 0.0
    assert opd["paham_di_antara_terukur"] is None
    assert opd["batas"] == [0.0, 1.0]


def test_a_transfer_moves_a_person_and_leaves_the_province_as_it_was(scenario: Any) -> None:
    before = compute(scenario)["provinsi"]
    moved = deepcopy(scenario)
    moved["persons"][0]["spells"] = [
        {"opd": "Dinas A", "start": "2024-01-01", "end": "2026-06-15"},
        {"opd": "Dinas B", "start": "2026-06-15", "end": None},
    ]
    assert compute(moved)["provinsi"] == before
    assert compute(moved)["orang"]["P01"] == ["Dinas B", "paham"]


@pytest.mark.parametrize(
    ("sent", "on_time"),
    [
        ("2026-05-20T23:59:59+08:00", 1),
        ("2026-05-20T15:59:59+00:00", 1),
        ("2026-05-20T23:59:59.000001+08:00", 0),
        ("2026-05-21T00:00:00+08:00", 0),
    ],
)
def test_on_time_is_by_the_first_valid_attempt_up_to_the_last_second_of_the_due_date(
    scenario: Any, sent: str, on_time: int
) -> None:
    assert "tepat_waktu" not in compute(scenario)
    scenario["persons"][0]["due_on"] = "2026-05-20"
    first, *_ = (a for a in scenario["attempts"] if a["person"] == "P01")
    first |= {"started_at": "2026-05-20T08:00:00+08:00", "submitted_at": sent}
    scenario["attempts"] += [
        {**first, "id": 98, "submitted_at": "2026-05-20T09:00:00+08:00", "invalidated": True},
        {**first, "id": 99, "submitted_at": "2026-06-01T09:00:00+08:00"},
    ]
    found = compute(scenario)["tepat_waktu"]
    wanted = {"bertenggat": 1, "tepat_waktu": on_time, "terlambat": 1 - on_time, "lewat": 0, "menunggu": 0}
    assert found == {
        "opd": {"Dinas A": wanted | {"bagian_tepat_waktu": float(on_time)}},
        "provinsi": wanted | {"bagian_tepat_waktu": float(on_time)},
    }


def test_who_is_outside_the_roster_has_no_due_date_to_keep(scenario: Any) -> None:
    for person in scenario["persons"]:
        person["due_on"] = "2026-07-01"
    found, facts = compute(scenario)["tepat_waktu"]["provinsi"], compute(scenario)["provinsi"]
    assert found["bertenggat"] == facts["wajib"]
    assert found["tepat_waktu"] == facts["terukur"]
    assert found["menunggu"] == facts["belum_diukur"]


BROKEN = {
    "orang P01: nilai tidak lengkap atau tidak terbaca (Invalid isoformat string: 'besok')": (
        "persons",
        0,
        {"due_on": "besok"},
    ),
    "orang P01: masa tugas bertumpang tindih": (
        "persons",
        0,
        {
            "spells": [
                {"opd": "A", "start": "2024-01-01", "end": None},
                {"opd": "B", "start": "2025-01-01", "end": None},
            ]
        },
    ),
    "orang P01: masa tugas berakhir sebelum mulai": (
        "persons",
        0,
        {"spells": [{"opd": "A", "start": "2024-01-02", "end": "2024-01-02"}]},
    ),
    "orang P02: id sudah dipakai orang lain": ("persons", 2, {"id": "P02"}),
    "percobaan 1: orangnya tidak ada dalam berkas": ("attempts", 0, {"person": "P99"}),
    "percobaan 1: waktu tidak menyebut zona": (
        "attempts",
        0,
        {"started_at": "2026-05-20T10:00:00", "submitted_at": "2026-05-20T10:00:00"},
    ),
    "percobaan 1: dijawab atau benar melebihi jumlah soal": ("attempts", 0, {"correct": 11}),
    "percobaan 1: keadaan tidak dikenal": ("attempts", 0, {"state": "selesai"}),
    "percobaan 2: id sudah dipakai percobaan lain": ("attempts", 2, {"id": 2}),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_record_is_named_and_nothing_is_computed(scenario: Any, sentence: str) -> None:
    part, index, change = BROKEN[sentence]
    scenario[part][index].update(change)
    assert sentence in [str(problem) for problem in problems_in(scenario)]
    with pytest.raises(FactsInvalid):
        compute(scenario)


def test_an_opd_that_the_file_does_not_list_is_named_with_its_person(scenario: Any) -> None:
    codes = {spell["opd"] for person in scenario["persons"] for spell in person["spells"]}
    scenario["opd"] = [{"kode": code, "nama": code} for code in sorted(codes)]
    assert problems_in(scenario) == []
    scenario["persons"][3]["spells"][0]["opd"] = "Dinas Khayal"
    assert [str(each) for each in problems_in(scenario)] == [
        "orang P04: OPD Dinas Khayal tidak ada dalam bagian opd"
    ]
    with pytest.raises(FactsInvalid):
        compute(scenario)


@pytest.mark.parametrize("register", [None, 7, ["DINAS-A"], [{"nama": "Dinas A"}]])
def test_a_register_of_the_wrong_shape_is_a_problem_and_never_a_crash(scenario: Any, register: Any) -> None:
    scenario["opd"] = register
    assert problems_in(scenario)[0].record == "opd"


def test_an_opd_that_is_listed_twice_is_refused(scenario: Any) -> None:
    codes = {spell["opd"] for person in scenario["persons"] for spell in person["spells"]}
    scenario["opd"] = [{"kode": code, "nama": code} for code in [*sorted(codes), min(codes)]]
    assert [str(each) for each in problems_in(scenario)] == [f"opd {min(codes)}: kode tercatat dua kali"]


@pytest.mark.parametrize("part", ["params", "persons", "attempts"])
def test_a_file_without_one_of_its_parts_is_refused(scenario: Any, part: str) -> None:
    del scenario[part]
    assert [problem.record for problem in problems_in(scenario)] == ["berkas"]


def test_a_record_of_the_wrong_shape_is_a_problem_and_never_a_crash(scenario: Any) -> None:
    scenario["persons"][0]["spells"] = None
    scenario["attempts"][0]["started_at"] = 7
    assert [p.record for p in problems_in(scenario)] == ["orang P01", "percobaan 1"]


def run(*arguments: str) -> Any:
    command = click.Group(commands={"compute": group.commands["compute"]})
    return CliRunner().invoke(command, arguments)


def test_the_command_prints_the_figures_as_json(scenario: Any) -> None:
    result = run("compute", str(SCENARIO))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == scenario["expected"]


def test_the_command_ends_with_one_and_lists_the_records_at_fault(scenario: Any, tmp_path: Path) -> None:
    scenario["attempts"][0]["person"] = "P99"
    scenario["opd"] = [{"kode": "Dinas A", "nama": "Dinas A"}]
    overlapping = [
        {"opd": "Dinas A", "start": "2024-01-01", "end": None},
        {"opd": "Dinas A", "start": "2025-01-01", "end": None},
    ]
    scenario["persons"][0]["spells"] = overlapping
    file = tmp_path / "keadaan.json"
    file.write_text(json.dumps(scenario))
    result = run("compute", str(file))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "percobaan 1: orangnya tidak ada dalam berkas" in result.stderr
    assert "orang P01: masa tugas bertumpang tindih" in result.stderr
    assert "tidak ada dalam bagian opd" in result.stderr


def test_the_command_ends_with_two_when_the_file_is_missing() -> None:
    assert run("compute", "tidak-ada.json").exit_code == 2
