"""The rights of a person over the own data: what may be corrected, in which time, and being forgotten."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import Conflict

DUE = timedelta(hours=72)
"""3×24 hours, UU 27/2022 art. 30 and 32."""
LONGEST_WANTED = 200
LONGEST_NOTE = 1_000
LONGEST_REASON = 400
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class CorrectionField(StrEnum):
    """What a person may say is wrong."""

    NAMA = "nama"
    NIP = "nip"
    SUREL = "surel"
    JENJANG = "jenjang"
    OPD = "opd"
    LAINNYA = "lainnya"


FIELD_NAMES = {
    CorrectionField.NAMA: "Nama",
    CorrectionField.NIP: "NIP",
    CorrectionField.SUREL: "Surel",
    CorrectionField.JENJANG: "Jenjang jabatan",
    CorrectionField.OPD: "Perangkat daerah atau unit",
    CorrectionField.LAINNYA: "Lainnya",
}
APPLIED = frozenset(
    {CorrectionField.NAMA, CorrectionField.NIP, CorrectionField.SUREL, CorrectionField.JENJANG}
)
"""What changes by accepting; the rest is done by hand and then said to be done."""


class AlreadyAsked(Conflict):
    """The person already waits for a decision on this field."""

    message = "Permintaan Anda untuk bagian ini masih menunggu keputusan. Anda tidak perlu mengirim lagi."


class AlreadyDecided(Conflict):
    """Somebody else decided first."""

    message = "Permintaan ini sudah diputuskan. Muat ulang daftar untuk melihat keputusannya."


class OwnRequest(Conflict):
    """Nobody decides on the own data."""

    message = "Anda tidak dapat memutuskan permintaan Anda sendiri. Minta administrator lain memutuskannya."


class Anonymised(Conflict):
    """What was forgotten cannot be used again."""

    message = "Akun ini sudah dianonimkan. Ia tidak dapat dibuka atau diberi peran lagi."


class StillAdministrator(Conflict):
    """An office must not lose who looks after it by forgetting them."""

    message = "Orang ini masih administrator. Cabut perannya dahulu, lalu anonimkan."


def hours_left(filed_at: datetime, at: datetime) -> int:
    """Whole hours until the clock of a request runs out, negative once it has."""
    return int((filed_at + DUE - at).total_seconds() // 3600)


def pseudonym() -> str:
    """A name that says nothing and comes from nothing: `Tanpa nama K7Q2MX`."""
    return "Tanpa nama " + "".join(secrets.choice(ALPHABET) for _ in range(6))


def unreachable() -> str:
    """A surel that no letter reaches and nobody types; a person row needs one where the NIP is gone."""
    return f"anonim-{secrets.token_hex(8)}@anonim.invalid"
