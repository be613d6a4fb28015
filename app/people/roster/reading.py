"""Cells to staff lines: finds the headings, judges every cell, and names each problem with its remedy."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from app.people.roster.apart import Cell, Sheet
from app.people.rules import JobLevel, OpdRow, nip_digits, nip_problems

HEADINGS = {
    "nip": ("nip", "nip ni pppk", "nip nippk", "ni pppk", "nomor induk pegawai", "nip baru"),
    "name": ("nama", "nama lengkap", "nama pegawai"),
    "surel": ("surel", "email", "e mail", "alamat surel", "alamat email"),
    "code": ("kode opd", "kode perangkat daerah"),
    "opd": ("opd", "nama opd", "perangkat daerah", "instansi", "skpd", "satuan kerja"),
    "unit": ("unit", "unit kerja", "bidang", "bagian"),
    "level": ("jenjang", "jenjang jabatan", "jabatan", "jenis jabatan"),
    "start": ("tanggal mulai", "mulai", "tmt", "sejak"),
}
FIELD_OF = {name: field for field, names in HEADINGS.items() for name in names}
TITLES = {
    "nip": "NIP", "name": "Nama", "surel": "Surel", "code": "Kode OPD", "opd": "OPD", "unit": "Unit",
    "level": "Jenjang jabatan", "start": "Tanggal mulai",
}  # fmt: skip
LOOK_FOR_HEADINGS = 30
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
NO_HEADINGS = (
    "Baris judul tidak ditemukan. Pakai templat kami: kolom Nama dan kolom NIP atau Surel harus ada "
    "dalam 30 baris pertama."
)
MANGLED = "Bukan NIP 18 angka; Excel memotongnya. Ubah format kolom menjadi Teks, lalu tempel ulang NIP-nya."
SUREL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
PLAIN = re.compile(r"(?!.{15}000)[0-9]{18}")
AS_TEXT = re.compile(r"""^(?:['`]|=")?(.*?)"?$""")
"""How people keep Excel from taking a NIP for a number: an apostrophe before it, or ="…" in a CSV."""
EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
CUT = re.compile(r"[0-9]{15}000")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where, and how to put it right; one that does not block needs a tick."""

    sheet: str
    row: int
    column: str
    content: str
    sentence: str
    blocking: bool = True


class StaffLine(NamedTuple):
    """A person as the file has it; None means that the file says nothing about it."""

    sheet: str
    row: int
    nip: str | None
    name: str
    surel: str | None
    opd_id: int | None
    unit: str | None
    level: JobLevel | None
    start_on: date | None


@dataclass(slots=True)
class Reading:
    """What was understood of a file."""

    lines: list[StaffLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)
    """Former names of OPD in the file, each with what the OPD is called now."""

    @property
    def blocked(self) -> bool:
        """Whether anything must be put right before the file can be taken."""
        return any(problem.blocking for problem in self.problems)


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


class Offices:
    """The register as people write it: by code, name or short name, with or without the province.

    `former` holds what an OPD was called, as id and name: such a name still means it, unless another OPD is
    called so today or was called so too.
    """

    def __init__(
        self,
        register: list[OpdRow],
        *,
        day: date,
        only: frozenset[int] | None = None,
        former: Iterable[tuple[int, str]] = (),
    ) -> None:
        valid = [row for row in register if row.is_valid_on(day)]
        self.allowed = [row for row in valid if only is None or row.id in only]
        self._ids: dict[str, int] = {}
        for row in valid:
            for word in (row.name, _without_province(row.name), row.short_name, row.code):
                self._ids[folded(word)] = row.id
        self._present = {row.id: row.name for row in valid}
        self._former: dict[str, set[int]] = {}
        for opd_id, name in former:
            if opd_id in self._present:
                for word in (name, _without_province(name)):
                    self._former.setdefault(folded(word), set()).add(opd_id)
        self._names = {folded(_without_province(row.name)): row.name for row in self.allowed} | {
            folded(row.short_name): row.name for row in self.allowed
        }
        self._cache: dict[str, int | None] = {}

    def find(self, text: str) -> int | None:
        """The OPD that the text means."""
        if text not in self._cache:
            words = (folded(text), folded(_without_province(text)))
            self._cache[text] = next((self._ids[word] for word in words if word in self._ids), None)
            if self._cache[text] is None:
                self._cache[text] = self._once_called(words)
        return self._cache[text]

    def _once_called(self, words: tuple[str, ...]) -> int | None:
        for word in words:
            if len(once := self._former.get(word, set())) == 1:
                return next(iter(once))
        return None

    def present_name(self, text: str) -> str | None:
        """What the OPD is called now, when the text is a former name of it alone."""
        found = self.find(text)
        if found is None or folded(text) in self._ids or folded(_without_province(text)) in self._ids:
            return None
        return self._present[found]

    def nearest(self, text: str) -> list[str]:
        """At most three names of the register that look like it."""
        close = difflib.get_close_matches(folded(_without_province(text)), self._names, n=4, cutoff=0.55)
        return list(dict.fromkeys(self._names[word] for word in close))[:3]


def _without_province(name: str) -> str:
    return re.sub(r"\s+(provinsi|prov\.?)\s+(sulawesi tengah|sulteng)\s*$", "", name, flags=re.IGNORECASE)


def read_roster(sheets: list[Sheet], offices: Offices, *, day: date) -> Reading:
    """Every filled row below the headings of every visible sheet; never raises for what the file holds."""
    found = Reading()
    for sheet in sheets:
        if not sheet.visible:
            found.notes.append(f"Lembar tersembunyi “{sheet.name}” tidak dibaca.")
            continue
        heading = _headings(sheet.rows)
        if heading is None:
            if any(any(clean(cell) for cell in row) for row in sheet.rows):
                found.notes.append(f"Lembar “{sheet.name}” tidak berjudul Nama dan NIP, jadi tidak dibaca.")
            continue
        found.sheets.append(sheet.name)
        _Rows(sheet, heading, offices, day, found).read()
    if not found.sheets:
        found.problems.append(Problem(sheets[0].name if sheets else "", 1, "", "", NO_HEADINGS))
    elif not found.lines and not found.problems:
        found.problems.append(
            Problem(
                found.sheets[0], 1, "", "", "Tidak ada pegawai di bawah baris judul. Isi paling sedikit satu."
            )
        )
    _find_doubles(found)
    found.problems.sort(key=lambda problem: (found_order(found, problem.sheet), problem.row))
    return found


def found_order(found: Reading, sheet: str) -> int:
    """The place of a sheet in the file."""
    return found.sheets.index(sheet) if sheet in found.sheets else -1


def _headings(rows: list[list[Cell]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:LOOK_FOR_HEADINGS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = FIELD_OF.get(folded(clean(cell)))
            if name:
                columns.setdefault(name, column)
        if "name" in columns and ("nip" in columns or "surel" in columns):
            return number, columns
    return None


def letter(column: int) -> str:
    """A, B … Z, AA: as spreadsheets name columns."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


@lru_cache(maxsize=1_000)
def _level_of(text: str) -> JobLevel | None:
    return next((level for level, pattern in LEVELS.items() if pattern.match(text)), None)


class _Rows:
    """The rows of one sheet."""

    def __init__(
        self, sheet: Sheet, heading: tuple[int, dict[str, int]], offices: Offices, day: date, found: Reading
    ) -> None:
        self.sheet, self.offices, self.day, self.found = sheet, offices, day, found
        self.first, self.columns = heading
        self.row = 0
        self.cells: list[Cell] = []
        self._judged: dict[tuple[object, ...], Any] = {}
        self._places: dict[tuple[str, ...], list[int]] = {}

    def read(self) -> None:
        columns = tuple(self.columns.values())
        width = max(columns) + 1
        for number, cells in enumerate(self.sheet.rows[self.first + 1 :], self.first + 2):
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            self.row, self.cells = number, cells
            if self._text("name") or any(clean(cells[column]) for column in columns):
                self._line()

    def _line(self) -> None:
        before = len(self.found.problems)
        nip, surel, name = self._nip(), self._surel(), self._text("name")
        opd_id, unit, level = self._once(self._place, "code", "opd", "unit", "level")
        line = StaffLine(
            self.sheet.name, self.row, nip, name, surel, opd_id, unit, level, self._once(self._start, "start")
        )
        if not name:
            self._fail("name", "Nama kosong. Isi nama lengkap, atau hapus barisnya.")
        elif len(name) > 200:
            self._fail("name", "Nama ini lebih dari 200 huruf. Pendekkan.")
        if not nip and not surel and len(self.found.problems) == before:
            self._fail("nip", "NIP dan surel kosong. Isi NIP; pegawai tanpa NIP cukup dengan surel.")
        self.found.lines.append(line)

    def _once(self, judge: Callable[[], Any], *names: str) -> Any:
        """What these cells mean: judged once for all rows that hold the same, unless something is wrong."""
        places = self._places.get(names)
        if places is None:
            places = [self.columns[name] for name in names if name in self.columns]
            self._places[names] = places
        cells = self.cells
        key = (names, *[cell if type(cell := cells[place]) is str else tuple(cell) for place in places])
        if key in self._judged:
            return self._judged[key]
        before = len(self.found.problems)
        value = judge()
        if len(self.found.problems) == before:
            self._judged[key] = value
        return value

    def _cell(self, name: str) -> Cell:
        column = self.columns.get(name)
        return self.cells[column] if column is not None else ""

    def _text(self, name: str) -> str:
        return clean(self._cell(name))

    def _fail(self, name: str, sentence: str, *, blocking: bool = True) -> None:
        place = self.columns.get(name)
        column = f"{letter(place)}, {TITLES[name]}" if place is not None else TITLES[name]
        self.found.problems.append(
            Problem(self.sheet.name, self.row, column, self._text(name)[:80], sentence, blocking)
        )

    def _nip(self) -> str | None:
        cell = self._cell("nip")
        if type(cell) is str and PLAIN.fullmatch(cell) and not nip_problems(cell, self.day):
            return cell
        text = AS_TEXT.sub(r"\1", self._text("nip"))
        if text in ("", "-"):
            return None
        digits = nip_digits(text)
        if isinstance(cell, list) or EXPONENT.fullmatch(text):
            self._fail("nip", MANGLED)
            return None
        if CUT.fullmatch(digits):
            self._fail(
                "nip", "Tiga angka terakhirnya 000: tanda Excel memotong NIP. " + MANGLED.split("; ")[1]
            )
            return None
        for problem in nip_problems(digits, self.day):
            self._fail("nip", problem.sentence, blocking=problem.blocking)
            if problem.blocking:
                return None
        return digits

    def _surel(self) -> str | None:
        text = self._text("surel").casefold()
        if text in ("", "-"):
            return None
        if not SUREL.match(text) or len(text) > 200:
            self._fail("surel", "Surel ini belum benar. Tulis misalnya nama@contoh.go.id, atau kosongkan.")
            return None
        return text

    def _opd(self) -> int | None:
        name = "code" if self._text("code") else "opd"
        text = self._text(name)
        if not text:
            if len(self.offices.allowed) == 1:
                return self.offices.allowed[0].id
            self._fail(
                "code" if "code" in self.columns else "opd", "OPD kosong. Isi kode OPD dari daftar OPD."
            )
            return None
        found = self.offices.find(text)
        if found is None:
            near = self.offices.nearest(text)
            hint = f"Mungkin maksudnya: {'; '.join(near)}." if near else "Pakai kode dari lembar Daftar OPD."
            self._fail(name, f"OPD ini tidak ada di register. {hint}")
        elif present := self.offices.present_name(text):
            self.found.former[text] = present
        return found

    def _place(self) -> tuple[int | None, str | None, JobLevel | None]:
        return self._opd(), self._text("unit")[:120] or None, self._level()

    def _level(self) -> JobLevel | None:
        text = folded(self._text("level"))
        if text in ("", "-"):
            return None
        if (level := _level_of(text)) is not None:
            return level
        self._fail(
            "level", "Jenjang ini tidak dikenal. Tulis Pimpinan, Pengawas, Fungsional, atau Pelaksana."
        )
        return None

    def _start(self) -> date | None:
        cell, text = self._cell("start"), self._text("start")
        if text in ("", "-"):
            return None
        day = None if isinstance(cell, list) and cell[0] == "n" else read_day(text)
        if day is None or not date(1950, 1, 1) <= day <= date(2100, 1, 1):
            self._fail("start", "Tanggal ini tidak ada. Tulis misalnya 28/02/2026.")
            return None
        return day


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


def _find_doubles(found: Reading) -> None:
    seen: dict[str, StaffLine] = {}
    for line in found.lines:
        for key, title in ((line.nip, "NIP"), (line.surel, "Surel")):
            if key is None:
                continue
            first = seen.setdefault(key, line)
            if first is not line:
                place = f"baris {first.row}" + (f" lembar {first.sheet}" if first.sheet != line.sheet else "")
                found.problems.append(
                    Problem(
                        line.sheet,
                        line.row,
                        title,
                        key,
                        f"Sama dengan {place} ({first.name}). Hapus salah satu.",
                    )
                )
