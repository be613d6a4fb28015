"""Versions of a document: what kind of change, from which door, and the state that the studio shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.errors import Conflict
from app.materials.rules.address import DocumentKind
from app.materials.rules.problem import Level, Problem


class ChangeKind(StrEnum):
    """A correction asks nothing of anybody; new substance is something to read again."""

    KOREKSI = "koreksi"
    SUBSTANSI = "substansi"


class Origin(StrEnum):
    """The door through which a version came."""

    BERKAS = "berkas"
    STUDIO = "studio"


class Result(StrEnum):
    """What publishing did with a document."""

    TERBIT = "terbit"
    TETAP = "tetap"
    DITOLAK = "ditolak"
    BENTROK = "bentrok"


class EditConflict(Conflict):
    """Somebody published another version meanwhile."""

    message = "Dokumen ini sudah diterbitkan orang lain. Bandingkan dulu kedua versinya."


class StillUsed(Conflict):
    """Another published text leans on what should be withdrawn; the message says where."""

    message = "Dokumen ini masih dipakai dokumen lain. Ubah tempat itu lebih dahulu."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did with one document; `number` is the version that now stands, if any."""

    path: str
    result: Result
    number: int | None
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> list[Problem]:
        """The problems that stopped it."""
        return [problem for problem in self.problems if problem.level is Level.GALAT]


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as the studio lists it."""

    kind: DocumentKind
    slug: str
    path: str
    title: str
    version_id: int
    number: int
    change_kind: ChangeKind
    note: str
    origin: Origin
    published_at: datetime
    published_by: int | None


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a published version, exactly as it was handed in."""

    state: DocumentState
    text: str
