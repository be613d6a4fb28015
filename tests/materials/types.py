"""A test with every type of question, in groups and forms, and a module that shows a practice."""

from tests.materials.texts import MODULE, TEXTS

TYPES = "tes/semua-jenis/tes.md"
PRACTICE = "modul/01-proses-bisnis/latihan.md"

TYPES_TEXT = """\
---
judul: Semua jenis soal
jenis: tes
acak_pilihan: ya
---

## Urutkan jalan sebuah kebutuhan. {#jalan jenis=urutan}

Pintu pertama selalu masalah:

1. catat
2. baca

Lalu:

1. Menulis masalah
2. Menata *proses*
3. Memeriksa yang sudah ada

### Penjelasan

Masalah, proses, lalu periksa.

## Pasangkan dokumen dengan gunanya. {#guna jenis=jodoh}

| Dokumen | Guna |
|---|---|
| Peta proses | melihat alur |
| Peta rencana | melihat tahun |
| Arsitektur | melihat kaitan |
|  | melihat harga |

### Penjelasan

Setiap dokumen punya guna.

## Apa nama perangkat daerah yang mengurus TIK? {#unit jenis=isian diagnostik=urusan-kominfo}

- [x] Diskominfosantik
- [x] Dinas Kominfo Santik
- [ ] Sekretariat Daerah {sk=urusan-kominfo}
    > Itu koordinatornya.

### Penjelasan

Unit TIK provinsi.

# Bentuk A {bentuk=A}

## Berapa persen bobot indikator 4 dan 15 instrumen 2020? {#bobot-a jenis=angka toleransi=0,01}

- [x] 3,80
- [ ] 1,30
    > Itu indikator 4 saja.

### Penjelasan

1,30 ditambah 2,50.

# Bentuk B {bentuk=B ambil=1}

## Berapa jumlah indikator instrumen 2020? {#bobot-b jenis=angka}

- [x] 47

### Penjelasan

Empat puluh tujuh.

## Berapa jumlah indikator instrumen 2026? {#bobot-c jenis=angka}

- [x] 20

### Penjelasan

Dua puluh.
"""

PRACTICE_TEXT = """\
---
judul: Latihan proses bisnis
---

## Manakah tanda langkah yang layak dihapus? {#layak-dihapus}

- [ ] Langkah itu lama
- [x] Langkah itu menyalin data
- [ ] Langkah itu dikerjakan petugas senior

### Penjelasan

Yang hanya menyalin tidak menghasilkan hal baru.
"""

TYPED = {
    **TEXTS,
    MODULE: TEXTS[MODULE].replace(
        '!!! penting "Ingat', '!!! latihan "layak-dihapus"\n    Coba dulu.\n\n!!! penting "Ingat'
    ),
    TYPES: TYPES_TEXT,
    PRACTICE: PRACTICE_TEXT,
}


def spoiled_type(path: str, old: str, new: str) -> dict[str, str]:
    """These texts with one passage of one file replaced; the passage must be there."""
    assert old in TYPED[path], old
    return {**TYPED, path: TYPED[path].replace(old, new, 1)}
