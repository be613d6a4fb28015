"""The trainers' guide and the parser say the same: every example of the guide is taken as it stands."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.materials.parsing import parse_document
from app.materials.parsing.lists import BELIEF_KEYS, LEGAL_KEYS, STANDARD_KEYS, TERM_KEYS
from app.materials.parsing.module import KEYS as MODULE_KEYS
from app.materials.parsing.questions import KEYS as QUESTION_KEYS
from app.materials.rules.problem import Level
from app.materials.services import check_folder

CONTENT = Path(__file__).resolve().parents[2] / "content"
GUIDE = (CONTENT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```(\w+) ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = {"modul": "modul/04-contoh/modul.md", "kuis": "modul/04-contoh/kuis.md"}


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


KEYS = {*MODULE_KEYS, *QUESTION_KEYS, *BELIEF_KEYS, *LEGAL_KEYS, *TERM_KEYS, *STANDARD_KEYS}
OF_THE_DELAYED_TEST = {"tes_tunda", "tunda_hari", "tunda_bagian"}  # read already, taught when it exists


@pytest.mark.parametrize("key", sorted(KEYS - OF_THE_DELAYED_TEST))
def test_every_key_of_the_format_stands_in_the_guide(key: str) -> None:
    assert re.search(rf"\b{key}\b", GUIDE), key


@pytest.mark.usefixtures("app")
def test_all_content_is_without_a_galat() -> None:
    problems = check_folder(CONTENT, at=datetime(2026, 11, 23, tzinfo=UTC))
    assert [str(problem) for problem in problems if problem.level is Level.GALAT] == []
