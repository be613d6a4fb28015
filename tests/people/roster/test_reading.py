"""Nasty, real-shaped staff files: what is read, what is refused, and with which remedy."""

import io
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from app.people.roster.apart import UnreadableFile, sheets_in
from app.people.roster.cells import read_day
from app.people.roster.offices import Offices
from app.people.roster.reading import Reading, read_roster
from app.people.rules import JobLevel, OpdKind, OpdRow

DAY = date(2026, 11, 24)
SINCE = date(2025, 1, 1)
REGISTER = [
    OpdRow(
        1, "DISDIK", "Dinas Pendidikan Provinsi Sulawesi Tengah", "Disdik", OpdKind.DINAS, None, SINCE, None
    ),
    OpdRow(
        2, "DINKES", "Dinas Kesehatan Provinsi Sulawesi Tengah", "Dinkes", OpdKind.DINAS, None, SINCE, None
    ),
    OpdRow(3, "LAMA", "Dinas Lama", "Lama", OpdKind.DINAS, None, SINCE, date(2026, 1, 1)),
]
HEAD = ["NIP", "Nama", "Kode OPD", "Unit", "Jenjang jabatan", "Tanggal mulai"]
NIP = "199001012015011001"
PPPK = "198803152024212002"


def xlsx(
    rows: list[list[object]], *, hidden: bool = False, title: bool = False, second: bool = False
) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    ) as book:
        page = book.add_worksheet("Pegawai")
        first = 0
        if title:
            page.merge_range("A1:F1", "DAFTAR PEGAWAI")
            first = 2
        for number, row in enumerate(rows):
            page.write_row(first + number, 0, row)
        if second:
            book.add_worksheet("Bidang").write_row(0, 0, HEAD)
            book.worksheets()[1].write_row(1, 0, [PPPK, "Siti", "DINKES"])
        if hidden:
            book.add_worksheet("Rahasia").write_row(0, 0, HEAD)
            book.worksheets()[-1].write_row(1, 0, [PPPK, "Tersembunyi", "DINKES"])
            book.worksheets()[-1].hide()
    return target.getvalue()


def reading(data: bytes, *, only: frozenset[int] | None = None) -> Reading:
    return read_roster(sheets_in(data), Offices(REGISTER, day=DAY, only=only), day=DAY)


def test_a_plain_sheet_is_read_with_a_heading_in_row_three_and_a_merged_title() -> None:
    found = reading(
        xlsx(
            [HEAD, [NIP, "Ani\u00a0 Lapasere ", " disdik", "Umum", "Ahli Muda", date(2026, 2, 28)]],
            title=True,
        )
    )
    line = found.lines[0]
    assert not found.problems
    assert (line.row, line.name, line.opd_id, line.level) == (4, "Ani Lapasere", 1, JobLevel.FUNGSIONAL)
    assert line.start_on == date(2026, 2, 28)


def test_a_pppk_number_is_no_problem() -> None:
    assert not reading(xlsx([HEAD, [PPPK, "Siti", "Dinkes"]])).problems


def test_every_visible_sheet_is_read_and_a_hidden_one_is_named() -> None:
    found = reading(xlsx([HEAD, [NIP, "Ani", "DISDIK"]], second=True, hidden=True))
    assert [line.name for line in found.lines] == ["Ani", "Siti"]
    assert found.notes == ["Lembar tersembunyi “Rahasia” tidak dibaca."]


@pytest.mark.parametrize("value", [198501012010011001, "1,98501E+17", "1.98501E+17", "198501012010011000"])
def test_a_nip_that_excel_cut_is_refused_with_the_remedy(value: object) -> None:
    problem = reading(xlsx([HEAD, [value, "Ani", "DISDIK"]])).problems[0]
    assert problem.blocking
    assert problem.column == "A, NIP"
    assert problem.row == 2
    assert "Ubah format kolom menjadi Teks" in problem.sentence


def test_an_unknown_opd_gets_the_nearest_names() -> None:
    problem = reading(xlsx([HEAD, [NIP, "Ani", "Dinas Pendidikn"]])).problems[0]
    assert "Mungkin maksudnya: Dinas Pendidikan Provinsi Sulawesi Tengah" in problem.sentence


def test_the_nearest_names_of_an_opd_admin_are_the_own_ones() -> None:
    problem = reading(xlsx([HEAD, [NIP, "Ani", "Dinas Kesehatn"]]), only=frozenset({1})).problems[0]
    assert "Kesehatan" not in problem.sentence


def test_an_opd_that_has_ended_is_not_found() -> None:
    assert reading(xlsx([HEAD, [NIP, "Ani", "LAMA"]])).blocked


FORMER = [
    (1, "Dinas Pendidikan dan Kebudayaan Provinsi Sulawesi Tengah"),
    (1, "Dikbud"),
    (1, "Dinas Kesehatan"),
    (1, "Dinas Serumpun"),
    (2, "Dinas Serumpun"),
    (3, "Dinas Yang Sudah Tiada"),
]


@pytest.mark.parametrize(
    ("text", "opd_id", "present"),
    [
        ("Dinas Pendidikan dan Kebudayaan", 1, True),
        (" dinas pendidikan  dan KEBUDAYAAN Prov. Sulteng", 1, True),
        ("Dikbud", 1, True),
        ("Dinas Kesehatan", 2, False),  # the present name of another
        ("Dinas Pendidikan", 1, False),
        ("Dinas Serumpun", None, False),  # two were called so
        ("Dinas Yang Sudah Tiada", None, False),
    ],
)
def test_a_former_name_means_its_opd_unless_another_is_called_so(
    text: str, opd_id: int | None, present: bool
) -> None:
    offices = Offices(REGISTER, day=DAY, former=FORMER)
    found = read_roster(sheets_in(xlsx([HEAD, [NIP, "Ani", text]])), offices, day=DAY)
    assert found.lines[0].opd_id == opd_id
    assert list(found.otherwise.values()) == ([(REGISTER[0].name, None)] if present else [])
    assert found.blocked is (opd_id is None)


SOON = date(2027, 1, 1)
COMING = [
    (1, "Dinas Pendidikan Menengah Provinsi Sulawesi Tengah", SOON),
    (1, "Dikmen", SOON),
    (1, "Dinas Kesehatan", SOON),
    (2, "Dinas Serumpun", SOON),
]


@pytest.mark.parametrize(
    ("text", "opd_id", "coming"),
    [
        ("Dinas Pendidikan Menengah", 1, True),
        (" DIKMEN ", 1, True),
        ("Dinas Kesehatan", 2, False),  # the present name of another
        ("Dikbud", 1, False),
        ("Dinas Serumpun", None, False),  # it was another's
    ],
)
def test_a_coming_name_means_its_opd_unless_it_is_or_was_anothers(
    text: str, opd_id: int | None, coming: bool
) -> None:
    former = [(1, "Dikbud"), (1, "Dinas Serumpun")]
    offices = Offices(REGISTER, day=DAY, former=former, coming=COMING)
    found = read_roster(sheets_in(xlsx([HEAD, [NIP, "Ani", text]])), offices, day=DAY)
    assert found.lines[0].opd_id == opd_id
    assert [on for _, on in found.otherwise.values() if on] == ([SOON] if coming else [])


def test_the_same_nip_twice_names_the_first_row() -> None:
    problem = reading(xlsx([HEAD, [NIP, "Ani", "DISDIK"], [NIP, "Ina", "DISDIK"]])).problems[0]
    assert (problem.row, problem.sentence) == (3, "Sama dengan baris 2 (Ani). Hapus salah satu.")


def test_an_odd_nip_warns_and_does_not_block() -> None:
    found = reading(xlsx([HEAD, ["199013012015011001", "Ani", "DISDIK"]]))
    assert found.problems
    assert not found.blocked


@pytest.mark.parametrize("text", ["31/02/2026", "kemarin", "45"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    assert (
        "Tanggal ini tidak ada"
        in reading(xlsx([HEAD, [NIP, "Ani", "DISDIK", "", "", text]])).problems[0].sentence
    )


def test_days_as_people_write_them() -> None:
    for text in ("28/2/2026", "28-02-2026", "28 Februari 2026", "2026-02-28"):
        assert read_day(text) == date(2026, 2, 28)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_comma_files_of_every_kind(encoding: str, mark: str) -> None:
    text = f'NIP{mark}Nama{mark}OPD\r\n{NIP}{mark}"José d\'Éa"{mark}Disdik\r\n'
    line = reading(text.encode(encoding)).lines[0]
    assert (line.nip, line.name, line.opd_id) == (NIP, "José d'Éa", 1)


def test_formula_cells_are_read_by_their_value() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_string(1, 0, NIP)
        page.write_formula(1, 1, '="A"&"ni"', None, "Ani")
        page.write_string(1, 2, "DISDIK")
    assert reading(target.getvalue()).lines[0].name == "Ani"


def bomb_of_zeros() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return target.getvalue()


def bomb_of_entries() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number}.xml", b"")
    return target.getvalue()


def bomb_of_dimensions() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_string(1_048_575, 16_383, "jauh")
    return target.getvalue()


@pytest.mark.parametrize("data", [bomb_of_zeros, bomb_of_entries, bomb_of_dimensions])
def test_a_bomb_is_refused_within_five_seconds(data: object) -> None:
    content = data()  # type: ignore[operator]
    begun = time.monotonic()
    with pytest.raises(UnreadableFile):
        sheets_in(content)
    assert time.monotonic() - begun < 5.5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04rusak",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x",
        b"%PDF-1.7\x00\x01",
        b"\x89PNG\r\n\x1a\n\x00",
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"lagi|kosong"):
        sheets_in(data)


def test_a_sheet_without_headings_says_which_columns_must_be_there() -> None:
    assert "Baris judul tidak ditemukan" in reading(xlsx([["satu", "dua"]])).problems[0].sentence


def test_cells_arrive_as_they_were_whatever_stands_in_them() -> None:
    rows: list[tuple[object, ...]] = [
        ("NIP", "Nama", "Surel", "Tanggal mulai"),
        ("baris\nkedua", "d2026-01-05", 12.5, date(2026, 1, 5)),
        ("", "\x1ed2026-01-05", "teks", ""),
        (True, "n7", 3, "05/01/2026"),
    ]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Lembar")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    (sheet,) = sheets_in(target.getvalue())
    assert list(sheet.rows()) == [
        ("NIP", "Nama", "Surel", "Tanggal mulai"),
        ("baris\nkedua", "d2026-01-05", ["n", "12.5"], ["d", "2026-01-05"]),
        ("", "d2026-01-05", "teks", ""),  # without the sign that nobody sees, with which we mark a day
        ("YA", "n7", ["n", "3"], "05/01/2026"),
    ]


def test_addresses_beyond_the_plainest_are_judged_one_by_one() -> None:
    rows = [
        (f"19850101201001100{n}", f"Orang {n}", surel)
        for n, surel in enumerate(
            ("A@Contoh.go.id", "b@contoh.go.id", "bukan surel", "-", "é@contoh.go.id"), 1
        )
    ]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("NIP", "Nama", "Surel"))
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, row)
    found = reading(target.getvalue(), only=frozenset({1}))
    assert [line.surel for line in found.lines] == [
        "a@contoh.go.id",
        "b@contoh.go.id",
        None,
        None,
        "é@contoh.go.id",
    ]
    assert [problem.row for problem in found.problems if "Surel" in problem.column] == [4]
