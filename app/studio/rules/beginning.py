"""The frame that a new document begins with: everything that the check asks for has its place."""

from app.materials.rules import DocumentKind

MODULE = """---
judul: JUDUL
ringkasan: Tulis dalam satu atau dua kalimat apa yang dibahas modul ini.
tujuan:
  - Tulis apa yang dapat dilakukan peserta sesudah membaca
menit: 10
jp: 0,5
---

## Bagian pertama

Tulis di sini. Satu bagian memuat satu gagasan, dua sampai lima menit dibaca.
"""
QUIZ = """---
judul: JUDUL
jenis: kuis
ambang: 7/10
percobaan: 0
acak_pilihan: ya
keyakinan: ya
umpan_balik: setelah-kirim
---

## Tulis pertanyaan pertama di sini? {#soal-1}

- [ ] Pilihan yang keliru
    > Mengapa menggoda, dan mengapa keliru.
- [x] Pilihan yang tepat
    > Mengapa tepat.
- [ ] Pilihan keliru yang lain

### Penjelasan

Tulis penjelasannya di sini.
"""
PRACTICE = QUIZ.replace("jenis: kuis\nambang: 7/10\npercobaan: 0\n", "jenis: latihan\n").replace(
    "keyakinan: ya\numpan_balik: setelah-kirim\n", "umpan_balik: langsung\n"
)
FRAMES = {
    DocumentKind.MODUL: (MODULE, "{}"),
    DocumentKind.KUIS: (QUIZ, "Kuis: {}"),
    DocumentKind.LATIHAN: (PRACTICE, "Latihan: {}"),
}


def first_text(kind: DocumentKind, title: str) -> str:
    """The text of a new document of that kind, called after the module that it is or belongs to."""
    frame, name = FRAMES[kind]
    return frame.replace("JUDUL", _scalar(name.format(title)), 1)


def _scalar(words: str) -> str:
    """The words as YAML reads them back."""
    plain = words[:1].isalpha() and not any(sign in words for sign in (": ", " #", "\t"))
    return words if plain and words[-1:] != ":" else "'" + words.replace("'", "''") + "'"
