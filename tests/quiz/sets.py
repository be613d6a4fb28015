"""Question sets made for a test: published through the studio's door like any other."""

from app.clock import now
from app.db import transaction
from app.materials import services

CODE = "spbe-sama-dengan-aplikasi"
PLAIN = """
## Manakah jawaban butir {n}? {{#butir-{n}}}

- [ ] keliru {n} satu
- [x] jitu {n}
- [ ] keliru {n} dua {{sk=urusan-kominfo-saja}}

### Penjelasan

Alasan butir {n}.
"""
SEVERAL = """
## Mana saja jawaban butir {n}? {{#butir-{n}}}

- [x] jitu {n} satu
- [ ] keliru {n} satu
- [x] jitu {n} dua
- [ ] keliru {n} dua
    > Umpan butir {n}.
- [ ] keliru {n} tiga

### Penjelasan

Alasan butir {n}.
"""


def publish_set(
    slug: str, *, plain: int = 3, several: int = 0, expected: int | None = None, **front: str
) -> None:
    """Publish `tes/<slug>/tes.md` with that many questions; `front` overrides its front matter."""
    fields = {"judul": f"Uji {slug}", "jenis": "tes", "umpan_balik": "setelah-kirim", **front}
    head = "\n".join(f"{name}: {value}" for name, value in fields.items())
    questions = [PLAIN.format(n=n) for n in range(1, plain + 1)]
    questions += [SEVERAL.format(n=n) for n in range(plain + 1, plain + several + 1)]
    publish_text(slug, f"---\n{head}\n---\n" + "".join(questions), expected=expected)


def publish_text(slug: str, text: str, *, expected: int | None = None) -> None:
    """Publish this text as `tes/<slug>/tes.md`."""
    with transaction():
        outcome = services.publish_source(
            f"tes/{slug}/tes.md", text, by=None, at=now(), expected_current=expected
        )
    assert outcome.number is not None, [str(problem) for problem in outcome.problems]


SIX = """---
judul: Uji enam jenis
jenis: tes
keyakinan: ya
{front}
---

## Manakah jawaban tunggal? {{#tunggal}}

- [ ] keliru tunggal
    > Umpan tunggal.
- [x] jitu tunggal

### Penjelasan

Alasan tunggal.

## Mana saja jawaban ganda? {{#ganda}}

- [x] jitu ganda satu
- [x] jitu ganda dua
- [ ] keliru ganda
    > Umpan ganda.

### Penjelasan

Alasan ganda.

## Susunlah jalan sebuah kebutuhan. {{#urutan jenis=urutan}}

1. Menulis masalah
2. Menata *proses*
3. Memeriksa yang sudah ada
4. Bertanya kepada unit TIK

### Penjelasan

Alasan urutan.

## Pasangkan dokumen dengan gunanya. {{#jodoh jenis=jodoh}}

| Dokumen | Guna |
|---|---|
| Peta proses | melihat alur |
| Peta rencana | melihat tahun |
| Arsitektur | melihat kaitan |
|  | melihat harga |

### Penjelasan

Alasan jodoh.

## Siapa perangkat daerah yang mengurus TIK? {{#isian jenis=isian diagnostik=urusan-kominfo-saja}}

- [x] Diskominfosantik
- [x] Dinas Kominfo Santik
- [ ] Sekretariat Daerah {{sk=urusan-kominfo-saja}}
    > Umpan isian.
- [ ] Bappeda

### Penjelasan

Alasan isian.

## Berapa persen bobot kedua indikator itu? {{#angka jenis=angka toleransi=0,01}}

- [x] 3,80
- [ ] 1,30
    > Umpan angka.

### Penjelasan

Alasan angka.
"""
REASONS = [f"Alasan {name}" for name in ("tunggal", "ganda", "urutan", "jodoh", "isian", "angka")]


def publish_six(slug: str, *, expected: int | None = None, **front: str) -> None:
    """Publish a set with one question of every type; `front` adds to its front matter."""
    head = "\n".join(f"{name}: {value}" for name, value in front.items())
    publish_text(slug, SIX.format(front=head), expected=expected)
