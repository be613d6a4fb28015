"""The words of the administrator's pages, and how a long list is cut into pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from app.errors import DomainError
from app.people.rules import GRANTS, OpdKind, Permission, Role
from app.policy import CONTACT, CONTROLLER, TRAINERS

SYSTEM = "sistem"

ROLE_DUTIES = {
    Role.PESERTA: "Belajar, mengerjakan kuis, melihat hasil sendiri.",
    Role.ADMIN_OPD: "Melihat penyelesaian pegawai OPD-nya, tanpa jawaban dan nilai.",
    Role.NARASUMBER: "Menulis dan menerbitkan materi.",
    Role.PIMPINAN: "Melihat pemahaman semua OPD, hanya jumlah.",
    Role.ADMINISTRATOR: "Mengelola orang, peran, dan OPD.",
}
PERMISSION_NAMES = {
    Permission.CORRECT_STAFF: "Memutuskan permintaan perbaikan data pegawai",
    Permission.OWN: "Melihat data dan sesi sendiri",
    Permission.LEARN: "Belajar, mengerjakan kuis dan tes",
    Permission.VIEW_OPD_STAFF: "Melihat siapa yang belum selesai di OPD-nya, tanpa jawaban dan nilai",
    Permission.VIEW_COMPLETION: "Melihat penyelesaian sebagai jumlah",
    Permission.VIEW_COMPREHENSION: "Melihat pemahaman semua OPD, hanya jumlah",
    Permission.AUTHOR: "Menulis dan menerbitkan materi, membaca analisis soal",
    Permission.ASSIST: "Memberi waktu atau percobaan, memutuskan jawaban terlambat",
    Permission.IMPORT_STAFF: "Mengimpor dan mengunduh daftar pegawai",
    Permission.MANAGE_STAFF: "Mencatat mutasi, pensiun, dan pengecualian",
    Permission.ADMINISTER: "Mengelola orang, peran, OPD, kewajiban, dan pengaturan",
}
OF_OWN_OPD = frozenset(
    {Permission.VIEW_OPD_STAFF, Permission.IMPORT_STAFF, Permission.MANAGE_STAFF, Permission.CORRECT_STAFF}
)
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
BACKUP_PREFIX = "paham-"
OLDEST_BACKUP_HOURS = 24


class BackupFailed(DomainError):
    """No backup was made; earlier ones are untouched."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Cadangan tidak jadi dibuat: {reason}. Cadangan yang lama tetap ada.")


def backup_name(at: datetime, *, sqlite: bool) -> str:
    """The name of a backup: its UTC instant, so that names sort by age."""
    return f"{BACKUP_PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.{'sqlite' if sqlite else 'pgdump'}"


def may(role: Role, permission: Permission) -> str:
    """How the matrix says whether a role holds a permission: "ya", "OPD-nya" or nothing."""
    if permission not in GRANTS[role]:
        return ""
    own = role is Role.ADMIN_OPD and permission in OF_OWN_OPD | {Permission.VIEW_COMPLETION}
    return "OPD-nya" if own else "ya"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps of an installation; `place` is the endpoint of the page that does it, if any."""

    title: str
    note: str
    done: bool
    place: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)


CONTACTS = (CONTROLLER, CONTACT, TRAINERS)
"""The settings that people look for from their first day on."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of an installation that has just begun."""

    opd: int
    standards: int
    staff: int
    contacts: int
    admins: int
    leaders: int
    trainers: int
    entered: int
    backups: bool
    figures: bool


def first_steps(known: Beginning) -> list[Step]:
    """From the first one-time link to the first published figure; each is ticked by what is there."""
    return [
        Step(
            "Muat register OPD",
            "Bersama materi, oleh make serve; atau satu per satu.",
            known.opd > 0,
            "admin.register",
        ),
        Step(
            "Terbitkan materi dan standar",
            "Oleh make serve, atau flask content publish.",
            known.standards > 0,
        ),
        Step("Impor pegawai", "Dari Excel; belum perlu kata sandi.", known.staff > 0, "people.importing"),
        Step(
            "Isi penanggung jawab data dan kontak",
            "Juga kontak narasumber; pegawai membacanya begitu masuk.",
            known.contacts == len(CONTACTS),
            "admin.settings",
        ),
        Step(
            "Tunjuk pimpinan", "Buka nama Sekda, lalu beri peran Pimpinan.", known.leaders > 0, "admin.people"
        ),
        Step("Tunjuk narasumber", "Yang menulis dan memeriksa materi.", known.trainers > 0, "admin.people"),
        Step(
            "Tunjuk admin OPD",
            "Paling sedikit satu; sebaiknya satu tiap OPD.",
            known.admins > 0,
            "admin.people",
        ),
        Step(
            "Kirim tautan masuk",
            "Selesai begitu orang pertama memilih kata sandinya.",
            known.entered > 0,
            "admin.people",
            {"keadaan": "belum-masuk"},
        ),
        Step(
            "Buat cadangan pertama",
            "Pengelola server menjalankan flask backup create, lalu menjadwalkannya tiap hari.",
            known.backups,
        ),
        Step(
            "Angka pertama terbit",
            "Terbit sendiri pada awal bulan, begitu masa tenggang lewat dan cukup orang diukur.",
            known.figures,
            "reports.completion",
        ),
    ]


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
PLAIN_NAMES = {"database_url": "DATABASE_URL", "secret_key": "SECRET_KEY", "oidc": "PAHAM_OIDC_*"}
ENVIRONMENT_WORDS = {
    "env": "Cara jalan",
    "database_url": "Basis data",
    "secret_key": "Kunci rahasia",
    "base_url": "Alamat web",
    "allowed_hosts": "Nama host yang diterima",
    "timezone": "Zona waktu",
    "clock_offset": "Geseran jam (detik)",
    "figures": "Angka dihitung",
    "max_upload_mb": "Unggahan terbesar (MB)",
    "trusted_proxies": "Jumlah proksi tepercaya",
    "idle_minutes": "Sesi berakhir bila diam (menit)",
    "session_hours": "Sesi paling lama (jam)",
    "totp": "Verifikasi dua langkah",
    "password_mix": "Kata sandi harus campuran",
    "password_days": "Umur kata sandi (hari)",
    "mail_url": "Server surel",
    "oidc": "Masuk lewat SSO",
}
"""What the administrator reads beside the name that whoever runs the server must use."""


def environment_lines(settings: object) -> list[tuple[str, str, str]]:
    """The environment's settings as (words, variable, value); a value is told only if it is no secret."""
    lines = []
    for each in fields(settings):  # type: ignore[arg-type]
        if each.name == "instance":
            continue
        value = getattr(settings, each.name)
        told = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        name = PLAIN_NAMES.get(each.name, f"PAHAM_{each.name.upper()}")
        lines.append(
            (
                ENVIRONMENT_WORDS[each.name],
                name,
                told if each.name in SHOWN_OF_ENVIRONMENT else "tidak ditampilkan",
            )
        )
    return lines
