"""Our own XLSX template: one row a question; also the template itself."""

from collections.abc import Sequence
from io import BytesIO

import python_calamine
import xlsxwriter

from app.materials.exchange.markup import from_plain
from app.materials.exchange.understood import ForeignOption, Understood
from app.materials.rules.number import read_number

LETTERS = "ABCDEF"
COLUMNS = (
    "Kunci",
    "Jenis",
    "Soal",
    *(f"{what} {letter}" for letter in LETTERS for what in ("Pilihan", "Umpan balik", "Salah kaprah")),
    "Jawaban",
    "Toleransi",
    "Penjelasan",
)
KINDS = ("tunggal", "ganda", "urutan", "jodoh", "isian", "angka", "esai")
MOST_ROWS = 1_000
Row = dict[str, str]


def read_sheet(data: bytes, found: Understood) -> None:
    """Every filled row of the first sheet whose heading row is ours."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except (python_calamine.CalamineError, ValueError, OSError, RuntimeError):
        found.fail(1, "Berkas ini bukan lembar kerja yang dapat dibaca. Simpan ulang sebagai .xlsx.")
        return
    for name, rows in sheets:
        for number, row in enumerate(rows, 1):
            heads = [str(cell).strip().casefold() for cell in row]
            if "soal" in heads and "jawaban" in heads:
                for other, filled in sheets:
                    if other != name and any(any(str(cell).strip() for cell in each) for each in filled):
                        found.lose(1, "lembar", f"Lembar {other[:40]} tidak dibaca.")
                _rows(heads, rows[number : number + MOST_ROWS + 1], number + 1, found)
                return
    found.fail(1, "Baris judul tidak ditemukan. Pakai templat kami: kolom Soal dan Jawaban wajib ada.")


def _rows(heads: list[str], rows: Sequence[Sequence[object]], first: int, found: Understood) -> None:
    known = {each.casefold(): each for each in COLUMNS}
    for head in heads:
        if head and head not in known:
            found.lose(first - 1, "kolom", f"Kolom {head[:40]} tidak dikenal dan tidak ikut.")
    if len(rows) > MOST_ROWS:
        found.lose(first + MOST_ROWS, "baris", "Hanya 1.000 soal pertama yang dibaca.")
    for number, cells in enumerate(rows[:MOST_ROWS], first):
        row = {known[head]: _text(cell) for head, cell in zip(heads, cells, strict=False) if head in known}
        if any(row.values()):
            _question(row, number, found)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace(".", ",").strip() if isinstance(cell, float) else str(cell).strip()


def _question(row: Row, number: int, found: Understood) -> None:
    kind = (row.get("Jenis") or "tunggal").lower()
    answer = row.get("Jawaban", "")
    if not row.get("Soal"):
        found.fail(number, "Kolom Soal pada baris ini kosong. Isi pertanyaannya, atau hapus barisnya.")
    elif kind not in KINDS:
        found.fail(number, f"Jenis {kind[:20]!r} tidak dikenal. Tulis salah satu dari: {', '.join(KINDS)}.")
    elif (read := _options(kind, answer, row)) is None:
        found.fail(number, _remedy(kind))
    else:
        found.add(
            kind,
            from_plain(row["Soal"]),
            read,
            line=number,
            name=row.get("Kunci", ""),
            feedback=from_plain(row.get("Penjelasan", "")),
        )


def _options(kind: str, answer: str, row: Row) -> list[ForeignOption] | None:
    """The entries of the row; None when its answer does not fit its type."""
    filled = [letter for letter in LETTERS if row.get(f"Pilihan {letter}")]
    if kind == "esai":
        return []
    if kind == "angka":
        value, near = read_number(answer), read_number(row.get("Toleransi") or "0")
        if value is None or near is None:
            return None
        return [ForeignOption(answer, 1.0, tolerance=float(near))]
    if kind == "isian":
        accepted = [each.strip() for each in answer.split("|") if each.strip()]
        wrong = [_entry(letter, 0.0, row) for letter in filled]
        return [*(ForeignOption(from_plain(each), 1.0) for each in accepted), *wrong] if accepted else None
    if kind == "urutan":
        return [_entry(letter, 1.0, row) for letter in filled] if len(filled) > 1 else None
    if kind == "jodoh":
        return _pairs(filled, row)
    right = {each.strip().upper() for each in answer.replace(";", ",").split(",") if each.strip()}
    if not right or not right <= set(filled) or len(filled) < 2 or (kind == "tunggal" and len(right) > 1):
        return None
    return [_entry(letter, round(1 / len(right), 7) if letter in right else 0.0, row) for letter in filled]


def _entry(letter: str, share: float, row: Row) -> ForeignOption:
    said, code = row.get(f"Umpan balik {letter}", ""), row.get(f"Salah kaprah {letter}", "")
    return ForeignOption(from_plain(row[f"Pilihan {letter}"]), share, from_plain(said), code)


def _pairs(filled: list[str], row: Row) -> list[ForeignOption] | None:
    """`kiri = kanan` in each option; `= kanan` belongs to nothing."""
    pairs = [row[f"Pilihan {letter}"].partition("=") for letter in filled]
    if len(pairs) < 2 or any(not sign or not right.strip() for _, sign, right in pairs):
        return None
    return [
        ForeignOption(from_plain(right), float(bool(left.strip())), left=from_plain(left))
        for left, _, right in pairs
    ]


def _remedy(kind: str) -> str:
    return {
        "tunggal": "Isi paling sedikit dua pilihan, dan satu huruf pilihan itu di kolom Jawaban.",
        "ganda": "Isi paling sedikit dua pilihan, dan huruf-hurufnya di kolom Jawaban, misalnya A, C.",
        "urutan": "Isi langkah menurut urutan yang benar di kolom Pilihan A, B, dan seterusnya.",
        "jodoh": "Isi setiap pilihan dengan kiri = kanan, misalnya Walidata = Mengelola data.",
        "isian": "Isi kolom Jawaban; beberapa jawaban dipisah tanda |.",
        "angka": "Isi kolom Jawaban dengan angka, misalnya 3,8, dan Toleransi bila perlu.",
    }[kind]


def template() -> bytes:
    """An empty template with one example of each type on a second sheet."""
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for name, rows in (("Soal", ()), ("Contoh", EXAMPLES)):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(COLUMNS) - 1, 22, text)
            sheet.set_column(2, 2, 48, text)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, COLUMNS, bold)
            for number, row in enumerate(rows, 1):
                for column, head in enumerate(COLUMNS):
                    sheet.write_string(number, column, row.get(head, ""))
            sheet.data_validation(1, 1, MOST_ROWS, 1, {"validate": "list", "source": list(KINDS)})
    return memory.getvalue()


EXAMPLES: tuple[Row, ...] = (
    {
        "Jenis": "tunggal",
        "Soal": "Antrean izin panjang. Langkah pertama yang tepat?",
        "Pilihan A": "Menata ulang alurnya",
        "Umpan balik A": "Tepat.",
        "Pilihan B": "Membuat aplikasi antrean",
        "Salah kaprah B": "spbe-sama-dengan-aplikasi",
        "Pilihan C": "Menunggu anggaran",
        "Jawaban": "A",
        "Penjelasan": "Alur ditata sebelum teknologi dipilih.",
    },
    {
        "Jenis": "ganda",
        "Soal": "Mana yang termasuk tugas walidata?",
        "Pilihan A": "Memeriksa data",
        "Pilihan B": "Menyebarluaskan data",
        "Pilihan C": "Menyewa server",
        "Jawaban": "A, B",
        "Penjelasan": "Tulis di sini.",
    },
    {
        "Jenis": "urutan",
        "Soal": "Susunlah langkahnya.",
        "Pilihan A": "Merumuskan masalah",
        "Pilihan B": "Menata alur",
        "Pilihan C": "Memilih alat",
        "Penjelasan": "Tulis di sini.",
    },
    {
        "Jenis": "jodoh",
        "Soal": "Pasangkan.",
        "Pilihan A": "Walidata = memeriksa data",
        "Pilihan B": "Produsen data = menghasilkan data",
        "Pilihan C": " = menyewa server",
        "Penjelasan": "Tulis di sini.",
    },
    {
        "Jenis": "isian",
        "Soal": "Apa singkatan dari sistem ini?",
        "Jawaban": "SPBE | S.P.B.E.",
        "Penjelasan": "Tulis di sini.",
    },
    {
        "Jenis": "angka",
        "Soal": "Berapa indikator tahun 2020?",
        "Jawaban": "47",
        "Toleransi": "0",
        "Penjelasan": "Tulis di sini.",
    },
)
