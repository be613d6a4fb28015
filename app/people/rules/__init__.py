"""Roles and what they may, scopes, NIP, and what may go wrong at the door."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from operator import itemgetter

from app.errors import Conflict, DomainError, NotFound


class Role(StrEnum):
    """What a person is to the product; a person may be several."""

    PESERTA = "peserta"
    ADMIN_OPD = "admin_opd"
    NARASUMBER = "narasumber"
    PIMPINAN = "pimpinan"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.PESERTA: "Peserta",
    Role.ADMIN_OPD: "Admin OPD",
    Role.NARASUMBER: "Narasumber",
    Role.PIMPINAN: "Pimpinan",
    Role.ADMINISTRATOR: "Administrator",
}


class Permission(StrEnum):
    """What an endpoint asks for; every endpoint asks for exactly one, or is public."""

    OWN = "own"
    LEARN = "learn"
    VIEW_OPD_STAFF = "view_opd_staff"
    VIEW_COMPLETION = "view_completion"
    VIEW_COMPREHENSION = "view_comprehension"
    AUTHOR = "author"
    ASSIST = "assist"
    ADMINISTER = "administer"
    IMPORT_STAFF = "import_staff"
    CORRECT_STAFF = "correct_staff"
    MANAGE_STAFF = "manage_staff"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PESERTA: frozenset({Permission.OWN, Permission.LEARN}),
    Role.ADMIN_OPD: frozenset(
        {
            Permission.OWN,
            Permission.VIEW_OPD_STAFF,
            Permission.VIEW_COMPLETION,
            Permission.IMPORT_STAFF,
            Permission.CORRECT_STAFF,
            Permission.MANAGE_STAFF,
        }
    ),
    Role.NARASUMBER: frozenset(
        {Permission.OWN, Permission.AUTHOR, Permission.ASSIST, Permission.VIEW_COMPLETION}
    ),
    Role.PIMPINAN: frozenset({Permission.OWN, Permission.VIEW_COMPREHENSION, Permission.VIEW_COMPLETION}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.OWN,
            Permission.ADMINISTER,
            Permission.VIEW_COMPLETION,
            Permission.IMPORT_STAFF,
            Permission.CORRECT_STAFF,
            Permission.MANAGE_STAFF,
        }
    ),
}
SEES_ALL_OPD = frozenset({Role.NARASUMBER, Role.PIMPINAN, Role.ADMINISTRATOR})


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that these roles together may."""
    return frozenset().union(*(GRANTS[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which OPD one may see rows of; None means all."""

    opd_ids: frozenset[int] | None

    def holds(self, opd_id: int | None) -> bool:
        """Whether rows of that OPD are within."""
        return self.opd_ids is None or opd_id in self.opd_ids


EVERYTHING = Scope(None)
NOTHING = Scope(frozenset())


class OpdKind(StrEnum):
    """The kinds of the register."""

    SEKRETARIAT_DAERAH = "sekretariat_daerah"
    SEKRETARIAT_DPRD = "sekretariat_dprd"
    INSPEKTORAT = "inspektorat"
    BADAN = "badan"
    DINAS = "dinas"
    SATUAN = "satuan"
    BIRO = "biro"
    RSUD = "rsud"


class JobLevel(StrEnum):
    """Job levels by which figures may be compared fairly."""

    PIMPINAN = "pimpinan"
    PENGAWAS = "pengawas"
    FUNGSIONAL = "fungsional"
    PELAKSANA = "pelaksana"


class ExemptionReason(StrEnum):
    """The closed list of reasons for not counting somebody for a while."""

    CUTI_BESAR = "cuti_besar"
    CUTI_MELAHIRKAN = "cuti_melahirkan"
    CUTI_SAKIT = "cuti_sakit"
    TUGAS_BELAJAR = "tugas_belajar"
    PENUGASAN_LUAR = "penugasan_luar"
    PENSIUN_DALAM_PROSES = "pensiun_dalam_proses"


@dataclass(frozen=True, slots=True)
class OpdRow:
    """One OPD as pages show it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OpdKind
    parent_id: int | None
    valid_from: date
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        """Half-open: from the first day on, until before the last."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class OpdDraft:
    """One line of the register before it is stored."""

    code: str
    name: str
    short_name: str
    kind: OpdKind
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person to be added, with the first membership."""

    name: str
    nip: str | None
    surel: str | None
    job_level: JobLevel = JobLevel.PELAKSANA
    opd_id: int | None = None
    unit: str = ""
    start_on: date | None = None
    roles: frozenset[Role] = frozenset({Role.PESERTA})


# NIP: facts on its form from the civil-service numbering of 2007; no check digit exists.


@dataclass(frozen=True, slots=True)
class NipProblem:
    """What is odd about a NIP; a blocking one cannot be overridden."""

    code: str
    sentence: str
    blocking: bool


_BETWEEN = re.compile(r"[\s. -]")
_EIGHTEEN = re.compile(r"[0-9]{18}")
_BORN, _APPOINTED = itemgetter(slice(4)), itemgetter(slice(8, 12))
_USUAL = re.compile(
    r"^(?:19|20)[0-9]{2}"
    r"(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]|2[1-9])[12](?!000)[0-9]{3}$",
    re.MULTILINE,
)


def nip_digits(text: str) -> str:
    """The NIP without the spaces and dots that people type."""
    return _BETWEEN.sub("", text)


def masked_nip(nip: str | None) -> str | None:
    """The NIP where a list shows it: year of birth and the last three digits, the rest as dots."""
    if nip is None or not re.fullmatch(r"[0-9]{18}", nip):
        return nip
    return f"{nip[:4]}•••• •••••• • {nip[-3:]}"


def usual_nips(texts: list[str], on: date) -> set[str]:
    """Those of thousands that are 18 digits without any of the problems below and not cut by a spreadsheet.

    A quick yes: what is not among them may still be right.
    """
    usual = _USUAL.findall("\n".join(texts))
    years = set(zip(map(_BORN, usual), map(_APPOINTED, usual), strict=True))
    odd = {
        (born, appointed)
        for born, appointed in years
        if not (18 <= on.year - int(born) <= 70 and int(born) + 16 < int(appointed) <= on.year)
    }
    return {text for text in usual if (text[:4], text[8:12]) not in odd} if odd else set(usual)


def nip_problems(nip: str, on: date) -> list[NipProblem]:
    """What does not look right about a NIP on that day; an empty list proves nothing but its form."""
    digits = nip if nip.isdigit() else nip_digits(nip)
    if not _EIGHTEEN.fullmatch(digits):
        return [NipProblem("bentuk", "NIP harus 18 angka. Periksa angka yang kurang atau berlebih.", True)]
    found: list[NipProblem] = []
    born = _date(digits[:8])
    if born is None or not 17 <= _age(born, on) <= 70:
        found.append(_odd("lahir", "Delapan angka pertama bukan tanggal lahir yang wajar."))
    year = int(digits[8:12])
    if year > on.year or (born is not None and year <= born.year + 16):
        found.append(_odd("angkat", "Angka 9 sampai 12 bukan tahun pengangkatan yang wajar."))
    month = int(digits[12:14])
    if not (1 <= month <= 12 or month >= 21):
        found.append(_odd("bulan", "Angka 13 dan 14 bukan bulan dan bukan tanda PPPK."))
    if digits[14] not in "12":
        found.append(_odd("kelamin", "Angka 15 harus 1 atau 2."))
    return found


def _odd(code: str, sentence: str) -> NipProblem:
    return NipProblem(code, f"{sentence} Cocokkan NIP-nya dengan SK.", blocking=False)


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def account_key(identifier: str) -> str:
    """What a typed *NIP atau surel* means: 18 digits, or the folded address."""
    digits = nip_digits(identifier)
    if re.fullmatch(r"[0-9]{6,}", digits):
        return digits
    return unicodedata.normalize("NFKC", identifier).strip().casefold()[:200]


class WrongCredentials(DomainError):
    """Unknown account or wrong password: same words, same time."""

    message = "NIP atau kata sandi tidak cocok. Periksa kembali, atau minta tautan masuk ke admin OPD Anda."


class TooManyTries(DomainError):
    """The account is being guessed at; the sentence says how long to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, round(wait.total_seconds()))
        super().__init__(
            f"Terlalu banyak percobaan untuk akun ini. Tunggu {self.seconds} detik, lalu coba lagi."
        )


class LinkSpent(NotFound):
    """A one-time link that was used, replaced or has expired."""

    message = "Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru ke admin OPD Anda."


class Duplicate(Conflict):
    """A NIP or an address that somebody else has."""

    message = "NIP atau surel ini sudah dipakai orang lain. Periksa kembali."


class OwnAccount(Conflict):
    """Somebody would lock the own door from outside."""

    message = "Akun Anda sendiri tidak dapat Anda tutup. Mintalah administrator lain."


class OwnRole(Conflict):
    """An administrator would give up the role that this very page needs."""

    message = "Peran Administrator milik Anda sendiri tidak dapat Anda cabut. Mintalah administrator lain."


class LastAdministrator(Conflict):
    """Without an administrator who can sign in nobody could give the role again."""

    message = "Ini administrator terakhir yang dapat masuk. Beri peran itu kepada orang lain dahulu."


class AccountClosed(Conflict):
    """A one-time link would lead to a door that stays shut."""

    message = "Akun ini ditutup, jadi tautan masuk tidak akan berguna. Buka akunnya dahulu."


def owner_mark(secret: str, person_id: int) -> str:
    """The opaque name by which a device knows whose waiting answers it holds."""
    return _of_person(secret, "pemilik", person_id).hex()[:16]


def seal_key(secret: str, person_id: int) -> bytes:
    """The 256-bit key that opens a person's answers on any device: never kept, never the same for two."""
    return _of_person(secret, "segel", person_id)


def _of_person(secret: str, purpose: str, person_id: int) -> bytes:
    return hmac.new(secret.encode(), f"kotak/{purpose}/{person_id}".encode(), hashlib.sha256).digest()
