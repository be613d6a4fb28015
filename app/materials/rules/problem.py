"""What is wrong with a document: where, how bad, and what its author can do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """GALAT stops publishing; PERINGATAN does not."""

    GALAT = "GALAT"
    PERINGATAN = "PERINGATAN"


class Code(StrEnum):
    """The short name of each kind of problem, stable for scripts and for search in the guide."""

    BERKAS = "BERKAS"
    UKURAN = "UKURAN"
    YAML = "YAML"
    KUNCI_ASING = "KUNCI-ASING"
    KUNCI_ULANG = "KUNCI-ULANG"
    WAJIB_ISI = "WAJIB-ISI"
    NILAI = "NILAI"
    ATRIBUT = "ATRIBUT"
    BAGIAN = "BAGIAN"
    ALAMAT_ULANG = "ALAMAT-ULANG"
    KOTAK = "KOTAK"
    SALAH_KAPRAH = "SALAH-KAPRAH"
    DASAR = "DASAR"
    MODUL = "MODUL"
    TES = "TES"
    ISTILAH = "ISTILAH"
    TAUTAN = "TAUTAN"
    LATIHAN = "LATIHAN"
    GAMBAR = "GAMBAR"
    ALT = "ALT"
    JENIS = "JENIS"
    PILIHAN = "PILIHAN"
    BENAR = "BENAR"
    SALAH = "SALAH"
    PENJELASAN = "PENJELASAN"
    UMPAN_BALIK = "UMPAN-BALIK"
    SUSUNAN = "SUSUNAN"
    DIAGNOSTIK = "DIAGNOSTIK"
    KUNCI_HILANG = "KUNCI-HILANG"
    BUTIR_BERUBAH = "BUTIR-BERUBAH"
    TES_STANDAR = "TES-STANDAR"
    OLAH = "OLAH"
    BENTROK = "BENTROK"
    MENUNGGU = "MENUNGGU"
    TERPANJANG = "TERPANJANG"
    LETAK = "LETAK"
    SEMUA_BENAR = "SEMUA-BENAR"
    NEGATIF = "NEGATIF"
    PANJANG = "PANJANG"
    CAKUPAN = "CAKUPAN"
    BENTUK = "BENTUK"
    EJAAN = "EJAAN"
    INSTRUMEN = "INSTRUMEN"
    SUMBER_USANG = "SUMBER-USANG"
    HTML = "HTML"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or advice; prints as `path:line: LEVEL CODE sentence`."""

    path: str
    line: int
    level: Level
    code: Code
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level} {self.code} {self.sentence}"


def galat(path: str, line: int, code: Code, sentence: str) -> Problem:
    """A problem that stops publishing."""
    return Problem(path, line, Level.GALAT, code, sentence)


def peringatan(path: str, line: int, code: Code, sentence: str) -> Problem:
    """Advice that does not stop publishing."""
    return Problem(path, line, Level.PERINGATAN, code, sentence)


def in_order(problems: list[Problem]) -> list[Problem]:
    """The problems once each, by path and line."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.path, problem.line, problem.level))


def stops(problems: list[Problem] | tuple[Problem, ...]) -> bool:
    """Whether one of them is a GALAT."""
    return any(problem.level is Level.GALAT for problem in problems)
