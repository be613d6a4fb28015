"""Prepared changes to a question file: what is left is what stood there, and the parser agrees."""

import pytest

from app.materials.parsing import parse_questions
from app.materials.rules.draft import QuestionsDraft
from app.materials.rules.revision import fresh_key, item_block, with_successor, without_item

PATH = "modul/01-proses/kuis.md"
HEAD = "---\njudul: Kuis\njenis: kuis\n{more}---\n\n"
ONE = "## Soal satu {#satu}\n\n- [x] Ya\n- [ ] Tidak\n\n### Penjelasan\n\nKarena.\n"
TWO = "## Soal dua {#dua bobot=2}\n\n- [x] Ya\n- [ ] Tidak\n\n### Penjelasan\n\nKarena.\n"
THREE = "## Soal tiga tanpa kunci\n\n- [x] Ya\n- [ ] Tidak\n\n### Penjelasan\n\nKarena.\n"
GROUP = "# Kelompok lain {ambil=1}\n"


def text_of(*parts: str, more: str = "") -> str:
    return HEAD.replace("{more}", more) + "\n".join(parts)


def parsed(text: str) -> QuestionsDraft:
    return parse_questions(text, PATH)


def test_the_block_of_an_item_ends_where_the_next_question_or_group_begins() -> None:
    text = text_of(ONE, GROUP, TWO)
    assert item_block(text, parsed(text), "satu") == ONE
    assert item_block(text, parsed(text), "dua") == TWO
    assert item_block(text, parsed(text), "tidak-ada") is None


def test_a_derived_key_is_written_out_in_a_copy() -> None:
    text = text_of(ONE, THREE)
    (key,) = (each.key for each in parsed(text).questions if each.key != "satu")
    block = item_block(text, parsed(text), key)
    assert block is not None
    assert block.startswith(f"## Soal tiga tanpa kunci {{#{key}}}\n")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "ditarik: [dua]"),
        ("ditarik: [lama]\n", "ditarik: [lama, dua]"),
        ("ditarik: []\n", "ditarik: [dua]"),
        ("ditarik: [lama,\n  tua]\n", "ditarik: [lama,\n  tua, dua]"),
        ("ditarik:\n  - lama\n  - tua\n", "ditarik:\n  - lama\n  - tua\n  - dua"),
        ("ditarik:\n- lama\n", "ditarik:\n- lama\n- dua"),
        ("ditarik: lama\n", "ditarik: [lama, dua]"),
        ("ditarik: [lama]\nambang: 1/1\n", "ditarik: [lama, dua]\nambang: 1/1"),
    ],
)
def test_a_retired_item_leaves_and_its_key_is_named(more: str, expected: str) -> None:
    text = text_of(ONE, TWO, THREE, more=more)
    left = without_item(text, parsed(text), "dua")
    assert left is not None
    assert expected in left
    draft = parsed(left)
    assert "dua" in draft.retired
    assert set(parsed(text).retired) <= set(draft.retired)
    before, after = (tuple(q.stem for q in parsed(each).questions) for each in (text, left))
    assert after == tuple(stem for stem in before if stem != "Soal dua")


def test_a_successor_has_a_new_key_and_says_whom_it_replaces() -> None:
    text = text_of(ONE, TWO)
    answer = with_successor(text, parsed(text), "dua")
    assert answer is not None
    changed, fresh = answer
    assert fresh == "dua-2"
    assert "{#dua-2 menggantikan=dua bobot=2}" in changed
    question = parsed(changed).questions[1]
    assert (question.key, question.replaces, question.weight) == ("dua-2", "dua", 2)


def test_a_successor_of_a_successor_names_only_the_last() -> None:
    text = text_of(ONE, TWO.replace("{#dua bobot=2}", "{#dua-2 menggantikan=dua}"))
    answer = with_successor(text, parsed(text), "dua-2")
    assert answer is not None
    question = parsed(answer[0]).questions[1]
    assert (question.key, question.replaces) == ("dua-3", "dua-2")


def test_a_fresh_key_is_one_that_nobody_bears() -> None:
    assert fresh_key("dua", {"dua", "dua-2", "dua-3"}) == "dua-4"
    assert fresh_key("dua-2", {"dua-2"}) == "dua-3"
    assert len(fresh_key("a" * 80, set())) <= 60
