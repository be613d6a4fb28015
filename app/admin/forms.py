"""The shapes of what an administrator types."""

import re
from datetime import datetime, timedelta
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from app.admin.incident import BadInstant, IncidentDraft
from app.admin.rules import KIND_NAMES
from app.clock import now, start_of_day, to_local
from app.people.rules import ROLE_NAMES, Role
from app.people.spells import LEVEL_NAMES
from app.people.staff_forms import choice_field, day_field, offer
from app.policy import LONGEST_REASON
from app.web.forms import Form, LineField

NO_OPD = ""


class RoleForm(Form):
    """A role, and the OPD when it is that of an admin; the view fills in the OPD that exist."""

    role = SelectField("Peran", choices=[SelectChoice(role.value, ROLE_NAMES[role]) for role in Role])
    opd = SelectField("OPD yang diurus", description="Hanya untuk Admin OPD.", choices=[], default=NO_OPD)

    def offer(self, opd: list[tuple[str, str]]) -> "RoleForm":
        """Let the person choose among these OPD, as (code, name)."""
        self.opd.choices = [SelectChoice(NO_OPD, "Tidak ada"), *(SelectChoice(*one) for one in opd)]
        return self

    def validate_opd(self, field: Any) -> None:
        """The role of an admin OPD names its OPD."""
        if self.role.data == Role.ADMIN_OPD and field.data == NO_OPD:
            raise ValidationError("Pilih OPD yang akan diurus.")

    @property
    def opd_code(self) -> str | None:
        """The chosen OPD, when the role has one."""
        return str(self.opd.data) if self.role.data == Role.ADMIN_OPD else None


class SettingForm(Form):
    """A policy value, why it changes, and what stood when the form was opened."""

    value = TextAreaField("Nilai baru", filters=[lambda text: text or ""], render_kw={"rows": 3})
    reason = LineField(
        "Alasan",
        description="Tercatat di riwayat, misalnya nomor surat atau rapat. Tanpa nama orang.",
        validators=[InputRequired("Tulis alasannya."), Length(max=LONGEST_REASON)],
    )
    expected = HiddenField()


class ReasonForm(Form):
    """Why something is done that cannot be taken back."""

    reason = LineField(
        "Alasan",
        description="Tercatat di jejak audit. Tanpa nama orang.",
        validators=[InputRequired("Tulis alasannya."), Length(max=LONGEST_REASON)],
    )


LONGEST_STORY = 5_000


def _story(label: str, hint: str) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=LONGEST_STORY)],
        render_kw={"rows": 4},
    )


class IncidentForm(Form):
    """What is known of an incident so far; everything but the title and the instant may come later."""

    title = LineField("Judul singkat", validators=[InputRequired("Tulis judulnya."), Length(max=200)])
    day = DateField("Tanggal diketahui", validators=[InputRequired("Isi tanggal diketahui.")])
    time = LineField(
        "Jam diketahui",
        description="Misalnya 09.30. Batas 3×24 jam dihitung dari sini.",
        validators=[InputRequired("Isi jam diketahui."), Length(max=8)],
    )
    reporter = LineField(
        "Kontak pelapor", description="Nama atau jabatan, surel, telepon.", validators=[Length(max=200)]
    )
    description = _story("Deskripsi", "Apa yang terjadi.")
    data_kinds = _story("Data yang terdampak", "Misalnya nama, NIP, surel; kuis atau hasil bila ikut.")
    chronology = _story("Kronologi", "Kapan dan bagaimana terjadi, menurut urutan.")
    impact = _story("Dampak", "Akibat yang sudah atau dapat terjadi bagi pemilik data.")
    measures = _story("Penanganan dan pemulihan", "Yang sudah dan akan dilakukan.")

    @classmethod
    def beginning(cls, at: datetime) -> "IncidentForm":
        """An empty form whose clock begins now."""
        local = to_local(at)
        return cls(data={"day": local.date(), "time": f"{local:%H.%M}"})

    @classmethod
    def of(cls, draft: IncidentDraft) -> "IncidentForm":
        """The form filled with what stands."""
        local = to_local(draft.noticed_at)
        values = {name: getattr(draft, name) for name in IncidentDraft.__slots__ if name != "noticed_at"}
        return cls(data={**values, "day": local.date(), "time": f"{local:%H.%M}"})

    def validate_time(self, field: Any) -> None:
        """Hours and minutes, and not later than now."""
        if _minutes(str(field.data)) is None:
            raise ValidationError("Tulis jam dan menit, misalnya 09.30.")
        noticed = self.noticed_at
        if noticed is None and self.day.data is not None:
            raise ValidationError("Tanggal ini terlalu lama. Periksa tahunnya.")
        if noticed is not None and noticed > now():
            raise ValidationError("Waktu ini belum terjadi. Periksa tanggal dan jamnya.")

    @property
    def noticed_at(self) -> datetime | None:
        """The instant that the two fields name on the clock of the province."""
        minutes = _minutes(str(self.time.data))
        if minutes is None or self.day.data is None or not 2000 <= self.day.data.year < 9999:
            return None
        return start_of_day(self.day.data) + timedelta(minutes=minutes)

    def draft(self) -> IncidentDraft:
        """What was typed; only after validation."""
        noticed = self.noticed_at
        if noticed is None:
            raise BadInstant
        texts = [str(self[name].data or "") for name in IncidentDraft.__slots__[2:]]
        return IncidentDraft(str(self.title.data), noticed, *texts)


def _minutes(text: str) -> int | None:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


class AffectedForm(Form):
    """By which look accounts come into the list of an incident."""

    look = RadioField(
        "Tambahkan akun yang",
        choices=[
            SelectChoice("opd", "menjadi anggota satu OPD"),
            SelectChoice("sesi", "punya sesi masuk pada masa itu"),
            SelectChoice("audit", "disebut di jejak audit pada masa itu"),
            SelectChoice("orang", "dipilih dengan nama, NIP, atau surel"),
        ],
        validators=[InputRequired("Pilih cara mencarinya.")],
    )
    opd = SelectField("OPD", description="Termasuk OPD di bawahnya.", choices=[], validate_choice=False)
    first = DateField("Dari tanggal", validators=[Optional()])
    last = DateField("Sampai tanggal", validators=[Optional()])
    name = LineField("Nama, NIP, atau surel", validators=[Length(max=120)])

    def offer(self, opd: list[tuple[str, str]]) -> "AffectedForm":
        """Let the person choose among these OPD, as (code, name)."""
        self.opd.choices = [SelectChoice("", "Tidak dipakai"), *(SelectChoice(*one) for one in opd)]
        return self

    def validate_opd(self, field: Any) -> None:
        """A look at an OPD names it."""
        if self.look.data == "opd" and not field.data:
            raise ValidationError("Pilih OPD-nya.")

    def validate_last(self, field: Any) -> None:
        """A period ends after it began, and within the calendar."""
        if field.data and field.data.year > 9000:
            raise ValidationError("Tanggal ini terlalu jauh.")
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError("Tanggal akhir lebih awal daripada tanggal mulai.")

    def validate_name(self, field: Any) -> None:
        """A look for people says whom."""
        if self.look.data == "orang" and len(str(field.data or "").strip()) < 3:
            raise ValidationError("Tulis paling sedikit tiga huruf atau angka.")


class OpdForm(Form):
    """An OPD as its decree names it."""

    code = LineField(
        "Kode",
        description="Huruf besar, angka, dan tanda hubung. Tidak dapat diubah lagi.",
        validators=[
            DataRequired("Tulis kodenya."),
            Length(max=40),
            Regexp(r"^[A-Z0-9][A-Z0-9-]*$", message="Kode hanya huruf besar, angka, dan tanda hubung."),
        ],
    )
    name = LineField("Nama lengkap", validators=[DataRequired("Tulis nama lengkapnya."), Length(max=200)])
    short_name = LineField(
        "Singkatan",
        description="Dipakai di tabel dan grafik.",
        validators=[DataRequired("Tulis singkatannya."), Length(max=60)],
    )
    kind = choice_field("Jenis")
    parent = SelectField("Induk", description="Kosongkan bila berdiri sendiri.", choices=[], default="")
    on = day_field("Berlaku sejak")

    def offer_parents(self, parents: list[tuple[str, str]]) -> "OpdForm":
        """Let the administrator choose a kind, and a parent among these as (code, name)."""
        offer(self.kind, [(kind.value, name) for kind, name in KIND_NAMES.items()])
        self.parent.choices = [SelectChoice("", "Tidak ada"), *(SelectChoice(*one) for one in parents)]
        return self


class MergeForm(Form):
    """Into which OPD, and from which day on."""

    into = choice_field("Digabung ke")
    on = day_field(
        "Berlaku sejak", "Tanggal dasar hukumnya. Bila masih di depan, penggabungan menunggu hari itu."
    )


class EndForm(Form):
    """From which day on an OPD exists no more."""

    on = day_field("Tidak berlaku mulai tanggal", "Boleh di depan. Pada hari itu OPD harus kosong.")


class ObligationForm(Form):
    """For whom, from when, until when, and why."""

    opd = SelectField("OPD", choices=[], default="")
    level = SelectField(
        "Jenjang jabatan",
        choices=[SelectChoice("", "Semua jenjang"), *(SelectChoice(*one) for one in LEVEL_NAMES.items())],
        default="",
    )
    starts_on = day_field("Mulai wajib", "Kosongkan bila tidak berubah.", optional=True)
    due_on = day_field(
        "Tenggat", "Kosongkan bila tidak berubah. Hanya hari ini atau sesudahnya.", optional=True
    )
    reason = LineField(
        "Alasan",
        description="Misalnya nomor surat edaran.",
        validators=[DataRequired("Tulis alasannya."), Length(max=300)],
    )

    def offer_opd(self, opd: list[tuple[str, str]]) -> "ObligationForm":
        """Let the administrator choose among these OPD as (code, name), or all."""
        self.opd.choices = [SelectChoice("", "Semua OPD"), *(SelectChoice(*one) for one in opd)]
        return self
