"""A small, faultless `content/` and a way to spoil one line of it."""

from datetime import date
from pathlib import Path

from app.materials.checks import folder_problems, problems_in
from app.materials.parsing import parse_document
from app.materials.rules.draft import Draft
from app.materials.rules.library import library_of
from app.materials.rules.picture import Picture, examine
from app.materials.rules.problem import Problem

TODAY = date(2026, 11, 23)
MODULE = "modul/01-proses-bisnis/modul.md"
QUIZ = "modul/01-proses-bisnis/kuis.md"
TEST = "tes/spbe-dasar/tes.md"
BELIEFS = "salah-kaprah.yml"
LEGAL = "dasar-hukum.yml"
TERMS = "istilah.yml"
STANDARD = "standar/SPBE-DASAR-2026.yml"
DRAWING = "modul/01-proses-bisnis/gambar/alur.svg"

MODULE_TEXT = """\
---
judul: Proses bisnis dulu
ringkasan: Proses ditata sebelum aplikasi dipikirkan.
tujuan:
  - menata ulang sebuah proses
menit: 10
jp: 0,5
dasar: [perpres-95-2018]
salah_kaprah: [spbe-sama-dengan-aplikasi]
instrumen: [2020]
narasumber: Tim penyusun
---

## Menata ulang {#menata-ulang}

Antrean panjang jarang soal aplikasi. Indikator 14 menilai urutannya[^1].

### Urutan bertanya

Lihat [istilah ini](istilah:aplikasi-umum), [bagian kedua](modul:proses-bisnis#memeriksa), atau
[urutan](#urutan-bertanya).

![Alur tujuh langkah](gambar/alur.svg "Alur sebelum ditata")

!!! salah-kaprah "spbe-sama-dengan-aplikasi"
    Aplikasi hanya memindahkan antrean ke layar.

!!! dasar "perpres-95-2018" "Pasal 1"
    SPBE adalah penyelenggaraan pemerintahan.

!!! kasus "Dinas X ingin aplikasi antrean"
    Apa yang Anda bawa ke rapat?

!!! penting "Ingat urutannya"
    Proses, data, layanan, lalu aplikasi.

[^1]: Instrumen 2020.

## Memeriksa yang sudah ada {#memeriksa}

| Domain | Pertanyaan |
|---|---|
| Layanan | Layanan mana yang dihasilkan? |

Sesudah itu kerjakan [tesnya](tes:spbe-dasar).
"""

QUIZ_TEXT = """\
---
judul: Kuis proses bisnis
jenis: kuis
ambang: 7/10
acak_pilihan: ya
umpan_balik: setelah-kirim
---

## Antrean izin panjang. Langkah pertama yang tepat? {#langkah-pertama}

Kantor Anda melayani *izin usaha*.

- [ ] Menyusun KAK aplikasi perizinan baru {sk=spbe-sama-dengan-aplikasi}
    > Menggoda karena terlihat cepat.
- [x] Menata ulang proses
    > Tepat: aplikasi mengikuti proses.
- [ ] Menunggu anggaran tahun depan saja

### Penjelasan

Antrean sering lahir dari langkah yang berulang. [Baca lagi](modul:proses-bisnis#menata-ulang)

## Mana yang termasuk unsur Tata Kelola SPBE? {#unsur bobot=2}

- [x] Aplikasi SPBE
- [x] Proses bisnis
- [ ] Gedung kantor yang megah

### Penjelasan

Ada sepuluh unsur.
"""


def _item(key: str) -> str:
    return f"""\
## Apa langkah pertama pada kasus {key}? {{#{key} diagnostik=spbe-sama-dengan-aplikasi}}

- [ ] Membuat aplikasi baru untuk kasus ini {{sk=spbe-sama-dengan-aplikasi}}
- [x] Menata prosesnya
- [ ] Menunggu

### Penjelasan

Proses lebih dulu.

"""


TEST_TEXT = (
    """\
---
judul: Tes SPBE Dasar
jenis: tes
acak_pilihan: ya
keyakinan: ya
---

"""
    + _item("kasus-a")
    + _item("kasus-b")
    + _item("kasus-c")
)

BELIEFS_TEXT = """\
- kode: spbe-sama-dengan-aplikasi
  judul: SPBE sama dengan aplikasi
  keyakinan: Dengar SPBE, ya usul bikin aplikasi.
  menggoda: Aplikasi terlihat.
  sanggahan: Aplikasi hanya satu unsur.
  benar: Mulailah dari proses bisnis.
  dasar: [perpres-95-2018]
  indikator: {2020: [4, 15], 2026: [13]}
  inti: ya
- kode: urusan-kominfo
  judul: SPBE urusan Kominfo
  keyakinan: SPBE itu urusannya Kominfo.
  menggoda: Kominfo paham komputer.
  sanggahan: Koordinatornya Sekretaris Daerah.
  benar: Layanannya milik semua perangkat daerah.
"""

LEGAL_TEXT = """\
- id: perpres-95-2018
  nama: Perpres 95/2018
  judul: Sistem Pemerintahan Berbasis Elektronik
  status: berlaku
  diperiksa_pada: 2026-11-16
  keyakinan: pasti
- id: permenpanrb-59-2020
  nama: PermenPANRB 59/2020
  judul: Pemantauan dan Evaluasi SPBE
  status: dicabut
  dicabut_oleh: perpres-95-2018
  diperiksa_pada: 2026-11-16
  keyakinan: perlu-diperiksa
"""

TERMS_TEXT = """\
- kode: aplikasi-umum
  istilah: Aplikasi Umum
  arti: Aplikasi yang sama dan dipakai bersama.
  asing: shared application
  dasar: [perpres-95-2018]
"""

STANDARD_TEXT = """\
kode: SPBE-DASAR-2026
judul: SPBE Dasar 2026
berlaku_sejak: 2026-01-01
modul: [proses-bisnis]
tes: spbe-dasar
ambang: 7/10
sasaran: 0.60
"""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="120" height="60">'
    '<rect width="10" height="10" fill="#0b4f8a"/></svg>'
)

TEXTS = {
    MODULE: MODULE_TEXT,
    QUIZ: QUIZ_TEXT,
    TEST: TEST_TEXT,
    BELIEFS: BELIEFS_TEXT,
    LEGAL: LEGAL_TEXT,
    TERMS: TERMS_TEXT,
    STANDARD: STANDARD_TEXT,
}


def spoiled(path: str, old: str, new: str) -> dict[str, str]:
    """The texts with one passage of one file replaced; the passage must be there."""
    assert old in TEXTS[path], old
    return {**TEXTS, path: TEXTS[path].replace(old, new, 1)}


def line_of(text: str, passage: str) -> int:
    """The line on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1


def drafts_of(texts: dict[str, str]) -> list[Draft]:
    """The parsed documents."""
    found = [parse_document(text, path) for path, text in texts.items()]
    return [draft for draft in found if draft is not None]


def problems_of(
    texts: dict[str, str], *, today: date = TODAY, published: Draft | None = None, svg: str = SVG
) -> list[Problem]:
    """Every problem of these files together."""
    drafts = drafts_of(texts)
    pictures: dict[tuple[str, str], Picture] = {
        ("proses-bisnis", "alur.svg"): examine("alur.svg", svg.encode())
    }
    library = library_of(drafts, pictures)
    found = folder_problems(drafts)
    for draft in drafts:
        same = published if published and published.path == draft.path else None
        found += problems_in(draft, library, today=today, published=same)
    return found


def write(folder: Path, texts: dict[str, str], *, svg: str = SVG) -> Path:
    """The files on disk."""
    for path, text in {**texts, DRAWING: svg}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return folder
