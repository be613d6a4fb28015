"""The history of a document as its page shows it."""

from dataclasses import dataclass

from app.materials.rules import ChangeKind, Difference, DocumentState, Origin, PlannedState

KIND_WORDS = {ChangeKind.KOREKSI: "Koreksi", ChangeKind.SUBSTANSI: "Substansi"}
ORIGIN_WORDS = {Origin.BERKAS: "dari berkas", Origin.STUDIO: "dari studio"}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version with the name of its author, and whether it is the one that stands."""

    state: DocumentState
    author: str | None
    stands: bool

    @property
    def kind_words(self) -> str:
        """Koreksi or Substansi; the first version is neither."""
        return "Versi pertama" if self.state.number == 1 else KIND_WORDS[self.state.change_kind]

    @property
    def by_words(self) -> str:
        """oleh Ketut Wirawan, dari studio."""
        origin = ORIGIN_WORDS[self.state.origin]
        return f"oleh {self.author}, {origin}" if self.author else origin


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and what differs between them."""

    older: VersionLine
    newer: VersionLine
    difference: Difference


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A planned version with its title and the names behind it."""

    plan: PlannedState
    title: str
    author: str | None
    ended_by: str | None


def working_words(people: int, number: int) -> str:
    """12 orang sedang mengerjakan; mereka tetap memakai versi 4. Nothing when nobody is."""
    if not people:
        return ""
    who = "1 orang sedang mengerjakan; ia" if people == 1 else f"{people} orang sedang mengerjakan; mereka"
    return f"{who} tetap memakai versi {number}."
