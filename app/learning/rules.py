"""Obligation, grace, progress and what *completed* means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.errors import Conflict
from app.materials.rules import NewPart, spoken_list


class RosterStatus(StrEnum):
    """How a member of an OPD stands to the standard on a day."""

    WAJIB = "wajib"
    MASA_TENGGANG = "masa_tenggang"
    DIKECUALIKAN = "dikecualikan"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the roster; every denominator is made of these."""

    person_id: int
    opd_id: int
    obliged_from: date
    status: RosterStatus
    due_on: date | None = None


def obliged_from(*, standard_from: date, first_on: date) -> date:
    """The later of the standard's first day and the person's first day in the province."""
    return max(standard_from, first_on)


def counted_from(obliged: date, grace_days: int) -> date:
    """The first day on which a person stands in the denominator: grace is `d < obliged_from + G`."""
    return obliged + timedelta(days=grace_days)


def roster_status(*, day: date, obliged: date, grace_days: int, exempt: bool) -> RosterStatus | None:
    """The standing of an active member on that day; None when the obligation has not begun."""
    if day < obliged:
        return None
    if exempt:
        return RosterStatus.DIKECUALIKAN
    if day < counted_from(obliged, grace_days):
        return RosterStatus.MASA_TENGGANG
    return RosterStatus.WAJIB


@dataclass(frozen=True, slots=True)
class Counting:
    """How one person stands to the denominator of a standard; without an OPD there is no day at all.

    `status` is None before the obligation begins and for who belongs to no OPD.
    """

    status: RosterStatus | None
    obliged_from: date | None = None
    counted_from: date | None = None
    exempt_until: date | None = None


def counting_of(
    *, day: date, standard_from: date, first_on: date | None, grace_days: int, exempt_until: date | None
) -> Counting:
    """The same decision as the roster's, told to the person; None as first day means no OPD on that day."""
    if first_on is None:
        return Counting(None)
    obliged = obliged_from(standard_from=standard_from, first_on=first_on)
    status = roster_status(day=day, obliged=obliged, grace_days=grace_days, exempt=exempt_until is not None)
    return Counting(status, obliged, counted_from(obliged, grace_days), exempt_until)


class CompletionRule(StrEnum):
    """Which rule a completion satisfied, recorded with it."""

    BAGIAN = "bagian"
    BAGIAN_DAN_KUIS = "bagian+kuis"


class ModuleState(StrEnum):
    """How far a person is with a module."""

    BELUM = "belum"
    BERJALAN = "berjalan"
    SELESAI = "selesai"


@dataclass(frozen=True, slots=True)
class Progress:
    """A person and a module: which version is being read, which sections are read, what is done."""

    version_id: int | None = None
    read: frozenset[str] = frozenset()
    quiz_passed: bool = False
    completed_at: datetime | None = None
    completed_version_id: int | None = None

    @property
    def state(self) -> ModuleState:
        """Started means an act of the person's own: a section marked read, or the quiz passed."""
        if self.completed_at is not None:
            return ModuleState.SELESAI
        return ModuleState.BERJALAN if self.read or self.quiz_passed else ModuleState.BELUM

    def next_anchor(self, anchors: tuple[str, ...]) -> str | None:
        """The first section not yet read: where "Lanjutkan" leads; None when all are read."""
        return next((anchor for anchor in anchors if anchor not in self.read), None)

    def read_count(self, anchors: tuple[str, ...]) -> int:
        """How many of these sections are read."""
        return sum(anchor in self.read for anchor in anchors)

    def with_all_read_but(self, anchors: Iterable[str], parts: Iterable[NewPart]) -> "Progress":
        """Who has completed a module has read all of it, whatever address it has now, but what is new."""
        return replace(self, read=frozenset(anchors) - {part.anchor for part in parts})


NOTHING_READ = Progress()


def parts_words(parts: Sequence[NewPart]) -> str:
    """1 bagian baru ditambahkan: Memeriksa dulu. 2 bagian diperbarui: Data dan Izin."""
    kinds = ((True, "bagian baru ditambahkan"), (False, "bagian diperbarui"))
    sentences = []
    for is_new, words in kinds:
        titles = [part.title for part in parts if part.is_new is is_new]
        if titles:
            sentences.append(f"{len(titles)} {words}: {spoken_list(titles)}.")
    return " ".join(sentences)


def parts_mark(parts: Sequence[NewPart]) -> str:
    """The same in two or three words, for a tag."""
    return f"{len(parts)} bagian {'baru' if any(part.is_new for part in parts) else 'diperbarui'}"


class SectionGone(Conflict):
    """The module was published anew and this section is not in the version being read."""

    message = "Bagian ini tidak ada lagi di versi yang Anda baca. Buka lagi modulnya dari daftar bagian."
