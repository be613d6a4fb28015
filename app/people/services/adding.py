"""Add one person by hand: read, judged and compared as a file of one line would be."""

from dataclasses import dataclass
from datetime import date, datetime

from app.errors import Invalid
from app.people.roster.apart import Cell, Sheet
from app.people.roster.plan import ELSEWHERE, Change
from app.people.roster.reading import TITLES, Problem
from app.people.rules import Duplicate, JobLevel, PersonDraft, Scope
from app.people.services.accounts import add_person
from app.people.services.roster import plan_of

NOT_BY_YOU = (
    "Pegawai ini tidak dapat Anda tambahkan. Bila ia pindah ke OPD Anda, "
    "mintalah administrator mencatat mutasinya."
)
KNOWN = "Pegawai ini sudah tercatat. Cari namanya di daftar pegawai, lalu ubah di halamannya."
ODD = "Bila NIP ini memang benar, centang kotak di bawah, lalu tambahkan lagi."
FIELD_OF = {title: name for name, title in TITLES.items()} | {TITLES["code"]: "opd"}


class UnfitEntry(Invalid):
    """What was typed cannot be added; the faults are (field, sentence)."""

    def __init__(self, faults: list[tuple[str, str]], *, only_odd: bool = False) -> None:
        super().__init__(faults[0][1])
        self.faults, self.only_odd = faults, only_odd


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A person as typed into the form; `opd` is a code, `level` a value or empty, no day means today."""

    name: str
    nip: str
    surel: str
    opd: str
    unit: str
    level: str
    start_on: date | None


def add_staff(entry: StaffEntry, *, accept_warnings: bool, scope: Scope, by: int, at: datetime) -> int:
    """The new person's id; raises UnfitEntry."""
    reading, plan = plan_of([_sheet(entry)], scope=scope, at=at)
    blocking = [_fault(problem) for problem in reading.problems if problem.blocking]
    if plan is None or blocking:
        raise UnfitEntry(blocking)
    if reading.problems and not accept_warnings:
        odd = [_fault(problem) for problem in reading.problems]
        raise UnfitEntry([*odd, ("nip", ODD)], only_odd=True)
    (step,) = plan.steps
    if step.change is not Change.NEW:
        raise UnfitEntry([("nip" if step.line.nip else "surel", KNOWN)])
    line = step.line
    draft = PersonDraft(
        name=line.name,
        nip=line.nip,
        surel=line.surel,
        job_level=line.level or JobLevel.PELAKSANA,
        opd_id=line.opd_id,
        unit=line.unit or "",
        start_on=step.start_on,
    )
    try:
        return add_person(draft, by=by, at=at)
    except Duplicate as error:  # somebody was added a moment ago
        raise UnfitEntry([("nip" if line.nip else "surel", NOT_BY_YOU)]) from error


def _sheet(entry: StaffEntry) -> Sheet:
    day: Cell = ["d", entry.start_on.isoformat()] if entry.start_on else ""
    cells: dict[str, Cell] = {
        "name": entry.name, "nip": entry.nip, "surel": entry.surel, "code": entry.opd, "unit": entry.unit,
        "level": entry.level, "start": day,
    }  # fmt: skip
    return Sheet("Formulir", True, [[TITLES[name], cell] for name, cell in cells.items()])


def _fault(problem: Problem) -> tuple[str, str]:
    """The field of the form, and the sentence without what only a file has."""
    title = problem.column.rpartition(", ")[2]
    sentence = NOT_BY_YOU if problem.sentence == ELSEWHERE else problem.sentence
    return FIELD_OF.get(title, "name"), sentence
