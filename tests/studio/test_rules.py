"""How a text and its preview are shown, without a database."""

import pytest

from app.materials.rules import Code, DocumentKind, Level, Problem
from app.materials.rules.problem import galat
from app.studio.rules import GROUPS, apart, shown_text, source_lines, suggestion, typed_text


def problem(line: int, level: Level) -> Problem:
    return Problem("modul.md", line, level, Code.NILAI, "Kalimat.")


def test_every_kind_of_document_stands_in_exactly_one_group() -> None:
    assert sorted(kind for _, kinds in GROUPS for kind in kinds) == sorted(DocumentKind)


def test_a_line_shows_its_gravest_problem() -> None:
    problems = [problem(1, Level.GALAT), problem(1, Level.PERINGATAN), problem(2, Level.PERINGATAN)]
    lines = source_lines("satu\ndua\ntiga", problems)
    assert [line.level for line in lines] == [Level.GALAT, Level.PERINGATAN, None, None]
    assert [line.text for line in lines] == ["satu", "dua", "tiga", ""]


def test_line_ends_of_a_browser_become_those_of_a_file() -> None:
    assert typed_text("a\r\nb\rc\n") == "a\nb\nc\n"


def test_a_character_that_no_page_may_hold_becomes_visible() -> None:
    assert shown_text("a\x00b\tc\n") == "a\ufffdb\tc\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h2 id="asal">A</h2>', '<h2 id="p1-asal">A</h2>'),
        ('<a class="anchor" href="#asal">#</a>', '<a class="anchor" href="#p1-asal">#</a>'),
        ('<use href="#i-neq"/>', '<use href="#i-neq"/>'),
        ('<a href="/modul/x/#asal">x</a>', '<a href="/modul/x/#asal">x</a>'),
        ('<p>tulis id="asal" di sini</p>', '<p>tulis id="asal" di sini</p>'),
        ('<label for="a">A</label><input id="a">', '<label for="p1-a">A</label><input id="p1-a">'),
    ],
)
def test_names_of_a_preview_do_not_meet_names_of_its_page(html: str, expected: str) -> None:
    assert apart(html, "p1") == expected


@pytest.mark.parametrize(
    ("sentence", "exchange"),
    [
        ('Kunci "nara_sumber" tidak dikenal. Maksud Anda "narasumber"?', ("nara_sumber", "narasumber")),
        ('Kunci "warna" tidak dikenal.', None),
        ("Soal ini belum berisi pertanyaan.", None),
    ],
)
def test_a_suggestion_names_the_wrong_word_and_the_known_one(
    sentence: str, exchange: tuple[str, str] | None
) -> None:
    assert suggestion(galat("a", 1, Code.NILAI, sentence)) == exchange
