"""What differs between two texts, and that the two can be read back out of it."""

import random
from collections import Counter

import pytest

from app.materials.rules import Change, difference
from app.materials.rules.difference import MOST_LINES, likeness


def sides(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts as the changed lines tell them, without the lines that are equal."""
    old, new = [], []
    for line in difference(before, after).lines:
        if line.change in (Change.SAMA, Change.LOMPAT):
            continue
        if line.before is not None:
            old.append("".join(p.text for p in line.pieces if p.change is not Change.TAMBAH))
        if line.after is not None:
            new.append("".join(p.text for p in line.pieces if p.change is not Change.HAPUS))
    return old, new


def test_a_changed_word_is_marked_within_its_line() -> None:
    line = difference("Senin pagi, Dinas X menerima", "Selasa pagi, Dinas X menerima").lines[0]
    assert line.change is Change.UBAH
    assert [(p.change, p.text) for p in line.pieces] == [
        (Change.HAPUS, "Senin"),
        (Change.TAMBAH, "Selasa"),
        (Change.SAMA, " pagi, Dinas X menerima"),
    ]


def test_lines_that_share_too_little_are_removed_and_added() -> None:
    found = difference("Server di ruangan kami lebih aman", "Pusat data nasional")
    assert [line.change for line in found.lines] == [Change.HAPUS, Change.TAMBAH]
    assert found.words == "1 baris ditambahkan, 1 dihapus."


def test_equal_lines_far_from_a_change_are_counted_not_shown() -> None:
    text = "\n".join(f"baris {n}" for n in range(1, 31))
    found = difference(text, text.replace("baris 15", "baris lima belas"))
    assert [line.skipped for line in found.lines if line.change is Change.LOMPAT] == [12, 13]
    assert [(line.before, line.after) for line in found.lines if line.change is Change.UBAH] == [(15, 15)]


def test_line_ends_of_a_browser_are_no_difference() -> None:
    assert difference("a\nb\n", "a\r\nb\r\n").is_empty
    assert difference("a", "a").words == "Kedua teksnya sama."


@pytest.mark.parametrize("seed", range(40))
def test_both_texts_can_be_told_from_the_difference(seed: int) -> None:
    dice = random.Random(seed)
    words = ["peta", "proses", "aplikasi", "data", "server", "izin"]
    old = [" ".join(dice.choices(words, k=dice.randint(0, 6))) for _ in range(dice.randint(0, 12))]
    new = [line for line in old if dice.random() < 0.7]
    for _ in range(dice.randint(0, 5)):
        new.insert(dice.randint(0, len(new)), " ".join(dice.choices(words, k=dice.randint(1, 6))))
    before, after = "\n".join(old), "\n".join(new)
    removed, added = sides(before, after)
    assert Counter(before.splitlines()) - Counter(removed) == Counter(after.splitlines()) - Counter(added)


def test_texts_too_large_to_compare_are_shown_whole() -> None:
    before = "\n".join(f"lama {n}" for n in range(MOST_LINES + 5))
    after = "\n".join(f"sungguh lain sekali {n} baru" for n in range(MOST_LINES + 5))
    found = difference(before, after)
    assert found.count(Change.HAPUS) == found.count(Change.TAMBAH) == MOST_LINES + 5


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [("a b c d", "a b c d", 1, 1), ("a b c d", "a b c e", 0.7, 0.8), ("a b", "x y z", 0, 0), ("", "", 1, 1)],
)
def test_likeness_counts_common_words(before: str, after: str, least: float, most: float) -> None:
    assert least <= likeness(before, after) <= most
