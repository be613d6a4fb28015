"""What the administrator's pages compose from the rooms below."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from app import policy
from app.admin.incident import IncidentDraft, IncidentRow
from app.admin.models import Heartbeat, Incident, IncidentPerson
from app.admin.rules import CONTACTS, KIND_NAMES, OLDEST_BACKUP_HOURS, Beginning, Step, first_steps
from app.comprehension import queries as comprehension
from app.config import Settings
from app.db import dialect_name, durability_faults, session
from app.materials import queries as materials
from app.people import queries as people
from app.people.rules import OpdRow, Role
from app.people.services import opens_second_steps
from app.people.spells import too_many_exempt
from app.quiz import services as quiz
from app.web.health import Readiness, readiness

LATEST_TICK = timedelta(minutes=10)
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Health:
    """What this installation runs on, and whether it is well."""

    database: str
    version: str | None
    state: Readiness
    weak: tuple[str, ...]
    tick_at: datetime | None
    tick_late: bool


def health(*, instance: Path, at: datetime) -> Health:
    """Look now."""
    kind, ticked = dialect_name(), last_tick_at()
    return Health(
        database=DATABASES.get(kind, kind),
        version=product_version(instance.parent / "pyproject.toml"),
        state=readiness(instance=instance, at=at),
        weak=tuple(durability_faults()),
        tick_at=ticked,
        tick_late=ticked is not None and at - ticked > LATEST_TICK,
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
            "Kunci rahasia",
            opens_second_steps(settings.secret_key),
            "membuka verifikasi dua langkah yang tersimpan.",
            "bukan kunci yang menyimpan verifikasi dua langkah; kembalikan SECRET_KEY atau "
            "instance/secret_key yang lama, atau jalankan `flask people reset-second-step`.",
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
    exempt: int

    @property
    def many_exempt(self) -> bool:
        """Whether more than a tenth of its members is exempt today."""
        return too_many_exempt(self.exempt, self.members)


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
    counts, exempt = people.member_counts(day), people.exempt_counts(day)
    lines = [
        RegisterLine(
            row,
            KIND_NAMES[row.kind],
            names.get(row.parent_id or 0),
            counts.get(row.id, 0),
            exempt.get(row.id, 0),
        )
        for row in opd
    ]
    return RegisterPage(
        valid=tuple(line for line in lines if line.opd.is_valid_on(day)),
        invalid=tuple(line for line in lines if not line.opd.is_valid_on(day)),
    )


def last_tick_at() -> datetime | None:
    """When a tick last ran to its end; None until there was one."""
    return session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == "tick"))


def incidents() -> list[IncidentRow]:
    """The register, newest first."""
    return _incidents(Incident.id.is_not(None))


def incident(incident_id: int) -> IncidentRow | None:
    """One incident."""
    found = _incidents(Incident.id == incident_id)
    return found[0] if found else None


def _incidents(condition: ColumnElement[bool]) -> list[IncidentRow]:
    affected = (
        select(func.count())
        .where(IncidentPerson.incident_id == Incident.id)
        .correlate(Incident)
        .scalar_subquery()
    )
    rows = session.execute(select(Incident, affected).where(condition).order_by(Incident.id.desc()))
    return [
        IncidentRow(
            row.id,
            IncidentDraft(*(getattr(row, name) for name in IncidentDraft.__slots__)),
            row.persons_told_at,
            row.authority_told_at,
            row.made_at,
            row.closed_at,
            count,
        )
        for row, count in rows
    ]


def affected_ids(incident_id: int) -> set[int]:
    """Who is in the list of an incident."""
    return set(
        session.scalars(select(IncidentPerson.person_id).where(IncidentPerson.incident_id == incident_id))
    )


def affected_found_by(incident_id: int) -> dict[int, str]:
    """By which look each account came into the list."""
    rows = session.execute(
        select(IncidentPerson.person_id, IncidentPerson.found_by).where(
            IncidentPerson.incident_id == incident_id
        )
    )
    return {row[0]: row[1] for row in rows}


def beginning(*, state: Readiness, day: date) -> list[Step]:
    """The first steps of this installation that are to be shown; none once all are done."""
    roles = people.role_counts()
    accounts, settings = people.account_counts(day), policy.values()
    steps = first_steps(
        Beginning(
            opd=len(people.register()),
            standards=len(materials.standards()),
            staff=sum(people.member_counts(day).values()),
            contacts=sum(bool(settings[name]) for name in CONTACTS),
            admins=roles.get(Role.ADMIN_OPD, 0),
            leaders=roles.get(Role.PIMPINAN, 0),
            trainers=roles.get(Role.NARASUMBER, 0),
            entered=accounts.active - accounts.without_password - roles.get(Role.ADMINISTRATOR, 0),
            backups=state.backup_age_hours is not None,
            figures=comprehension.has_published_figures(),
        )
    )
    return [] if all(step.done for step in steps) else steps
