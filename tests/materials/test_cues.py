"""Nobody finds the right answer of our questions by looks alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.materials.parsing import parse_questions
from app.materials.rules.draft import QuestionDraft
from app.materials.rules.quiz import QuestionType

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]
SETS = sorted((ROOT / "content").glob("modul/*/kuis.md")) + sorted((ROOT / "content").glob("tes/*/tes.md"))
CHANCE_AND_TEN = 0.35

LESSON_WORDS = re.compile(
    r"proses|alur|langkah|layanan|pengguna|pemohon|bersama|data|diskominfosantik|konsul", re.IGNORECASE
)
SUSPECT_WORDS = re.compile(
    r"aplikasi|baru|sendiri|server|penyedia|tautan|media sosial|dana|anggar|dpa", re.IGNORECASE
)
ABSOLUTE_WORDS = re.compile(
    r"\b(?:semua\w*|seluruh\w*|setiap|tiap|hanya|pasti|selalu|saja|tidak boleh|dilarang)\b", re.IGNORECASE
)
WORD = re.compile(r"[\w-]{4,}")


def _stem_echo(question: QuestionDraft, option: str) -> int:
    return len(set(WORD.findall(option.lower())) & set(WORD.findall(question.stem.lower())))


# What a person who knows nothing of SPBE would take: the option that scores highest.
CUES: dict[str, Callable[[QuestionDraft, str], int]] = {
    "the longest": lambda question, option: len(option),
    "the shortest": lambda question, option: -len(option),
    "most words of the lessons": lambda question, option: len(LESSON_WORDS.findall(option)),
    "fewest suspect words": lambda question, option: -len(SUSPECT_WORDS.findall(option)),
    "fewest absolute words": lambda question, option: -len(ABSOLUTE_WORDS.findall(option)),
    "most words of the stem": _stem_echo,
}


def _questions(path: Path) -> list[QuestionDraft]:
    draft = parse_questions(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    return [question for question in draft.questions if question.type is QuestionType.TUNGGAL]


def _hit(question: QuestionDraft, cue: Callable[[QuestionDraft, str], int]) -> float:
    """The chance that a guesser by this cue is right; among equals the guess is at random."""
    scores = [cue(question, choice.text) for choice in question.choices]
    best = max(scores)
    picked = [choice for choice, score in zip(question.choices, scores, strict=True) if score == best]
    return sum(choice.correct for choice in picked) / len(picked)


@pytest.mark.parametrize("cue", CUES, ids=lambda name: name.replace(" ", "-"))
def test_a_guesser_by_one_cue_hardly_beats_chance(cue: str) -> None:
    hits = [_hit(question, CUES[cue]) for path in SETS for question in _questions(path)]
    assert len(hits) >= 30
    assert sum(hits) / len(hits) <= CHANCE_AND_TEN


@pytest.mark.parametrize("cue", ["the longest", "the shortest"])
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.parent.name)
def test_length_points_at_the_key_in_at_most_a_third_of_a_set(path: Path, cue: str) -> None:
    questions = _questions(path)
    assert sum(_hit(question, CUES[cue]) for question in questions) <= len(questions) / 3
