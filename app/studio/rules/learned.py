"""What learning changed in the same persons, in words for trainers: class gain, and each belief."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from app.comprehension.rules import percent_text
from app.comprehension.rules.transitions import Transition
from app.comprehension.statistics import class_gain, concentration, mcnemar_midp

CLEAR = 0.05
"""A mid-p below it is a clear change."""
MOST_NEW = (1, 20)
"""Above one in twenty newly acquired, with at least five persons, the lesson itself may teach the belief."""
LEAST_NEW = 5
LEAST_MATCHED = 30
LOW, HIGH = 0.2, 0.5
"""Bounds of concentration: answers spread evenly, over two, on one option."""


@dataclass(frozen=True, slots=True)
class BeliefLine:
    """One belief before and after, the verdict in words, and an alert when a lesson may teach it."""

    code: str
    title: str
    before: str
    after: str
    verdict: str
    alert: str


@dataclass(frozen=True, slots=True)
class Learned:
    """The test before the first lesson against the test after the last, in the same persons."""

    gain: str
    beliefs: tuple[BeliefLine, ...]


def gain_sentence(marks: Sequence[tuple[float, float]], *, least: int) -> str:
    """Hake's gain of the class with both means and the number of persons; never a mean of single gains."""
    n = len(marks)
    if n < least:
        return f"Belum cukup untuk membandingkan: {n} orang ikut tes awal dan tes akhir, sedikitnya {least}."
    before, after = fmean(mark for mark, _ in marks), fmean(mark for _, mark in marks)
    means = f"{_whole(before)} pada tes awal, {_whole(after)} pada tes akhir"
    told = f"Rata-rata benar {n} orang yang sama: {means}."
    gain = class_gain(before, after)
    if gain is None:
        return f"{told} Semua sudah benar sejak awal, jadi tidak ada yang dapat naik."
    share = f"{gain:.2f}".replace(".", ",").replace("-", "−")
    return f"{told} Peningkatan kelas (Hake) {share}: bagian yang diraih dari yang masih dapat diraih."


def belief_line(code: str, title: str, change: Transition) -> BeliefLine | None:
    """One belief in the same persons; None while too few took both tests."""
    if change.matched < LEAST_MATCHED:
        return None
    return BeliefLine(
        code=code,
        title=title,
        before=percent_text(change.before, change.matched),
        after=percent_text(change.after, change.matched),
        verdict=_verdict(change),
        alert=_alert(change),
    )


def _verdict(change: Transition) -> str:
    if mcnemar_midp(change.cured, change.new) >= CLEAR:
        return "Belum jelas"
    return "Penurunan jelas" if change.cured > change.new else "Naik"


def _alert(change: Transition) -> str:
    free, (part, whole) = change.new + change.free, MOST_NEW
    if change.new < LEAST_NEW or change.new * whole <= free * part:
        return ""
    return (
        f"{change.new} dari {free} orang yang semula bebas kini memegangnya. "
        "Periksa materinya: mungkin justru mengajarkannya."
    )


def _whole(percent: float) -> str:
    return f"{int(percent + 0.5)}%"


def concentration_words(counts: Sequence[int]) -> str:
    """How far the answers gather on one option, by Bao and Redish, with what the level means."""
    found = concentration(counts) if sum(counts) >= LEAST_MATCHED else None
    if found is None:
        return "Belum ada"
    level = "menyebar" if found < LOW else "pada dua pilihan" if found < HIGH else "pada satu pilihan"
    return f"{found:.2f}, {level}".replace(".", ",", 1)
