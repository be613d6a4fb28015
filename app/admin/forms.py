"""The shapes of what an administrator types."""

from typing import Any

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.people.rules import ROLE_NAMES, Role
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
