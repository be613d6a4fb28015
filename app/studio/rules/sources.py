"""Legal sources as trainers look after them: what is old or revoked, and where it is still cited."""

from dataclasses import dataclass
from datetime import date

from app.materials.rules import LegalDraft, LegalStatus, is_stale


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that cites a source: the document, its line there, and what stands at that place."""

    path: str
    title: str
    line: int
    place: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of the register with the places that cite it, as of a day."""

    source: LegalDraft
    revoker: str | None
    citations: tuple[Citation, ...]
    today: date

    @property
    def is_revoked(self) -> bool:
        """Whether it is no longer in force."""
        return self.source.status is LegalStatus.DICABUT

    @property
    def is_unchecked(self) -> bool:
        """Whether nobody has checked it for more than a year."""
        return not self.is_revoked and is_stale(self.source, self.today)

    @property
    def needs_a_look(self) -> bool:
        """Whether a text leans on something revoked or unchecked."""
        return bool(self.citations) and (self.is_revoked or self.is_unchecked)

    @property
    def documents(self) -> int:
        """How many documents cite it."""
        return len({citation.path for citation in self.citations})


def heading_words(lines: list[SourceLine]) -> str:
    """2 sumber yang dikutip sudah dicabut, 1 lewat setahun tidak diperiksa."""
    revoked = sum(line.is_revoked for line in lines if line.needs_a_look)
    unchecked = sum(line.is_unchecked for line in lines if line.needs_a_look)
    parts = [f"{revoked} sudah dicabut"] if revoked else []
    parts += [f"{unchecked} lewat setahun tidak diperiksa"] if unchecked else []
    if not parts:
        return "Semua sumber yang dikutip masih berlaku dan sudah diperiksa."
    return f"{revoked + unchecked} sumber yang dikutip perlu dilihat: {', '.join(parts)}."
