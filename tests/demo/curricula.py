"""A small curriculum for the tests of the plan, and the marks that a played sitting earns in it."""

from datetime import date
from fractions import Fraction

from app.demo.curriculum import Curriculum, ModuleShape, QuestionShape, SetShape
from app.demo.people import Sitting
from app.quiz.rules import GivenAnswer, ItemKey, Marked, Marking, canonical, mark

CORE = "spbe-sama-dengan-aplikasi"


def question(key: str, *, core: bool = False) -> QuestionShape:
    """A question of four options: the second is right, the third tempts when it is a core one."""
    if core:
        return QuestionShape(key, 1, CORE, right=(1,), tempting=(2,), wrong=(0, 3))
    return QuestionShape(key, 1, None, right=(1,), tempting=(), wrong=(0, 2, 3))


def curriculum() -> Curriculum:
    """Three modules with a quiz of eight questions each, and a test of ten with three core ones."""
    modules = tuple(
        ModuleShape(
            f"modul-{n}",
            tuple(f"bagian-{part}" for part in range(6)),
            SetShape(f"kuis-{n}", Fraction(7, 10), False, tuple(question(f"k{n}-{i}") for i in range(8))),
        )
        for n in (1, 2, 3)
    )
    test = tuple(question(f"t{i}", core=i < 3) for i in range(10))
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
            response=canonical(replies[each.key].places) if each.key in replies else "",
            confidence=replies[each.key].confidence if each.key in replies else None,
        )
        for number, each in enumerate(questions)
    )


def _key(shape: QuestionShape) -> ItemKey:
    return ItemKey(
        marking=Marking.TUNGGAL,
        right=frozenset(shape.right),
        wrong=frozenset(shape.tempting + shape.wrong),
        weight=shape.weight,
        diagnostic=shape.diagnostic,
        beliefs=tuple((place, shape.diagnostic or "") for place in shape.tempting),
    )
