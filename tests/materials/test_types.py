"""Every type of question, groups, forms and practice: read, checked, published."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.db import session, transaction
from app.materials import queries
from app.materials.parsing import parse_questions
from app.materials.rules import QuestionType, Result
from app.materials.rules.number import read_number
from app.materials.rules.paper import papers
from app.materials.rules.problem import Code, Level
from app.materials.services import publish_folder
from tests.materials import texts
from tests.materials.texts import MODULE, QUIZ, TEST, TEXTS, problems_of, write
from tests.materials.types import PRACTICE, TYPED, TYPES, spoiled_type

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_the_folder_with_every_type_has_no_galat() -> None:
    assert {problem.code for problem in problems_of(TYPED)} == {Code.CAKUPAN}


def test_every_type_is_read_as_it_is_written() -> None:
    draft = parse_questions(TYPED[TYPES], TYPES)
    order, pairs, words, number, *_ = draft.questions
    assert [question.type for question in draft.questions[:4]] == [
        QuestionType.URUTAN,
        QuestionType.JODOH,
        QuestionType.ISIAN,
        QuestionType.ANGKA,
    ]
    assert [choice.text for choice in order.choices] == [
        "Menulis masalah",
        "Menata *proses*",
        "Memeriksa yang sudah ada",
    ]
    assert order.body.text.endswith("Lalu:")
    assert [(choice.left, choice.text, choice.correct) for choice in pairs.choices] == [
        ("Peta proses", "melihat alur", True),
        ("Peta rencana", "melihat tahun", True),
        ("Arsitektur", "melihat kaitan", True),
        (None, "melihat harga", False),
    ]
    assert [(choice.text, choice.correct, choice.salah_kaprah) for choice in words.choices] == [
        ("Diskominfosantik", True, None),
        ("Dinas Kominfo Santik", True, None),
        ("Sekretariat Daerah", False, "urusan-kominfo"),
    ]
    assert number.tolerance == Decimal("0.01")
    assert number.choices[1].feedback is not None


def test_a_paper_is_the_common_questions_and_one_form() -> None:
    draft = parse_questions(TYPED[TYPES], TYPES)
    first, second = papers(draft)
    assert [(group.form, group.draw) for group in draft.groups] == [("A", None), ("B", 1)]
    assert (first.form, first.asked, first.size) == ("A", 4, 4)
    assert (second.form, second.asked, second.size) == ("B", 4, 5)


def test_a_set_without_headings_is_one_paper_of_which_some_may_be_drawn() -> None:
    (paper,) = papers(parse_questions(TEXTS[TEST].replace("jenis: tes", "jenis: tes\nambil: 2"), TEST))
    assert (paper.form, paper.asked, paper.size) == (None, 2, 3)
    assert paper.sure("spbe-sama-dengan-aplikasi") == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,80", "3.80"),
        ("3.80", "3.80"),
        (" -2 ", "-2"),
        ("\u22122", "-2"),
        ("+7", "7"),
        ("0.250", "0.250"),
        ("1,250", "1.250"),
        (",5", "0.5"),
        ("1.250", None),
        ("1.250,5", None),
        ("3,8%", None),
        ("tiga", None),
        ("", None),
        ("1e3", None),
        ("\u0663", None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(text: str, value: str | None) -> None:
    assert read_number(text) == (None if value is None else Decimal(value))


PAIR = "| Peta rencana | melihat tahun |"
GALAT = [
    # urutan
    (TYPES, "1. Menulis masalah\n2. Menata *proses*\n3. Mem", "- Menulis\n\nMem", "- Menulis", Code.SUSUNAN),
    (TYPES, "2. Menata *proses*\n3. Memeriksa yang sudah ada\n", "", "## Urutkan", Code.PILIHAN),
    (TYPES, "2. Menata *proses*", "2. menulis  masalah.", "2. menulis", Code.PILIHAN),
    (TYPES, "2. Menata *proses*", "2.", "2.\n3.", Code.PILIHAN),
    (TYPES, "2. Menata *proses*", "2. Menata {sk=urusan-kominfo}", "2. Menata", Code.ATRIBUT),
    (TYPES, "2. Menata *proses*", "2. Menata\n    - lagi", "2. Menata", Code.SUSUNAN),
    (TYPES, "jenis=urutan}", "jenis=urutan urut-tetap=ya}", "## Urutkan", Code.ATRIBUT),
    (TYPES, "jenis=urutan}", "jenis=urutan diagnostik=urusan-kominfo}", "## Urutkan", Code.DIAGNOSTIK),
    (TYPES, " jenis=urutan}", "}", "1. catat", Code.PILIHAN),
    (TYPES, "1. Menulis masalah", "1. Menulis [x](modul:entah)", "1. Menulis", Code.MODUL),
    (TYPES, "sudah ada\n", "sudah ada\n\nTeks lepas.\n", "Teks lepas", Code.SUSUNAN),
    # jodoh
    (TYPES, PAIR, "| Peta rencana | |", "| Peta rencana", Code.PILIHAN),
    (TYPES, PAIR, "| peta proses | lain |", "| peta proses", Code.PILIHAN),
    (TYPES, "|  | melihat harga |", "|  | Melihat alur. |", "|  |", Code.PILIHAN),
    (TYPES, f"{PAIR}\n| Arsitektur | melihat kaitan |\n", "", "## Pasangkan", Code.PILIHAN),
    (
        TYPES,
        "| Dokumen | Guna |\n|---|---|",
        "| Dokumen | Guna | Lain |\n|---|---|---|",
        "| Dok",
        Code.PILIHAN,
    ),
    (TYPES, "|---|---|\n", "", "## Pasangkan", Code.PILIHAN),
    (TYPES, " jenis=jodoh}", "}", "| Dokumen", Code.PILIHAN),
    (TYPES, "jenis=jodoh}", "jenis=jodoh diagnostik=urusan-kominfo}", "## Pasangkan", Code.DIAGNOSTIK),
    # isian
    (TYPES, "- [x] Dinas Kominfo Santik", "- [ ] diskominfosantik.", "- [ ] disk", Code.PILIHAN),
    (TYPES, " {sk=urusan-kominfo}", "", "## Apa nama", Code.DIAGNOSTIK),
    (TYPES, "- [x] Dinas Kominfo Santik", "- [x] " + "a" * 201, "- [x] aaa", Code.PILIHAN),
    (TYPES, "- [x] Dinas Kominfo Santik", "- [x] Dinas {sk=urusan-kominfo}", "- [x] Dinas", Code.DIAGNOSTIK),
    # angka
    (TYPES, "- [x] 47", "- [x] 1.250", "- [x] 1.250", Code.PILIHAN),
    (TYPES, "- [x] 47", "- [x] 47 buah", "- [x] 47 buah", Code.PILIHAN),
    (TYPES, "- [x] 47", "- [ ] 47", "## Berapa jumlah", Code.BENAR),
    (TYPES, "- [ ] 1,30", "- [ ] 3,81", "- [ ] 3,81", Code.PILIHAN),
    (TYPES, "toleransi=0,01", "toleransi=sedikit", "## Berapa persen", Code.ATRIBUT),
    (TYPES, "toleransi=0,01", "toleransi=-1", "## Berapa persen", Code.ATRIBUT),
    (TYPES, "jenis=isian", "jenis=isian toleransi=1", "## Apa nama", Code.ATRIBUT),
    (TYPES, "- [x] 47\n", "", "## Berapa jumlah", Code.PILIHAN),
    # groups and forms
    (TYPES, "bentuk=B ambil=1", "bentuk=B ambil=3", "# Bentuk B", Code.NILAI),
    (TYPES, "bentuk=B ambil=1", "bentuk=B ambil=nol", "# Bentuk B", Code.ATRIBUT),
    (TYPES, "bentuk=B ", "bentuk=bentuk-b ", "# Bentuk B", Code.ATRIBUT),
    (TYPES, "bentuk=B ", "bentuk=B warna=biru ", "# Bentuk B", Code.ATRIBUT),
    (TYPES, "# Bentuk B", "# Kosong\n\n# Bentuk B", "# Kosong", Code.SUSUNAN),
    (TYPES, "# Bentuk B {bentuk=B ambil=1}", "# Bentuk B\n\nKata.", "Kata.", Code.SUSUNAN),
    (TYPES, "jenis: tes", "jenis: tes\nambil: 3", "ambil", Code.NILAI),
    (TYPES, "jenis: tes", "jenis: tes\nambil: 0", "ambil", Code.NILAI),
    (QUIZ, "jenis: kuis", "jenis: kuis\nambil: 3", "ambil", Code.NILAI),
    (PRACTICE, "## Manakah", "# Bentuk A {bentuk=A}\n\n## Manakah", "# Bentuk", Code.NILAI),
    (PRACTICE, "judul:", "ambil: 1\njudul:", "ambil", Code.NILAI),
    (PRACTICE, "judul:", "jenis: kuis\njudul:", "jenis", Code.NILAI),
    # practice in a module
    (MODULE, '"layak-dihapus"', '"layak-hapus"', "!!! latihan", Code.LATIHAN),
    (MODULE, '"layak-dihapus"', '"langkah-pertama"', "!!! latihan", Code.LATIHAN),
    (MODULE, '"layak-dihapus"', '"kasus-a"', "!!! latihan", Code.LATIHAN),
    (MODULE, '"layak-dihapus"', '""', "!!! latihan", Code.KOTAK),
    (MODULE, "!!! penting", '!!! latihan "layak-dihapus"\n\n!!! penting', None, Code.LATIHAN),
    (MODULE, "### Urutan bertanya", "### Urutan {#latihan-a}", "### Urutan", Code.ALAMAT_ULANG),
    (QUIZ, "Kantor Anda melayani", '!!! latihan "layak-dihapus"\n\nKantor', "!!! latihan", Code.LATIHAN),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "code"), GALAT)
def test_a_planted_fault_is_a_galat_at_its_line(
    path: str, old: str, new: str, at: str | None, code: Code
) -> None:
    spoilt = spoiled_type(path, old, new)
    found = {(p.path, p.line, p.code) for p in problems_of(spoilt) if p.level is Level.GALAT}
    line = (
        texts.line_of(spoilt[path], at) if at else spoilt[path].count("\n", 0, spoilt[path].rindex(new)) + 1
    )
    assert (path, line, code) in found, found


PERINGATAN = [
    (TYPES, "# Bentuk A {bentuk=A}", "# Umum", "# Bentuk B", Code.BENTUK),
    (TYPES, "bentuk=B ambil=1", "bentuk=B", "# Bentuk B", Code.BENTUK),
    (TYPES, "jenis=isian diag", "jenis=isian bobot=2 diag", None, None),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "code"), PERINGATAN)
def test_forms_that_are_not_exchangeable_are_advised_against(
    path: str, old: str, new: str, at: str | None, code: Code | None
) -> None:
    spoilt = spoiled_type(path, old, new)
    found = {(p.line, p.code) for p in problems_of(spoilt) if p.code is not Code.CAKUPAN}
    assert found == ({(texts.line_of(spoilt[path], at), code)} if at else set())


def _forms(first: str, second: str) -> dict[str, str]:
    head, *items = TEXTS[TEST].split("\n## ")
    groups = [f"\n# {name} {{{braces}}}\n\n" for name, braces in (("Satu", first), ("Dua", second))]
    both = [
        groups[place] + "".join(f"\n## {item}".replace("{#kasus", f"{{#{place}-kasus") for item in items)
        for place in (0, 1)
    ]
    return {**TEXTS, TEST: head + "".join(both)}


def test_forms_that_measure_different_misconceptions_are_advised_against() -> None:
    same = _forms("bentuk=A", "bentuk=B")
    assert problems_of(same) == []
    start, end = same[TEST].split("# Dua")
    bare = end.replace(" diagnostik=spbe-sama-dengan-aplikasi", "")
    found = problems_of({**TEXTS, TEST: f"{start}# Dua{bare}"})
    assert {problem.code for problem in found} == {Code.BENTUK, Code.CAKUPAN}
    assert "spbe-sama-dengan-aplikasi" in next(p.sentence for p in found if p.code is Code.BENTUK)


def test_a_draw_counts_only_what_it_surely_asks() -> None:
    found = problems_of(_forms("bentuk=A ambil=2", "bentuk=B ambil=2"))
    assert {problem.code for problem in found} == {Code.CAKUPAN}
    assert len(found) == 2


def test_the_test_of_a_standard_takes_no_other_type() -> None:
    start = TEXTS[TEST].index("- [ ] Membuat")
    end = TEXTS[TEST].index("### Penjelasan")
    spoilt = TEXTS[TEST][:start] + "1. satu\n2. dua\n\n" + TEXTS[TEST][end:]
    spoilt = spoilt.replace("{#kasus-a diagnostik=spbe-sama-dengan-aplikasi}", "{#kasus-a jenis=urutan}")
    codes = {problem.code for problem in problems_of({**TEXTS, TEST: spoilt})}
    assert Code.TES_STANDAR in codes


CHANGES = [
    (TYPES, "1. Menulis masalah\n2. Menata *proses*", "1. Menata *proses*\n2. Menulis masalah", False),
    (TYPES, "2. Menata *proses*", "2. Menata proses,", False),
    (TYPES, "3. Memeriksa yang sudah ada\n", "", True),
    (TYPES, PAIR, "| Peta rencana | melihat harga |", False),
    (TYPES, f"{PAIR}\n| Arsitektur | melihat kaitan |", f"| Arsitektur | melihat kaitan |\n{PAIR}", True),
    (TYPES, "- [x] Dinas Kominfo Santik\n", "- [x] Dinas Kominfo Santik\n- [x] Diskominfo\n", False),
    (TYPES, "- [x] Dinas Kominfo Santik\n", "", False),
    (TYPES, "- [x] Dinas Kominfo Santik\n", "- [ ] Dinas Kominfo Santik {sk=urusan-kominfo}\n", True),
    (TYPES, "- [x] 47", "- [x] 47,0", False),
    (TYPES, "jenis=angka}\n\n- [x] 47", "jenis=isian}\n\n- [x] 47", True),
]


@pytest.mark.parametrize(("path", "old", "new", "refused"), CHANGES)
def test_a_published_item_of_any_type_stays_the_same_item(
    path: str, old: str, new: str, refused: bool
) -> None:
    published = parse_questions(TYPED[path], path)
    found = {p.code for p in problems_of(spoiled_type(path, old, new), published=published)}
    assert (Code.BUTIR_BERUBAH in found) is refused


@pytest.fixture
def typed(app: Flask, tmp_path: Path) -> Path:
    folder = write(tmp_path / "content", TYPED)
    with transaction():
        outcomes = publish_folder(folder, by=None, at=AT)
    assert {outcome.result for outcome in outcomes} == {Result.TERBIT}
    return folder


@pytest.mark.usefixtures("typed")
def test_every_type_is_published_and_read_back() -> None:
    found = queries.question_set("semua-jenis")
    assert found is not None
    assert (found.question_count, found.draw) == (4, None)
    order, pairs, words, number, drawn, _ = queries.questions(found.version_id)
    assert [choice.html for choice in order.choices][1] == "Menata <em>proses</em>"
    assert [(choice.left_text, choice.text) for choice in pairs.choices][-2:] == [
        ("Arsitektur", "melihat kaitan"),
        (None, "melihat harga"),
    ]
    assert [choice.correct for choice in words.choices] == [True, True, False]
    assert ([choice.number for choice in number.choices], number.tolerance) == (
        [Decimal("3.80"), Decimal("1.30")],
        Decimal("0.01"),
    )
    assert order.group is None
    assert number.group is not None
    assert drawn.group is not None
    assert (number.group.form, drawn.group.form, drawn.group.draw) == ("A", "B", 1)


@pytest.mark.usefixtures("typed")
def test_practice_is_a_set_of_its_own_and_its_place_stands_on_the_page() -> None:
    found = queries.practice_set("proses-bisnis")
    assert found is not None
    assert found.kind == "latihan"
    assert [question.key for question in queries.questions(found.version_id)] == ["layak-dihapus"]
    quiz = queries.question_set("proses-bisnis")
    assert quiz is not None
    assert quiz.version_id != found.version_id
    section = queries.section(queries.modules()[0].version_id, "menata-ulang")
    assert section is not None
    assert (
        '<div class="practice">\n<p class="kicker">Latihan, tidak dinilai</p>\n<p>Coba dulu.</p>\n'
        '<div id="latihan-layak-dihapus"></div>\n</div>'
    ) in section.html


def test_a_practice_that_a_page_shows_cannot_vanish(typed: Path) -> None:
    write(typed, spoiled_type(PRACTICE, "{#layak-dihapus}", "{#lain menggantikan=layak-dihapus}"))
    with transaction():
        outcomes = {outcome.path: outcome for outcome in publish_folder(typed, by=None, at=AT)}
    refused = [path for path, outcome in outcomes.items() if outcome.result is Result.DITOLAK]
    assert {path.split("/content/")[1] for path in refused} == {MODULE, PRACTICE}


def test_a_module_waits_for_its_practice(app: Flask, tmp_path: Path) -> None:
    folder = write(tmp_path / "content", spoiled_type(PRACTICE, "### Penjelasan", "### Jawaban"))
    with transaction():
        outcomes = publish_folder(folder, by=None, at=AT)
    refused = {outcome.path.split("/content/")[1] for outcome in outcomes if outcome.result is Result.DITOLAK}
    assert {MODULE, PRACTICE} <= refused


@pytest.mark.usefixtures("typed")
def test_the_step_down_refuses_to_forget_questions() -> None:
    session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0004")
    upgrade()
    found = queries.question_set("semua-jenis")
    assert found is not None
    assert len(queries.questions(found.version_id)) == 6
