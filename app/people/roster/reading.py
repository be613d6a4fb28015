"""Cells to staff lines: finds the headings, judges each column, and names each problem with its remedy."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from typing import Any, NamedTuple, TypeVar, cast

from app.people.roster.apart import Cell, Sheet
from app.people.roster.cells import (
    Fault,
    are_usual_surels,
    clean,
    folded,
    level_of,
    name_faults,
    nip_of,
    start_of,
    surel_of,
)
from app.people.roster.offices import Offices
from app.people.rules import JobLevel, usual_nips

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
NO_HEADINGS = (
    "Baris judul tidak ditemukan. Pakai templat kami: kolom Nama dan kolom NIP atau Surel harus ada "
    "dalam 30 baris pertama."
)
Meaning = TypeVar("Meaning")


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
    otherwise: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    """Former and coming names of OPD in the file: what the OPD is called now, and the day of a coming one."""

    @property
    def blocked(self) -> bool:
        """Whether anything must be put right before the file can be taken."""
        return bool(self.wrong_rows)

    @property
    def wrong_rows(self) -> set[tuple[str, int]]:
        """Sheet and row of everything that must be put right first."""
        return {(problem.sheet, problem.row) for problem in self.problems if problem.blocking}


def read_roster(sheets: list[Sheet], offices: Offices, *, day: date) -> Reading:
    """Every filled row below the headings of every visible sheet; never raises for what the file holds."""
    found = Reading()
    for sheet in sheets:
        if not sheet.visible:
            found.notes.append(f"Lembar tersembunyi “{sheet.name}” tidak dibaca.")
            continue
        heading = _headings(sheet)
        if heading is None:
            if any(any(map(clean, column)) for column in sheet.columns):
                found.notes.append(f"Lembar “{sheet.name}” tidak berjudul Nama dan NIP, jadi tidak dibaca.")
            continue
        found.sheets.append(sheet.name)
        _Columns(sheet, heading, offices, day, found).read()
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


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(sheet.rows(LOOK_FOR_HEADINGS)):
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


class _Columns:
    """The filled rows of one sheet, column by column: what many rows share is judged once."""

    def __init__(
        self, sheet: Sheet, heading: tuple[int, dict[str, int]], offices: Offices, day: date, found: Reading
    ) -> None:
        self.sheet, self.offices, self.day, self.found = sheet, offices, day, found
        first, self.places = heading
        self.cells = {name: sheet.columns[place][first + 1 :] for name, place in self.places.items()}
        self.texts = {name: _texts(cells) for name, cells in self.cells.items()}
        self.rows = list(range(first + 2, first + 2 + len(self.texts["name"])))
        if not all(self.texts["name"]):
            filled = list(map(any, zip(*self.texts.values(), strict=True)))
            self.rows = list(compress(self.rows, filled))
            self.cells = {name: list(compress(cells, filled)) for name, cells in self.cells.items()}
            self.texts = {name: list(compress(texts, filled)) for name, texts in self.texts.items()}
        self.nothing = [""] * len(self.rows)

    def read(self) -> None:
        """Add a line a row to what was found, and the problems."""
        before = len(self.found.problems)
        names = self._text("name")
        nips, surels = self._nips(), self._surels()
        offices = self._judged(self._opd, self._text("code"), self._text("opd"))
        levels = self._judged(level_of, self._text("level"))
        kinds = ["" if type(cell) is str else cell[0] for cell in self.cells.get("start", self.nothing)]
        days = self._judged(start_of, kinds, self._text("start"))
        if not all(names) or max(map(len, names), default=0) > 200:
            self._judged(lambda text: (None, name_faults(text)), names)
        wrong = {problem.row for problem in self.found.problems[before:]}
        for place, (nip, surel) in enumerate([] if all(nips) else zip(nips, surels, strict=True)):
            if not nip and not surel and self.rows[place] not in wrong:
                nobody = "NIP dan surel kosong. Isi NIP; pegawai tanpa NIP cukup dengan surel."
                self._fail(place, Fault("nip", nobody))
        units = [text[:120] or None for text in self._text("unit")]
        columns = (nips, names, surels, offices, units, levels, days)
        self.found.lines += map(StaffLine._make, zip(repeat(self.sheet.name), self.rows, *columns))

    def _text(self, name: str) -> list[str]:
        return self.texts.get(name, self.nothing)

    def _nips(self) -> list[str | None]:
        cells = self.cells.get("nip", self.nothing)
        texts = [cell for cell in cells if type(cell) is str]
        usual = usual_nips(texts, self.day)
        values: list[str | None] = [*texts]
        if len(texts) == len(cells) and usual.issuperset(texts):
            return values
        values = []
        for place, cell in enumerate(cells):
            if type(cell) is str and cell in usual:
                values.append(cell)
                continue
            value, faults = nip_of(cell, self.day)
            values.append(value)
            for fault in faults:
                self._fail(place, fault)
        return values

    def _surels(self) -> list[str | None]:
        texts = self._text("surel")
        return [*texts] if are_usual_surels(texts) else self._judged(surel_of, texts)

    def _opd(self, code: str, name: str) -> tuple[int | None, list[Fault]]:
        column, text = ("code", code) if code else ("opd", name)
        if not text:
            if len(self.offices.allowed) == 1:
                return self.offices.allowed[0].id, []
            empty = "code" if "code" in self.places else "opd"
            return None, [Fault(empty, "OPD kosong. Isi kode OPD dari daftar OPD.")]
        found = self.offices.find(text)
        if found is None:
            near = self.offices.nearest(text)
            hint = f"Mungkin maksudnya: {'; '.join(near)}." if near else "Pakai kode dari lembar Daftar OPD."
            return None, [Fault(column, f"OPD ini tidak ada di register. {hint}")]
        if present := self.offices.present_name(text):
            self.found.otherwise[text] = (present, self.offices.comes_on(text))
        return found, []

    def _judged(
        self, judge: Callable[..., tuple[Meaning, list[Fault]]], *columns: Iterable[str]
    ) -> list[Meaning]:
        """What each row means; rows that hold the same share one judgement."""
        keys: list[Any] = list(zip(*columns, strict=True)) if len(columns) > 1 else list(columns[0])
        judged = {key: judge(*key) if len(columns) > 1 else judge(key) for key in dict.fromkeys(keys)}
        wrong = {key for key, (_, faults) in judged.items() if faults}
        if wrong:
            for place, key in enumerate(keys):
                if key in wrong:
                    for fault in judged[key][1]:
                        self._fail(place, fault)
        return [judged[key][0] for key in keys]

    def _fail(self, place: int, fault: Fault) -> None:
        at = self.places.get(fault.column)
        title = TITLES[fault.column]
        self.found.problems.append(
            Problem(
                self.sheet.name,
                self.rows[place],
                f"{letter(at)}, {title}" if at is not None else title,
                self._text(fault.column)[place][:80],
                fault.sentence,
                fault.blocking,
            )
        )


def _texts(cells: list[Cell]) -> list[str]:
    """The clean text of each cell; one look at the whole column tells when nothing is to be cleaned."""
    with suppress(TypeError):  # a number or a day is no text
        texts = cast("list[str]", cells)
        whole = f"|{'|'.join(texts)}|"
        spaced = " " in whole and any(odd in whole for odd in ("  ", "| ", " |"))
        if whole.isascii() and whole.isprintable() and not spaced:
            return texts
    known = {text: clean(text) for text in {cell if type(cell) is str else cell[1] for cell in cells}}
    return [known[cell if type(cell) is str else cell[1]] for cell in cells]


def _find_doubles(found: Reading) -> None:
    for title, keys in (
        ("NIP", [line.nip for line in found.lines]),
        ("Surel", [line.surel for line in found.lines]),
    ):
        given = [key for key in keys if key is not None]
        if len(set(given)) < len(given):
            _name_doubles(found, title, keys)


def _name_doubles(found: Reading, title: str, keys: list[str | None]) -> None:
    seen: dict[str, StaffLine] = {}
    for key, line in zip(keys, found.lines, strict=True):
        first = line if key is None else seen.setdefault(key, line)
        if key is None or first is line:
            continue
        place = f"baris {first.row}" + (f" lembar {first.sheet}" if first.sheet != line.sheet else "")
        sentence = f"Sama dengan {place} ({first.name}). Hapus salah satu."
        found.problems.append(Problem(line.sheet, line.row, title, key, sentence))
