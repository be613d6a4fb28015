"""The shapes of sign-in and of choosing a password."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired, Length

from app.people.rules import MAX_PASSWORD, MIN_PASSWORD
from app.web.forms import Form, LineField


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
