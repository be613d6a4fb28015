"""Sentences computed from counts. Each ends with a full stop and reads aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.comprehension.rules import percent_text

THREE_AT_MOST = 3
WORTH_A_MODULE = 20
"""Per cent of the measured from which a further belief is worth material of its own."""
COLLECTIVE = (
    "",
    "modul wajib",
    "kedua modul",
    "ketiga modul",
    "keempat modul",
    "kelima modul",
    "keenam modul",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the province stands: persons, and the shown OPD by what they should do."""

    obliged: int
    measured: int
    n_min: int
    opd: int
    learn: int
    measure: int

    @property
    def behind(self) -> int:
        """OPD that have not reached the target."""
        return self.learn + self.measure


def headline(standing: Standing) -> str:
    """The one sentence of the page: what the number is and what to do."""
    if standing.obliged == 0:
        return "Belum ada pegawai wajib pada tanggal ini."
    if standing.measured == 0:
        return f"Belum seorang pun dari {people(standing.obliged)} wajib sudah diukur."
    if standing.measured < standing.n_min:
        return f"Baru {number(standing.measured)} dari {people(standing.obliged)} wajib sudah diukur."
    if standing.opd == 0:
        return f"Belum ada OPD dengan sedikitnya {standing.n_min} pegawai yang sudah diukur."
    return _about_opd(standing)


def _about_opd(standing: Standing) -> str:
    if standing.opd == 1:
        if standing.behind == 0:
            return "Satu OPD dapat ditampilkan, dan sudah mencapai sasaran."
        return f"Satu OPD dapat ditampilkan dan belum mencapai sasaran: {_action(standing)}."
    if standing.behind == 0:
        return f"Semua {number(standing.opd)} OPD sudah mencapai sasaran."
    if standing.behind == standing.opd:
        return f"Belum satu pun dari {number(standing.opd)} OPD mencapai sasaran: {_action(standing)}."
    some = f"{number(standing.behind)} dari {number(standing.opd)}"
    return f"{some} OPD belum mencapai sasaran: {_action(standing)}."


def _action(standing: Standing) -> str:
    learn, measure = "perlu belajar lagi", "belum tuntas diukur"
    if standing.learn and standing.measure:
        return f"{number(standing.learn)} {learn}, {number(standing.measure)} {measure}"
    word = learn if standing.learn else measure
    return word if standing.behind == 1 else f"semuanya {word}"


def grace_sentence(in_grace: int, grace_days: int) -> str:
    """Why nobody is obliged although there is staff."""
    return f"{people(in_grace)} masih dalam masa tenggang {grace_days} hari; sesudah itu mereka dihitung."


def closed_sentence(n_min: int) -> str:
    """Why a province with few measured people shows no figure."""
    return f"Angka pemahaman ditampilkan setelah sedikitnya {n_min} orang diukur."


def merged_sentence(members: str, n_min: int) -> str:
    """Why these OPD stand in one row; a large one may be among them, so that nobody subtracts it."""
    return f"Digabung agar OPD dengan kurang dari {n_min} orang terukur tidak dapat dikenali: {members}."


def core_sentence(*, belief: str, text: str, holders: int | None, asked: int | None) -> str:
    """What became of the core belief; `text` is the printed prevalence, the counts stand where they may."""
    quoted = f"Salah kaprah “{belief}”"
    if holders is not None and asked is not None:
        counts = f"{number(holders)} dari {number(asked)} orang"
        return f"{quoted} masih dipegang {text} pegawai yang diukur: {counts}."
    if text.startswith("≤"):
        return f"{quoted} dipegang paling banyak {text[1:]} pegawai yang diukur."
    if text.startswith("≥"):
        return f"{quoted} masih dipegang sedikitnya {text[1:]} pegawai yang diukur."
    return f"Jumlah pemegang {quoted[0].lower()}{quoted[1:]} ditutup karena kelompoknya terlalu kecil."


@dataclass(frozen=True, slots=True)
class OtherBelief:
    """A further belief with its prevalence in whole per cent."""

    title: str
    percent: int


@dataclass(frozen=True, slots=True)
class Wanting:
    """What could be asked of the Sekda; `core` is None where its sum may not be told."""

    measure_opd: int
    unmeasured: int
    learn_opd: int
    not_yet: int
    core: int | None
    other: OtherBelief | None = None


def requests(wanting: Wanting) -> tuple[str, ...]:
    """At most three requests, each with a number above zero."""
    found = []
    if wanting.measure_opd:
        found.append(
            f"Minta {number(wanting.measure_opd)} OPD menuntaskan pengukuran: "
            f"{people(wanting.unmeasured)} belum diukur."
        )
    if wanting.learn_opd:
        core = f", {number(wanting.core)} di antaranya salah kaprah inti" if wanting.core else ""
        found.append(
            f"Jadwalkan kelas perbaikan di {number(wanting.learn_opd)} OPD: "
            f"{people(wanting.not_yet)} belum paham{core}."
        )
    if wanting.other and wanting.other.percent >= WORTH_A_MODULE:
        found.append(
            f"Setujui materi baru untuk “{wanting.other.title}”: "
            f"dipegang {wanting.other.percent}% pegawai yang diukur."
        )
    return tuple(found[:THREE_AT_MOST])


def group_reason(group: str, target: str) -> str:
    """Why an OPD stands in its group, in words."""
    return {
        "perlu_belajar": f"Sasaran {target} tidak tercapai walau semua yang belum diukur ternyata paham.",
        "selesaikan_pengukuran": f"Garis sasaran {target} jatuh di bagian yang belum diukur.",
        "tercapai": f"Sedikitnya {target} pegawai wajib sudah terbukti paham.",
    }[group]


GROUP_NAMES = {
    "perlu_belajar": "Perlu belajar lagi",
    "selesaikan_pengukuran": "Tuntaskan pengukuran dulu",
    "tercapai": "Sasaran tercapai",
}


def completion_headline(*, completed: int, obliged: int, modules: int) -> str:
    """How many of the roster have completed everything."""
    if modules == 0:
        return "Belum ada modul wajib yang terbit."
    if obliged == 0:
        return "Belum ada pegawai wajib pada hari ini."
    what = all_modules(modules)
    if completed == 0:
        return f"Belum seorang pun dari {people(obliged)} wajib menyelesaikan {what}."
    if completed == obliged:
        return f"Semua {people(obliged)} wajib sudah menyelesaikan {what}."
    return f"{number(completed)} dari {people(obliged)} wajib sudah menyelesaikan {what}."


def completion_lead(*, behind: int, opd: int, lagging: str | None) -> str:
    """How many OPD are behind, and which module is left most often."""
    if behind == 0 and opd == 1:
        first = "Separuh atau lebih sudah menyelesaikan semuanya."
    elif behind == 0:
        first = "Di setiap OPD separuh atau lebih sudah selesai."
    elif opd == 1:
        first = "Kurang dari separuh pegawai wajib menyelesaikan semuanya."
    else:
        first = f"{number(behind)} OPD perlu menuntaskan bulan ini."
    return f"{first} Paling sering tertinggal: “{lagging}”." if lagging else first


MOST_EXEMPT = Fraction(1, 10)
"""Above this share of the active staff exemptions are told: the easiest way to a small denominator."""


def exempts_many(exempt: int, active: int) -> bool:
    """Whether an OPD exempts more of its active staff than goes without saying."""
    return exempt > MOST_EXEMPT * active


def many_exempt_sentence(offices: Sequence[tuple[str, int, int]]) -> str:
    """The OPD that exempt many, each with persons: name, exempt, active."""
    told = "; ".join(f"{name} ({number(exempt)} dari {number(active)})" for name, exempt, active in offices)
    share = percent_text(MOST_EXEMPT.numerator, MOST_EXEMPT.denominator)
    return f"Dikecualikan lebih dari {share} pegawai aktif, maka penyebutnya lebih kecil: {told}."


def without_obliged_sentence(count: int) -> str:
    """OPD without a roster are a line, not rows."""
    return f"{number(count)} OPD belum memiliki pegawai wajib."


def all_modules(count: int) -> str:
    """ "ketiga modul", "keenam modul", "semua 12 modul"."""
    return COLLECTIVE[count] if count < len(COLLECTIVE) else f"semua {number(count)} modul"


def people(count: int) -> str:
    """Persons with their word."""
    return f"{number(count)} pegawai"


def number(count: int) -> str:
    """1.795"""
    return f"{count:,}".replace(",", ".")
