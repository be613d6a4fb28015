"""Sentences about beliefs before and after learning, and about months as they were published."""

from collections.abc import Sequence
from datetime import date

from app.comprehension.rules import percent_text
from app.comprehension.rules.changes import Flows, ShownChange, Verdict
from app.materials.rules.catalogue import MONTHS, spoken_day
from app.reports.rules.sentences import number

SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def month_words(year: int, month: int) -> str:
    """Juni 2026"""
    return f"{MONTHS[month - 1]} {year}"


def change_sentence(belief: str, change: ShownChange) -> str:
    """What became of a belief in the same persons, or nothing where a share is withheld."""
    if not change.shown:
        return ""
    before, after = change.before.text, change.after.text
    who = f"di antara {number(change.matched)} pegawai yang ikut tes awal dan tes akhir"
    if change.verdict is Verdict.UNCLEAR:
        return f"Belum ada perubahan yang jelas pada salah kaprah “{belief}”: {before}, lalu {after}, {who}."
    verb = "turun" if change.verdict is Verdict.DOWN else "naik"
    return f"Salah kaprah “{belief}” {verb} dari {before} menjadi {after} {who}."


def cured_sentence(flows: Flows) -> str:
    """What became of those who held it."""
    start = f"Dari {number(flows.former)} yang semula memegangnya, {share(flows.to_paham, flows)} kini paham"
    if flows.stayed is None or flows.to_unknown is None:
        return f"{start} dan {share(flows.not_yet, flows)} belum paham."
    lost = share(flows.to_unknown, flows)
    return f"{start}, {lost} lepas tetapi belum tahu, dan {share(flows.stayed, flows)} menetap."


def share(count: int, flows: Flows) -> str:
    """A part of the former holders."""
    return percent_text(count, flows.former)


SLOPE_TITLES = {
    Verdict.DOWN: "Salah kaprah turun, tetapi belum hilang",
    Verdict.UP: "Salah kaprah naik sesudah belajar: periksa materinya",
    Verdict.UNCLEAR: "Salah kaprah belum berubah dengan jelas",
}


def slope_title(core: ShownChange | None) -> str:
    """The finding above the drawing of before and after."""
    return SLOPE_TITLES[core.verdict] if core and core.shown else "Sebelum dan sesudah belajar"


def trend_sentence(months: Sequence[tuple[int, str]], year: int) -> str:
    """How the headline moved over the published months of a year."""
    if not months:
        return f"Belum ada angka bulanan yang terbit pada {year}."
    first, last = months[0], months[-1]
    now = f"{last[1]} pada {MONTHS[last[0] - 1]}"
    if len(months) == 1 or first[1] == last[1]:
        return f"Terbukti paham {now} {year}."
    return f"Terbukti paham: {first[1]} pada {MONTHS[first[0] - 1]}, {now} {year}."


def corrected_sentence(month: str, on: date, reason: str) -> str:
    """That published figures were put right, when and why."""
    return f"Angka {month} dikoreksi pada {spoken_day(on)}: {reason.rstrip('.')}."


def prevalence_sentence(months: Sequence[tuple[int, str]], year: int) -> str:
    """How the share of holders moved over the published months of a year."""
    if not months:
        return f"Belum ada angka bulanan yang terbit pada {year}."
    told = ", ".join(f"{text} pada {MONTHS[number_ - 1]}" for number_, text in months)
    return f"Memegang salah kaprah ini: {told} {year}."
