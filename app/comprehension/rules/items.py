"""Item analysis for trainers: what people's first attempts say about a question, and about its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import sqrt
from statistics import fmean

LEAST_FOR_COUNTS = 10
LEAST_FOR_VERDICT = 30
PROVISIONAL_BELOW = 100
POPULAR_BELIEF, SURE_AMONG = 0.30, 0.50
TOO_EASY, ABOVE_CHANCE, WEAK, FLAT = 0.95, 0.05, 0.20, 0.10
HARDLY_CHOSEN = 0.05
SURE = 2
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CAUTION = "Ini petunjuk, bukan putusan; baca dulu soalnya."


class Verdict(IntEnum):
    """What to do about an item; the lower, the sooner somebody should look."""

    KEY_SUSPECTED = 1
    MISLEADING = 2
    GUESSED = 3
    WEAK = 4
    EMPTY_OPTION = 5
    CATCHES_BELIEF = 6
    TOO_EASY = 7
    GOOD = 8
    TOO_FEW = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's first attempt at an item: its mark and the rest of the paper, both 0 to 1."""

    mark: float
    rest: float
    chosen: frozenset[int] = frozenset()
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the item: its place in the source, whether it is the key, the belief that it names."""

    place: int
    right: bool
    belief: str | None = None

    @property
    def letter(self) -> str:
        """How a trainer calls it."""
        return LETTERS[self.place % len(LETTERS)]


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How often an option was chosen, how surely, and its correlation with the rest of the paper."""

    option: Option
    chosen: int
    sure: int
    share: float
    correlation: float | None

    @property
    def sure_share(self) -> float | None:
        """The confident among those who chose it; None when nobody did."""
        return self.sure / self.chosen if self.chosen else None

    @property
    def is_wrong_belief(self) -> bool:
        """Whether choosing it shows a misconception."""
        return self.option.belief is not None and not self.option.right


@dataclass(frozen=True, slots=True)
class ItemFindings:
    """An item as its first attempts show it; figures that rest on too few people are None."""

    n: int
    facility: float | None
    discrimination: float | None
    options: tuple[OptionFigures, ...]
    verdict: Verdict
    sentence: str

    @property
    def provisional(self) -> bool:
        """Whether the verdict rests on fewer than a hundred people."""
        return LEAST_FOR_VERDICT <= self.n < PROVISIONAL_BELOW


def item_findings(
    sheets: Sequence[Sheet],
    options: Sequence[Option],
    *,
    beliefs: Mapping[str, str],
    chance: float | None,
) -> ItemFindings:
    """The figures and the verdict of an item; `beliefs` names codes, `chance` is blind guessing's share.

    Facility is the mean mark over its maximum and discrimination the corrected point-biserial, as in Moodle's
    report; the sentences and their order are those of the standard's definition of item analysis.
    """
    n = len(sheets)
    figures = tuple(_figures(option, sheets) for option in options) if n >= LEAST_FOR_COUNTS else ()
    facility = fmean(sheet.mark for sheet in sheets) if n >= LEAST_FOR_COUNTS else None
    if n < LEAST_FOR_VERDICT or facility is None:
        words = f"Belum cukup jawaban untuk menilai soal ini ({n} dari {LEAST_FOR_VERDICT})."
        return ItemFindings(n, facility, None, figures, Verdict.TOO_FEW, words)
    r = correlation([sheet.mark for sheet in sheets], [sheet.rest for sheet in sheets])
    verdict, sentence = _verdict(n, facility, r, figures, beliefs=beliefs, chance=chance)
    return ItemFindings(n, facility, r, figures, verdict, sentence)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; None when either does not vary."""
    mean_x, mean_y = fmean(xs), fmean(ys)
    xx = sum((x - mean_x) ** 2 for x in xs)
    yy = sum((y - mean_y) ** 2 for y in ys)
    if min(xs) == max(xs) or min(ys) == max(ys):
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sqrt(xx * yy)


def _figures(option: Option, sheets: Sequence[Sheet]) -> OptionFigures:
    by = [sheet for sheet in sheets if option.place in sheet.chosen]
    took = [float(option.place in sheet.chosen) for sheet in sheets]
    enough = len(sheets) >= LEAST_FOR_VERDICT
    return OptionFigures(
        option=option,
        chosen=len(by),
        sure=sum((sheet.confidence or 1) >= SURE for sheet in by),
        share=len(by) / len(sheets),
        correlation=correlation(took, [sheet.rest for sheet in sheets]) if enough else None,
    )


def _verdict(
    n: int,
    p: float,
    r: float | None,
    options: Sequence[OptionFigures],
    *,
    beliefs: Mapping[str, str],
    chance: float | None,
) -> tuple[Verdict, str]:
    """The first rule that applies."""
    if rival := _rival_of_the_key(options):
        return Verdict.KEY_SUSPECTED, (
            f"Periksa kunci jawaban. Peserta yang paham justru banyak memilih pilihan {rival.option.letter}."
        )
    if r is not None and r < 0:
        return Verdict.MISLEADING, (
            "Soal ini menyesatkan: peserta yang paham justru lebih sering salah. Tarik dulu, lalu perbaiki."
        )
    if caught := _caught_belief(options):
        name = beliefs.get(caught.option.belief or "", caught.option.belief or "")
        return Verdict.CATCHES_BELIEF, (
            f"Soal ini menangkap salah kaprah “{name}”: {caught.sure} dari {n} memilihnya dengan yakin. "
            "Soalnya baik; materinya yang perlu diperkuat."
        )
    if p > TOO_EASY:
        return Verdict.TOO_EASY, (
            "Hampir semua benar. Soal ini tidak lagi memberi keterangan; simpan hanya sebagai pembuka."
        )
    if chance is not None and p < chance + ABOVE_CHANCE and (r or 0) < FLAT:
        return Verdict.GUESSED, (
            "Jawaban tampak seperti menebak. Kalimat soal mungkin tidak jelas atau materinya belum diajarkan."
        )
    if (r or 0) < WEAK:
        return Verdict.WEAK, ("Soal ini kurang membedakan yang paham dari yang belum. Perjelas pengecohnya.")
    if idle := _idle_distractor(options):
        return Verdict.EMPTY_OPTION, (
            f"Pilihan {idle.option.letter} hampir tidak pernah dipilih. "
            "Ganti dengan kekeliruan yang benar-benar terjadi di kantor."
        )
    return Verdict.GOOD, "Soal ini bekerja baik."


def _rival_of_the_key(options: Sequence[OptionFigures]) -> OptionFigures | None:
    """The untagged wrong option that goes better with the rest of the paper than the weakest key does."""
    keys = [each.correlation for each in options if each.option.right and each.correlation is not None]
    rivals = [
        each
        for each in options
        if not each.option.right and each.option.belief is None and each.correlation is not None
    ]
    best = max(rivals, key=lambda each: each.correlation or 0.0, default=None)
    return best if best and keys and (best.correlation or 0.0) > min(keys) else None


def _caught_belief(options: Sequence[OptionFigures]) -> OptionFigures | None:
    return next(
        (
            each
            for each in options
            if each.is_wrong_belief and each.share >= POPULAR_BELIEF and (each.sure_share or 0) >= SURE_AMONG
        ),
        None,
    )


def _idle_distractor(options: Sequence[OptionFigures]) -> OptionFigures | None:
    """A wrong option that hardly anybody chooses; a belief that has become rare is a success, not a flaw."""
    wrong = (each for each in options if not each.option.right and each.option.belief is None)
    return next((each for each in wrong if each.share < HARDLY_CHOSEN), None)
