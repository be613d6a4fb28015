"""Staff files of other programs and of tired people: each is read, or refused with what to do."""

import io
from datetime import date

import pytest
import xlsxwriter

from app.people.roster.apart import UnreadableFile
from tests.people.roster.shapes import Row, bare_xlsx, ods, with_part, xls
from tests.people.roster.test_reading import HEAD, NIP, PPPK, reading, xlsx

TITLES: Row = ["NIP", "Nama", "OPD", "Tanggal mulai"]
ANI: Row = [NIP, "Ani d'Éa", "Dinas Pendidikan", "28/02/2026"]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("made", [ods, xls, bare_xlsx])
def test_other_programs_are_read_like_excel(made: object) -> None:
    found = reading(made([["DAFTAR PEGAWAI"], TITLES, ANI]))  # type: ignore[operator]
    assert not found.problems
    (line,) = found.lines
    assert (line.row, line.nip, line.name, line.opd_id, line.start_on) == (
        3,
        NIP,
        "Ani d'Éa",
        1,
        date(2026, 2, 28),
    )


@pytest.mark.parametrize("made", [ods, xls, bare_xlsx])
def test_a_nip_that_became_a_number_is_refused_with_the_remedy_in_every_kind(made: object) -> None:
    found = reading(made([TITLES, [198501012010011001.0, *ANI[1:]]]))  # type: ignore[operator]
    assert found.blocked
    assert "Ubah format kolom menjadi Teks" in found.problems[0].sentence


def test_a_day_of_calc_is_a_day_and_its_hidden_sheet_is_named() -> None:
    assert reading(ods([TITLES, [*ANI[:3], "2026-02-28"]])).lines[0].start_on == date(2026, 2, 28)
    assert reading(ods([TITLES, ANI], hidden=True)).notes == ["Lembar tersembunyi “Pegawai” tidak dibaca."]


@pytest.mark.parametrize("wrong", ["A1", "A1:B1", "C7:D9", "A1:XFD1048576"])
def test_a_dimension_that_lies_hides_nobody(wrong: str) -> None:
    data = xlsx([HEAD, [NIP, "Ani", "DISDIK"], [PPPK, "Siti", "DINKES"]])
    found = reading(with_part(data, SHEET, 'ref="A1:F3"', f'ref="{wrong}"'))
    assert [line.name for line in found.lines] == ["Ani", "Siti"]
    assert not found.problems


def test_a_dimension_that_is_none_is_refused_in_words() -> None:
    data = with_part(xlsx([HEAD, [NIP, "Ani", "DISDIK"]]), SHEET, 'ref="A1:F2"', 'ref="bukan"')
    with pytest.raises(UnreadableFile, match=r"Simpan ulang sebagai \.xlsx"):
        reading(data)


def test_spaces_that_nobody_sees_are_not_part_of_anything() -> None:
    head: list[object] = [" NIP\u00a0", "Nama\nLengkap ", "\ufeffKode  OPD", "Tanggal\u00a0mulai"]
    row: list[object] = [
        f"\u00a0{NIP} \u200b",
        "  Ani\u00a0\t Lapasere ",
        "DISDIK\u00a0",
        " 28/02/2026\u00a0",
    ]
    found = reading(xlsx([head, row, ["\u00a0", " ", "", "\u200b"]]))
    (line,) = found.lines
    assert not found.problems
    assert (line.nip, line.name, line.opd_id, line.start_on) == (NIP, "Ani Lapasere", 1, date(2026, 2, 28))


def test_cells_merged_over_two_rows_are_empty_below_and_that_is_said() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_column(1, 0, (NIP, PPPK))
        page.write_column(1, 1, ("Ani", "Siti"))
        page.merge_range(1, 2, 2, 2, "DISDIK")
    (problem,) = reading(target.getvalue()).problems
    assert (problem.row, problem.column) == (3, "C, Kode OPD")
    assert "OPD kosong" in problem.sentence


def test_formulas_without_a_value_and_with_an_error_are_refused_at_their_cell() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_formula(1, 0, '="1990"&"01012015011001"')  # never computed: the value is the number 0
        page.write_row(1, 1, ("Ani", "DISDIK"))
        page.write_string(2, 0, PPPK)
        page.write_formula(2, 1, "=VLOOKUP(1,A:B,2)", None, "#N/A")
        page.write_string(2, 2, "DISDIK")
    found = reading(target.getvalue())
    assert [(problem.row, problem.column) for problem in found.problems] == [(2, "A, NIP"), (3, "B, Nama")]


@pytest.mark.parametrize(
    "text",
    [
        f'sep=;\r\nNIP;Nama;OPD\r\n="{NIP}";Ani;Disdik\r\n',
        f"NIP\tNama\tOPD\r\n'{NIP}\tAni\tDisdik\r\n",
        f'DAFTAR PEGAWAI;;\r\n\r\n"NIP";"Nama\nLengkap";"OPD"\r\n"{NIP}";"Ani";"Disdik"\r\n;;\r\n',
        f"NIP,Nama,OPD\r{NIP},Ani,Disdik\r",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_files_as_excel_and_its_neighbours_save_them(text: str, encoding: str) -> None:
    found = reading(text.encode(encoding))
    assert not found.problems
    assert [(line.nip, line.name, line.opd_id) for line in found.lines] == [(NIP, "Ani", 1)]


def test_a_comma_file_that_excel_has_opened_and_saved_is_refused_with_the_remedy() -> None:
    found = reading(b"NIP;Nama;OPD\r\n1,99001E+17;Ani;Disdik\r\n199001012015011000;Budi;Disdik\r\n")
    assert [problem.row for problem in found.problems] == [2, 3]
    assert all("Ubah format kolom menjadi Teks" in problem.sentence for problem in found.problems)
