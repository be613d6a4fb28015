"""The Sekda's figures as JSON and as a table, under the names of the facts format; withheld = null."""

from collections.abc import Callable
from typing import Any

from app.comprehension.queries import Picture, params
from app.comprehension.rules import (
    CellKind,
    DisplayRow,
    whole_percent,
)
from app.comprehension.rules.suppression import Member
from app.comprehension.statistics import wilson
from app.reports.formats.sheets import Cell, Sheet

DIGITS = 10


def as_json(picture: Picture) -> dict[str, Any]:
    """`laporan.json`: the instant, the policy numbers and every row as the page shows it."""
    shown = picture.shown
    facts = params(picture.policy, picture.at)
    return {
        "keadaan": facts["as_of"],
        "standar": picture.policy.standard,
        "aturan": picture.rules,
        "params": facts,
        "provinsi": figures(shown.province),
        "opd": [
            {
                "kode": row.code or None,
                "nama": row.name,
                **figures(row),
                "anggota": [_member(member) for member in row.members],
            }
            for row in shown.rows
        ],
        "opd_tanpa_wajib": shown.without_obliged,
    }


def _member(member: Member) -> dict[str, Any]:
    return {"kode": member.code, "nama": member.name, "terukur": member.measured, "wajib": member.obliged}


def figures(row: DisplayRow) -> dict[str, Any]:
    """All figures of one row; what may not be told is None."""
    silent, folded = not row.shows_comprehension, row.salah_kaprah is None
    paham = row.paham or 0
    interval = None if silent else wilson(paham, row.measured)
    limits = None if silent or not row.obliged else (paham, paham + row.unmeasured)
    core = row.core if row.core.kind is CellKind.EXACT and not folded else None
    return {
        "wajib": row.obliged,
        "masa_tenggang": row.in_grace,
        "dikecualikan": row.exempt,
        "mulai": row.started,
        "terukur": row.measured,
        "selesai": row.completed,
        "lulus": row.passed,
        "paham": row.paham,
        "belum_tahu": row.belum_tahu,
        "salah_kaprah": row.salah_kaprah,
        "belum_diukur": row.unmeasured,
        "partisipasi": share(row.started, row.obliged),
        "cakupan_terukur": share(row.measured, row.obliged),
        "penyelesaian": share(row.completed, row.obliged),
        "kelulusan": share(row.passed, row.measured),
        "paham_di_antara_terukur": share(row.paham, row.measured),
        "wilson": interval and [round(bound, DIGITS) for bound in interval],
        "terbukti_paham": share(row.paham, row.obliged),
        "batas": limits and [share(limit, row.obliged) for limit in limits],
        "prevalensi_salah_kaprah": core and share(core.holders, core.asked or 0),
        "kelompok": row.group,
        "boleh_tampil": row.shows_comprehension,
    }


def share(count: int | None, of: int) -> float | None:
    """A share of ten decimals, None for a withheld count or nobody."""
    return None if count is None or not of else round(count / of, DIGITS)


def as_sheet(picture: Picture) -> Sheet:
    """The rows of the page, the province last: counts and whole per cent."""
    rows = [*picture.shown.rows, picture.shown.province]
    policy = policy_cells(picture)
    return Sheet(
        "Pemahaman",
        (*COLUMNS, *policy),
        tuple((*(cell(row) for cell in COLUMNS.values()), *policy.values()) for row in rows),
    )


def policy_cells(picture: Picture) -> dict[str, Cell]:
    """What shaped every row: a row that is copied elsewhere still says of which instant and policy it is."""
    policy = picture.policy
    return {
        "keadaan": params(policy, picture.at)["as_of"],
        "standar": policy.standard,
        "aturan": picture.rules,
        "batas_lulus_persen": whole_percent(policy.pass_mark.numerator, policy.pass_mark.denominator),
        "sasaran_persen": whole_percent(policy.target.numerator, policy.target.denominator),
        "tenggang_hari": policy.grace_days,
        "berlaku_hari": policy.validity_days,
        "terukur_minimum": policy.n_min,
        "dijawab_minimum_persen": whole_percent(
            policy.min_answered.numerator, policy.min_answered.denominator
        ),
    }


def _percent(count: int | None, of: int) -> int | None:
    return None if count is None else whole_percent(count, of)


def _interval(row: DisplayRow, end: int) -> int | None:
    interval = None if row.paham is None else wilson(row.paham, row.measured)
    return None if interval is None else int(interval[end] * 100 + 0.5)


def _core(row: DisplayRow) -> int | None:
    return (
        whole_percent(row.core.holders or 0, row.core.asked or 0) if row.core.kind is CellKind.EXACT else None
    )


COLUMNS: dict[str, Callable[[DisplayRow], Cell]] = {
    "kode": lambda row: row.code or None,
    "nama": lambda row: row.name,
    "kelompok": lambda row: row.group.value if row.group else None,
    "wajib": lambda row: row.obliged,
    "masa_tenggang": lambda row: row.in_grace,
    "dikecualikan": lambda row: row.exempt,
    "mulai": lambda row: row.started,
    "terukur": lambda row: row.measured,
    "selesai_dan_terukur": lambda row: row.completed,
    "lulus": lambda row: row.passed,
    "paham": lambda row: row.paham,
    "belum_tahu": lambda row: row.belum_tahu,
    "salah_kaprah": lambda row: row.salah_kaprah,
    "belum_diukur": lambda row: row.unmeasured,
    "persen_terbukti_paham": lambda row: _percent(row.paham, row.obliged),
    "persen_terukur": lambda row: _percent(row.measured, row.obliged),
    "persen_paham_di_antara_terukur": lambda row: _percent(row.paham, row.measured),
    "persen_rentang_bawah": lambda row: _interval(row, 0),
    "persen_rentang_atas": lambda row: _interval(row, 1),
    "persen_salah_kaprah_inti": _core,
}


def as_definitions(picture: Picture) -> Sheet:
    """What every column means, what is counted over what, then the policy numbers that shaped them."""
    facts = params(picture.policy, picture.at)
    numbers = [(f"aturan: {name}", str(value), None, None) for name, value in facts.items()]
    closed: tuple[Cell, ...] = ("sel kosong", CLOSED, None, None)
    version: tuple[Cell, ...] = ("aturan: versi", picture.rules, None, None)
    head = ("kolom", "arti", "pembilang", "penyebut")
    return Sheet(
        "Definisi",
        head,
        (*((name, *MEANINGS[name]) for name in as_sheet(picture).header), closed, version, *numbers),
    )


CLOSED = "Ditutup, karena kelompoknya terlalu kecil atau dapat dihitung dari sel lain."
PERCENT = "Bilangan bulat persen, dibulatkan dari pecahan yang tepat."
MEANINGS: dict[str, tuple[str, str | None, str | None]] = {
    "kode": ("Kode OPD dalam register; kosong untuk gabungan dan provinsi.", None, None),
    "nama": ("Nama OPD, gabungan OPD kecil, atau provinsi pada baris terakhir.", None, None),
    "kelompok": (
        "Kelompok tindakan: dari batas bawah dan batas atas terbukti paham terhadap sasaran.",
        None,
        None,
    ),
    "wajib": (
        "Pegawai aktif yang wajib pada saat keadaan, lewat masa tenggang, tidak dikecualikan.",
        None,
        None,
    ),
    "masa_tenggang": ("Pegawai aktif yang masih dalam masa tenggang; di luar wajib.", None, None),
    "dikecualikan": ("Pegawai aktif yang dikecualikan; di luar wajib.", None, None),
    "mulai": ("Pegawai wajib yang pernah memulai.", None, None),
    "terukur": ("Pegawai wajib yang punya percobaan sah, apa pun hasilnya.", None, None),
    "selesai_dan_terukur": ("Pegawai wajib yang menyelesaikan semua modul wajib dan terukur.", None, None),
    "lulus": ("Pegawai wajib yang percobaan sah terakhirnya mencapai batas lulus.", None, None),
    "paham": ("Lulus dan tidak memegang salah kaprah inti.", None, None),
    "belum_tahu": ("Terukur, belum paham, tanpa salah kaprah inti.", None, None),
    "salah_kaprah": ("Terukur dan memegang salah kaprah inti, lulus atau tidak.", None, None),
    "belum_diukur": ("Pegawai wajib tanpa percobaan sah.", None, None),
    "persen_terbukti_paham": (PERCENT, "paham", "wajib"),
    "persen_terukur": (PERCENT, "terukur", "wajib"),
    "persen_paham_di_antara_terukur": (PERCENT, "paham", "terukur"),
    "persen_rentang_bawah": (
        "Batas bawah rentang 95% (Wilson) dari paham di antara terukur.",
        "paham",
        "terukur",
    ),
    "persen_rentang_atas": (
        "Batas atas rentang 95% (Wilson) dari paham di antara terukur.",
        "paham",
        "terukur",
    ),
    "persen_salah_kaprah_inti": (
        "Memegang salah kaprah inti dengan yakin pada sedikitnya dua soal.",
        "yang memegang",
        "yang menjawab sedikitnya dua soal inti",
    ),
    "keadaan": ("Saat keadaan: yang tercatat sampai saat ini dihitung.", None, None),
    "standar": ("Kode standar yang diukur.", None, None),
    "aturan": ("Versi aturan hitung.", None, None),
    "batas_lulus_persen": ("Bagian soal yang harus benar agar lulus.", None, None),
    "sasaran_persen": ("Sasaran terbukti paham dari pegawai wajib.", None, None),
    "tenggang_hari": ("Hari sejak kewajiban mulai yang belum dihitung.", None, None),
    "berlaku_hari": ("Hari sejak dikirim selama percobaan dihitung.", None, None),
    "terukur_minimum": ("Angka pemahaman ditampilkan mulai sekian orang terukur.", None, None),
    "dijawab_minimum_persen": ("Bagian soal yang harus dijawab agar percobaan sah.", None, None),
}
