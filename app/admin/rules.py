"""The words of the administrator's pages, and how a long list is cut into pages."""

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from app.errors import DomainError, NotFound
from app.people.rules import JobLevel, OpdKind, Role

PAGE_SIZE = 50
SYSTEM = "sistem"

ROLE_DUTIES = {
    Role.PESERTA: "Belajar, mengerjakan kuis, melihat hasil sendiri.",
    Role.ADMIN_OPD: "Melihat penyelesaian pegawai OPD-nya, tanpa jawaban dan nilai.",
    Role.NARASUMBER: "Menulis dan menerbitkan materi.",
    Role.PIMPINAN: "Melihat pemahaman semua OPD, hanya jumlah.",
    Role.ADMINISTRATOR: "Mengelola orang, peran, dan OPD.",
}
KIND_NAMES = {
    OpdKind.SEKRETARIAT_DAERAH: "Sekretariat daerah",
    OpdKind.SEKRETARIAT_DPRD: "Sekretariat DPRD",
    OpdKind.INSPEKTORAT: "Inspektorat",
    OpdKind.BADAN: "Badan",
    OpdKind.DINAS: "Dinas",
    OpdKind.SATUAN: "Satuan",
    OpdKind.BIRO: "Biro",
    OpdKind.RSUD: "Rumah sakit daerah",
}
LEVEL_NAMES = {
    JobLevel.PIMPINAN: "Pimpinan tinggi",
    JobLevel.PENGAWAS: "Administrator atau pengawas",
    JobLevel.FUNGSIONAL: "Fungsional",
    JobLevel.PELAKSANA: "Pelaksana",
}
BACKUP_PREFIX = "paham-"
OLDEST_BACKUP_HOURS = 24


class BackupFailed(DomainError):
    """No backup was made; earlier ones are untouched."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Cadangan tidak jadi dibuat: {reason}. Cadangan yang lama tetap ada.")


def backup_name(at: datetime, *, sqlite: bool) -> str:
    """The name of a backup: its UTC instant, so that names sort by age."""
    return f"{BACKUP_PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.{'sqlite' if sqlite else 'pgdump'}"


def page_number(text: str | None) -> int:
    """The page that an address asks for: 1 for anything that is not a number."""
    return max(1, int(text)) if text and re.fullmatch(r"[0-9]{1,7}", text) else 1


def first_row(number: int) -> int:
    """How many rows stand before that page."""
    return (number - 1) * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a long list; raises NotFound beyond the last one."""

    number: int
    total: int

    def __post_init__(self) -> None:
        if self.number > self.count:
            raise NotFound

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def last_row(self) -> int:
        """The number of the last row on it."""
        return min(first_row(self.number + 1), self.total)

    @property
    def first_row(self) -> int:
        """The number of the first row on it, counted from 1."""
        return first_row(self.number) + 1


SHOWN_OF_ENVIRONMENT = frozenset(
    {
        "env",
        "base_url",
        "allowed_hosts",
        "timezone",
        "clock_offset",
        "figures",
        "max_upload_mb",
        "trusted_proxies",
        "idle_minutes",
        "session_hours",
        "totp",
    }
)
PLAIN_NAMES = {"database_url": "DATABASE_URL", "secret_key": "SECRET_KEY"}


def environment_lines(settings: object) -> list[tuple[str, str]]:
    """The environment's settings as (variable, value); a value is told only if known to be no secret."""
    lines = []
    for each in fields(settings):  # type: ignore[arg-type]
        if each.name == "instance":
            continue
        value = getattr(settings, each.name)
        told = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        name = PLAIN_NAMES.get(each.name, f"PAHAM_{each.name.upper()}")
        lines.append((name, told if each.name in SHOWN_OF_ENVIRONMENT else "tidak ditampilkan"))
    return lines
