"""The sentences in which a person reads what happened to the own completion, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.learning.rules import CompletionRule, ModuleState

RULES = {
    CompletionRule.BAGIAN: "semua bagian ditandai selesai",
    CompletionRule.BAGIAN_DAN_KUIS: "semua bagian ditandai selesai dan kuis modul mencapai batasnya",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the person did, or that was recorded because of it; `public_id` names an attempt."""

    at: datetime
    words: str
    public_id: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleStory:
    """One module: how far, the events in their order, what is missing, and the rule that decides."""

    slug: str
    title: str
    state: ModuleState
    events: tuple[Event, ...]
    missing: tuple[str, ...]
    rule: str
    completed_at: datetime | None = None


def section_read(position: int | None, title: str, version: int) -> str:
    """A section marked read; None as position when the version being read no longer holds it."""
    if position is None:
        return f"Bagian “{title}” Anda tandai selesai. Bagian ini tidak ada lagi dalam versi {version}."
    return f"Bagian {position}, “{title}”, Anda tandai selesai."


def attempt_sent(
    *, number: int, correct: int, items: int, mark: Fraction, passed: bool, by_clock: bool
) -> str:
    """An attempt that was marked, beside the threshold of its version."""
    how = "dikirim otomatis saat waktu habis" if by_clock else "dikirim"
    verdict = "batas tercapai" if passed else "batas belum tercapai"
    return f"Percobaan {number} {how}: {correct} dari {items} benar, batas {share(mark)}, {verdict}."


def attempt_annulled(number: int) -> str:
    """An attempt that no longer counts."""
    return f"Percobaan {number} dibatalkan, jadi tidak dihitung."


def attempt_open(number: int) -> str:
    """An attempt begun and not sent."""
    return f"Percobaan {number} dimulai dan belum dikirim."


def completed(rule: CompletionRule, version: int | None) -> str:
    """The recorded fact with the rule that it satisfied."""
    of = f" versi {version}" if version else ""
    return f"Modul tercatat selesai{of}. Aturan yang dipenuhi: {RULES[rule]}."


def unread(positions: Sequence[int]) -> str:
    """Which sections are not marked yet."""
    if len(positions) == 1:
        return f"Bagian {positions[0]} belum ditandai selesai."
    first, comma = ", ".join(map(str, positions[:-1])), "," if len(positions) > 2 else ""
    return f"Bagian {first}{comma} dan {positions[-1]} belum ditandai selesai."


def quiz_missing(mark: Fraction) -> str:
    """That the quiz has not been passed."""
    return f"Kuis modul belum mencapai batas {share(mark)}."


def share(mark: Fraction) -> str:
    """A threshold as a whole percentage."""
    return f"{int(mark * 100 + Fraction(1, 2))}%"


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """By instant; what has the same instant stays as told, so that the recording follows its cause."""
    return tuple(sorted(events, key=lambda event: event.at))


def duties_headline(done: int, total: int) -> str:
    """The finding of the page."""
    if not total:
        return "Belum ada modul wajib untuk Anda."
    if done == total:
        return f"Semua {total} modul wajib Anda tercatat selesai."
    return f"{done} dari {total} modul wajib Anda tercatat selesai."
