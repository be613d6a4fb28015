"""Forms of what an admin OPD or the administrator notes about one person, each with its day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.people.spells import EXEMPTION_NAMES, LEAVING_NAMES, LEVEL_NAMES
from app.web.forms import Form, LineField

WRITTEN = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
FIRST_YEAR = 1945
CHOOSE = SelectChoice("", "Pilih …")


def day_field(label: str, hint: str = "", *, optional: bool = False) -> DateField:
    """A day, as the browser's own picker sends it or as people write it."""
    must = Optional() if optional else InputRequired("Isi tanggalnya. Contoh: 28/02/2026.")
    return DateField(label, description=hint, format=WRITTEN, validators=[must, _not_long_ago])


def _not_long_ago(_form: Any, field: Any) -> None:
    """Nearly always a typing error, and no day lies before the first one of the calendar."""
    if field.data is not None and field.data.year < FIRST_YEAR:
        raise ValidationError("Tanggal ini terlalu lama. Periksa tahunnya.")


def choice_field(label: str, hint: str = "") -> SelectField:
    """One of a list that the view fills in."""
    wanted = f"Pilih {label[0].lower()}{label[1:]}."  # the rest may hold capitals that belong: OPD
    return SelectField(label, description=hint, choices=[], validators=[InputRequired(wanted)])


def offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """Let the person choose among these, as (value, words)."""
    field.choices = _choices(choices)


def _choices(words: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [CHOOSE, *(SelectChoice(*one) for one in words)]


class TransferForm(Form):
    """Where to, from which day on."""

    opd = choice_field("OPD tujuan")
    on = day_field("Mulai bertugas di OPD tujuan (TMT)", "Sejak hari itu pegawai dihitung di OPD tujuan.")
    unit = LineField("Unit di OPD tujuan", description="Boleh dikosongkan.", validators=[Length(max=120)])
    ask = BooleanField("Minta persetujuan OPD tujuan dahulu")


class LeavingForm(Form):
    """From which day on the person belongs to no OPD."""

    reason = SelectField(
        "Alasan", choices=_choices(LEAVING_NAMES.items()), validators=[InputRequired("Pilih alasannya.")]
    )
    on = day_field("Tidak lagi bertugas mulai tanggal (TMT)", "Sejak hari itu pegawai tidak dihitung lagi.")


class ExemptionForm(Form):
    """Days on which the person is not counted."""

    reason = SelectField(
        "Alasan", choices=_choices(EXEMPTION_NAMES.items()), validators=[InputRequired("Pilih alasannya.")]
    )
    from_on = day_field("Hari pertama")
    to_on = day_field("Hari terakhir", "Hari pertama dan hari terakhir ikut dikecualikan.")


class LevelForm(Form):
    """Another job level from a day on."""

    level = choice_field("Jenjang jabatan")
    on = day_field("Berlaku sejak (TMT)", "Boleh di depan. Sebelum tanggal itu jenjang yang lama dipakai.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.level, [(level.value, name) for level, name in LEVEL_NAMES.items()])


class PostForm(Form):
    """A second post beside the own one."""

    title = LineField(
        "Jabatan rangkap",
        description="Misalnya: Plt. Kepala Bidang Aplikasi.",
        validators=[DataRequired("Tulis nama jabatannya."), Length(max=120)],
    )
    opd = choice_field("OPD jabatan itu")
    from_on = day_field("Sejak")
    to_on = day_field("Sampai", "Kosongkan bila belum diketahui.", optional=True)


class NewPersonForm(Form):
    """One person who is not known yet."""

    name = LineField(
        "Nama lengkap",
        description="Dengan gelar, misalnya: Ir. Ma'ruf D'Arsyad, M.Si.",
        validators=[DataRequired("Isi nama lengkapnya."), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    nip = LineField(
        "NIP",
        description="18 angka, boleh dengan spasi. Kosongkan bila belum punya; surelnya lalu wajib.",
        validators=[Length(max=60)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    checked = BooleanField("NIP ini sudah saya cocokkan dengan SK")
    surel = LineField(
        "Surel",
        description="Boleh kosong bila ada NIP.",
        validators=[Length(max=200)],
        render_kw={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"},
    )
    opd = choice_field("Perangkat daerah (OPD)")
    unit = LineField("Unit", description="Boleh dikosongkan.", validators=[Length(max=120)])
    level = choice_field("Jenjang jabatan")
    start = day_field("Mulai bertugas di OPD ini (TMT)", "Kosongkan bila mulai hari ini.", optional=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.level, [(level.value, name) for level, name in LEVEL_NAMES.items()])


class NothingMoreForm(Form):
    """A confirmation that asks for nothing else."""


class RefusalForm(Form):
    """Why a transfer is refused."""

    reason = LineField(
        "Alasan penolakan",
        description="Dibaca admin OPD asal.",
        validators=[
            DataRequired("Tulis alasannya, agar OPD asal tahu apa yang harus diperbaiki."),
            Length(max=300),
        ],
    )


def clean_day(value: date | None) -> date:
    """The day of a field that was validated."""
    assert value is not None
    return value
