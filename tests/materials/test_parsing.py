"""The parsers: what they read, and that nothing makes them fall."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.materials.parsing import decode, parse_document, parse_module, parse_questions
from app.materials.rules import FeedbackRule, QuestionType, SetKind
from app.materials.rules.draft import ListDraft, StandardDraft
from app.materials.rules.problem import Code
from tests.materials.texts import BELIEFS, MODULE, QUIZ, STANDARD, TEXTS


def test_a_module_is_read_with_its_fields_and_sections() -> None:
    draft = parse_module(TEXTS[MODULE], MODULE)
    assert (draft.address.slug, draft.address.order) == ("proses-bisnis", 1)
    assert (draft.title, draft.minutes, draft.jp) == ("Proses bisnis dulu", 10, Decimal("0.50"))
    assert draft.instruments == (2020,)
    assert [section.anchor for section in draft.sections] == ["menata-ulang", "memeriksa"]
    first = draft.sections[0]
    assert first.title == "Menata ulang"
    assert first.lead == "Antrean panjang jarang soal aplikasi."
    assert [(heading.anchor, heading.title) for heading in first.headings] == [
        ("urutan-bertanya", "Urutan bertanya")
    ]


def test_an_address_comes_from_the_words_when_none_is_given() -> None:
    draft = parse_module(TEXTS[MODULE].replace(" {#memeriksa}", ""), MODULE)
    assert draft.sections[1].anchor == "memeriksa-yang-sudah-ada"


def test_braces_that_are_no_attributes_stay_words() -> None:
    draft = parse_module(TEXTS[MODULE].replace("{#memeriksa}", "{contoh}"), MODULE)
    assert draft.sections[1].title == "Memeriksa yang sudah ada {contoh}"


def test_a_note_stands_on_the_page_that_refers_to_it() -> None:
    moved = TEXTS[MODULE].replace("[^1]: Instrumen 2020.\n", "") + "\n[^1]: Instrumen 2020.\n"
    draft = parse_module(moved, MODULE)
    assert "[^1]: Instrumen 2020." in draft.sections[0].body.text
    assert "[^1]" not in draft.sections[1].body.text
    assert draft.problems == ()


def test_a_quiz_is_read_with_its_questions() -> None:
    draft = parse_questions(TEXTS[QUIZ], QUIZ)
    assert (draft.kind, draft.pass_mark, draft.feedback) == (
        SetKind.KUIS,
        Fraction(7, 10),
        FeedbackRule.SETELAH_KIRIM,
    )
    first, second = draft.questions
    assert first.stem == "Antrean izin panjang. Langkah pertama yang tepat?"
    assert first.body.text == "Kantor Anda melayani *izin usaha*."
    assert [(c.text, c.correct, c.salah_kaprah) for c in first.choices] == [
        ("Menyusun KAK aplikasi perizinan baru", False, "spbe-sama-dengan-aplikasi"),
        ("Menata ulang proses", True, None),
        ("Menunggu anggaran tahun depan saja", False, None),
    ]
    assert first.choices[0].feedback is not None
    assert first.choices[0].feedback.text == "Menggoda karena terlihat cepat."
    assert (first.type, second.type, second.weight) == (QuestionType.TUNGGAL, QuestionType.GANDA, 2)


def test_a_wrapped_option_keeps_its_words_its_attribute_and_its_feedback() -> None:
    wrapped = TEXTS[QUIZ].replace(
        "aplikasi perizinan baru {sk=spbe-sama-dengan-aplikasi}",
        "aplikasi\n      perizinan baru {sk=spbe-sama-dengan-aplikasi}",
    )
    choice = parse_questions(wrapped, QUIZ).questions[0].choices[0]
    assert choice.text == "Menyusun KAK aplikasi perizinan baru"
    assert choice.salah_kaprah == "spbe-sama-dengan-aplikasi"
    assert choice.feedback is not None


def test_a_key_comes_from_the_words_when_none_is_given() -> None:
    draft = parse_questions(TEXTS[QUIZ].replace(" {#langkah-pertama}", ""), QUIZ)
    assert draft.questions[0].key == "antrean-izin-panjang-langkah-pertama-yang-tepat"
    assert draft.problems == ()


def test_lists_and_standards_are_read() -> None:
    beliefs = parse_document(TEXTS[BELIEFS], BELIEFS)
    assert isinstance(beliefs, ListDraft)
    assert [(entry.code, entry.core) for entry in beliefs.beliefs] == [
        ("spbe-sama-dengan-aplikasi", True),
        ("urusan-kominfo", False),
    ]
    assert beliefs.beliefs[0].indicators == {2020: (4, 15), 2026: (13,)}
    standard = parse_document(TEXTS[STANDARD], STANDARD)
    assert isinstance(standard, StandardDraft)
    assert (standard.target, standard.min_answered) == (Fraction(3, 5), Fraction(4, 5))
    assert standard.grace_days == 30


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
@pytest.mark.parametrize("path", list(TEXTS))
def test_byte_order_mark_and_crlf_change_nothing(path, change) -> None:  # type: ignore[no-untyped-def]
    assert parse_document(change(TEXTS[path]), path) == parse_document(TEXTS[path], path)


def test_a_file_that_is_not_utf8_is_named_at_its_line() -> None:
    _, problems = decode("satu\ndua \xe9".encode("latin-1"), MODULE)
    assert [(problem.line, problem.code) for problem in problems] == [(2, Code.BERKAS)]


@pytest.mark.parametrize("path", list(TEXTS))
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text + "\0", Code.BERKAS),
        (lambda text: text + "\ud800", Code.BERKAS),
        (lambda text: text + "x" * 5_000_000, Code.UKURAN),
        (lambda _: "", None),
        (lambda _: "\0", Code.BERKAS),
        (lambda _: "---", Code.YAML),
        (lambda _: "---\n---", None),
        (lambda _: "- - - -", None),
        (lambda _: "---\n" + "[" * 2000 + "\n---\n", Code.YAML),
        (lambda _: "[" * 2000, Code.YAML),
        (lambda _: "a: &x [*x]", None),
    ],
)
def test_a_hopeless_text_is_a_problem_never_a_fall(path, spoil, code) -> None:  # type: ignore[no-untyped-def]
    draft = parse_document(spoil(TEXTS[path]), path)
    assert draft is not None
    assert draft.problems or (spoil("") == "" and path.endswith(".yml"))
    assert code is None or code in {problem.code for problem in draft.problems}


BITS = st.sampled_from(
    [
        "---\n",
        "judul: a\n",
        "## Soal {#a}\n",
        "# Bentuk {bentuk=A}\n",
        "### Penjelasan\n",
        "- [x] a {sk=b}\n",
        "- [ ]\n",
        "    > umpan\n",
        '!!! kasus "a"\n',
        "    isi\n",
        "![](gambar/a.png)",
        "[a](modul:b#c)",
        "[^1]: c\n",
        "[^1]",
        "```\n",
        "| a | b |\n|---|---|\n",
        "\n",
        "{",
        "}",
        "[",
        "- kode: x\n",
        "\t",
        "***",
        "===\n",
        "1. x\n",
        ":   arti\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(BITS, st.text(max_size=8)), max_size=40).map("".join), st.sampled_from(list(TEXTS)))
def test_no_text_makes_a_parser_fall(text: str, path: str) -> None:
    draft = parse_document("---\njudul: a\n---\n" * (path.endswith(".md")) + text, path)
    assert draft is not None
    lines = text.count("\n") + text.count("\r") + 5
    assert all(1 <= problem.line <= lines for problem in draft.problems)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(list(TEXTS)))
def test_a_document_with_a_hole_in_it_makes_no_parser_fall(data: st.DataObject, path: str) -> None:
    text = TEXTS[path]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    assert parse_document(text[:start] + data.draw(st.text(max_size=5)) + text[end:], path) is not None


BRACKETS = ["[", "![](", "<a ", "<![", "{#", "]( ", '[](a "', "[^a]"]


@pytest.mark.parametrize("bit", [*BRACKETS, "- ", "> ", "`a", "!!! ", "a\n", "|a|\n", "&*"])
def test_a_full_file_of_anything_is_parsed_in_time(bit: str) -> None:
    body = bit * (190_000 // len(bit))
    started = time.process_time()
    parse_module(TEXTS[MODULE].split("## ")[0] + "## A\n\n" + body, MODULE)
    parse_questions(TEXTS[QUIZ].split("## ")[0] + "## A\n\n" + body + "\n- [x] a\n", QUIZ)
    assert time.process_time() - started < 8
