"""A small curriculum for the tests of the plan, and the marks that a played sitting earns in it."""

from datetime import date
from fractions import Fraction
from itertools import chain

from app.demo.curriculum import Curriculum, ModuleShape, QuestionShape, SetShape
from app.demo.people import Sitting
from app.quiz.rules import GivenAnswer, ItemKey, Marked, Marking, mark

CORE = "spbe-sama-dengan-aplikasi"


OTHERS = ("urusan-kominfo-saja", "data-milik-opd")


def question(key: str, *, diagnostic: str | None = None, form: str | None = None) -> QuestionShape:
    """A question of four options: the second is right, the third tempts when it diagnoses something."""
    if diagnostic:
        return QuestionShape(key, 1, diagnostic, right="1", tempting=("2",), wrong=("0", "3"), form=form)
    return QuestionShape(key, 1, None, right="1", tempting=(), wrong=("0", "2", "3"), form=form)


def form_of_test(form: str) -> tuple[QuestionShape, ...]:
    """Twenty questions: three about the core misconception, two about each of two others."""
    codes = [CORE] * 3 + [OTHERS[0]] * 2 + [OTHERS[1]] * 2 + [None] * 13
    return tuple(question(f"{form}{n}", diagnostic=code, form=form) for n, code in enumerate(codes))


def curriculum() -> Curriculum:
    """Three modules with a quiz of eight questions each, and a test in three forms."""
    modules = tuple(
        ModuleShape(
            f"modul-{n}",
            tuple(f"bagian-{part}" for part in range(6)),
            SetShape(f"kuis-{n}", Fraction(7, 10), False, tuple(question(f"k{n}-{i}") for i in range(8))),
        )
        for n in (1, 2, 3)
    )
    test = tuple(chain.from_iterable(form_of_test(form) for form in "ABC"))
    return Curriculum(
        date(2026, 1, 1), 30, CORE, modules, SetShape("spbe-dasar", Fraction(7, 10), True, test)
    )


def marked(sitting: Sitting, questions: tuple[QuestionShape, ...]) -> Marked:
    """The sitting marked by the rules of the quiz."""
    replies = {reply.key: reply for reply in sitting.replies}
    return mark(
        GivenAnswer(
            item_id=number,
            key=_key(each),
            response=replies[each.key].response if each.key in replies else "",
            confidence=replies[each.key].confidence if each.key in replies else None,
        )
        for number, each in enumerate(questions)
    )


def _key(shape: QuestionShape) -> ItemKey:
    return ItemKey(
        marking=Marking.TUNGGAL,
        right=frozenset({int(shape.right)}),
        wrong=frozenset(int(place) for place in shape.tempting + shape.wrong),
        weight=shape.weight,
        diagnostic=shape.diagnostic,
        beliefs=tuple((int(place), shape.diagnostic or "") for place in shape.tempting),
    )
