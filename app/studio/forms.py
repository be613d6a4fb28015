"""The shape of a text that wants to be published, of what a person is given, and of a reason."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.clock import local_instant
from app.materials.rules import ChangeKind, DocumentKind, DocumentState
from app.quiz.rules import LONGEST_EXTRA, AllowanceKind
from app.web.forms import Form, LineField
from app.web.input import LARGEST_ID

LARGEST_FILE = 5_000_000
LARGEST_PICTURE = 15_000_000
PUNCTUATION = re.compile(r'[\[\]()<>"\\`*_]+')
"""What would end the alternative text or the caption of a picture in Markdown."""
KINDS = (
    SelectChoice(ChangeKind.KOREKSI.value, "Koreksi: tidak ada yang perlu dibaca ulang"),
    SelectChoice(ChangeKind.SUBSTANSI.value, "Substansi: ada isi baru untuk dibaca"),
)


NEW_KINDS = (
    SelectChoice(DocumentKind.MODUL.value, "Modul baru"),
    SelectChoice(DocumentKind.KUIS.value, "Kuis untuk sebuah modul"),
    SelectChoice(DocumentKind.LATIHAN.value, "Latihan untuk sebuah modul"),
)


class CountField(IntegerField):
    """A number that our own page sent back; one that no column holds is no number."""

    widget = HiddenInput()
    data: int | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not 0 <= self.data < LARGEST_ID:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


class ChangeForm(Form):
    """The version that a change was begun from, and what its author says of it."""

    expected = CountField(
        validators=[InputRequired("Halaman ini tidak lengkap terkirim. Muat ulang, lalu coba lagi.")],
    )
    revision = CountField(name="revisi", validators=[Optional()], default=0)
    change_kind = RadioField("Jenis perubahan", choices=KINDS, default=ChangeKind.KOREKSI.value)
    note = LineField(
        "Catatan",
        description="Apa yang berubah, untuk riwayat. Boleh kosong.",
        validators=[Length(max=200, message="Catatan paling panjang 200 huruf.")],
    )


class DocumentForm(ChangeForm):
    """The text of a document, with what its author says of the change, and when it shall be published."""

    text = TextAreaField("Teks")
    due_on = DateField("Tanggal terbit", format=["%Y-%m-%d", "%d/%m/%Y"], validators=[Optional()])
    due_clock = TimeField("Pukul", format=["%H:%M", "%H.%M", "%H:%M:%S"], validators=[Optional()])

    def due_at(self) -> datetime | None:
        """The instant at which the text shall be published; the fields say what is missing."""
        for field, word in ((self.due_on, "tanggal"), (self.due_clock, "jam")):
            if field.data is None and not field.errors:
                field.errors = [f"Tulis {word} terbitnya."]
        if self.due_on.data is None or self.due_clock.data is None:
            return None
        return local_instant(self.due_on.data, self.due_clock.data)


def _words(text: str | None) -> str:
    return " ".join(PUNCTUATION.sub(" ", text or "").split())


class PictureForm(Form):
    """A picture for the text under edit, and what it shows."""

    file = FileField(
        "Berkas gambar",
        name="gambar",
        description="PNG, JPEG, WebP, GIF, atau SVG, paling besar 15 MB. Gambar dikecilkan sendiri.",
    )
    alt = LineField(
        "Teks pengganti",
        description="Apa yang terlihat, untuk yang tidak dapat melihatnya. Misalnya: alur izin, enam meja.",
        validators=[
            DataRequired("Tulis apa yang terlihat pada gambar ini."),
            Length(max=300, message="Teks pengganti paling panjang 300 huruf."),
        ],
    )
    caption = LineField(
        "Keterangan di bawah gambar",
        name="keterangan",
        description="Boleh kosong.",
        validators=[Length(max=300, message="Keterangan paling panjang 300 huruf.")],
    )

    def validate_file(self, _: Any) -> None:
        """A file was chosen."""
        if not self.file_name():
            raise ValidationError("Pilih berkas gambarnya.")

    def file_name(self) -> str:
        """The name that the device gives it; "" without a file."""
        return getattr(self.file.data, "filename", "") or ""

    def handed_in(self) -> bytes:
        """Its bytes, one more than we take at most."""
        return bytes(self.file.data.read(LARGEST_PICTURE + 1))

    def line_for(self, name: str) -> str:
        """The Markdown that shows the picture of that name."""
        alt, caption = (_words(each.data) for each in (self.alt, self.caption))
        return f"![{alt}](gambar/{name}" + (f' "{caption}")' if caption else ")")


class ParcelForm(Form):
    """An archive of one or more modules."""

    file = FileField("Berkas ZIP", name="zip", description="Folder modul sebagai ZIP, paling besar 20 MB.")

    def validate_file(self, _: Any) -> None:
        """A file was chosen."""
        if not getattr(self.file.data, "filename", ""):
            raise ValidationError("Pilih berkas ZIP-nya.")


class ParcelDecision(Form):
    """What the author says of everything that an archive changes."""

    change_kind = RadioField("Jenis perubahan", choices=KINDS, default=ChangeKind.KOREKSI.value)
    note = LineField(
        "Catatan",
        description="Apa yang berubah, untuk riwayat. Boleh kosong.",
        validators=[Length(max=200, message="Catatan paling panjang 200 huruf.")],
    )


class NewDocumentForm(Form):
    """What a new document is, and what it is called."""

    kind = RadioField("Yang dibuat", choices=NEW_KINDS, default=DocumentKind.MODUL.value)
    title = LineField(
        "Judul modul",
        name="judul",
        description="Alamat modul dibuat dari judul ini dan tetap sama bila judulnya diubah kelak.",
        validators=[Length(max=120, message="Judul paling panjang 120 huruf.")],
    )
    module = SelectField("Untuk modul", name="modul", choices=[], validators=[Optional()])

    def offer(self, modules: Iterable[tuple[str, str]]) -> "NewDocumentForm":
        """Let the trainer choose among these modules, as (folder, title)."""
        self.module.choices = [SelectChoice("", "Pilih modulnya"), *(SelectChoice(*one) for one in modules)]
        return self

    def validate_title(self, field: Any) -> None:
        """A module has a name."""
        if self.kind.data == DocumentKind.MODUL and not (field.data or "").strip():
            raise ValidationError("Tulis judul modulnya.")

    def validate_kind(self, field: Any) -> None:
        """A quiz belongs to a module."""
        if field.data != DocumentKind.MODUL and not self.module.data:
            raise ValidationError("Pilih modul yang mendapat kuis atau latihan ini.")


SOURCES = (
    SelectChoice("teks", "Teks dari Word: 1. … A. … B. … Jawaban: B"),
    SelectChoice("xlsx", "Excel: templat kami (.xlsx)"),
    SelectChoice("gift", "GIFT (Moodle)"),
    SelectChoice("moodle-xml", "Moodle XML"),
    SelectChoice("aiken", "Aiken"),
    SelectChoice("qti12", "QTI 1.2 (.xml atau .zip)"),
    SelectChoice("text2qti", "text2qti"),
)


class ImportForm(Form):
    """A file or a pasted text, its format, and the quiz that shall get the questions."""

    source = SelectField("Asal soal", choices=SOURCES, default="teks")
    file = FileField("Berkas", description="Paling besar 5 MB. Kosongkan bila Anda menempelkan teks.")
    pasted = TextAreaField(
        "Atau tempelkan teksnya", description="Untuk teks dari Word, GIFT, Aiken, dan text2qti."
    )
    goal = SelectField("Tambahkan ke", choices=[])

    def offer(self, goals: Iterable[DocumentState]) -> "ImportForm":
        """Let the trainer choose among these documents."""
        self.goal.choices = [SelectChoice(state.path, state.title) for state in goals]
        return self

    def handed_in(self) -> bytes:
        """The bytes of the file, else of the pasted text."""
        return self._bytes_of_file() or (self.pasted.data or "").encode()

    def _bytes_of_file(self) -> bytes:
        if not hasattr(self.file.data, "read"):
            return b""
        self.file.data.seek(0)
        return bytes(self.file.data.read(LARGEST_FILE + 1))

    def validate_pasted(self, _: Any) -> None:
        """One of the two is there, and not too large."""
        size = len(self.handed_in())
        if not size:
            raise ValidationError("Pilih berkas, atau tempelkan teks soalnya di sini.")
        if size > LARGEST_FILE:
            raise ValidationError("Berkas ini melebihi 5 MB. Bagilah menjadi beberapa berkas.")


class ReasonField(LineField):
    """Why, in a sentence that another trainer understands a year later."""

    def __init__(self, label: str = "Alasan", description: str = "", **options: Any) -> None:
        rules = [
            DataRequired("Tulis alasannya, supaya keputusan ini dapat dijelaskan nanti."),
            Length(10, 300, "Tulis alasannya dengan 10 sampai 300 huruf."),
        ]
        super().__init__(label, validators=rules, description=description, **options)


class AllowanceForm(Form):
    """For which quiz, time or an attempt, how much, and why; the view fills in the quizzes."""

    slug = SelectField("Kuis atau tes", choices=[])
    kind = RadioField(
        "Yang diberikan",
        choices=[
            SelectChoice(AllowanceKind.WAKTU.value, "Tambahan waktu"),
            SelectChoice(AllowanceKind.PERCOBAAN.value, "Satu percobaan lagi"),
        ],
        validators=[InputRequired("Pilih yang diberikan: waktu atau percobaan.")],
    )
    minutes = IntegerField(
        "Menit tambahan",
        description="Hanya untuk tambahan waktu.",
        validators=[
            Optional(),
            NumberRange(1, LONGEST_EXTRA, f"Tulis 1 sampai {LONGEST_EXTRA} menit."),
        ],
    )
    reason = ReasonField(
        description="Misalnya: listrik kantor padam. Jangan tulis keadaan kesehatan orangnya."
    )

    def offer(self, quizzes: list[tuple[str, str]]) -> "AllowanceForm":
        """Let the trainer choose among these quizzes, as (slug, title)."""
        self.slug.choices = [SelectChoice(*one) for one in quizzes]
        return self

    def validate_kind(self, field: Any) -> None:
        """Extra time says how much."""
        if field.data == AllowanceKind.WAKTU and self.minutes.raw_data == [""]:
            raise ValidationError("Tulis berapa menit waktunya ditambah.")


class LateForm(Form):
    """Why late answers are accepted or refused."""

    reason = ReasonField(description="Orangnya membaca alasan ini di halaman hasilnya.")


class RemarkForm(Form):
    """Why marks are changed, and the name of the plan that the page showed."""

    digest = HiddenField()
    reason = ReasonField(description="Satu kalimat untuk riwayat. Peserta tidak melihatnya.")
