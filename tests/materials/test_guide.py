"""The trainers' guide and the parser say the same: every example of the guide is taken as it stands."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.materials.parsing import parse_document
from app.materials.parsing.groups import GROUP_ATTRIBUTES
from app.materials.parsing.lists import BELIEF_KEYS, LEGAL_KEYS, STANDARD_KEYS, TERM_KEYS
from app.materials.parsing.module import KEYS as MODULE_KEYS
from app.materials.parsing.questions import QUESTION_ATTRIBUTES
from app.materials.parsing.set_fields import KEYS as QUESTION_KEYS
from app.materials.rules import QuestionsDraft, QuestionType
from app.materials.rules.address import QUESTION_KINDS
from app.materials.rules.problem import Level
from app.materials.services import check_folder

CONTENT = Path(__file__).resolve().parents[2] / "content"
GUIDE = (CONTENT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```(\w+) ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = {
    "modul": "modul/04-contoh/modul.md",
    "kuis": "modul/04-contoh/kuis.md",
    "latihan": "modul/04-contoh/latihan.md",
    "tes": "tes/contoh/tes.md",
}


def _examples() -> list[tuple[str, str]]:
    found = EXAMPLE.findall(GUIDE)
    documents = [(PLACES[word], text) for language, word, text in found if language == "markdown" and word]
    return documents + [(_list_of(text), text) for language, _, text in found if language == "yaml"]


def _list_of(text: str) -> str:
    keys = set(re.findall(r"^(?:- |  )?(\w+):", text, re.MULTILINE))
    places = {"id": "dasar-hukum.yml", "istilah": "istilah.yml", "modul": "standar/CONTOH-2026.yml"}
    return next((place for key, place in places.items() if key in keys), "salah-kaprah.yml")


@pytest.mark.parametrize(("path", "text"), _examples())
def test_an_example_of_the_guide_parses_clean(path: str, text: str) -> None:
    draft = parse_document(text, path)
    assert draft is not None
    assert [str(problem) for problem in draft.problems if problem.level is Level.GALAT] == []


def test_the_guide_shows_every_type_of_question_a_group_a_form_and_a_practice() -> None:
    drafts = [parse_document(text, path) for path, text in _examples()]
    sets = [draft for draft in drafts if isinstance(draft, QuestionsDraft)]
    assert {question.type for draft in sets for question in draft.questions} == set(QuestionType)
    groups = [group for draft in sets for group in draft.groups]
    assert any(group.draw for group in groups)
    assert {group.form for group in groups} >= {"A", "B"}
    assert {draft.address.kind for draft in sets} == QUESTION_KINDS


@pytest.mark.parametrize("word", [*QUESTION_ATTRIBUTES, *GROUP_ATTRIBUTES, *QuestionType])
def test_every_attribute_and_type_stands_in_the_guide(word: str) -> None:
    assert re.search(rf"`[^`]*\b{word}\b[^`]*`", GUIDE), word


KEYS = {*MODULE_KEYS, *QUESTION_KEYS, *BELIEF_KEYS, *LEGAL_KEYS, *TERM_KEYS, *STANDARD_KEYS}
OF_THE_DELAYED_TEST = {"tes_tunda", "tunda_hari", "tunda_bagian"}  # read already, taught when it exists


@pytest.mark.parametrize("key", sorted(KEYS - OF_THE_DELAYED_TEST))
def test_every_key_of_the_format_stands_in_the_guide(key: str) -> None:
    assert re.search(rf"\b{key}\b", GUIDE), key


@pytest.mark.usefixtures("app")
def test_all_content_is_without_a_galat() -> None:
    problems = check_folder(CONTENT, at=datetime(2026, 11, 23, tzinfo=UTC))
    assert [str(problem) for problem in problems if problem.level is Level.GALAT] == []
