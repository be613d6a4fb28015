"""The words of the administrator's pages, and how a long list is cut into pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import DomainError, NotFound
from app.people.rules import ROLE_NAMES, JobLevel, OpdKind, Role

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
ACTION_NAMES = {
    "add person": "Menambah orang",
    "grant role": "Memberi peran",
    "revoke role": "Mencabut peran",
    "move person": "Memindahkan ke OPD lain",
    "end membership": "Mengakhiri keanggotaan OPD",
    "exempt person": "Mengecualikan dari hitungan",
    "open account": "Membuka akun",
    "close account": "Menutup akun",
    "make entry link": "Membuat tautan masuk",
    "choose password": "Memilih kata sandi",
    "publish document": "Menerbitkan materi",
    "give allowance": "Memberi waktu atau percobaan",
    "withdraw allowance": "Mencabut waktu atau percobaan",
    "decide late answers": "Memutuskan jawaban terlambat",
    "refused": "Ditolak masuk halaman",
    "make backup": "Membuat cadangan",
    "import roster": "Mengimpor pegawai",
    "change person": "Mengubah data orang",
    "export roster": "Mengunduh daftar pegawai",
}
BACKUP_PREFIX = "paham-"
OLDEST_BACKUP_HOURS = 24
MARK = re.compile(r"\b(role|opd|person):([a-z_0-9]+)")


class BackupFailed(DomainError):
    """No backup was made; earlier ones are untouched."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Cadangan tidak jadi dibuat: {reason}. Cadangan yang lama tetap ada.")


def backup_name(at: datetime, *, sqlite: bool) -> str:
    """The name of a backup: its UTC instant, so that names sort by age."""
    return f"{BACKUP_PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.{'sqlite' if sqlite else 'pgdump'}"


def action_name(action: str) -> str:
    """The act in Indonesian; one that has no words yet stands as it was recorded."""
    return ACTION_NAMES.get(action, action)


@dataclass(frozen=True, slots=True)
class Names:
    """What the marks `person:12` and `opd:3` of the trail are called today."""

    people: Mapping[int, str]
    opd: Mapping[int, str]

    def written_out(self, text: str) -> str:
        """The text with every mark that is known replaced by its name."""
        return MARK.sub(self._name, text)

    def _name(self, mark: re.Match[str]) -> str:
        kind, value = mark.groups()
        if kind == "role":
            return ROLE_NAMES[Role(value)] if value in set(Role) else value
        names = self.people if kind == "person" else self.opd
        return names.get(int(value), mark[0]) if value.isdigit() else mark[0]


def person_in(subject: str) -> int | None:
    """The id of the person that a subject of the trail is about."""
    kind, _, value = subject.partition(":")
    return int(value) if kind == "person" and value.isdigit() else None


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


def entry_message(*, name: str, address: str, until: str) -> str:
    """What the administrator sends to the person, with the one-time link on a line of its own."""
    return (
        f"Yth. {name},\n\n"
        f"ini tautan masuk Anda ke Paham SPBE:\n{address}\n\n"
        f"Di sana Anda membuat kata sandi sendiri. Tautan ini hanya untuk Anda,"
        f" dapat dipakai satu kali, dan berlaku sampai {until}."
    )
