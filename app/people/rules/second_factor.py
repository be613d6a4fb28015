"""Whom the second step binds, and what may go wrong at it. RFC 6238: six digits, thirty seconds, SHA-1."""

from datetime import datetime

from app.errors import Conflict, DomainError
from app.people.rules import Permission, Role

MUST_HAVE = frozenset({Role.ADMINISTRATOR, Role.ADMIN_OPD})
WITHOUT = frozenset({Permission.OWN, Permission.LEARN})
"""What works before the second step is set up: the own page, where it is set up, and a running quiz."""
STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
RECOVERY_CODES = 8


class WrongCode(DomainError):
    """Six digits that do not fit now, or fitted once already."""

    message = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu ketik lagi."


class OtherKey(WrongCode):
    """The secret was sealed with another SECRET_KEY, as after a restore without it: no code can fit."""

    message = (
        "Kode tidak dapat diperiksa karena kunci server berganti. Mintalah pengelola server mengembalikan "
        "SECRET_KEY yang lama, atau mengatur ulang verifikasi Anda."
    )


class MustKeepSecondFactor(Conflict):
    """The person's role needs it."""

    message = "Peran Anda mewajibkan verifikasi dua langkah, jadi tidak dapat dimatikan."


class OwnSecondFactor(Conflict):
    """An administrator would take away the own second step without a code."""

    message = "Verifikasi Anda sendiri tidak dapat Anda atur ulang di sini. Mintalah administrator lain."


class SecondStepMissing(DomainError):
    """The role needs a second step and this browser has not taken it."""

    message = (
        "Peran Anda mewajibkan verifikasi dua langkah. Aktifkan dahulu di halaman Verifikasi dua langkah."
    )


def step_at(at: datetime) -> int:
    """The number of the thirty seconds in which an instant lies."""
    return int(at.timestamp()) // STEP_SECONDS


def is_bound(roles: frozenset[Role]) -> bool:
    """Whether one of these roles must have a second step."""
    return bool(roles & MUST_HAVE)


def code_digits(text: str) -> str:
    """What was typed, without the gaps that apps show."""
    return "".join(sign for sign in text if not sign.isspace() and sign != "-")[:40].upper()
