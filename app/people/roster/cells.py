"""What one cell means: its text without what nobody sees, a NIP, an address, a level, a day; or its faults.

A judgement is what was understood and the faults; a fault names a column by its English name.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.people.roster.apart import Cell
from app.people.rules import JobLevel, nip_digits, nip_problems

LEVEL_WORDS = {
    JobLevel.PIMPINAN: "Pimpinan",
    JobLevel.PENGAWAS: "Pengawas",
    JobLevel.FUNGSIONAL: "Fungsional",
    JobLevel.PELAKSANA: "Pelaksana",
}
LEVELS = {
    JobLevel.PIMPINAN: re.compile(r"^(pimpinan.*|jpt.*|eselon ii?([ .][ab])?)$"),
    JobLevel.PENGAWAS: re.compile(
        r"^(pengawas|administrator|administrator atau pengawas|eselon (iii|iv)([ .][ab])?)$"
    ),
    JobLevel.FUNGSIONAL: re.compile(
        r"^(fungsional.*|.* )?(ahli (pertama|muda|madya|utama)|pemula|terampil|mahir|penyelia|fungsional.*)$"
    ),
    JobLevel.PELAKSANA: re.compile(r"^(pelaksana|staf|staff)$"),
}
MANGLED = "Bukan NIP 18 angka; Excel memotongnya. Ubah format kolom menjadi Teks, lalu tempel ulang NIP-nya."
SUREL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
USUAL_SURELS = re.compile(
    r"[a-z0-9._+-]++@[a-z0-9-]++(?:\.[a-z0-9-]++)++(?:\n[a-z0-9._+-]++@[a-z0-9-]++(?:\.[a-z0-9-]++)++)*+"
)
AS_TEXT = re.compile(r"""^(?:['`]|=")?(.*?)"?$""")
"""How people keep Excel from taking a NIP for a number: an apostrophe before it, or ="…" in a CSV."""
EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
CUT = re.compile(r"[0-9]{15}000")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")


class Fault(NamedTuple):
    """What is wrong with a cell of that column, and how to put it right."""

    column: str
    sentence: str
    blocking: bool = True


def clean(cell: Cell) -> str:
    """The text of a cell without what nobody sees: odd spaces, joiners, other forms of a letter."""
    text = cell if type(cell) is str else cell[1]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


@lru_cache(maxsize=2_000)
def folded(text: str) -> str:
    """For comparing names: lower case, letters and digits alone, one space between."""
    return " ".join(re.sub(r"[^\w]|_", " ", text.casefold()).split())


def nip_of(cell: Cell, day: date) -> tuple[str | None, list[Fault]]:
    """The 18 digits; what only looks odd is a fault that does not block."""
    text = AS_TEXT.sub(r"\1", clean(cell))
    if text in ("", "-"):
        return None, []
    digits = nip_digits(text)
    if isinstance(cell, list) or EXPONENT.fullmatch(text):
        return None, [Fault("nip", MANGLED)]
    if CUT.fullmatch(digits):
        cut = "Tiga angka terakhirnya 000: tanda Excel memotong NIP. " + MANGLED.split("; ")[1]
        return None, [Fault("nip", cut)]
    found = nip_problems(digits, day)
    faults = [Fault("nip", problem.sentence, problem.blocking) for problem in found]
    return None if any(problem.blocking for problem in found) else digits, faults


def are_usual_surels(texts: list[str]) -> bool:
    """Whether thousands are plain addresses in small letters, which `surel_of` would leave as they are.

    A quick yes: where it is a no, each may still be right.
    """
    return bool(texts) and max(map(len, texts)) <= 200 and bool(USUAL_SURELS.fullmatch("\n".join(texts)))


def surel_of(text: str) -> tuple[str | None, list[Fault]]:
    """The folded address."""
    text = text.casefold()
    if text in ("", "-"):
        return None, []
    if not SUREL.fullmatch(text) or len(text) > 200:
        wrong = "Surel ini belum benar. Tulis misalnya nama@contoh.go.id, atau kosongkan."
        return None, [Fault("surel", wrong)]
    return text, []


def name_faults(text: str) -> list[Fault]:
    """What is wrong with a name."""
    if not text:
        return [Fault("name", "Nama kosong. Isi nama lengkap, atau hapus barisnya.")]
    return [Fault("name", "Nama ini lebih dari 200 huruf. Pendekkan.")] if len(text) > 200 else []


def level_of(text: str) -> tuple[JobLevel | None, list[Fault]]:
    """The job level that the words mean."""
    text = folded(text)
    if text in ("", "-"):
        return None, []
    level = next((level for level, pattern in LEVELS.items() if pattern.match(text)), None)
    unknown = "Jenjang ini tidak dikenal. Tulis Pimpinan, Pengawas, Fungsional, atau Pelaksana."
    return level, [] if level else [Fault("level", unknown)]


def start_of(kind: str, text: str) -> tuple[date | None, list[Fault]]:
    """The day; the kind is that of the cell, a number is none."""
    if text in ("", "-"):
        return None, []
    day = None if kind == "n" else read_day(text)
    if day is None or not date(1950, 1, 1) <= day <= date(2100, 1, 1):
        return None, [Fault("start", "Tanggal ini tidak ada. Tulis misalnya 28/02/2026.")]
    return day, []


MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul",
         "agustus agu agt",
         "september sep", "oktober okt", "november nov", "desember des"), 1)
    for name in names.split()
}  # fmt: skip


def read_day(text: str) -> date | None:
    """28/02/2026, 28-2-2026, 28 Februari 2026 or 2026-02-28."""
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", text):
            return date(*(int(part) for part in found.groups()))
        if found := re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := re.fullmatch(r"(\d{1,2}) ([a-z]+)\.? (\d{4})", text.casefold()):
            return date(int(found[3]), MONTHS.get(found[2], 0), int(found[1]))
    except ValueError:
        return None
    return None
