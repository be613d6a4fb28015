"""Published salah kaprah, legal sources, terms and standards as other rooms read them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.materials.rules.draft import Certainty, LegalDraft, LegalStatus

CHECKED_FOR = timedelta(days=365)
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@dataclass(frozen=True, slots=True)
class DelayedTest:
    """The short test that a random `share` of those who passed takes so many days after their test."""

    slug: str
    from_days: int
    until_days: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Standard:
    """What everybody obliged must have read, and the test that proves comprehension."""

    version_id: int
    code: str
    title: str
    valid_from: date
    module_slugs: tuple[str, ...]
    test_slug: str
    pass_mark: Fraction
    target: Fraction
    grace_days: int
    validity_days: int
    min_measured: int
    min_answered: Fraction
    delayed: DelayedTest | None = None


@dataclass(frozen=True, slots=True)
class SalahKaprah:
    """A misconception: how it sounds, why it tempts, why it fails, what is true."""

    code: str
    title: str
    belief: str
    temptation: str
    refutation: str
    truth: str
    legal: tuple[str, ...]
    indicators: Mapping[int, tuple[int, ...]]
    core: bool


@dataclass(frozen=True, slots=True)
class LegalSource:
    """A regulation and how sure we are of it."""

    id: str
    name: str
    title: str
    status: LegalStatus
    revoked_by: str | None
    valid_from: date | None
    checked_on: date
    link: str | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A word of the field and what it means."""

    code: str
    term: str
    meaning: str
    foreign: str | None
    legal: tuple[str, ...]


def spoken_day(day: date) -> str:
    """16 November 2026"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken_list(words: Sequence[str]) -> str:
    """4 · 4 dan 15 · 4, 13, dan 15"""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + ", dan " + words[-1]


def state_words(source: LegalSource | LegalDraft, revoker: str | None) -> str:
    """Whether it is in force, and who says so since when."""
    state = {
        LegalStatus.BERLAKU: "Berlaku.",
        LegalStatus.DIUBAH: "Berlaku, dengan perubahan.",
        LegalStatus.DICABUT: f"Sudah dicabut dengan {revoker}." if revoker else "Sudah dicabut.",
    }[source.status]
    return f"{state} {checked_words(source)}"


def checked_words(source: LegalSource | LegalDraft) -> str:
    """Whether somebody has read the official text, and when last."""
    if source.certainty is Certainty.PERLU_DIPERIKSA:
        return "Naskah resmi belum diperiksa."
    return f"Diperiksa {spoken_day(source.checked_on)}."


def first_sentence(text: str) -> str:
    """The words up to the first full stop that ends a sentence."""
    return re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]


def share_text(entry: SalahKaprah, address: str) -> str:
    """The refutation as one message for the office's group."""
    parts = [
        f"*Salah kaprah SPBE*: “{entry.belief}”",
        f"*Mengapa keliru*\n{entry.refutation}",
        f"*Yang benar*\n{entry.truth}",
        f"Selengkapnya: {address}",
    ]
    return "\n\n".join(parts)


def matches(entry: SalahKaprah, words: str) -> bool:
    """Whether every word that was asked for occurs somewhere in the entry."""
    text = " ".join((entry.title, entry.belief, entry.temptation, entry.refutation, entry.truth)).casefold()
    return all(word in text for word in words.casefold().split())


def source_matches(source: LegalSource, words: str) -> bool:
    """Whether every word that was asked for occurs in the name or the title."""
    text = f"{source.name} {source.title}".casefold()
    return all(word in text for word in words.casefold().split())


def is_stale(source: LegalSource | LegalDraft, today: date) -> bool:
    """Whether a text that cites it should be looked at: revoked, or unchecked for more than a year."""
    return source.status is LegalStatus.DICABUT or today - source.checked_on > CHECKED_FOR
