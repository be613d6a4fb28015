"""The shapes of sign-in, of choosing a password, of a staff file, and of a request of correction."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField, FileField, PasswordField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.people.rights import FIELD_NAMES, LONGEST_NOTE, LONGEST_REASON, LONGEST_WANTED, CorrectionField
from app.people.rules import JobLevel, account_key, nip_digits, nip_problems
from app.people.rules.passwords import MAX_PASSWORD, MIN_PASSWORD
from app.web.forms import CONTROL, Form, LineField

LARGEST_ROSTER = 10_000_000


class SignInForm(Form):
    """NIP or surel, and the password."""

    identifier = LineField(
        "NIP atau surel",
        description="NIP 18 angka, boleh dengan spasi.",
        validators=[InputRequired("Isi NIP atau surel Anda."), Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Kata sandi",
        validators=[InputRequired("Isi kata sandi Anda."), Length(max=MAX_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField("Tetap masuk di ponsel saya ini")


class ChoosePasswordForm(Form):
    """The first password, or a new one."""

    password = PasswordField(
        "Kata sandi baru",
        description=f"Paling sedikit {MIN_PASSWORD} huruf atau angka. Beberapa kata sudah cukup.",
        validators=[InputRequired("Isi kata sandi baru."), Length(max=MAX_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(ChoosePasswordForm):
    """A new password by whoever knows the present one."""

    current = PasswordField(
        "Kata sandi sekarang",
        validators=[InputRequired("Isi kata sandi Anda yang sekarang."), Length(max=MAX_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class SecondCodeForm(Form):
    """A code of the authenticator app, or one of the recovery codes."""

    code = LineField(
        "Kode verifikasi",
        description="Enam angka dari aplikasi autentikator, atau satu kode pemulihan.",
        validators=[InputRequired("Isi kode verifikasi Anda."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class EntryCodeForm(Form):
    """NIP or surel, and the code that the admin OPD has read out."""

    identifier = LineField(
        "NIP atau surel",
        description="NIP 18 angka, boleh dengan spasi.",
        validators=[InputRequired("Isi NIP atau surel Anda."), Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    code = LineField(
        "Kode dari admin OPD",
        description="Delapan huruf atau angka, misalnya ABCD-2345.",
        validators=[InputRequired("Isi kode dari admin OPD Anda."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class EntryMailForm(Form):
    """Whose surel a link is sent to."""

    identifier = LineField(
        "NIP atau surel",
        validators=[InputRequired("Isi NIP atau surel Anda."), Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class FindStaffForm(Form):
    """Whom to help in."""

    search = LineField("Nama atau NIP", validators=[Length(max=200)], render_kw={"autocomplete": "off"})


class RosterForm(Form):
    """The staff file."""

    file = FileField(
        "Berkas pegawai",
        description="XLSX, XLS, ODS, atau CSV, paling besar 10 MB.",
    )

    def handed_in(self) -> bytes:
        """The bytes of the file."""
        if not hasattr(self.file.data, "read"):
            return b""
        self.file.data.seek(0)
        return bytes(self.file.data.read(LARGEST_ROSTER + 1))

    def file_name(self) -> str:
        """What the person's file is called, shortened; digits that look like a NIP are left out."""
        name = str(getattr(self.file.data, "filename", "") or "berkas").replace("\\", "/").rsplit("/", 1)[-1]
        return re.sub(r"[0-9]{9,}", "…", CONTROL.sub("", name))[:100]

    def validate_file(self, _: Any) -> None:
        """There is one, and it is not too large."""
        size = len(self.handed_in())
        if not size:
            raise ValidationError("Pilih berkas pegawai yang tidak kosong.")
        if size > LARGEST_ROSTER:
            raise ValidationError(
                "Berkas ini melebihi 10 MB. Bagilah menurut OPD, lalu unggah satu per satu."
            )


class CorrectionForm(Form):
    """What of the own data is wrong, and what it should be."""

    field = RadioField(
        "Bagian mana yang keliru?",
        choices=[SelectChoice(field.value, name) for field, name in FIELD_NAMES.items()],
        validators=[InputRequired("Pilih bagian yang keliru.")],
    )
    wanted = LineField(
        "Seharusnya",
        description="Tulis lengkap. Jenjang: pimpinan, pengawas, fungsional, atau pelaksana.",
        validators=[InputRequired("Tulis isi yang benar."), Length(max=LONGEST_WANTED)],
    )
    note = TextAreaField(
        "Keterangan",
        description="Boleh kosong. Misalnya nomor SK.",
        validators=[Length(max=LONGEST_NOTE)],
        filters=[lambda text: re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text or "")],
        render_kw={"rows": 3},
    )
    asked_on = date.min

    @property
    def wanted_value(self) -> str:
        """The value as the register would keep it."""
        text = str(self.wanted.data or "").strip()
        if self.field.data == CorrectionField.NIP:
            return nip_digits(text)
        if self.field.data == CorrectionField.JENJANG:
            return next((level.value for level in JobLevel if level == text.casefold()), text)
        return account_key(text) if self.field.data == CorrectionField.SUREL else text

    def validate_wanted(self, _: Any) -> None:
        """What the register could not keep is said here, not after days of waiting."""
        value = self.wanted_value
        if self.field.data == CorrectionField.NIP:
            blocking = [problem for problem in nip_problems(value, self.asked_on) if problem.blocking]
            if blocking:
                raise ValidationError(blocking[0].sentence)
        if self.field.data == CorrectionField.SUREL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            raise ValidationError("Surel ini belum benar. Contoh: nama@contoh.go.id.")
        if self.field.data == CorrectionField.JENJANG and value not in set(JobLevel):
            raise ValidationError(f"Tulis salah satu: {', '.join(JobLevel)}.")


class DecisionForm(Form):
    """Yes or no to a request, and why."""

    verdict = RadioField(
        "Keputusan",
        choices=[SelectChoice("terima", "Terima"), SelectChoice("tolak", "Tolak")],
        validators=[InputRequired("Pilih terima atau tolak.")],
    )
    reason = LineField(
        "Alasan",
        description="Dibaca oleh yang meminta dan tercatat di jejak audit.",
        validators=[InputRequired("Tulis alasannya."), Length(max=LONGEST_REASON)],
    )
