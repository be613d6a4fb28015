"""What the administrator's pages compose from the rooms below."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from app.admin.rules import KIND_NAMES, OLDEST_BACKUP_HOURS
from app.config import Settings
from app.db import dialect_name, durability_faults
from app.materials import queries as materials
from app.people import queries as people
from app.people.rules import OpdRow, Role
from app.quiz import services as quiz
from app.web.health import Readiness, readiness

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Health:
    """What this installation runs on, and whether it is well."""

    database: str
    version: str | None
    state: Readiness


def health(*, instance: Path, at: datetime) -> Health:
    """Look now."""
    kind = dialect_name()
    return Health(
        database=DATABASES.get(kind, kind),
        version=product_version(instance.parent / "pyproject.toml"),
        state=readiness(instance=instance, at=at),
    )


@lru_cache(maxsize=2)
def product_version(project: Path) -> str | None:
    """The version that the project says of itself; None where the file is not there."""
    if not project.is_file():
        return None
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `sentence` says how it is, or what to do."""

    subject: str
    good: bool
    sentence: str


def findings(*, settings: Settings, at: datetime) -> list[Finding]:
    """Everything that this installation rests on, looked at now."""
    state = readiness(instance=settings.instance, at=at)
    found = [
        _finding("Basis data", state.database, "menjawab.", "tidak menjawab; periksa DATABASE_URL."),
        _finding("Migrasi", state.migration, "terbaru.", "belum dijalankan; jalankan `flask db upgrade`."),
        _finding("Ruang disk", state.disk, "cukup.", "hampir penuh; kosongkan atau perbesar disk."),
        _backup_finding(state.backup_age_hours),
    ]
    if not (state.database and state.migration):
        return found
    weak = durability_faults()
    wrong = quiz.standing_differences()
    return [
        *found,
        _finding("Daya tahan", not weak, "setiap simpanan bertahan bila listrik padam.", "; ".join(weak)),
        _finding(
            "Ringkasan hasil",
            not wrong,
            "sama dengan hasilnya.",
            f"{wrong} baris berbeda; jalankan `flask quiz standings --rebuild`.",
        ),
        _finding(
            "Standar",
            bool(materials.standards()),
            "sudah terbit.",
            "belum ada; jalankan `flask content publish`.",
        ),
        _finding(
            "Administrator",
            bool(people.role_counts().get(Role.ADMINISTRATOR)),
            "sudah ada.",
            "belum ada; jalankan `flask people invite --surel … --role administrator`.",
        ),
        _finding(
            "Alamat",
            settings.secure or not settings.production,
            settings.base_url,
            f"{settings.base_url} bukan https; kuis luring dan komputer bersama memerlukannya.",
        ),
    ]


def _finding(subject: str, good: bool, well: str, remedy: str) -> Finding:
    return Finding(subject, good, well if good else remedy)


def _backup_finding(age_hours: int | None) -> Finding:
    if age_hours is None:
        return Finding("Cadangan", good=False, sentence="belum ada; jalankan `flask backup create`.")
    fresh = age_hours <= OLDEST_BACKUP_HOURS
    return _finding(
        "Cadangan", fresh, f"{age_hours} jam lalu.", f"{age_hours} jam lalu; jadwalkan `flask backup create`."
    )


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An OPD in the register, with its members of today."""

    opd: OpdRow
    kind: str
    parent: str | None
    members: int


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The OPD that exist on a day, and those that do not."""

    valid: tuple[RegisterLine, ...]
    invalid: tuple[RegisterLine, ...]

    @property
    def empty_count(self) -> int:
        """How many of the existing ones have nobody."""
        return sum(line.members == 0 for line in self.valid)


def register_page(day: date) -> RegisterPage:
    """The whole register with members counted on that day."""
    opd = people.register()
    names = {row.id: row.short_name for row in opd}
    counts = people.member_counts(day)
    lines = [
        RegisterLine(row, KIND_NAMES[row.kind], names.get(row.parent_id or 0), counts.get(row.id, 0))
        for row in opd
    ]
    return RegisterPage(
        valid=tuple(line for line in lines if line.opd.is_valid_on(day)),
        invalid=tuple(line for line in lines if not line.opd.is_valid_on(day)),
    )
