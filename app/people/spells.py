"""Dated belonging: what may follow what, the closed lists of reasons, and what a receiving OPD may see.

A spell is half-open (`start ≤ d < end`), an exemption counts its first and its last day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.errors import Conflict, Invalid
from app.people.rules import ExemptionReason, JobLevel

FARTHEST = timedelta(days=366)
LONGEST_EXEMPTION = timedelta(days=5 * 366)
UNDO_LEAVING = timedelta(days=30)
MANY_EXEMPT = 10  # per cent of the active staff: the easiest way to lighten a denominator

LEVEL_NAMES = {
    JobLevel.PIMPINAN: "Pimpinan tinggi",
    JobLevel.PENGAWAS: "Administrator atau pengawas",
    JobLevel.FUNGSIONAL: "Fungsional",
    JobLevel.PELAKSANA: "Pelaksana",
}
EXEMPTION_NAMES = {
    ExemptionReason.CUTI_BESAR: "Cuti besar",
    ExemptionReason.CUTI_MELAHIRKAN: "Cuti melahirkan",
    ExemptionReason.CUTI_SAKIT: "Cuti sakit",
    ExemptionReason.TUGAS_BELAJAR: "Tugas belajar",
    ExemptionReason.PENUGASAN_LUAR: "Penugasan di luar",
    ExemptionReason.PENSIUN_DALAM_PROSES: "Pensiun atau meninggal, dalam proses",
}


class LeavingReason(StrEnum):
    """Why somebody belongs to no OPD any more."""

    PENSIUN = "pensiun"
    PINDAH_INSTANSI = "pindah_instansi"
    BERHENTI = "berhenti"
    MENINGGAL = "meninggal"


LEAVING_NAMES = {
    LeavingReason.PENSIUN: "Pensiun",
    LeavingReason.PINDAH_INSTANSI: "Pindah ke instansi di luar provinsi",
    LeavingReason.BERHENTI: "Berhenti",
    LeavingReason.MENINGGAL: "Meninggal dunia",
}


class TransferState(StrEnum):
    """What became of a proposed transfer."""

    MENUNGGU = "menunggu"
    DITERIMA = "diterima"
    DITOLAK = "ditolak"
    DITARIK = "ditarik"


TRANSFER_NAMES = {
    TransferState.MENUNGGU: "Menunggu",
    TransferState.DITERIMA: "Diterima",
    TransferState.DITOLAK: "Ditolak",
    TransferState.DITARIK: "Ditarik",
}


class BulkKind(StrEnum):
    """Acts upon many people at once."""

    TAUTAN = "tautan"
    KECUALI = "kecuali"
    PINDAH = "pindah"
    TUTUP = "tutup"


OF_THE_ADMINISTRATOR = frozenset({BulkKind.PINDAH, BulkKind.TUTUP})
UNDO_LASTS = timedelta(hours=24)


class UndoneOrLate(Conflict):
    """The act was taken back before, is older than a day, or its people have changed since."""

    message = (
        "Tindakan ini tidak dapat dibatalkan lagi: sudah dibatalkan, lewat satu hari, atau datanya berubah."
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one person's belonging, as the rules need it."""

    id: int
    opd_id: int
    start_on: date
    end_on: date | None

    def holds(self, day: date) -> bool:
        """Half-open: on the day of a transfer the person belongs to the new OPD."""
        return self.start_on <= day and (self.end_on is None or day < self.end_on)


class WrongDay(Invalid):
    """The day does not fit the person's history; the sentence names the day that it collides with."""


class NotHere(Conflict):
    """The person does not belong to any OPD on that day."""

    message = "Pegawai ini tidak tercatat di OPD mana pun pada tanggal itu. Periksa riwayatnya."


class SamePost(Conflict):
    """The second post is noted already."""

    message = "Jabatan rangkap ini sudah tercatat. Akhiri yang lama dahulu bila tanggalnya keliru."


class SameOpd(Conflict):
    """A transfer to where the person is already."""

    message = "Pegawai ini sudah tercatat di OPD itu. Pilih OPD lain."


class OpdNotThere(Invalid):
    """The receiving OPD does not exist on that day, or is known to end."""

    message = "OPD tujuan tidak berlaku pada tanggal itu. Pilih OPD lain, atau periksa register OPD."


class AlreadyProposed(Conflict):
    """One transfer of a person waits at a time."""

    message = "Mutasi pegawai ini sudah diusulkan dan masih menunggu. Tarik usulan itu dahulu."


class AlreadyDecided(Conflict):
    """Somebody was faster, or the person's history has changed since the proposal."""

    message = (
        "Usulan mutasi ini sudah diputuskan, atau data pegawainya sudah berubah. Muat ulang halaman ini."
    )


class Overlapping(Conflict):
    """Two exemptions of one person on the same day would count it twice."""

    message = "Sebagian tanggal itu sudah tercatat sebagai pengecualian. Akhiri yang lama dahulu."


def last_before(spans: list[Span], on: date) -> Span | None:
    """The stretch that a change on that day ends or follows; raises WrongDay when a later one stands."""
    later = [span for span in spans if span.start_on >= on]
    if later:
        first = min(later, key=lambda span: span.start_on)
        raise WrongDay(
            f"Tanggal itu tidak sesudah {_written(first.start_on)}, awal masa tugasnya yang tercatat. "
            "Pilih tanggal sesudahnya."
        )
    return max(spans, key=lambda span: span.start_on, default=None)


def refuse_far(on: date, today: date) -> None:
    """Raise WrongDay for a day that is more than a year ahead: nearly always a typing error."""
    if on > today + FARTHEST:
        raise WrongDay("Tanggal itu lebih dari satu tahun lagi. Periksa tahunnya.")


def refuse_span(from_on: date, to_on: date) -> None:
    """Raise WrongDay for an exemption that ends before it begins, or that lasts for ever."""
    if to_on < from_on:
        raise WrongDay("Hari terakhir lebih awal daripada hari pertama. Perbaiki salah satunya.")
    if to_on - from_on > LONGEST_EXEMPTION:
        raise WrongDay("Pengecualian paling lama lima tahun. Perbaiki hari terakhirnya.")


def too_many_exempt(exempt: int, active: int) -> bool:
    """Whether more than a tenth of the active staff is exempt."""
    return exempt * 100 > MANY_EXEMPT * active


def masked_name(name: str) -> str:
    """A name before the transfer is accepted: the first letter of each word, always as many dots."""
    return " ".join(f"{word[0]}•••" for word in name.split()[:4])


def masked_ending(nip: str | None) -> str | None:
    """A NIP of which nothing is told but its last three digits: they stand on the letter of transfer too."""
    return f"•••••••• •••••• • {nip[-3:]}" if nip else None


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y")
