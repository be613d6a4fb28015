"""The figures of a whole paper in words, with what each of them means; names and definitions are Moodle's."""

from dataclasses import dataclass

from app.comprehension.statistics import ItemFigures, QuizStatistics

LEAST_PAPERS = 30
"""Of fewer papers with the same items nothing is told: the figures would be chance."""
NONE = "tidak dapat dihitung"
HEADS = (
    "Rata-rata benar",
    "Simpangan baku",
    "Bobot seharusnya",
    "Bobot nyata",
    "Efisiensi daya beda",
    "Nilai tebakan",
)
"""What `ItemLine.cells` are, in their order."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of a paper; `weight` is its share of the highest mark, `guess` what blind guessing gets."""

    position: int
    figures: ItemFigures
    weight: float
    guess: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """Mean, spread, intended and effective weight, discriminative efficiency, guess, as printed."""
        own = self.figures
        return (
            share(own.facility, 100),
            number(own.sd),
            share(self.weight, 100),
            share(own.effectiveweight),
            share(own.discriminativeefficiency),
            share(self.guess, 100),
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """Everybody who was asked the same items; `highest` is the highest mark."""

    form: str
    highest: float
    quiz: QuizStatistics
    items: tuple[ItemLine, ...]

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Name, figure and meaning of each figure of the paper."""
        own = self.quiz
        return (
            ("Rata-rata", _of_highest(own.mean, self.highest), "Jumlah nilai dibagi banyak orang."),
            (
                "Median",
                _of_highest(own.median, self.highest),
                "Separuh orang di bawahnya, separuh di atas.",
            ),
            ("Simpangan baku", number(own.standarddeviation), "Seberapa jauh nilai orang berbeda-beda."),
            (
                "Kemencengan",
                number(own.skewness),
                "Di bawah 0: ekor nilai rendah lebih panjang. Di atas 0: ekor nilai tinggi lebih panjang.",
            ),
            (
                "Keruncingan",
                number(own.kurtosis),
                "Di atas 0: lebih banyak nilai yang jauh dari rata-rata daripada sebaran normal.",
            ),
            (
                "Konsistensi internal (CIC)",
                share(own.cic),
                "Alpha Cronbach kali 100. 75 ke atas baik, di bawah 64 kurang. Tes pendek yang menanyakan "
                "beberapa salah kaprah memang tidak seragam; di situ angka rendah bukan cacat.",
            ),
            (
                "Rasio galat",
                share(own.errorratio),
                "Bagian simpangan nilai yang berasal dari kebetulan; bisa di atas 100%.",
            ),
            ("Galat baku", number(own.standarderror), "Kira-kira sejauh ini nilai satu orang dapat meleset."),
        )


def number(value: float | None) -> str:
    """Two decimals with a comma, a true minus."""
    return NONE if value is None else _written(value, 2)


def share(value: float | None, times: int = 1) -> str:
    """Per cent with one decimal: these are for checking against another report."""
    return NONE if value is None else f"{_written(value * times, 1)}%"


def _written(value: float, decimals: int) -> str:
    rounded = round(value, decimals) or 0.0
    return f"{rounded:.{decimals}f}".replace(".", ",").replace("-", "−")


def _of_highest(value: float | None, highest: float) -> str:
    return NONE if value is None else f"{number(value)} dari {number(highest)}"
