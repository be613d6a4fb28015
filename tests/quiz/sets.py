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
