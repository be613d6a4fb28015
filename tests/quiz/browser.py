"""A browser without a script: reads the form of a page and sends what a person filled in."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.quiz.learner import BROWSER, Learner, parsed


def words(element: Element) -> str:
    """What stands in an element, in one line."""
    return " ".join(" ".join(element.itertext()).split())


@dataclass(frozen=True, slots=True)
class Fields:
    """The form of a page that asks a question."""

    form: Element

    @property
    def hidden(self) -> dict[str, str]:
        """What the page sends along."""
        return {
            str(each.get("name")): str(each.get("value"))
            for each in self.form.iter("input")
            if each.get("type") == "hidden"
        }

    @property
    def lists(self) -> list[Element]:
        """The lists of the browser's own."""
        return list(self.form.iter("select"))

    @property
    def text(self) -> Element:
        """The field for words or a number."""
        return next(each for each in self.form.iter("input") if each.get("type") == "text")

    def label(self, control: Element) -> str:
        """The words at a control."""
        labels = (each for each in self.form.iter("label") if each.get("for") == control.get("id"))
        return words(next(labels))

    def options(self, *wanted: str) -> list[str]:
        """What is sent for the options with these words."""
        controls = [each for each in self.form.iter("input") if each.get("type") in {"radio", "checkbox"}]
        return [str(each.get("value")) for text in wanted for each in controls if self.label(each) == text]

    def order(self, *wanted: str) -> list[str]:
        """What the lists of an order send when these steps are picked, an empty text where none is."""
        picks = [_entry(control, text) for control, text in zip(self.lists, wanted, strict=False)]
        return picks + [""] * (len(self.lists) - len(picks))

    def pairs(self, **wanted: str) -> list[str]:
        """What the lists of pairs send, by the left's first word; untouched ones send an empty text."""
        found = {self.label(control): control for control in self.lists}
        given = {left: wanted.get(left.split()[-1].lower(), "") for left in found}
        return [_entry(found[left], right) if right else "" for left, right in given.items()]

    def standing(self) -> list[str]:
        """The words that stand as picked in the lists."""
        return [
            next((words(each) for each in control.iter("option") if each.get("selected") is not None), "")
            for control in self.lists
        ]


def _entry(control: Element, text: str) -> str:
    return next(str(each.get("value")) for each in control.iter("option") if words(each) == text)


def fields(page: str, name: str = "soal") -> Fields:
    """The form of that id."""
    return Fields(next(each for each in parsed(page).iter("form") if each.get("id") == name))


Filling = Callable[[Fields], list[str]]
RIGHT: dict[str, Filling] = {
    "tunggal": lambda form: form.options("jitu tunggal"),
    "ganda": lambda form: form.options("jitu ganda satu", "jitu ganda dua"),
    "Susunlah": lambda form: form.order(
        "Menulis masalah", "Menata proses", "Memeriksa yang sudah ada", "Bertanya kepada unit TIK"
    ),
    "Pasangkan": lambda form: form.pairs(
        proses="melihat alur", rencana="melihat tahun", arsitektur="melihat kaitan"
    ),
    "Siapa": lambda _: ["  dinas kominfo SANTIK. "],
    "Berapa": lambda _: ["3.8"],
}
PARTLY: dict[str, Filling] = {
    "tunggal": lambda form: form.options("keliru tunggal"),
    "ganda": lambda form: form.options("jitu ganda satu"),
    "Susunlah": lambda form: form.order(
        "Menulis masalah", "Bertanya kepada unit TIK", "Menata proses", "Memeriksa yang sudah ada"
    ),
    "Pasangkan": lambda form: form.pairs(
        proses="melihat alur", rencana="melihat harga", arsitektur="melihat kaitan"
    ),
    "Siapa": lambda _: ["Sekretariat daerah"],
    "Berapa": lambda _: ["1,30"],
}


def filled(form: Fields, answers: dict[str, Filling]) -> list[str]:
    """What these answers put into the form, found by a word of its question."""
    question = words(form.form)
    return next(filling(form) for word, filling in answers.items() if word in question)


def post(learner: Learner, form: Fields, chosen: list[str], **more: str) -> TestResponse:
    """Press the button of the form."""
    data = {**form.hidden, "pilihan": chosen, **more}
    return learner.post(str(form.form.get("action")), data, **BROWSER)


def answer_all(learner: Learner, answers: dict[str, Filling], *, confidence: str = "3") -> str:
    """Answer every question of the attempt by its page; where the last one leads."""
    address = f"/upaya/{learner.public_id}/1/"
    while not address.endswith("/periksa/"):
        form = fields(learner.page(address))
        reply = post(learner, form, filled(form, answers), keyakinan=confidence)
        assert reply.status_code == 302, reply.get_data(as_text=True)
        address = reply.location
    return address
