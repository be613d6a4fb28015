"""What may go wrong when somebody signs in elsewhere, and how the claim names a person."""

import re
from enum import Enum

from app.people.rules import nip_digits


class Elsewhere(Enum):
    """A failed sign-in by the provider: status and sentence."""

    DOWN = 503, "Layanan masuk instansi tidak menjawab. Coba lagi nanti, atau masuk dengan kata sandi."
    GIVEN_UP = 422, "Masuk lewat layanan instansi dibatalkan. Ulangi, atau masuk dengan kata sandi."
    NOT_OURS = (
        422,
        ("Masuk lewat layanan instansi sudah terlalu lama, atau tidak dimulai di peramban ini. Mulai lagi."),
    )
    NOT_TRUSTED = (
        422,
        ("Jawaban layanan instansi tidak dapat dipercaya. Mulai lagi, atau masuk dengan kata sandi."),
    )
    UNKNOWN = (
        422,
        ("NIP Anda dari layanan instansi belum terdaftar di sini, atau akunnya ditutup. Hubungi admin OPD."),
    )

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return self.value[0]

    @property
    def sentence(self) -> str:
        """What the person reads."""
        return self.value[1]


def nip_in(claim: object) -> str | None:
    """The 18 digits of a claim that may come with spaces; a number that lost its digits is none."""
    digits = nip_digits(claim) if isinstance(claim, str) else ""
    return digits if re.fullmatch(r"[0-9]{18}", digits) else None
