"""The shapes of sign-in and of choosing a password."""

import re
from typing import Any

from wtforms import BooleanField, FileField, PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from app.people.rules import MAX_PASSWORD, MIN_PASSWORD
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
