"""Files: equal figures in CSV and XLSX, real numbers, and names that cannot become formulas."""

import re
import zipfile
from io import BytesIO

import pytest

from app.reports.formats.sheets import Sheet, as_csv, as_xlsx

SHEET = Sheet(
    "Uji",
    ("kode", "nama", "wajib", "persen"),
    (("A", "Dinas A", 1492, 58), (None, '=HYPERLINK("http://x")', 3, None)),
)


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(body)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_csv_has_a_bom_semicolons_and_whole_numbers_without_separators() -> None:
    body = as_csv(SHEET)
    assert body.startswith(b"\xef\xbb\xbfkode;nama;wajib;persen\r\n")
    assert "A;Dinas A;1492;58\r\n" in body.decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_execute_is_defused(start: str) -> None:
    sheet = Sheet("Uji", ("nama",), ((f"{start}cmd",),))
    assert "'" + start in as_csv(sheet).decode("utf-8-sig")
    assert "<f>" not in parts(as_xlsx(sheet))["xl/worksheets/sheet1.xml"]


def test_a_name_that_looks_like_a_formula_is_text_in_both_files() -> None:
    assert ";\"'=HYPERLINK" in as_csv(SHEET).decode("utf-8-sig")
    page = parts(as_xlsx(SHEET))["xl/worksheets/sheet1.xml"]
    assert "<f>" not in page
    assert "hyperlink" not in page.casefold().replace("=hyperlink", "")


def test_numbers_are_real_numbers_in_the_workbook() -> None:
    page = parts(as_xlsx(SHEET))["xl/worksheets/sheet1.xml"]
    assert re.search(r'<c r="C2"[^>]*><v>1492</v></c>', page)
    assert not re.search(r'<c r="D3"', page)


def test_a_table_without_rows_is_still_a_file() -> None:
    empty = Sheet("Uji", ("kode", "nama"), ())
    assert as_csv(empty).decode("utf-8-sig") == "kode;nama\r\n"
    assert as_xlsx(empty).startswith(b"PK")
