"""Where a document lives in `content/`, what kind it is, and the slug that it goes by."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import PurePosixPath

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
STANDARD_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z")
MODULE_FOLDER = re.compile(r"(\d{1,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\Z")
LONGEST_SLUG = 60


class DocumentKind(StrEnum):
    """The kinds of file that the product publishes."""

    MODUL = "modul"
    KUIS = "kuis"
    LATIHAN = "latihan"
    TES = "tes"
    SALAH_KAPRAH = "salah-kaprah"
    DASAR_HUKUM = "dasar-hukum"
    ISTILAH = "istilah"
    STANDAR = "standar"


QUESTION_KINDS = frozenset({DocumentKind.KUIS, DocumentKind.LATIHAN, DocumentKind.TES})
LISTS = {
    "salah-kaprah.yml": DocumentKind.SALAH_KAPRAH,
    "dasar-hukum.yml": DocumentKind.DASAR_HUKUM,
    "istilah.yml": DocumentKind.ISTILAH,
}
IN_MODULE = {
    "modul.md": DocumentKind.MODUL,
    "kuis.md": DocumentKind.KUIS,
    "latihan.md": DocumentKind.LATIHAN,
}


@dataclass(frozen=True, slots=True)
class Address:
    """Kind and slug of a document; `order` is the number of a module's folder, 0 for the others."""

    kind: DocumentKind
    slug: str
    order: int = 0


def address_of(path: str) -> Address | None:
    """The address that a path inside `content/` stands for, by its last three parts; None for other files."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    name = parts[-1] if parts else ""
    if name in LISTS:
        return Address(LISTS[name], LISTS[name])
    if len(parts) < 2:
        return None
    if name in IN_MODULE:
        return _in_module(IN_MODULE[name], parts[-2])
    if name == "tes.md":
        return Address(DocumentKind.TES, parts[-2]) if SLUG.match(parts[-2]) else None
    if parts[-2] == "standar" and name.endswith(".yml"):
        code = name.removesuffix(".yml")
        return Address(DocumentKind.STANDAR, code) if STANDARD_CODE.match(code) else None
    return None


def _in_module(kind: DocumentKind, folder: str) -> Address | None:
    match = MODULE_FOLDER.match(folder)
    return Address(kind, match[2], int(match[1])) if match else None


def slugify(text: str) -> str:
    """An address made of the words: lower case ASCII, hyphens, at most sixty characters, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:LONGEST_SLUG] if words else "tanpa-nama")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, or None."""
    found = get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """` Maksud Anda "x"?`, or nothing when no known word is near."""
    near = nearest(word, known)
    return f' Maksud Anda "{near}"?' if near else ""
