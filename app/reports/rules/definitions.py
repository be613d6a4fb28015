"""What a number means: its definition, what is counted over what, and the policy numbers that shaped it."""

from dataclasses import dataclass

from app.comprehension.rules import DisplayRow, Policy, percent_text
from app.reports.rules.sentences import number


@dataclass(frozen=True, slots=True)
class Definition:
    """One number of the page, opened."""

    meaning: str
    counted: str
    policy: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """The four numbers of the equation."""

    proven: Definition
    coverage: Definition
    of_measured: Definition
    core: Definition


def definitions(row: DisplayRow, policy: Policy) -> Definitions:
    """The numbers of one row, opened."""
    mark = percent_text(policy.pass_mark.numerator, policy.pass_mark.denominator)
    answered = percent_text(policy.min_answered.numerator, policy.min_answered.denominator)
    target = percent_text(policy.target.numerator, policy.target.denominator)
    days = f"dikirim dalam {policy.validity_days} hari terakhir"
    valid = f"Percobaan sah: {days}, sedikitnya {answered} soal dijawab."
    return Definitions(
        proven=Definition(
            "Percobaan sah terakhir lulus dan tidak memegang salah kaprah inti, dari semua pegawai wajib.",
            _over(row.paham, "paham", row.obliged, "pegawai wajib"),
            f"Batas lulus {mark} benar. Sasaran {target}. Masa tenggang {policy.grace_days} hari.",
        ),
        coverage=Definition(
            "Punya percobaan sah, apa pun hasilnya, dari semua pegawai wajib.",
            _over(row.measured, "sudah diukur", row.obliged, "pegawai wajib"),
            valid,
        ),
        of_measured=Definition(
            "Terbukti paham, hanya di antara mereka yang sudah diukur. Rentang 95%: sejauh mana angka dapat "
            "bergeser karena kebetulan.",
            _over(row.paham, "paham", row.measured, "yang sudah diukur"),
            f"Batas lulus {mark} benar. Ditampilkan bila sedikitnya {policy.n_min} orang diukur.",
        ),
        core=Definition(
            "Memilih jawaban bersalah kaprah dengan yakin pada sedikitnya dua soal inti, lulus atau tidak.",
            _over(row.core.holders, "memegang", row.core.asked, "yang menjawab sedikitnya dua soal inti"),
            valid,
        ),
    )


def _over(count: int | None, what: str, of: int | None, whom: str) -> str:
    if count is None or of is None:
        return "Jumlahnya ditutup karena kelompoknya terlalu kecil."
    return f"{number(count)} orang {what} dibagi {number(of)} {whom}."
