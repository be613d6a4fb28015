import ast
import re
from pathlib import Path

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.web.forms import MESSAGES, Form, problems_of


class Sample(Form):
    name = StringField("Nama", validators=[InputRequired(), Length(max=5)])
    age = IntegerField("Umur", validators=[NumberRange(min=1, message="Isi angka mulai dari 1.")])
    kind = RadioField(
        "Jenis", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")], validators=[InputRequired()]
    )
    secret = PasswordField("Kata sandi", validators=[InputRequired("Isi kata sandi Anda.")])


def sentences_of_wtforms() -> set[str]:
    """Every constant that WTForms hands to `gettext` or `ngettext`."""
    trees = [ast.parse(p.read_text()) for p in Path(wtforms.__file__).parent.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = [
        call for call in calls if getattr(call.func, "attr", "") in {"gettext", "ngettext"} and call.args
    ]
    first = [call.args[0] for call in asked]
    return {arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}


def test_every_sentence_that_wtforms_may_say_has_an_indonesian_one() -> None:
    said = sentences_of_wtforms()
    assert len(said) > 25
    assert said - MESSAGES.keys() == set()


def test_the_values_of_a_sentence_survive_its_translation() -> None:
    for english, indonesian in MESSAGES.items():
        assert re.findall(r"%\(\w+\)[sd]|%s|\{\w+\}", english) == re.findall(
            r"%\(\w+\)[sd]|%s|\{\w+\}", indonesian
        )


def test_a_form_speaks_indonesian_and_links_each_problem_to_its_field(kit: Flask) -> None:
    kit.config["WTF_CSRF_ENABLED"] = False
    with kit.test_request_context("/", method="POST"):
        form = Sample(MultiDict({"name": "terlalu panjang", "age": "nol"}))
        assert not form.validate()
        assert list(problems_of(form)) == [
            ("Isi paling banyak 5 huruf atau angka.", "#name"),
            ("Tulis bilangan bulat, tanpa huruf.", "#age"),
            ("Isi angka mulai dari 1.", "#age"),
            ("Bagian ini harus diisi.", "#kind-0"),
            ("Isi kata sandi Anda.", "#secret"),
        ]


def test_a_problem_of_the_whole_form_has_no_field(kit: Flask) -> None:
    kit.config["WTF_CSRF_ENABLED"] = False
    with kit.test_request_context("/", method="POST"):
        form = Sample(MultiDict())
        form.form_errors = ["Berkas ini sudah pernah diterapkan."]
        assert ("Berkas ini sudah pernah diterapkan.", "") in list(problems_of(form))


@pytest.mark.parametrize("english", ["required", "character", "Invalid", "valid choice", "CSRF"])
def test_no_translation_is_left_in_english(english: str) -> None:
    assert not [line for line in MESSAGES.values() if english in line]
