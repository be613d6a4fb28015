"""Intervals, tests and item figures: plain numbers in, plain numbers out; what is undefined is None.

Five have no page, on purpose, and are here for who checks a figure with the published vectors. `newcombe`:
the pages compare no two OPD. `certainty_mark` and `guess_corrected`: marks are plain, confidence only
classifies. `chance_of_passing`: what the pass mark was weighed by. `upper_less_lower`: the page shows the
corrected point-biserial, of which this is the coarser relative.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, pow, sqrt
from statistics import fmean, median
from typing import TypeVar

Stratum = TypeVar("Stratum", bound=Hashable)

Interval = tuple[float, float]
Z95 = 1.959963984540054


def wilson(successes: int, n: int, z: float = Z95) -> Interval | None:
    """The Wilson score interval of a share; exactly 0 or 1 at the ends, None for n = 0."""
    if n == 0:
        return None
    p, z2 = successes / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (0.0 if successes == 0 else centre - half, 1.0 if successes == n else centre + half)


def newcombe(k1: int, n1: int, k2: int, n2: int) -> Interval | None:
    """The hybrid score interval of p1 - p2 for two independent groups (Newcombe 1998, method 10)."""
    first, second = wilson(k1, n1), wilson(k2, n2)
    if first is None or second is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    below = sqrt((p1 - first[0]) ** 2 + (second[1] - p2) ** 2)
    above = sqrt((first[1] - p1) ** 2 + (p2 - second[0]) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def newcombe_paired(a: int, b: int, c: int, d: int) -> Interval | None:
    """The square-and-add interval of (b - c)/n for pairs 1→1, 1→0, 0→1, 0→0, with the corrected phi."""
    n = a + b + c + d
    before, after = wilson(a + b, n), wilson(a + c, n)
    if before is None or after is None:
        return None
    p1, p2, phi = (a + b) / n, (a + c) / n, _corrected_phi(a, b, c, d)
    down1, up1, down2, up2 = p1 - before[0], before[1] - p1, p2 - after[0], after[1] - p2
    below = sqrt(max(0.0, down1**2 - 2 * phi * down1 * up2 + up2**2))
    above = sqrt(max(0.0, up1**2 - 2 * phi * up1 * down2 + down2**2))
    return (b - c) / n - below, (b - c) / n + above


def _corrected_phi(a: int, b: int, c: int, d: int) -> float:
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if margins == 0:
        return 0.0
    product, half_n = a * d - b * c, (a + b + c + d) / 2
    corrected = product - half_n if product > half_n else min(product, 0)
    return corrected / sqrt(margins)


def mcnemar_midp(b: int, c: int) -> float:
    """The mid-p value of McNemar's test on b + c discordant pairs; 1 when there is none."""
    n, least = b + c, min(b, c)
    if n == 0:
        return 1.0
    at_least = comb(n, least)
    if b == c:
        return 1 - at_least / (1 << (n + 1))
    term = 1
    tail = 0
    for i in range(least + 1):
        tail += term
        term = term * (n - i) // (i + 1)
    return (2 * tail - at_least) / (1 << n)


def standardised(
    strata: Mapping[Stratum, tuple[int, int]], weights: Mapping[Stratum, int], *, least: int = 10
) -> float | None:
    """Directly standardised rate of (successes, n) by stratum: the sum of w_j k_j / n_j over the sum of w_j.

    None when a stratum of the standard population rests on fewer than `least` here. Charig et al. (1986).
    """
    used = {name: weight for name, weight in weights.items() if weight}
    if not used or any(strata.get(name, (0, 0))[1] < max(1, least) for name in used):
        return None
    whole = sum(used.values())
    return sum(weight * strata[name][0] / strata[name][1] for name, weight in used.items()) / whole


def class_gain(pre_mean: float, post_mean: float) -> float | None:
    """Hake's normalised gain of two class means in per cent of matched persons; None at a pre-mean of 100."""
    return None if pre_mean == 100 else (post_mean - pre_mean) / (100 - pre_mean)


def concentration(counts: Sequence[int]) -> float | None:
    """Bao and Redish's concentration of answers over options: 0 for even, 1 for one option alone."""
    n, options = sum(counts), len(counts)
    if n == 0 or options < 2:
        return None
    root = sqrt(options)
    return root / (root - 1) * (sqrt(sum(count * count for count in counts)) / n - 1 / root)


def certainty_mark(fraction: float, certainty: int) -> float:
    """The certainty-based mark of one answer (Gardner-Medwin; Moodle): right 1, 2, 3, wrong 0, -2, -6."""
    return fraction * certainty if fraction > 0 else (0.0, -2.0, -6.0)[certainty - 1]


def guess_corrected(right: int, wrong: int, options: int) -> float:
    """The formula score R - W/(k - 1): what is left when blind guesses cancel out."""
    return right - wrong / (options - 1)


def chance_of_passing(items: int, cut: int, options: int) -> float:
    """The probability that blind guessing gets at least `cut` of so many single-choice items right."""
    p = 1 / options
    return sum(comb(items, k) * p**k * (1 - p) ** (items - k) for k in range(cut, items + 1))


def upper_less_lower(marks: Sequence[Sequence[float]], share: float = 0.27) -> list[float]:
    """D of each item: mean of the best 27 % by total less that of the worst; ties share the last seats."""
    totals = [sum(row) for row in marks]
    seats = max(1, int(share * len(marks) + 0.5))
    upper, lower = (_seats([sign * total for total in totals], seats) for sign in (1, -1))
    return [
        sum((u - w) * row[i] for u, w, row in zip(upper, lower, marks, strict=True)) / seats
        for i in range(len(marks[0]))
    ]


def _seats(totals: Sequence[float], seats: int) -> list[float]:
    """The part of a seat that each person has among the `seats` highest."""
    cut = sorted(totals, reverse=True)[seats - 1]
    above, at_cut = sum(total > cut for total in totals), sum(total == cut for total in totals)
    return [1.0 if total > cut else (seats - above) / at_cut * (total == cut) for total in totals]


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """Figures of a whole quiz with the names and definitions of Moodle's report; percentages are 0–100."""

    n: int
    median: float | None
    mean: float | None
    standarddeviation: float | None
    skewness: float | None
    kurtosis: float | None
    cic: float | None
    errorratio: float | None
    standarderror: float | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one item with the names and definitions of Moodle's report."""

    facility: float | None
    sd: float | None
    effectiveweight: float | None
    discriminationindex: float | None
    discriminativeefficiency: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """A quiz and its items, in the order of the marks."""

    quiz: QuizStatistics
    items: tuple[ItemFigures, ...]


def item_statistics(marks: Sequence[Sequence[float]], max_marks: Sequence[float]) -> ItemStatistics:
    """Moodle's item analysis of first attempts: one row of marks a person, one maximum an item."""
    totals = [sum(row) for row in marks]
    columns = [[row[i] for row in marks] for i in range(len(max_marks))]
    shared = [_covariance(column, totals) for column in columns]
    weight = sum(sqrt(c) for c in shared if c is not None and c >= 0)
    items = tuple(
        _item(column, totals, highest, covariance, weight)
        for column, highest, covariance in zip(columns, max_marks, shared, strict=True)
    )
    return ItemStatistics(_quiz(totals, columns), items)


def _item(
    marks: Sequence[float], totals: Sequence[float], highest: float, covariance: float | None, weight: float
) -> ItemFigures:
    others = [t - x for x, t in zip(marks, totals, strict=True)]
    variance, around = _variance(marks), _variance(others)
    with_others, best = _covariance(marks, others), _covariance(sorted(marks), sorted(others))
    counted = covariance is not None and covariance >= 0 and weight > 0
    return ItemFigures(
        facility=fmean(marks) / highest if marks and highest else None,
        sd=None if variance is None else sqrt(variance),
        effectiveweight=100 * sqrt(covariance or 0.0) / weight if counted else None,
        discriminationindex=_ratio(with_others, sqrt((variance or 0.0) * (around or 0.0))),
        discriminativeefficiency=_ratio(with_others, best),
    )


def _quiz(totals: Sequence[float], columns: Sequence[Sequence[float]]) -> QuizStatistics:
    n, k = len(totals), len(columns)
    variance = _variance(totals)
    parts = sum(_variance(column) or 0.0 for column in columns)
    cic = 100 * k / (k - 1) * (1 - parts / variance) if k > 1 and variance else None
    error = None if cic is None else 100 * sqrt(max(0.0, 1 - cic / 100))
    sd = None if variance is None else sqrt(variance)
    return QuizStatistics(
        n=n,
        median=median(totals) if n else None,
        mean=fmean(totals) if n else None,
        standarddeviation=sd,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        cic=cic,
        errorratio=error,
        standarderror=None if error is None or sd is None else error * sd / 100,
    )


def _ratio(part: float | None, whole: float | None) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def _covariance(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The sample covariance, n - 1; None below two values. Equal values give exactly zero."""
    n = len(xs)
    if n < 2:
        return None
    if min(xs) == max(xs) or min(ys) == max(ys):
        return 0.0
    mean_x, mean_y = fmean(xs), fmean(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / (n - 1)


def _variance(values: Sequence[float]) -> float | None:
    return _covariance(values, values)


def _moment(values: Sequence[float], power: int) -> float:
    mean = fmean(values)
    return sum((value - mean) ** power for value in values) / len(values)


def _skewness(values: Sequence[float]) -> float | None:
    n, k2 = len(values), _variance(values)
    if n < 3 or not k2:
        return None
    k3 = n * n * _moment(values, 3) / ((n - 1) * (n - 2))
    return k3 / pow(k2, 1.5)


def _kurtosis(values: Sequence[float]) -> float | None:
    """The excess kurtosis by unbiased k-statistics."""
    n, k2 = len(values), _variance(values)
    if n < 4 or not k2:
        return None
    m2, m4 = _moment(values, 2), _moment(values, 4)
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / k2**2
