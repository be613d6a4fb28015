"""The Sekda's page as a value: everything printed, from a suppressed picture."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from app.comprehension.queries import RULES, Belief, Picture, policy_of
from app.comprehension.rules import Tally, displayed
from app.comprehension.rules.suppression import Unit
from app.materials.rules import Standard
from app.reports.formats.comprehension import as_json, as_sheet
from app.reports.overview import Overview, overview
from tests.comprehension.test_suppression import unit

AT = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)
STANDARD = Standard(
    version_id=1,
    code="SPBE-DASAR-2026",
    title="SPBE Dasar 2026",
    valid_from=date(2026, 1, 1),
    module_slugs=("satu",),
    test_slug="spbe-dasar",
    pass_mark=Fraction(7, 10),
    target=Fraction(60, 100),
    grace_days=30,
    validity_days=365,
    min_measured=10,
    min_answered=Fraction(4, 5),
)


def picture(*units: Unit) -> Picture:
    policy = policy_of(STANDARD)
    core = Belief("spbe-sama-dengan-aplikasi", "SPBE sama dengan membuat aplikasi")
    return Picture(AT, STANDARD.title, RULES, policy, displayed(units, policy), core, ())


def page(*units: Unit) -> Overview:
    return overview(picture(*units))


WORLD = (
    unit("A", measured=40, misled=10, paham=12, unmeasured=0),
    unit("B", measured=20, misled=4, paham=14, unmeasured=30),
    unit("C", measured=50, misled=5, paham=40, unmeasured=2),
    unit("D", measured=6),
    unit("E", measured=7),
)


def test_the_equation_is_made_of_the_counts_that_stand_beside_it() -> None:
    shown = page(*WORLD)
    row = shown.province.row
    assert (row.paham, row.measured, row.obliged) == (12 + 14 + 40 + 1 + 1, 123, 165)
    assert (shown.province.share, shown.coverage, shown.province.of_measured) == ("41%", "75%", "55%")
    assert shown.day == "22 November 2026"
    assert shown.target == "60%"


def test_the_headline_counts_the_shown_opd_by_what_they_should_do() -> None:
    shown = page(*WORLD)
    assert shown.headline == (
        "2 dari 3 OPD belum mencapai sasaran: 1 perlu belajar lagi, 1 belum tuntas diukur."
    )
    assert [(group.name, [v.row.code for v in group.rows]) for group in shown.groups] == [
        ("Perlu belajar lagi", ["A"]),
        ("Tuntaskan pengukuran dulu", ["B"]),
        ("Sasaran tercapai", ["C"]),
    ]


def test_the_requests_sum_the_rows_of_their_group() -> None:
    assert page(*WORLD).requests == (
        "Minta 1 OPD menuntaskan pengukuran: 30 pegawai belum diukur.",
        "Jadwalkan kelas perbaikan di 1 OPD: 28 pegawai belum paham, 10 di antaranya salah kaprah inti.",
    )


def test_the_merged_opd_are_named_with_their_participation_alone() -> None:
    assert page(*WORLD).notes == (
        "Digabung agar OPD dengan kurang dari 10 orang terukur tidak dapat dikenali: "
        "Dinas D (6 dari 11 sudah diukur); Dinas E (7 dari 12 sudah diukur).",
    )


def test_opd_without_a_roster_are_one_line() -> None:
    assert page(*WORLD, Unit("Z", "Dinas Z", Tally(in_grace=2))).notes[-1] == (
        "1 OPD belum memiliki pegawai wajib."
    )


def test_a_folded_row_draws_belum_paham_as_one_piece_and_its_cell_is_neutral() -> None:
    shown = page(
        unit("A", measured=40, misled=1, paham=30),
        unit("B", measured=40, misled=9),
        unit("C", measured=40, misled=7),
    )
    view = next(v for group in shown.groups for v in group.rows if v.row.code == "A")
    assert view.bar is not None
    assert [piece.fill for piece in view.bar.pieces] == ["paham", "ukur", "tahu"]
    assert view.bar_words == "30 terbukti paham, 5 belum diukur, 10 belum paham"
    assert [(heat.text, heat.step) for heat in view.heat] == [("≤5%", 0)]


def test_a_withheld_row_says_participation_and_draws_nothing() -> None:
    shown = page(unit("A", measured=30), unit("B", measured=20), unit("C", measured=5), unit("D", measured=4))
    quiet = [v for v in shown.others if v.bar is None]
    assert [v.participation for v in quiet] == ["20 dari 25 sudah diukur", "9 dari 19 sudah diukur"]
    assert all(v.share == v.of_measured == v.interval == "—" for v in quiet)


def test_every_row_of_the_table_stands_in_the_files_too() -> None:
    found = picture(*WORLD)
    names = [view.row.name for _, view in overview(found).table_rows]
    assert [row[1] for row in as_sheet(found).rows] == names
    assert [row["nama"] for row in as_json(found)["opd"]] == names[:-1]


def cell(sheet: Any, name: str, column: str) -> Any:
    row = next(row for row in sheet.rows if row[1] == name)
    return row[sheet.header.index(column)]


def test_csv_carries_whole_per_cent_and_json_exact_shares_of_the_same_counts() -> None:
    found = picture(*WORLD)
    sheet, data = as_sheet(found), as_json(found)
    assert cell(sheet, "Dinas A", "persen_terbukti_paham") == 30
    row = next(row for row in data["opd"] if row["kode"] == "A")
    assert row["terbukti_paham"] == 0.3
    assert row["kelompok"] == "perlu_belajar"
    assert data["keadaan"] == "2026-11-22T23:59:59+08:00"
    assert data["params"]["pass_cut"] == "7/10"
    assert data["provinsi"]["wajib"] == 165


def test_what_the_page_withholds_is_null_in_every_file() -> None:
    found = picture(
        unit("A", measured=40, misled=2, paham=30),
        unit("B", measured=40, misled=9),
        unit("C", measured=40, misled=6),
        unit("D", measured=5),
        unit("E", measured=4),
    )
    data, sheet = as_json(found), as_sheet(found)
    folded = next(row for row in data["opd"] if row["kode"] == "A")
    hidden = ("lulus", "belum_tahu", "salah_kaprah", "kelulusan", "prevalensi_salah_kaprah")
    assert [folded[name] for name in hidden] == [None] * 5
    assert folded["paham"] == 30
    merged = next(row for row in data["opd"] if row["kode"] is None)
    for name in (*hidden, "paham", "terbukti_paham", "wilson", "batas", "kelompok"):
        assert merged[name] is None, name
    assert merged["boleh_tampil"] is False
    assert cell(sheet, merged["nama"], "persen_terbukti_paham") is None
    assert cell(sheet, "Dinas A", "persen_salah_kaprah_inti") is None
