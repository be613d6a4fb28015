"""What a file would change: every line beside what is known, decided without a database."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from app.people.roster.reading import Problem, StaffLine
from app.people.rules import JobLevel

ELSEWHERE = (
    "Baris ini tidak dapat ditambahkan lewat impor OPD Anda. Bila pegawai ini pindah ke OPD Anda, "
    "mintalah administrator mencatat mutasinya; hapus barisnya, lalu unggah lagi."
)
NOT_YOURS = "Anda hanya dapat mengimpor pegawai OPD Anda. Hapus baris ini, atau perbaiki OPD-nya."
SUREL_TAKEN = "Surel ini sudah dipakai akun lain. Kosongkan, atau isi surel yang benar."
SUREL_KEPT = "Surel akun yang sudah ada tidak dapat diganti lewat impor OPD. Kosongkan kolom surelnya."
TOO_EARLY = "Tanggal mulai harus sesudah tanggal mulai di OPD yang sekarang ({}). Perbaiki tanggalnya."
NIP_OTHER = "Surel ini milik akun dengan NIP lain. Perbaiki surel atau NIP-nya."


class Change(StrEnum):
    """What becomes of a line."""

    NEW = "baru"
    MOVED = "pindah OPD"
    RENAMED = "berganti nama"
    CHANGED = "berubah"
    SAME = "tetap"


class Known(NamedTuple):
    """A person as the database has it, with the last membership."""

    person_id: int
    nip: str | None
    surel: str | None
    name: str
    level: JobLevel
    opd_id: int | None
    unit: str
    start_on: date | None
    end_on: date | None
    privileged: bool

    @property
    def home_id(self) -> int | None:
        """The OPD, unless the person has left it."""
        return self.opd_id if self.end_on is None else None


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that would change, as field, old and new."""

    field: str
    old: str
    new: str


class Step(NamedTuple):
    """What happens with one line."""

    line: StaffLine
    change: Change
    person_id: int | None = None
    start_on: date | None = None
    differences: tuple[Difference, ...] = ()
    old_opd_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that a file would change, and who of its OPD it does not mention."""

    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    absent: tuple[Known, ...]

    def count(self, change: Change) -> int:
        """How many lines end so."""
        return self._counts[change]

    @cached_property
    def _counts(self) -> Counter[Change]:
        return Counter(step.change for step in self.steps)

    def those(self, change: Change) -> list[Step]:
        """The lines that end so, in the order of the file."""
        return [step for step in self.steps if step.change is change]

    @property
    def changes(self) -> int:
        """How many lines change anything."""
        return len(self.steps) - self.count(Change.SAME)

    @cached_property
    def mark(self) -> str:
        """The same for the same consequences; another when somebody changed the roster in between."""
        new = self.those(Change.NEW)
        parts = [
            f"{step.line.row}|{step.change}|{step.person_id}|{step.start_on}|{step.differences}"
            for step in self.steps
            if step.change is not Change.NEW and step.change is not Change.SAME
        ]
        days = sorted(map(str, {step.start_on for step in new}))
        parts.append(f"{[step.line.row for step in new]}|{days}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def planned(lines: list[StaffLine], known: list[Known], *, scope: frozenset[int] | None, day: date) -> Plan:
    """The plan of these lines on that day; a scope of None is the administrator's."""
    by_nip = {person.nip: person for person in known if person.nip}
    by_surel = {person.surel: person for person in known if person.surel}
    steps: list[Step] = []
    problems: list[Problem] = []
    met: set[int] = set()
    given_up = _given_up(lines, by_nip)
    free = {surel: owner for surel, owner in by_surel.items() if surel not in given_up}
    for line in lines:
        unknown = line.nip not in by_nip and line.surel not in by_surel
        if unknown and (scope is None or line.opd_id in scope):
            steps.append(Step(line, Change.NEW, None, line.start_on or day))
            continue
        person = _person_of(line, by_nip, by_surel)
        trouble = _trouble(line, person, by_surel if scope is not None else free, scope) or _too_early(
            line, person, day
        )
        if trouble:
            problems.append(Problem(line.sheet, line.row, trouble[0], trouble[1], trouble[2]))
            continue
        step = _step(line, person, day)
        if person:
            met.add(person.person_id)
        steps.append(step)
    mentioned = {line.opd_id for line in lines}
    absent = tuple(
        person
        for person in known
        if person.home_id in mentioned
        and person.person_id not in met
        and (scope is None or person.home_id in scope)
    )
    return Plan(tuple(steps), tuple(problems), absent)


def _given_up(lines: list[StaffLine], by_nip: dict[str, Known]) -> set[str]:
    """The addresses whose owners get another one in the same file: somebody else may have them."""
    owners = ((by_nip[line.nip], line) for line in lines if line.nip in by_nip and line.surel)
    return {owner.surel for owner, line in owners if owner.surel and owner.surel != line.surel}


def _person_of(line: StaffLine, by_nip: dict[str, Known], by_surel: dict[str, Known]) -> Known | None:
    if line.nip and line.nip in by_nip:
        return by_nip[line.nip]
    person = by_surel.get(line.surel or "")
    if person is None or (line.nip and person.nip):
        return None
    return person


def _trouble(
    line: StaffLine, person: Known | None, by_surel: dict[str, Known], scope: frozenset[int] | None
) -> tuple[str, str, str] | None:
    """Column, content and sentence of what forbids the line."""
    if scope is not None and line.opd_id not in scope:
        return "OPD", "", NOT_YOURS
    owner = by_surel.get(line.surel or "")
    if scope is not None:
        others = [one for one in (person, owner) if one is not None and one.home_id not in scope]
        if others:
            return "NIP" if line.nip else "Surel", line.nip or line.surel or "", ELSEWHERE
        if person and line.surel and line.surel != person.surel and (person.surel or person.privileged):
            return "Surel", line.surel, SUREL_KEPT
        if person and line.nip and not person.nip and person.privileged:
            return "NIP", line.nip, ELSEWHERE
    if owner and owner is not person:
        return "Surel", line.surel or "", NIP_OTHER if owner.nip and line.nip else SUREL_TAKEN
    return None


def _too_early(line: StaffLine, person: Known | None, day: date) -> tuple[str, str, str] | None:
    if person is None or person.home_id == line.opd_id or person.start_on is None:
        return None
    start = line.start_on or day
    if start <= person.start_on or (person.end_on is not None and start < person.end_on):
        earliest = person.end_on or person.start_on
        return "Tanggal mulai", start.strftime("%d/%m/%Y"), TOO_EARLY.format(earliest.strftime("%d/%m/%Y"))
    return None


def _step(line: StaffLine, person: Known | None, day: date) -> Step:
    start = line.start_on or day
    if person is None:
        return Step(line, Change.NEW, None, start)
    wanted = (
        ("Nama", person.name, line.name),
        ("NIP", person.nip or "", line.nip or ""),
        ("Surel", person.surel or "", line.surel or ""),
        ("Jenjang jabatan", person.level.value, line.level.value if line.level else ""),
        ("Unit", person.unit, line.unit or ""),
    )
    differences = tuple(Difference(*one) for one in wanted if one[2] and one[1] != one[2])
    if person.home_id != line.opd_id:
        return Step(line, Change.MOVED, person.person_id, start, differences, person.home_id)
    if not differences:
        return Step(line, Change.SAME, person.person_id)
    renamed = any(difference.field == "Nama" for difference in differences)
    return Step(line, Change.RENAMED if renamed else Change.CHANGED, person.person_id, None, differences)
