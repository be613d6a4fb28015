"""Ways back in without a password: a link, a code over the phone, a message. Who may hand them out."""

from dataclasses import dataclass
from datetime import timedelta

from app.errors import Conflict, DomainError, Forbidden
from app.people.rules import Role

LINK_LASTS = timedelta(days=7)
CODE_LASTS = timedelta(minutes=10)
AFTER_CODE = timedelta(minutes=15)
"""How long one may think about a new password after the code was accepted."""
CODE_LETTERS = 8
HIGHER = frozenset({Role.ADMINISTRATOR, Role.PIMPINAN, Role.NARASUMBER, Role.ADMIN_OPD})


class WrongEntryCode(DomainError):
    """No such account, no code, a wrong or an old one: one sentence for all."""

    message = (
        "NIP dan kode tidak cocok, atau kodenya sudah lewat 10 menit."
        " Periksa kembali, atau minta kode baru ke admin OPD Anda."
    )


class WrongPassword(DomainError):
    """Whoever sits at an open session does not know the password."""

    message = "Kata sandi yang sekarang tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk."


class NotYoursToLetIn(Forbidden):
    """An admin OPD would open the account of somebody who may more than learn."""

    message = (
        "Orang ini memegang peran lain, jadi hanya administrator yang dapat membantunya masuk."
        " Hubungi administrator."
    )


class NoSurel(Conflict):
    """There is no address to send to."""

    message = "Orang ini belum punya surel. Buat tautan masuk, lalu kirim lewat WhatsApp."


def may_let_in(helper: frozenset[Role], helped: frozenset[Role]) -> bool:
    """An administrator lets anybody in; an admin OPD only learners, or a helper could become a ruler."""
    return Role.ADMINISTRATOR in helper or not helped & HIGHER


def entry_message(*, name: str, address: str, until: str) -> str:
    """What is sent to the person, with the one-time link on a line of its own."""
    return (
        f"Yth. {name},\n\n"
        f"ini tautan masuk Anda ke Paham SPBE:\n{address}\n\n"
        f"Di sana Anda membuat kata sandi sendiri. Tautan ini hanya untuk Anda,"
        f" dapat dipakai satu kali, dan berlaku sampai {until}."
    )


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a link is for, told apart from others of the same name; the OPD and unit of that day."""

    id: int
    name: str
    nip: str
    opd: str
    unit: str
    surel: str
