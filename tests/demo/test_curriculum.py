"""Every type of question can be played: the right answer earns all of it, the wrong one little."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.demo.curriculum import QuestionShape
from app.materials.rules import Choice, Question, QuestionType
from app.quiz.queries.marks import item_key
from app.quiz.rules import GivenAnswer, mark


def choice(position: int, text: str, *, correct: bool = False, left: str | None = None) -> Choice:
    return Choice(position, text, text, correct, None, None, left, left)


def question(kind: QuestionType, *choices: Choice) -> Question:
    return Question(1, "k", 1, kind, 1, None, False, "", "", "", "", choices, Decimal(0))


STEPS = question(
    QuestionType.URUTAN,
    *(choice(n, text, correct=True) for n, text in enumerate(("tata", "tanya", "pasang"))),
)
PAIRS = question(
    QuestionType.JODOH,
    choice(0, "SRIKANDI", left="arsip"),
    choice(1, "SP4N-LAPOR!", left="aduan"),
    choice(2, "SRIKANDI", left="surat"),
    choice(3, "buku"),
)
WORDS = question(QuestionType.ISIAN, choice(0, "SRIKANDI", correct=True), choice(1, "LAPOR"))
NUMBER = question(QuestionType.ANGKA, choice(0, "3,80", correct=True))
SEVERAL = question(
    QuestionType.GANDA, choice(0, "a", correct=True), choice(1, "b"), choice(2, "c", correct=True)
)


@pytest.mark.parametrize("of", [STEPS, PAIRS, WORDS, NUMBER, SEVERAL], ids=lambda each: each.type.value)
def test_the_right_answer_earns_all_and_a_wrong_one_little(of: Question) -> None:
    shape = QuestionShape.of(of)
    points = [mark([GivenAnswer(1, item_key(of), given)]).score for given in (shape.right, shape.wrong[0])]
    assert points[0] == 1
    assert points[1] < Fraction(1, 2)
