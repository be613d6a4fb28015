"""What is noted before its day: an OPD's other name, merger or end, a person's other job level."""

from enum import StrEnum

from app.errors import Conflict


class PlannedKind(StrEnum):
    """What will happen on the day."""

    UBAH = "ubah"
    GABUNG = "gabung"
    AKHIRI = "akhiri"
    JENJANG = "jenjang"


class PlannedState(StrEnum):
    """What became of it."""

    MENUNGGU = "menunggu"
    TERLAKSANA = "terlaksana"
    DITARIK = "ditarik"
    GAGAL = "gagal"


class AlreadyPlanned(Conflict):
    """One change of a kind waits at a time, so that nobody has to guess which one holds."""

    message = "Sudah ada rencana seperti ini yang menunggu harinya. Tarik dahulu rencana itu."
