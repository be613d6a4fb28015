"""Every GALAT and PERINGATAN of the format: a fault is planted, and named at its line."""

from datetime import date

import pytest

from app.materials.parsing import parse_questions
from app.materials.rules.problem import Code, Level, Problem
from tests.materials import texts
from tests.materials.texts import (
    BELIEFS,
    LEGAL,
    MODULE,
    QUIZ,
    STANDARD,
    TERMS,
    TEST,
    TEXTS,
    problems_of,
    spoiled,
)


def test_the_faultless_folder_has_no_problem() -> None:
    assert problems_of(TEXTS) == []


ANTREAN = "Antrean sering lahir dari langkah yang berulang. [Baca lagi](modul:proses-bisnis#menata-ulang)\n"
GALAT = [
    # front matter
    (MODULE, "judul: Proses bisnis dulu\n", "", "---", Code.WAJIB_ISI),
    (MODULE, "tujuan:\n  - menata ulang sebuah proses\n", "", "---", Code.WAJIB_ISI),
    (MODULE, "menit: 10", "menit: lama", "menit", Code.NILAI),
    (MODULE, "jp: 0,5", "jp: banyak", "jp:", Code.NILAI),
    (MODULE, "narasumber:", "naras_umber:", "naras_umber", Code.KUNCI_ASING),
    (MODULE, "menit: 10", "menit: 10\nmenit: 11", "menit: 11", Code.KUNCI_ULANG),
    (MODULE, "instrumen: [2020]", "instrumen: [2021]", "instrumen", Code.NILAI),
    (MODULE, "judul: Proses bisnis dulu", "judul: Proses: bisnis", "judul", Code.YAML),
    (MODULE, "judul: Proses bisnis dulu", "judul: &a [*a]", "judul", Code.YAML),
    (MODULE, "dasar: [perpres-95-2018]", "dasar: perpres-95-2018", "dasar", Code.NILAI),
    (MODULE, "---\njudul", "judul", "judul", Code.YAML),
    (QUIZ, "jenis: kuis", "jenis: tes", "jenis", Code.NILAI),
    (QUIZ, "jenis: kuis", "jenis: kwis", "jenis", Code.NILAI),
    (QUIZ, "ambang: 7/10", "ambang: 17/10", "ambang", Code.NILAI),
    (QUIZ, "acak_pilihan: ya", "acak_pilihan: benar", "acak_pilihan", Code.NILAI),
    (QUIZ, "umpan_balik: setelah-kirim", "umpan_balik: setelah-tutup", "umpan_balik", Code.NILAI),
    (QUIZ, "acak_pilihan: ya", "dibuka: besok", "dibuka", Code.NILAI),
    (
        QUIZ,
        "acak_pilihan: ya",
        "dibuka: 2026-12-02 08:00\nditutup: 2026-12-01 08:00",
        "ditutup",
        Code.NILAI,
    ),
    # sections
    (
        MODULE,
        "## Menata ulang {#menata-ulang}",
        "Kata pembuka.\n\n## Menata ulang",
        "Kata pembuka",
        Code.BAGIAN,
    ),
    (MODULE, "## Memeriksa yang", "# Judul\n\n## Memeriksa yang", "# Judul", Code.BAGIAN),
    (MODULE, "Sesudah itu", "Garis\n---\n\nSesudah itu", "Garis", Code.BAGIAN),
    (MODULE, "{#memeriksa}", "{#menata-ulang}", "## Memeriksa", Code.ALAMAT_ULANG),
    (MODULE, "### Urutan bertanya", "### Urutan bertanya {#isi}", "### Urutan", Code.ALAMAT_ULANG),
    (MODULE, "### Urutan bertanya", "### Urutan bertanya {#Urutan}", "### Urutan", Code.ATRIBUT),
    (MODULE, "{#memeriksa}", "{#memeriksa warna=biru}", "## Memeriksa", Code.ATRIBUT),
    # boxes
    (MODULE, "!!! kasus", "!!! kasuss", "!!! kasuss", Code.KOTAK),
    (MODULE, '!!! kasus "Dinas X ingin aplikasi antrean"', "!!! kasus", "!!! kasus", Code.KOTAK),
    (MODULE, "    Apa yang Anda bawa ke rapat?", "Apa yang Anda bawa ke rapat?", "!!! kasus", Code.KOTAK),
    (MODULE, '!!! penting "Ingat urutannya"', '  !!! penting "Ingat urutannya"', "  !!! penting", Code.KOTAK),
    (MODULE, '!!! penting "Ingat', '!!! latihan "satu"\n\n!!! penting "Ingat', "!!! lat", Code.LATIHAN),
    # references
    (
        MODULE,
        '!!! salah-kaprah "spbe-sama',
        '!!! salah-kaprah "sbpe-sama',
        "!!! salah-kaprah",
        Code.SALAH_KAPRAH,
    ),
    (MODULE, "salah_kaprah: [spbe-sama", "salah_kaprah: [spbe-beda", "salah_kaprah:", Code.SALAH_KAPRAH),
    (MODULE, '!!! dasar "perpres-95', '!!! dasar "perpres-96', "!!! dasar", Code.DASAR),
    (MODULE, "istilah:aplikasi-umum", "istilah:aplikasi-khusus", "istilah:", Code.ISTILAH),
    (MODULE, "modul:proses-bisnis#memeriksa", "modul:proses-bisniss", "Lihat", Code.MODUL),
    (MODULE, "modul:proses-bisnis#memeriksa", "modul:proses-bisnis#entah", "Lihat", Code.TAUTAN),
    (MODULE, "tes:spbe-dasar", "tes:spbe-mahir", "Sesudah", Code.TES),
    (MODULE, "tes:spbe-dasar", "../lain.md", "Sesudah", Code.TAUTAN),
    (MODULE, "tes:spbe-dasar", "javascript:alert(1)", "Sesudah", Code.TAUTAN),
    (MODULE, "(#urutan-bertanya)", "(#urutan-menjawab)", "[urutan]", Code.TAUTAN),
    (MODULE, "gambar/alur.svg", "gambar/alir.svg", "![Alur", Code.GAMBAR),
    (MODULE, "gambar/alur.svg", "https://x.id/a.png", "![Alur", Code.GAMBAR),
    (MODULE, "gambar/alur.svg", "gambar/../../x.svg", "![Alur", Code.GAMBAR),
    (MODULE, "![Alur tujuh langkah]", "![]", "![]", Code.ALT),
    # questions
    (QUIZ, "- [x] Menata ulang proses", "- [ ] Menata ulang proses", "## Antrean", Code.BENAR),
    (QUIZ, "{#langkah-pertama}", "{#langkah-pertama jenis=ganda}", None, None),
    (QUIZ, "{#unsur bobot=2}", "{#unsur jenis=tunggal}", "## Mana", Code.BENAR),
    (QUIZ, "- [ ] Gedung", "- [x] Gedung", "## Mana", Code.SALAH),
    (QUIZ, "{#unsur bobot=2}", "{#langkah-pertama}", "## Mana", Code.KUNCI_ULANG),
    (QUIZ, "{#unsur bobot=2}", "{#unsur bobot=nol}", "## Mana", Code.ATRIBUT),
    (QUIZ, "{#unsur bobot=2}", "{#unsur jenis=urutan}", "## Mana", Code.PILIHAN),
    (QUIZ, "{#unsur bobot=2}", "{#unsur jenis=esai}", "## Mana", Code.JENIS),
    (QUIZ, "{#unsur bobot=2}", "{#unsur bobott=2}", "## Mana", Code.ATRIBUT),
    (QUIZ, "## Mana", "# Kelompok umum {ambil=3}\n\n## Mana", "# Kelompok", Code.NILAI),
    (QUIZ, "### Penjelasan\n\nAda sepuluh unsur.\n", "", "## Mana", Code.PENJELASAN),
    (QUIZ, ANTREAN, "", "### Penjelasan\n", Code.PENJELASAN),
    (QUIZ, "### Penjelasan\n\nAda", "### Penjelasn\n\nAda", "### Penjelasn", Code.SUSUNAN),
    (QUIZ, "- [ ] Gedung", "- Gedung", "- Gedung", Code.PILIHAN),
    (QUIZ, "- [ ] Gedung", "- [v] Gedung", "- [v]", Code.PILIHAN),
    (QUIZ, "- [ ] Gedung kantor yang megah", "- [ ]", "- [ ]\n\n### Penjelasan\n\nAda", Code.PILIHAN),
    (QUIZ, "    > Menggoda", "> Menggoda", "> Menggoda", Code.UMPAN_BALIK),
    (QUIZ, "    > Menggoda karena terlihat cepat.", "    - satu\n    - dua", "    - satu", Code.UMPAN_BALIK),
    (QUIZ, "### Penjelasan\n\nAda", "Teks lepas.\n\n### Penjelasan\n\nAda", "Teks lepas", Code.SUSUNAN),
    (QUIZ, "{sk=spbe-sama-dengan-aplikasi}", "{sk=spbe-beda}", "- [ ] Menyusun", Code.SALAH_KAPRAH),
    (QUIZ, "{sk=spbe-sama-dengan-aplikasi}", "{skk=urusan-kominfo}", "- [ ] Menyusun", Code.ATRIBUT),
    (QUIZ, "- [x] Menata ulang proses", "- [x] Menata {sk=urusan-kominfo}", "- [x] Menata", Code.DIAGNOSTIK),
    (QUIZ, "umpan_balik:", "ditarik: [unsur]\numpan_balik:", "## Mana", Code.KUNCI_ULANG),
    (TEST, " {#kasus-a diagnostik=spbe-sama-dengan-aplikasi}", "", "## Apa", Code.WAJIB_ISI),
    (TEST, "{sk=spbe-sama-dengan-aplikasi}", "", "## Apa", Code.DIAGNOSTIK),
    (TEST, "- [ ] Menunggu", "- [ ] Menunggu {sk=urusan-kominfo}", "## Apa", Code.DIAGNOSTIK),
    (TEST, "{#kasus-a ", "{#kasus-a bobot=3 ", "## Apa", Code.TES_STANDAR),
    (TEST, "{#kasus-a ", "{#kasus-a jenis=ganda ", "## Apa", Code.TES_STANDAR),
    # lists and standards
    (
        BELIEFS,
        "kode: urusan-kominfo",
        "kode: spbe-sama-dengan-aplikasi",
        "- kode: spbe-sama-dengan-aplikasi\n  judul: SPBE urusan",
        Code.KUNCI_ULANG,
    ),
    (BELIEFS, "  judul: SPBE urusan Kominfo\n", "", "- kode: urusan", Code.WAJIB_ISI),
    (BELIEFS, "SPBE urusan Kominfo", "x" * 41, "  judul: xxx", Code.NILAI),
    (BELIEFS, "kode: urusan-kominfo", "kode: Urusan Kominfo", "- kode: Urusan", Code.NILAI),
    (BELIEFS, "{2020: [4, 15], 2026: [13]}", "{2019: [4]}", "  indikator", Code.NILAI),
    (BELIEFS, "dasar: [perpres-95-2018]", "dasar: [perpres-1-1900]", "  dasar", Code.DASAR),
    (BELIEFS, "- kode: urusan-kominfo", "- urusan\n- kode: urusan-kominfo", "- urusan\n", Code.YAML),
    (LEGAL, "status: berlaku", "status: laku", "  status", Code.NILAI),
    (LEGAL, "diperiksa_pada: 2026-11-16", "diperiksa_pada: kemarin", "  diperiksa_pada", Code.NILAI),
    (LEGAL, "dicabut_oleh: perpres-95-2018", "dicabut_oleh: perpres-1", "  dicabut_oleh", Code.DASAR),
    (LEGAL, "status: dicabut", "status: berlaku", "  dicabut_oleh", Code.NILAI),
    (LEGAL, "keyakinan: pasti", "keyakinan: pasti\n  tautan: jdih", "  tautan", Code.NILAI),
    (TERMS, "kode: aplikasi-umum", "kodee: aplikasi-umum", "- kodee", Code.KUNCI_ASING),
    (STANDARD, "modul: [proses-bisnis]", "modul: [proses]", "modul", Code.MODUL),
    (STANDARD, "tes: spbe-dasar", "tes: spbe", "tes:", Code.TES),
    (STANDARD, "kode: SPBE-DASAR-2026", "kode: SPBE-2026", "kode", Code.NILAI),
    (STANDARD, "sasaran: 0.60", "sasaran: 60", "sasaran", Code.NILAI),
    (STANDARD, "sasaran: 0.60", "tunda_hari: [120, 60]", "tunda_hari", Code.NILAI),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "code"), GALAT)
def test_a_planted_fault_is_a_galat_at_its_line(
    path: str, old: str, new: str, at: str | None, code: Code | None
) -> None:
    spoilt = spoiled(path, old, new)
    found = {(p.path, p.line, p.code) for p in problems_of(spoilt) if p.level is Level.GALAT}
    if at is None:
        assert found == set()
    else:
        assert (path, texts.line_of(spoilt[path], at), code) in found, found


PERINGATAN = [
    (MODULE, "Antrean panjang jarang soal aplikasi.", "Prosentase antrean.", "Prosentase", Code.EJAAN),
    (MODULE, "Antrean panjang", "Perlindungan Data Pribadi penting. Antrean", "Perlindungan", Code.EJAAN),
    (MODULE, "instrumen: [2020]\n", "", "Antrean panjang", Code.INSTRUMEN),
    (MODULE, "Sesudah itu", "kata " * 901 + "\n\nSesudah itu", "## Memeriksa", Code.PANJANG),
    (MODULE, "Sesudah itu", "<b>Sesudah</b> itu", "<b>", Code.HTML),
    (MODULE, "[^1]: Instrumen 2020.\n", "", "Antrean panjang", Code.TAUTAN),
    (MODULE, "urutannya[^1].", "urutannya.", "[^1]:", Code.TAUTAN),
    (MODULE, "dasar: [perpres-95-2018]", "dasar: [permenpanrb-59-2020]", "dasar", Code.SUMBER_USANG),
    (MODULE, "{#memeriksa}", "{#memeriksa teks biasa}", "## Memeriksa", Code.ATRIBUT),
    (QUIZ, "Gedung kantor yang megah", "Semua jawaban di atas benar", "- [ ] Semua", Code.SEMUA_BENAR),
    (QUIZ, "Mana yang termasuk", "Mana yang tidak termasuk dan bukan", "## Mana", Code.NEGATIF),
    (QUIZ, "Mana yang termasuk", "kata " * 60 + "mana yang termasuk", "## kata", Code.PANJANG),
    (
        TEST,
        "diagnostik=spbe-sama-dengan-aplikasi}\n\n- [ ] Membuat",
        "diagnostik=urusan-kominfo}\n\n- [ ] Membuat",
        "## Apa",
        Code.CAKUPAN,
    ),
    (TEST, "Menata prosesnya", "Menata prosesnya dengan teliti sampai selesai semuanya", None, None),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "code"), PERINGATAN)
def test_a_weakness_is_a_peringatan_at_its_line(
    path: str, old: str, new: str, at: str | None, code: Code | None
) -> None:
    spoilt = spoiled(path, old, new)
    found = {(p.path, p.line, p.code) for p in problems_of(spoilt) if p.level is Level.PERINGATAN}
    if at is None:
        assert found == set()
    else:
        assert (path, texts.line_of(spoilt[path], at), code) in found, found


def _codes(problems: list[Problem]) -> set[Code]:
    return {problem.code for problem in problems}


def test_a_quiz_that_gives_its_keys_away_by_length_or_place_is_advised_against() -> None:
    longest = TEXTS[TEST].replace("Menata prosesnya", "Menata prosesnya sampai setiap langkah terlihat jelas")
    assert _codes(problems_of({**TEXTS, TEST: longest})) == {Code.TERPANJANG}
    in_one_place = TEXTS[TEST].replace("acak_pilihan: ya", "acak_pilihan: tidak")
    assert _codes(problems_of({**TEXTS, TEST: in_one_place})) == {Code.LETAK}


def test_a_source_unchecked_for_more_than_a_year_is_stale() -> None:
    assert problems_of(TEXTS, today=date(2027, 11, 16)) == []
    assert _codes(problems_of(TEXTS, today=date(2027, 11, 17))) == {Code.SUMBER_USANG}


def test_the_nearest_known_key_is_suggested() -> None:
    found = problems_of(spoiled(MODULE, "narasumber:", "nara_sumber:"))
    assert [str(problem) for problem in found] == [
        f'{MODULE}:11: GALAT KUNCI-ASING Kunci "nara_sumber" tidak dikenal. Maksud Anda "narasumber"?'
    ]


def test_a_module_and_a_test_may_not_share_a_name() -> None:
    clash = {**TEXTS, "tes/proses-bisnis/tes.md": TEXTS[TEST]}
    assert ("tes/proses-bisnis/tes.md", Code.ALAMAT_ULANG) in {(p.path, p.code) for p in problems_of(clash)}


def test_a_quiz_without_its_module_is_homeless() -> None:
    alone = {path: text for path, text in TEXTS.items() if path not in (MODULE, STANDARD)}
    assert (QUIZ, Code.MODUL) in {(problem.path, problem.code) for problem in problems_of(alone)}


CHANGES = [
    ("{#unsur bobot=2}", "{#unsur-baru}", Code.KUNCI_HILANG),
    ("{#unsur bobot=2}", "{#unsur-baru menggantikan=unsur}", None),
    ("- [x] Proses bisnis\n", "", Code.BUTIR_BERUBAH),
    (
        "- [x] Aplikasi SPBE\n- [x] Proses bisnis",
        "- [x] Proses bisnis\n- [x] Aplikasi SPBE",
        Code.BUTIR_BERUBAH,
    ),
    ("{sk=spbe-sama-dengan-aplikasi}", "{sk=urusan-kominfo}", Code.BUTIR_BERUBAH),
    ("- [x] Menata ulang proses", "- [x] Menata ulang, proses.", None),
    ("Antrean sering lahir", "Antrean kerap lahir", None),
]


@pytest.mark.parametrize(("old", "new", "code"), CHANGES)
def test_a_published_item_keeps_its_key_only_while_it_stays_the_same_item(
    old: str, new: str, code: Code | None
) -> None:
    published = parse_questions(TEXTS[QUIZ], QUIZ)
    found = {
        p.code for p in problems_of(spoiled(QUIZ, old, new), published=published) if p.level is Level.GALAT
    }
    assert found == ({code} if code else set())


def test_a_retired_key_may_vanish() -> None:
    published = parse_questions(TEXTS[QUIZ], QUIZ)
    text = TEXTS[QUIZ][: TEXTS[QUIZ].index("## Mana")].replace("jenis: kuis", "jenis: kuis\nditarik: [unsur]")
    assert problems_of({**TEXTS, QUIZ: text}, published=published) == []


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://x.id/a.png"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="https://x.id/a.svg#b"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(https://x.id/a)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "https://x.id/a.css";</style></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@im&#112;ort "x";</style></svg>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="onclick"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>',
        "<svg>" + "<g>" * 100,
        "bukan gambar",
    ],
)
def test_a_drawing_that_is_not_still_is_refused(svg: str) -> None:
    found = {(p.line, p.code) for p in problems_of(TEXTS, svg=svg) if p.level is Level.GALAT}
    assert found == {(texts.line_of(TEXTS[MODULE], "![Alur"), Code.GAMBAR)}
