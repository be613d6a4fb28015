"""The base of every form, the Indonesian words of its messages, and its problems as links."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField

CONTROL = re.compile(r"[\x00-\x1f\x7f]")

MESSAGES = {
    "This field is required.": "Bagian ini harus diisi.",
    "Invalid input.": "Isian ini belum benar.",
    "Invalid field name '%s'.": "Isian pembanding '%s' tidak ada.",
    "Field must be equal to %(other_name)s.": "Isian ini harus sama dengan %(other_name)s.",
    "Field must be at least %(min)d character long.": "Isi paling sedikit %(min)d huruf atau angka.",
    "Field cannot be longer than %(max)d character.": "Isi paling banyak %(max)d huruf atau angka.",
    "Field must be exactly %(max)d character long.": "Isi tepat %(max)d huruf atau angka.",
    "Field must be between %(min)d and %(max)d characters long.": "Isi %(min)d sampai %(max)d huruf.",
    "Number must be at least %(min)s.": "Angka ini paling kecil %(min)s.",
    "Number must be at most %(max)s.": "Angka ini paling besar %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Angka ini harus antara %(min)s dan %(max)s.",
    "Date must be at least %(min)s.": "Tanggal ini paling awal %(min)s.",
    "Date must be at most %(max)s.": "Tanggal ini paling akhir %(max)s.",
    "Date must be between %(min)s and %(max)s.": "Tanggal ini harus antara %(min)s dan %(max)s.",
    "Invalid email address.": "Surel ini belum benar. Contoh: nama@contoh.go.id.",
    "Invalid IP address.": "Alamat IP ini belum benar.",
    "Invalid Mac address.": "Alamat MAC ini belum benar.",
    "Invalid URL.": "Alamat web ini belum benar. Awali dengan https://.",
    "Invalid UUID.": "Kode UUID ini belum benar.",
    "Invalid value, must be one of: %(values)s.": "Pilih salah satu dari: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Isian ini tidak boleh salah satu dari: %(values)s.",
    "This field cannot be edited.": "Bagian ini tidak dapat diubah.",
    "This field is disabled and cannot have a value.": "Bagian ini sedang dimatikan dan harus kosong.",
    "Invalid Choice: could not coerce.": "Pilihan ini tidak dikenal. Pilih dari daftar.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Ada pilihan yang tidak dikenal.",
    "Choices cannot be None.": "Daftar pilihannya kosong.",
    "Not a valid choice.": "Pilihan ini tidak ada dalam daftar.",
    "'%(value)s' is not a valid choice for this field.": "Pilihan '%(value)s' tidak ada dalam daftar.",
    "'%(value)s' are not valid choices for this field.": "Pilihan '%(value)s' tidak ada dalam daftar.",
    "Not a valid datetime value.": "Tanggal dan waktu ini belum benar. Contoh: 28/02/2026 09.00.",
    "Not a valid date value.": "Tanggal ini tidak ada. Contoh: 28/02/2026.",
    "Not a valid time value.": "Waktu ini belum benar. Contoh: 09.00.",
    "Not a valid week value.": "Pekan ini belum benar.",
    "Not a valid integer value.": "Tulis bilangan bulat, tanpa huruf.",
    "Not a valid decimal value.": "Tulis bilangan, misalnya 0,5.",
    "Not a valid float value.": "Tulis bilangan, misalnya 0,5.",
    "Invalid CSRF Token.": "Halaman ini terlalu lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF token missing.": "Halaman ini terlalu lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF failed.": "Halaman ini terlalu lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF token expired.": "Halaman ini terlalu lama terbuka. Muat ulang, lalu kirim lagi.",
    "File does not have an approved extension.": "Jenis berkas ini tidak diterima.",
    "File does not have an approved extension: {extensions}": "Berkas harus berjenis {extensions}.",
}
TARGET_SUFFIX = {"RadioField": "-0"}


class LineField(StringField):
    """One line of text; control characters, which nobody types, are left out."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([CONTROL.sub("", value) for value in valuelist])


class Catalogue:
    """What WTForms asks for its own sentences; sentences of ours pass unchanged."""

    def gettext(self, string: str) -> str:
        """The Indonesian sentence."""
        return MESSAGES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:  # noqa: ARG002
        """Indonesian knows no plural: the sentence of the singular."""
        return MESSAGES.get(singular, singular)


CATALOGUE = Catalogue()


class Form(FlaskForm):
    """A form whose messages are Indonesian."""

    class Meta(FlaskForm.Meta):
        """WTForms looks here for its words."""

        def get_translations(self, form: Any) -> Catalogue:  # noqa: ARG002
            """The one catalogue."""
            return CATALOGUE


def problems_of(form: Any) -> Iterator[tuple[str, str]]:
    """Every problem of a form as (sentence, address of its field), in the order of the fields."""
    for name, problems in form.errors.items():
        field = form[name] if name else None
        target = f"#{field.id}{TARGET_SUFFIX.get(field.type, '')}" if field is not None else ""
        for sentence in _sentences(problems):
            yield sentence, target


def _sentences(problems: Any) -> Iterator[str]:
    if isinstance(problems, str):
        yield problems
    elif isinstance(problems, dict):
        for inner in problems.values():
            yield from _sentences(inner)
    else:
        for inner in problems:
            yield from _sentences(inner)
