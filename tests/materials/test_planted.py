"""Each fault that the parser and the checks know, planted in a copy of the real content: named at its line.

`FAULTS` holds one mutation a sentence; the sentences themselves are read from the code, so that one which
nobody plants makes a test red. What publishing says about versions is in test_publishing.py, what the
renderer refuses in test_rendering.py.
"""

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from app.materials.checks import folder_problems, problems_in
from app.materials.rules.library import library_of
from app.materials.rules.problem import Problem
from app.materials.services.folder import Entry, Folder, folder_of, read_folder

ROOT = Path(__file__).resolve().parents[2]
CONTENT, RULES = ROOT / "content", ROOT / "app/materials"
TODAY = date(2026, 11, 30)
HERE = "@@"
"""Stands in a mutation before the line at which the fault must be named."""
SPEAKING = ("parsing", "checks", "rules/picture.py", "services/folder.py")

M, K = "modul/02-proses-bisnis-dulu/modul.md", "modul/02-proses-bisnis-dulu/kuis.md"
L = "modul/02-proses-bisnis-dulu/latihan.md"
T, S = "tes/spbe-dasar/tes.md", "standar/SPBE-DASAR-2026.yml"
B, D, G = "salah-kaprah.yml", "dasar-hukum.yml", "istilah.yml"
P = "modul/02-proses-bisnis-dulu/gambar/enam-domain.svg"
END = r"\Z"
WHY = "\n\n### Penjelasan\n\nKarena begitu.\n"


def ask(head: str, body: str, why: str = WHY) -> str:
    """A question for the end of a file."""
    return f"\n## {head}\n\n{body}{why}"


def wrong(head: str, body: str, why: str = WHY) -> str:
    """A question whose fault is named at its heading."""
    return ask(HERE + head, body, why).replace(f"## {HERE}", f"{HERE}## ")


GOOD = "- [x] Ya sekali\n- [ ] Tidak sama sekali"
LONG = "- [x] Ya, dengan jawaban yang paling panjang\n- [ ] Tidak"
DIAGNOSTIC = "diagnostik=urusan-kominfo-saja"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
FAULTS: list[tuple[str, str, str, str]] = [
    # the file
    (M, r"Setiap Senin", "@@Setiap\x07 Senin", "karakter tak terlihat"),
    (M, r"\A", "@@" + "kata " * 41_000, "melebihi 200 kB"),
    (M, r"\A---\n", "@@", "diawali baris ---"),
    (M, r"(?s)\A---\n.*", "@@---\njudul: x\n", "Baris --- penutup"),
    (M, r"(?s)\A---\n.*?\n---", "---\n@@- satu\n---", "Bagian atas berkas harus berisi kunci"),
    # YAML
    (M, r"judul: .*", "@@judul: Proses: bisnis", "Titik dua di tengah kalimat"),
    (M, r"judul: .*", '@@judul: "Proses', "tidak terbaca sebagai YAML. Periksa spasi"),
    (M, r"judul: .*", "@@\tjudul: Proses", "diawali tab"),
    (M, r"judul: .*", "@@judul: *a", "Tanda * sebagai rujukan"),
    (M, r"judul: .*", "judul: Proses\n@@? [a, b]\n: c", "Nama kunci harus satu kata"),
    (M, r"menit: 20", "menit: 20\n@@menit: 21", 'Kunci "menit" ditulis dua kali'),
    (M, r"ringkasan: .*", "@@ringkasan: a\ufffeb", "karakter yang tidak dikenal YAML"),
    (M, r"judul: .*", '@@judul: "\\UFFFFFFFF"', "Bagian ini tidak terbaca"),
    (M, r"judul: .*", "@@judul: " + "[" * 40 + "]" * 40, "bersarang terlalu dalam"),
    (M, r"---\njudul: .*", "---\n@@judul: " + "[" * 4000 + "]" * 4000, "bersarang terlalu dalam"),
    # keys of the head
    (M, r"narasumber:", "@@nara_sumber:", 'Maksud Anda "narasumber"'),
    (M, r"narasumber:", "@@warna:", 'Kunci "warna" tidak dikenal'),
    (M, r"\A---\njudul: .*\n", "@@---\n", 'Isi "judul" belum ada'),
    (M, r"judul: .*", "@@judul: [a]", "harus satu kalimat"),
    (M, r"judul: .*", "@@judul: " + "x" * 121, "terlalu panjang. Paling banyak 120"),
    (M, r"menit: 20", "@@menit: lama", "harus bilangan bulat"),
    (M, r"jp: 0.5", "@@jp: banyak", "harus angka, misalnya 0,5"),
    (M, r"prasyarat:\n  - .*", "@@prasyarat: spbe", "harus daftar, satu baris"),
    (M, r"(?s)tujuan:\n(  - .*?\n)+", "@@tujuan: []\n", 'Daftar "tujuan" belum berisi'),
    (M, r"instrumen: .*", "@@instrumen: [dua]", "harus daftar bilangan"),
    (M, r"instrumen: .*", "@@instrumen: [2021]", "Instrumen yang dikenal"),
    (K, r"ambang: .*", "@@ambang: 17/10", "pecahan antara 0 dan 1"),
    (K, r"acak_soal: ya", "@@acak_soal: benar", 'Isi "acak_soal" dengan ya atau tidak'),
    (K, r"acak_soal: ya", "@@dibuka: besok", "harus tanggal dan jam"),
    (K, r"jenis: kuis", "@@jenis: kwis", 'Maksud Anda "kuis"'),
    (K, r"jenis: kuis", "@@jenis: tes", "Berkas ini harus berjenis"),
    (K, r"umpan_balik: .*", "@@umpan_balik: setelah-tutup", "memerlukan kunci ditutup"),
    (
        K,
        r"acak_soal: ya",
        "dibuka: 2026-12-02 08:00\n@@ditutup: 2026-12-01 08:00",
        "harus sesudah waktu dibuka",
    ),
    # sections
    (M, r"(?s)\n\n## .*", "\n@@", "Modul belum punya bagian"),
    (M, r"\n## Antrean", "\n@@Pembuka.\n\n## Antrean", "Teks sebelum bagian pertama"),
    (M, END, "\n@@Bawah\n---\n", "Garis di bawah teks"),
    (M, r"## Apa itu", "@@# Judul\n\n## Apa itu", "Judul modul sudah ada"),
    (M, END, "\n@@## Lagi {#menata-ulang}\n\nIsi.\n", "sudah dipakai. Beri"),
    (M, END, "\n@@## Kosong\n", "Bagian ini belum berisi"),
    (M, END, "\n## x\n\nIsi.\n\n@@### {#y}\n\nIsi.\n", "Judul ini belum berisi kata"),
    (M, END, "\n## Baru\n\n@@### A {#isi}\n\nIsi.\n", "dipakai halaman"),
    (M, END, "\n## Baru\n\n### A {#b}\n\nIsi.\n\n@@### C {#b}\n", "sudah dipakai di bagian ini"),
    (M, END, "\n@@## Baru\n\n" + "kata " * 901, "Bagilah agar tidak lebih dari"),
    # attributes
    (M, END, "\n@@## Baru {#Huruf}\n\nIsi.\n", "Alamat setelah # hanya huruf kecil"),
    (M, END, "\n@@## Baru {#a #b}\n\nIsi.\n", "Hanya satu alamat #"),
    (M, END, "\n@@## Baru {#baru warna=biru}\n\nIsi.\n", 'Atribut "warna" tidak dikenal'),
    (M, END, "\n@@## Baru {#baru teks biasa}\n\nIsi.\n", "Kurung kurawal ini dibaca sebagai teks"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@- [ ] Tidak {#b}"), "Tanda # tidak dipakai pada baris ini"),
    (K, END, wrong("Apa? {#apa bobot=nol}", GOOD), 'Atribut "bobot" harus bilangan'),
    (K, END, wrong("Apa? {#apa urut-tetap=mungkin}", GOOD), 'atribut "urut-tetap" dengan ya'),
    (K, END, wrong("Apa? {#apa bobot=1 bobot=2}", GOOD), 'Atribut "bobot" ditulis dua kali'),
    (K, END, wrong("Apa? {#apa toleransi=1}", GOOD), 'Atribut "toleransi" hanya untuk'),
    (
        K,
        END,
        wrong("Berapa? {#apa jenis=angka toleransi=x}", "- [x] 3"),
        'atribut "toleransi" dengan angka',
    ),
    (K, END, wrong("Apa? {#apa jenis=esai}", GOOD), 'Jenis soal "esai" tidak dikenal'),
    # boxes
    (M, END, '\n- satu\n\n@@  !!! kasus "A"\n      B\n', "Kotak harus berdiri sendiri"),
    (M, END, '\n@@!!! kasus "A\n    B\n', "Baris kotak tidak terbaca"),
    (M, END, '\n@@!!! kasuss "A"\n    B\n', 'Maksud Anda "kasus"'),
    (M, END, "\n@@!!! kasus\n    B\n", "Kotak ini memerlukan"),
    (M, END, '\n@@!!! kasus "A"\n\nB\n', "Kotak ini belum berisi"),
    (M, END, '\n@@!!! latihan "layak-dihapus"\n', "Latihan ini sudah tampil di baris"),
    (M, END, '\n@@!!! latihan "tidak-ada"\n', "tidak ada di latihan.md"),
    (M, END, '\n@@!!! latihan "langkah-dihapus"\n', "adalah soal kuis atau tes"),
    (K, END, ask("Apa? {#apa}", GOOD, WHY + '\n@@!!! latihan "layak-dihapus"\n'), "Kotak latihan hanya"),
    # what is pointed at
    (M, r"  - digitalisasi-formulir", "@@  - digital-formulir", 'Salah kaprah "digital-formulir"'),
    (M, r"  - perpres-95-2018", "@@  - perpres-96-2018", 'Dasar hukum "perpres-96-2018" tidak ada'),
    (M, r"  - spbe-bukan-lomba-aplikasi", "@@  - spbe-bukan-lomba", 'Modul "spbe-bukan-lomba" tidak ada'),
    (M, END, "\n@@[a](istilah:tidak-ada)\n", 'Istilah "tidak-ada" tidak ada'),
    (M, END, "\n@@[a](tes:tidak-ada)\n", 'Tes "tidak-ada" tidak ada'),
    (M, END, "\n@@[a](modul:proses-bisnis-dulu#entah)\n", 'tidak punya bagian "entah"'),
    (M, END, "\n@@[a](#entah)\n", 'Tidak ada judul dengan alamat "#entah"'),
    (M, END, "\n@@[a](../lain.md)\n", 'Tautan "../lain.md" tidak dikenal'),
    (M, END, "\n@@[a](javascript:alert)\n", 'Tautan "javascript:alert" tidak dikenal'),
    (M, END, "\n@@Kata<b>tebal</b>.\n", "HTML tidak diteruskan"),
    (M, END, "\n@@![](gambar/enam-domain.svg)\n", "belum punya teks pengganti"),
    (M, END, "\n@@![a](https://contoh.go.id/a.png)\n", "harus ada di folder gambar"),
    (M, END, "\n@@![a](gambar/enam-dominan.svg)\n", 'Maksud Anda "enam-domain.svg"'),
    (M, END, "\n@@Kata[^9].\n", 'Catatan kaki "9" belum ditulis'),
    (M, END, "\n@@[^9]: Catatan.\n", 'Catatan kaki "9" tidak dirujuk'),
    (M, r"  - perpres-95-2018", "@@  - permenpan-contoh", "sudah dicabut"),
    (M, r"  - perpres-95-2018", "@@  - uu-contoh", "lebih dari setahun tidak diperiksa"),
    (M, END, "\n@@Prosentase itu.\n", 'Tulis "persentase", bukan'),
    (M, r"(instrumen: .*\n)((?:.*\n)*?)(?=Dalam instrumen 2020, indikator)", r"\2@@", "Isi kunci instrumen"),
    # questions
    (K, r"(?s)\n\n## .*", "\n@@", "Berkas ini belum punya soal"),
    (K, r"\n## Loket", "\n@@Pembuka.\n\n## Loket", "Teks sebelum soal pertama"),
    (K, END, "\n@@Bawah\n---\n", "Garis di bawah teks"),
    (K, END, "\n# Kelompok\n\n@@Kata.\n" + ask("Apa? {#apa}", GOOD), "Teks di bawah judul kelompok"),
    (K, END, "\n@@# Kelompok\n", "Kelompok ini belum berisi soal"),
    (K, END, "\n@@# Kelompok {ambil=2}\n" + ask("Apa? {#apa}", GOOD), "Nilai ambil=2 terlalu besar"),
    (K, END, "\n@@# Kelompok {bentuk=A-B}\n" + ask("Apa? {#apa}", GOOD), "Nama bentuk hanya huruf"),
    (K, r"acak_soal: ya", "@@ambil: 90", "Nilai ambil 90 terlalu besar"),
    (
        K,
        r"acak_soal: ya(?s:(.*))\Z",
        r"@@ambil: 2\1" + "\n# Kelompok {ambil=1}\n" + ask("Apa? {#apa}", GOOD),
        "Tulis ambil di kunci atau di kelompok",
    ),
    (L, END, "\n@@# Kelompok {ambil=1}\n" + ask("Apa? {#apa}", GOOD), "Soal latihan dipanggil satu per satu"),
    (K, END, wrong("{#apa}", GOOD), "Soal ini belum berisi pertanyaan"),
    (T, END, wrong("Apa?", GOOD), "Soal tes wajib punya kunci"),
    (K, END, wrong("Apa? {#langkah-dihapus}", GOOD), 'Kunci "langkah-dihapus" sudah dipakai'),
    (K, END, wrong("Apa? {#apa}", GOOD, ""), "belum punya penjelasan"),
    (K, END, ask("Apa? {#apa}", GOOD, "\n\n@@### Penjelasan\n"), "Penjelasan ini belum berisi"),
    (K, END, ask("Apa? {#apa}", GOOD, "\n\n@@### Penjelasn\n\nKata.\n"), "Judul ### hanya untuk Penjelasan"),
    (K, END, ask("Apa? {#apa}", GOOD, "\n\n@@Teks lepas." + WHY), "Teks di antara jawaban"),
    (
        K,
        r"(acak_soal: ya\n)((?:.*\n)*?)(?=## Anda menandai)",
        r"\1ditarik: [langkah-dihapus]\n\2@@",
        "tercantum di ditarik",
    ),
    (K, END, wrong("Apa? {#apa}", "Hanya kata."), "Soal ini belum punya pilihan. Tulis"),
    (K, END, ask("Apa? {#apa}", "@@- Ya\n- Tidak"), "Beri [ ] atau [x] di depan"),
    (K, END, ask("Apa? {#apa}", "@@1. Ya\n2. Tidak"), "memerlukan {jenis=urutan}"),
    (K, END, ask("Apa? {#apa}", "@@| a | b |\n|---|---|\n| c | d |"), "memerlukan {jenis=jodoh}"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n\n@@* [ ] Tidak"), "Pilihan terputus"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n- [ ] Tidak\n\n@@> Lepas."), "Umpan balik harus menjorok"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@    - a\n    - b\n- [ ] Tidak"), "hanya boleh satu umpan balik"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@- [v] Tidak"), "Tulis [x] untuk pilihan benar"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@- [ ]"), "Pilihan ini belum berisi teks"),
    (
        K,
        END,
        ask("Apa? {#apa}", "@@" + "\n".join(f"- [{'x' * (n < 1) or ' '}] A{n}" for n in range(99))),
        "Paling banyak",
    ),
    (K, END, wrong("Apa? {#apa}", "- [ ] Ya\n- [ ] Tidak"), "belum punya pilihan benar"),
    (K, END, wrong("Apa? {#apa jenis=tunggal}", "- [x] Ya\n- [x] Betul\n- [ ] T"), "ada 2."),
    (K, END, wrong("Apa? {#apa jenis=ganda}", "- [x] Ya\n- [x] Betul"), "Soal ganda memerlukan"),
    (K, END, wrong("Apa? {#apa}", "- [x] Ya"), "paling sedikit satu pilihan yang keliru"),
    (
        K,
        END,
        ask("Apa? {#apa}", "@@- [x] Ya {sk=urusan-kominfo-saja}\n- [ ] Tidak"),
        "tidak boleh diberi kode",
    ),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@- [ ] Tidak {sk=tidak-ada}"), 'Salah kaprah "tidak-ada"'),
    (K, END, wrong("Apa? {#apa jenis=urutan}", GOOD), "Soal urutan memerlukan daftar bernomor"),
    (K, END, wrong("Apa? {#apa jenis=jodoh}", GOOD), "Soal jodoh memerlukan tabel"),
    (K, END, wrong("Apa? {#apa jenis=isian}", "Kata."), "Soal isian memerlukan jawaban"),
    (K, END, wrong("Apa? {#apa jenis=angka}", "Kata."), "Soal angka memerlukan jawaban"),
    (K, END, wrong("Apa? {#apa jenis=urutan}", "1. Satu"), "paling sedikit dua langkah"),
    (K, END, wrong("Apa? {#apa jenis=urutan urut-tetap=ya}", "1. Satu\n2. Dua"), "selalu diacak"),
    (K, END, ask("Apa? {#apa jenis=urutan}", "1. Satu\n@@2. satu"), "Langkah ini sama dengan baris"),
    (K, END, ask("Apa? {#apa jenis=urutan}", "1. Satu\n@@2.\n3. Tiga"), "Langkah ini belum berisi teks"),
    (
        K,
        END,
        ask("Apa? {#apa jenis=urutan}", "1. Satu\n@@2. Dua\n    > Tiga"),
        "Satu langkah hanya satu baris",
    ),
    (
        K,
        END,
        ask("Apa? {#apa jenis=urutan}", "@@" + "\n".join(f"{n}. A{n}" for n in range(1, 99))),
        "langkah untuk satu soal",
    ),
    (K, END, wrong("Apa? {#apa jenis=jodoh}", "| a | b |\n|---|---|\n| c | d |"), "dua pasangan"),
    (
        K,
        END,
        ask("Apa? {#apa jenis=jodoh}", "@@| a | b | c |\n|---|---|---|\n| c | d | e |\n| f | g | h |"),
        "harus dua kolom",
    ),
    (
        K,
        END,
        ask("Apa? {#apa jenis=jodoh}", "| a | b |\n|---|---|\n| c | d |\n@@| e | |"),
        "Kolom kanan baris ini belum berisi",
    ),
    (
        K,
        END,
        ask("Apa? {#apa jenis=jodoh}", "| a | b |\n|---|---|\n| c | d |\n@@| c | e |"),
        "Kolom kiri ini sama",
    ),
    (
        K,
        END,
        wrong("Apa? {#apa jenis=jodoh}", "| a | b |\n|---|---|\n| c | d |\n| e | d |"),
        "dua isi yang berbeda",
    ),
    (
        K,
        END,
        ask("Apa? {#apa jenis=jodoh}", "| a | b |\n|---|---|\n| c | d |\n| e | f |\n@@| | d |"),
        "Pengecoh ini sama",
    ),
    (
        K,
        END,
        ask(
            "Apa? {#apa jenis=jodoh}",
            "@@| a | b |\n|---|---|\n" + "\n".join(f"| c{n} | d{n} |" for n in range(99)),
        ),
        "baris untuk satu soal",
    ),
    (K, END, ask("Apa? {#apa jenis=isian}", "- [x] Ya\n@@- [x] ya."), "Jawaban ini sama dengan baris"),
    (K, END, ask("Apa? {#apa jenis=isian}", "@@- [x] " + "x" * 300), "Jawaban ini melebihi"),
    (K, END, ask("Apa? {#apa jenis=angka}", "@@- [x] tiga"), "Tulis satu angka tanpa titik ribuan"),
    (
        K,
        END,
        ask("Apa? {#apa jenis=angka toleransi=1}", "- [x] 3\n@@- [ ] 3,5"),
        "termasuk jawaban yang diterima",
    ),
    (K, END, wrong("Apa? {#apa jenis=isian}", "- [ ] Ya"), "belum punya jawaban yang diterima"),
    (K, END, wrong(f"Apa? {{#apa jenis=urutan {DIAGNOSTIC}}}", "1. A\n2. B"), "tidak dapat mengukur"),
    (K, END, wrong(f"Apa? {{#apa {DIAGNOSTIC}}}", GOOD), "tepat satu pilihan"),
    (
        K,
        END,
        wrong(f"Apa? {{#apa {DIAGNOSTIC}}}", "- [x] Ya\n- [ ] T {sk=urusan-kominfo-saja}"),
        "satu pilihan keliru tanpa kode",
    ),
    (K, END, wrong(f"Apa? {{#apa jenis=isian {DIAGNOSTIC}}}", "- [x] Ya"), "satu jawaban keliru"),
    (T, END, wrong("Apa? {#apa bobot=2}", GOOD), "harus berbobot 1"),
    (T, END, wrong("Apa? {#apa jenis=isian}", "- [x] Ya"), "harus berjenis tunggal"),
    (K, END, wrong("Apa? " + "kata " * 61 + "{#apa}", GOOD), "Ringkaslah sampai"),
    (K, END, wrong("Mana yang bukan dan tidak benar? {#apa}", GOOD), "dua penyangkal"),
    (K, END, ask("Apa? {#apa}", "- [x] Ya\n@@- [ ] Semua benar"), "mudah ditebak"),
    # a published item, and a set as a whole
    (K, r"## (.*) jenis=angka toleransi=0\}", r"@@## \1 jenis=isian}", "Jenis soal terbit ini berubah"),
    (T, r"## (.*) diagnostik=[a-z-]+\}", r"@@## \1}", "Kode diagnostik soal terbit ini berubah"),
    (
        K,
        r"## (Loket.*\n\n)(- \[ \] .*\n    > .*\n)(- \[x\] .*\n    > .*\n)",
        r"@@## \1\3\2",
        "Urutan pilihan soal terbit ini berubah",
    ),
    (
        K,
        r"## (Loket(?:.*\n)*?.*)\{sk=urusan-kominfo-saja\}",
        r"@@## \1{sk=digitalisasi-formulir}",
        "Kode salah kaprah pilihan soal terbit ini",
    ),
    (
        K,
        r"## (Berkas menunggu(?:.*\n)*?- \[ \] 4)",
        r"@@## \1 {sk=urusan-kominfo-saja}",
        "Kode salah kaprah jawaban",
    ),
    (K, r"## (Loket(?:.*\n)*?)- \[ \] .*\n    > .*\n", r"@@## \1", "Jumlah pilihan soal terbit ini berubah"),
    (
        K,
        r"(?s)\n## .*",
        wrong("A? {#a}", LONG) + ask("B? {#b}", LONG),
        "adalah yang terpanjang pada 2 dari 2",
    ),
    (
        K,
        r"(?s)acak_pilihan: ya(.*?)\n## .*",
        r"acak_pilihan: tidak\1" + wrong("A? {#a}", GOOD) + ask("B? {#b}", GOOD),
        "berada di urutan 1 pada 2 dari 2",
    ),
    (
        T,
        END,
        "\n# Bentuk D {bentuk=D}\n"
        + wrong(f"A? {{#a {DIAGNOSTIC}}}", f"{GOOD}\n- [ ] K {{sk=urusan-kominfo-saja}}"),
        "soal di bentuk D; diagnosis memerlukan",
    ),
    (T, END, "\n@@# Bentuk D {bentuk=D}\n" + ask("A? {#a}", GOOD), "Bentuk D menanyakan 1 soal"),
    (
        T,
        END,
        "\n@@# Bentuk D {bentuk=D}\n" + ask("A? {#a}", GOOD.replace("Ya", "Iya")),
        "Bentuk D dan A tidak mengukur",
    ),
    (
        T,
        r"# Bentuk A \{bentuk=A\}((?s:.*))\n# Bentuk B(?s:.*)",
        r"@@# Bentuk A {bentuk=A}\1",
        "Baru ada bentuk A",
    ),
    # lists and the standard
    (B, r"- kode: spbe-sama-dengan-aplikasi", "@@- kode: SPBE Sama", "hanya huruf kecil"),
    (B, END, "\n@@- kata\n", "Setiap isi daftar harus berisi kunci"),
    (B, r"(?s).*", "@@kode: satu\n", "Berkas ini harus daftar"),
    (B, r"  indikator:\n    2020: .*", "@@  indikator:\n    2019: [1]", "Isi indikator dengan tahun"),
    (B, END, "\n@@- kode: spbe-sama-dengan-aplikasi\n  judul: Lagi\n", "sudah ada di baris"),
    (D, r"status: diubah", "status: diubah\n@@  dicabut_oleh: uu-27-2022", "hanya untuk status dicabut"),
    (D, r"status: diubah", "status: diubah\n@@  tautan: jdih", "alamat web yang diawali https"),
    (D, r"diperiksa_pada: .*", "@@diperiksa_pada: kemarin", "harus tanggal, misalnya"),
    (G, r"- kode: spbe\n", "@@- kodee: spbe\n", 'Maksud Anda "kode"'),
    (S, r"(?s).*", "@@- satu\n", "Standar harus berisi kunci"),
    (S, r"kode: .*", "@@kode: SPBE-LAIN", "Kode harus sama dengan nama berkas"),
    (S, r"tunda_hari: .*", "@@tunda_hari: [60]", "Isi tunda_hari dengan dua bilangan"),
    # pictures: named where the text shows them
    (P, r"(?s).*", "bukan gambar", "bukan PNG, JPEG, WebP, GIF, atau SVG"),
    (P, r"(?s).*", "GIF89a", "Berkas GIF ini rusak"),
    (P, r"(?s).*", "\x89PNG\r\n\x1a\n", "Berkas PNG ini rusak"),
    (P, r"(?s).*", "RIFF\x04\x00\x00\x00WEBP", "Berkas WebP ini rusak"),
    (P, r"(?s).*", "\xff\xd8\xff\xe0", "Berkas JPEG ini rusak"),
    (P, r"(?s).*", "GIF89a" + "\x00" * 2_100_000, "Gambar ini terlalu besar"),
    (P, r"(?s).*", "GIF89a\x00\x90\x00\x90" + "\x00" * 9, "Ukuran gambar ini tidak wajar"),
    (P, r"(?s).*", "GIF89a\x09\x00\x09\x00" + "\x00" * 310_000, "lebih dari 300 kB"),
    (P, r"\A", '<!DOCTYPE svg [<!ENTITY a "b">]>', "memuat DOCTYPE"),
    (P, r"\A", '<?xml-stylesheet href="x.css"?>', "perintah pemroses"),
    (P, r"<svg ", '<svg onload="x()" ', "yang menjalankan skrip"),
    (P, r"(?s).*", SVG + '<use href="https://x.id/a.svg#b"/></svg>', "menunjuk ke alamat luar"),
    (P, r"(?s).*", SVG + '<rect fill="url(https://x.id/a)"/></svg>', "Gambar SVG ini memanggil alamat luar"),
    (P, r"(?s).*", SVG + "<g>" * 99 + "</g>" * 99 + "</svg>", "bersarang terlalu dalam"),
    (P, r"(?s).*", SVG + "<script/></svg>", "yang tidak diizinkan"),
    (P, r"(?s).*", SVG + '<style>@import "https://x.id";</style></svg>', "Gaya di gambar SVG"),
    (P, r"(?s).*", SVG, "Gambar SVG ini rusak di baris"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, with two sources that have grown old."""
    root = tmp_path_factory.mktemp("salinan") / "content"
    shutil.copytree(CONTENT, root)
    with (root / D).open("a", encoding="utf-8") as register:
        register.write(OLD_SOURCES)
    return root


OLD_SOURCES = """
- id: permenpan-contoh
  nama: Contoh 1/2001
  judul: Sumber rekaan
  status: dicabut
  diperiksa_pada: 2026-11-23
  keyakinan: pasti

- id: uu-contoh
  nama: Contoh 2/2002
  judul: Sumber rekaan
  status: berlaku
  diperiksa_pada: 2024-11-23
  keyakinan: pasti
"""


@pytest.fixture(scope="module")
def whole(copy: Path) -> Folder:
    """The copy as it is read, without a fault."""
    found = read_folder(copy)
    assert not [*found.problems, *(p for m in found.manuscripts for p in m.draft.problems)]
    return found


@dataclass(frozen=True)
class Report:
    """What was said of a copy with one fault, and the path and line where the fault stands."""

    problems: tuple[Problem, ...]
    path: str
    line: int


def report(copy: Path, whole: Folder, place: str, content: bytes, line: int) -> Report:
    """Change one file of the copy, read what changed, and put the file back."""
    path = copy / place
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        shown = copy / M if place == P else path
        beside = sorted((shown.parent / "gambar").glob("*"))
        read = folder_of([entry(copy, each) for each in (*beside, shown)])
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)
    drafts = {each.place: each.draft for each in (*whole.manuscripts, *read.manuscripts)}
    library = library_of(drafts.values(), {**whole.pictures, **read.pictures})
    found = [*read.problems, *folder_problems(list(drafts.values()))]
    for manuscript in read.manuscripts:
        old = next((each.draft for each in whole.manuscripts if each.place == manuscript.place), None)
        found += problems_in(manuscript.draft, library, today=TODAY, published=old)
    return Report(tuple(found), shown.as_posix(), line)


def entry(copy: Path, path: Path) -> Entry:
    return Entry(path.as_posix(), path.relative_to(copy).as_posix(), partial(first_bytes, path))


def first_bytes(path: Path, most: int) -> bytes:
    return path.read_bytes()[:most]


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n") + 1


def spoil(copy: Path, whole: Folder, place: str, old: str, new: str) -> Report:
    """Plant one mutation of the table."""
    text = (copy / place).read_bytes().decode("latin-1" if place == P else "utf-8")
    assert re.search(old, text), (place, old)
    spoilt = re.sub(old, new if re.search(r"\\[1-3]", new) else lambda _: new, text, count=1)
    if place == P:
        shown = (copy / M).read_text(encoding="utf-8")
        return report(copy, whole, place, spoilt.encode("latin-1"), line_of(shown, "(gambar/enam-domain.svg"))
    assert spoilt.count(HERE) == 1, (place, new)
    return report(copy, whole, place, spoilt.replace(HERE, "").encode(), line_of(spoilt.lstrip("\n"), HERE))


FILES = [
    (M, "judul: Ma\xe9".encode("latin-1"), "bukan UTF-8"),
    ("modul/catatan.txt", b"kata", "Berkas ini tidak dikenal"),
    ("modul/tanpa-nomor/modul.md", b"kata", "Nama folder modul harus seperti"),
    ("modul/tanpa-nomor/kuis.md", b"kata", "Nama folder modul harus seperti"),
    ("modul/tanpa-nomor/latihan.md", b"kata", "Nama folder modul harus seperti"),
    ("tes/Tes Kita/tes.md", b"kata", "Nama folder tes hanya huruf kecil"),
    ("tes/proses-bisnis-dulu/tes.md", b"---\njudul: x\n---\n", "sudah dipakai"),
    ("modul/77-sendiri/kuis.md", b"---\njudul: x\n---\n", "belum punya modul.md"),
]
"""Whole files; the fault is named at their first line."""


@pytest.fixture(scope="module")
def reports(copy: Path, whole: Folder) -> list[Report]:
    """Every mutation of the tables, in their order."""
    missing = copy / "tidak-ada"
    return [
        *(spoil(copy, whole, place, old, new) for place, old, new, _ in FAULTS),
        *(report(copy, whole, place, content, 1) for place, content, _ in FILES),
        Report(tuple(read_folder(missing).problems), missing.as_posix(), 1),
    ]


WANTED = [*(each[3] for each in FAULTS), *(each[2] for each in FILES), "Folder ini tidak ada"]


@pytest.mark.parametrize(("number", "sentence"), list(enumerate(WANTED)))
def test_a_fault_in_a_copy_of_the_content_is_named_at_its_line(
    reports: list[Report], number: int, sentence: str
) -> None:
    found = reports[number]
    told = [(each.path, each.line) for each in found.problems if sentence in each.sentence]
    assert (found.path, found.line) in told, found


def test_every_sentence_that_the_code_can_say_is_planted(reports: list[Report]) -> None:
    """A new fault: plant it in the copy of the content in the tables above."""
    said = [each.sentence for found in reports for each in found.problems]
    silent = [
        f"{place}: {sentence}"
        for place, sentence, pattern in sentences()
        if not any(pattern.search(each) for each in said)
    ]
    assert not silent


def sentences() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Every sentence in the code of parser and checks, with a pattern for what it becomes when filled in."""
    for place in SPEAKING:
        root = RULES / place
        for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            for line, parts in literals(ast.parse(path.read_text(encoding="utf-8"))):
                words = "".join(part or "…" for part in parts).strip()
                if " " in words and re.search(r"[a-z}\"\]…)][.?!]$", words) and "\\" not in words:
                    pattern = ".*".join(re.escape(part) for part in parts)
                    yield f"{path.relative_to(RULES)}:{line}", words, re.compile(pattern, re.DOTALL)


def literals(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """The literals of a module that are no docstrings; "" stands for what is filled in."""
    passed = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
            yield (
                node.lineno,
                [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values],
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value.split("{}")
