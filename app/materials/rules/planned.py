"""A version that waits for its instant."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.errors import Conflict, Invalid
from app.materials.rules.address import DocumentKind
from app.materials.rules.version import ChangeKind


class PlanState(StrEnum):
    """Waiting, published, cancelled by a trainer, or not published because something stood in the way."""

    MENUNGGU = "menunggu"
    TERBIT = "terbit"
    BATAL = "batal"
    GAGAL = "gagal"


@dataclass(frozen=True, slots=True)
class PlannedState:
    """A planned version in a list; `told` says why it was not published."""

    id: int
    kind: DocumentKind
    slug: str
    path: str
    change_kind: ChangeKind
    note: str
    expected_version_id: int | None
    due_at: datetime
    made_at: datetime
    made_by: int
    state: PlanState
    ended_at: datetime | None
    ended_by: int | None
    told: str
    number: int | None


class PlanExists(Conflict):
    """One version waits already."""

    message = "Satu versi dokumen ini sudah dijadwalkan. Batalkan jadwal itu dulu, lalu jadwalkan yang ini."


class PlanOver(Conflict):
    """The plan has been carried out, or cancelled."""

    message = "Jadwal ini sudah selesai atau sudah dibatalkan."


class NotLater(Invalid):
    """An instant that has passed."""

    message = "Waktu ini sudah lewat. Tulis waktu yang akan datang."


OVERTAKEN = "Versi lain terbit sesudah jadwal ini dibuat."
SAME_TEXT = "Teksnya sama dengan versi yang terbit, jadi tidak ada yang perlu diterbitkan."


def refused_words(sentences: list[str]) -> str:
    """Why a text that passed its checks once no longer does."""
    rest = f" Dan {len(sentences) - 1} galat lain." if len(sentences) > 1 else ""
    return f"Teksnya tidak lolos pemeriksaan lagi. {sentences[0]}{rest}"
