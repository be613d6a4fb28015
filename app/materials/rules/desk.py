"""A text under edit: whose it is, what it was begun from, and which saving of it counts."""

from dataclasses import dataclass
from datetime import datetime

from app.errors import Conflict, Invalid
from app.materials.rules.address import address_of

LONGEST_DRAFT = 400_000
LONGEST_PATH = 200


class DraftOvertaken(Conflict):
    """Another tab or device of the same person saved a newer text."""

    message = "Draf ini lebih baru di tab atau perangkat lain. Teks di halaman ini belum disimpan."


class DraftTooLong(Invalid):
    """No document is that long; the text stays with its author."""

    message = "Teks ini melebihi 200 kB. Bagilah menjadi beberapa modul, lalu simpan lagi."


class StrangePlace(Invalid):
    """A text whose place no document may have."""

    message = "Alamat dokumen ini tidak dikenal."


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it lies on the server; `revision` rises with every saving."""

    path: str
    text: str
    base_version_id: int | None
    revision: int
    saved_at: datetime


def refuse_strange_draft(path: str, text: str) -> None:
    """Raise for what could never become a document."""
    if len(path) > LONGEST_PATH or address_of(path) is None:
        raise StrangePlace
    if len(text) > LONGEST_DRAFT:
        raise DraftTooLong


def storable(text: str) -> str:
    """The text without the one character that no database keeps: it becomes visible."""
    return text.replace("\x00", "\ufffd")
