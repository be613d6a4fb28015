"""The shape of a text that wants to be published."""

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.materials.rules import ChangeKind
from app.web.forms import Form, LineField

KINDS = (
    SelectChoice(ChangeKind.KOREKSI.value, "Koreksi: tidak ada yang perlu dibaca ulang"),
    SelectChoice(ChangeKind.SUBSTANSI.value, "Substansi: ada isi baru untuk dibaca"),
)


class DocumentForm(Form):
    """The text, the version that it was begun from, and what the author says of the change."""

    text = TextAreaField("Teks")
    expected = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired("Halaman ini tidak lengkap terkirim. Muat ulang, lalu coba lagi.")],
    )
    change_kind = RadioField("Jenis perubahan", choices=KINDS, default=ChangeKind.KOREKSI.value)
    note = LineField(
        "Catatan",
        description="Apa yang berubah, untuk riwayat. Boleh kosong.",
        validators=[Length(max=200, message="Catatan paling panjang 200 huruf.")],
    )
