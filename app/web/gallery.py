"""Every component in every state on one page; development only, and a test of the kit."""

from datetime import UTC, datetime
from fractions import Fraction

from flask import Blueprint, flash, render_template
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from app.web import charts
from app.web.access import public
from app.web.charts import (
    CompositionRow,
    DotRow,
    HeatRow,
    HeatValue,
    SlopeRow,
    TrendBreak,
    TrendPoint,
    WaffleRow,
)
from app.web.filters import percent
from app.web.forms import Form
from app.web.icons import SYMBOLS
from app.web.qr import qr

blueprint = Blueprint("gallery", __name__)

ICON_WORDS = {
    "next": "maju",
    "prev": "kembali",
    "check": "selesai, benar",
    "neq": "salah kaprah",
    "alert": "perlu diperbaiki",
    "clock": "tenggat, waktu",
    "off": "luring",
    "device": "tersimpan di ponsel",
    "copy": "salin",
    "print": "cetak",
    "down": "unduh",
    "search": "cari",
    "plus": "tambah",
    "rise": "naikkan",
    "sink": "turunkan",
    "grip": "seret",
}
STEPS = (("a", "Menata proses"), ("b", "Menulis masalah"), ("c", "Memeriksa yang sudah ada"))
OPD = (
    ("Biro Umum", 84, 22, 54, 4, 4),
    ("Dinas Kehutanan", 148, 61, 66, 6, 15),
    ("Dinas Pendidikan", 318, 124, 21, 49, 124),
    ("Biro Hukum", 24, 17, 1, 3, 3),
)
BELIEFS = (
    ("SPBE = bikin aplikasi", 47, 23, True),
    ("SPBE urusan Kominfo", 41, 31, False),
    ("Data, server sendiri", 38, 26, False),
    ("Yang penting indeks", 21, 15, False),
)
HEAT = (
    ("Biro Hukum", (12, 43, 13, 30, 17)),
    ("Dinas Kehutanan", (18, 32, 24, 23, 13)),
    ("Dinas Pendidikan", (42, 29, 26, 30, 17)),
    ("Dinas Tenaga Kerja", (51, 21, 19, None, 8)),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
TREND = (7, 14, 21, 30, None, 45, 47)
DOMAINS = (
    WaffleRow("Kebijakan", "bobot 13%", 10, frozenset({4})),
    WaffleRow("Tata kelola", "bobot 25%", 10, frozenset({5})),
    WaffleRow("Manajemen", "bobot 16,5%", 11),
    WaffleRow("Layanan", "bobot 45,5%", 16),
)


class SampleForm(Form):
    """One field of each kind."""

    name = StringField("Nama lengkap")
    nip = StringField("NIP", description="18 angka, boleh dengan spasi.", render_kw={"inputmode": "numeric"})
    due = StringField("Tenggat", validators=[InputRequired("Isi tenggatnya.")])
    password = PasswordField("Kata sandi", render_kw={"autocomplete": "new-password"})
    opd = SelectField("OPD", choices=[SelectChoice("1", "Dinas Perhubungan"), SelectChoice("2", "Biro Umum")])
    note = TextAreaField("Catatan", render_kw={"rows": 3})
    kind = RadioField("Jenis pegawai", choices=[SelectChoice("pns", "PNS"), SelectChoice("pppk", "PPPK")])
    remind = BooleanField("Ingatkan lewat pesan siap salin")


EVENTS = (
    (datetime(2026, 11, 16, 1, 12, tzinfo=UTC), "Bagian 1, “Apa itu proses bisnis”, Anda tandai selesai."),
    (datetime(2026, 11, 16, 1, 40, tzinfo=UTC), "Percobaan 1 dikirim: 6 dari 7 benar, batas 70%."),
)


@blueprint.get("/_galeri")
@public
def gallery() -> str:
    """The whole kit."""
    form = SampleForm(
        formdata=None, data={"name": "Yohanis Tandi, A.Md.", "due": "20 Nov 2026", "remind": True}
    )
    form.due.errors = ["Tenggat sudah lewat. Pilih tanggal setelah 23 November 2026."]
    form.kind.errors = ["Pilih salah satu jenis pegawai."]
    flash("326 pegawai diterapkan. Berikutnya: buatkan tautan masuk.")
    return render_template(
        "gallery.html",
        picture=qr("https://contoh.test/", "Kode QR contoh"),
        form=form,
        icons=_icons(),
        signed_in=True,
        nav_places=_places(),
        order_steps=[{"token": token, "html": words, "text": words} for token, words in STEPS],
        entries=STEPS,
        events=[{"at": at, "words": words} for at, words in EVENTS],
        **_charts(),
    )


def _icons() -> list[tuple[str, str]]:
    return [(name, ICON_WORDS[name]) for name in SYMBOLS]


def _places() -> list[tuple[str, str, bool]]:
    return [("Beranda", "#", False), ("Modul", "#", True), ("Salah kaprah", "#", False), ("Saya", "#", False)]


def _charts() -> dict[str, object]:
    return {
        "bar": charts.bar([("paham", 113), ("tahu", 16), ("ukur", 2)]),
        "meter": charts.meter(62, 100),
        "compositions": charts.compositions(
            [
                CompositionRow(
                    name, f"{percent(p, w)} dari {w}", [("paham", p), ("ukur", u), ("tahu", t), ("salah", s)]
                )
                for name, w, p, u, t, s in OPD
            ],
            target=Fraction(60, 100),
            target_label="sasaran 60%",
        ),
        "dots": charts.dots(
            [
                DotRow("Biro Hukum", 0.74, 0.53, 0.87, 23),
                DotRow("Dinas Kehutanan", 0.74, 0.63, 0.82, 82),
                DotRow("Biro Umum", 0.73, 0.56, 0.86, 30),
                DotRow("Dinas Pendidikan", 0.42, 0.36, 0.47, 297),
            ]
        ),
        "slope": charts.slope(
            [
                SlopeRow(
                    label,
                    Fraction(b, 100),
                    Fraction(a, 100),
                    f"{b}%",
                    f"{a}%",
                    core,
                    before_range=(b / 100 - 0.02, b / 100 + 0.02),
                    after_range=(a / 100 - 0.02, a / 100 + 0.02),
                )
                for label, b, a, core in BELIEFS
            ],
            before_label="tes awal",
            after_label="tes akhir",
        ),
        "trend": charts.trend(
            [TrendPoint(n, share and share / 100, f"{share}%") for n, share in enumerate(TREND)],
            months=MONTHS,
            target=Fraction(60, 100),
            target_label="60%",
            breaks=(TrendBreak(3, "soal versi 2"),),
        ),
        "heat": charts.heat(
            [HeatRow(name, [_heat_value(value) for value in values]) for name, values in HEAT],
            columns=("M1", "M2", "M3", "M4", "M5"),
        ),
        "waffle": charts.waffle(DOMAINS),
    }


def _heat_value(value: int | None) -> HeatValue:
    return HeatValue(None, "≤ 8") if value is None else HeatValue(Fraction(value, 100), str(value))
