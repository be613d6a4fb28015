"""Played answer sheets: which option somebody with a given understanding chooses, and how sure they are."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from random import Random

from app.demo.curriculum import QuestionShape, SetShape
from app.demo.people import Story


class Mark(StrEnum):
    """What becomes of one question."""

    RIGHT = "right"
    TEMPTED = "tempted"
    WRONG = "wrong"
    LUCKY = "lucky"
    BLANK = "blank"


CORE_MARKS: dict[Story, tuple[Mark, ...]] = {
    Story.UNDERSTANDS: (Mark.RIGHT, Mark.RIGHT, Mark.RIGHT),
    Story.UNSURE: (Mark.RIGHT, Mark.TEMPTED, Mark.LUCKY),
    Story.UNSURE_OF_CORE: (Mark.RIGHT, Mark.BLANK, Mark.BLANK),
    Story.BELIEVES: (Mark.TEMPTED, Mark.TEMPTED, Mark.WRONG),
    Story.BELIEVES_AND_PASSES: (Mark.TEMPTED, Mark.TEMPTED, Mark.RIGHT),
}
"""How the core questions go; further ones repeat the last mark."""
HOLDS_ANOTHER: dict[Story, float] = {
    Story.UNDERSTANDS: 0.2,
    Story.UNSURE: 0.4,
    Story.UNSURE_OF_CORE: 0.3,
    Story.BELIEVES: 0.7,
    Story.BELIEVES_AND_PASSES: 0.5,
}
"""How likely one further misconception is held; never two, so that the outcome stays what it is."""
PASSING = frozenset({Story.UNDERSTANDS, Story.UNSURE_OF_CORE, Story.BELIEVES_AND_PASSES})


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled question of a sheet, before it has an instant."""

    key: str
    response: str
    confidence: int | None


def test_sheet(chance: Random, test: SetShape, core: str, outcome: Story) -> tuple[Filled, ...]:
    """A whole test that shows `outcome`, which is one of CORE_MARKS."""
    marks = _core_marks(chance, test, core, outcome) | _other_marks(chance, test, core, outcome)
    passing = outcome in PASSING
    may_miss = outcome is not Story.UNSURE_OF_CORE
    return _sheet(chance, test, _filled_up(chance, test, marks, passing=passing, may_miss=may_miss))


def quiz_sheet(chance: Random, quiz: SetShape, *, passing: bool) -> tuple[Filled, ...]:
    """A whole quiz that passes, or does not."""
    return _sheet(chance, quiz, _filled_up(chance, quiz, {}, passing=passing, may_miss=True))


def share(sheet: SetShape, marks: dict[str, Mark]) -> Fraction:
    """The score that these marks earn."""
    possible = sum(question.weight for question in sheet.questions)
    earned = sum(q.weight for q in sheet.questions if marks[q.key] in {Mark.RIGHT, Mark.LUCKY})
    return Fraction(earned, possible)


def _core_marks(chance: Random, test: SetShape, core: str, outcome: Story) -> dict[str, Mark]:
    keys = [question.key for question in test.questions if question.diagnostic == core]
    chance.shuffle(keys)
    pattern = CORE_MARKS[outcome]
    marks = {key: pattern[min(place, len(pattern) - 1)] for place, key in enumerate(keys)}
    if outcome is Story.UNDERSTANDS and len(keys) > 2 and chance.random() < 0.3:
        marks[keys[-1]] = Mark.LUCKY
    return marks


def _other_marks(chance: Random, test: SetShape, core: str, outcome: Story) -> dict[str, Mark]:
    """The items of one further misconception that is held, if any; the first codes are held more often."""
    codes = list(
        dict.fromkeys(each.diagnostic for each in test.questions if each.diagnostic not in (None, core))
    )
    if not codes or chance.random() >= HOLDS_ANOTHER[outcome]:
        return {}
    (held,) = chance.choices(codes, weights=range(len(codes) + 1, 1, -1))
    return {each.key: Mark.TEMPTED for each in test.questions if each.diagnostic == held}


def _filled_up(
    chance: Random, sheet: SetShape, fixed: dict[str, Mark], *, passing: bool, may_miss: bool
) -> dict[str, Mark]:
    """All other questions right, then as many wrong ones as the outcome needs or chance allows."""
    marks = {question.key: fixed.get(question.key, Mark.RIGHT) for question in sheet.questions}
    free = [question.key for question in sheet.questions if question.key not in fixed]
    chance.shuffle(free)
    slips = chance.choice((0, 0, 1, 1, 2, 3))
    for key in free if may_miss else []:
        before = marks[key]
        marks[key] = Mark.WRONG
        passes = share(sheet, marks) >= sheet.pass_mark
        if passing and (slips == 0 or not passes):
            marks[key] = before
            break
        if not passing and not passes and slips == 0:
            break
        slips -= passing or not passes
    return marks


def _sheet(chance: Random, sheet: SetShape, marks: dict[str, Mark]) -> tuple[Filled, ...]:
    return tuple(
        _fill(chance, sheet, question, marks[question.key])
        for question in sheet.questions
        if marks[question.key] is not Mark.BLANK
    )


def _fill(chance: Random, sheet: SetShape, question: QuestionShape, mark: Mark) -> Filled:
    confidence = None
    if sheet.asks_confidence and question.diagnostic is not None:
        confidence = 1 if mark is Mark.LUCKY else chance.choice((2, 2, 3))
    return Filled(question.key, _response(chance, question, mark), confidence)


def _response(chance: Random, question: QuestionShape, mark: Mark) -> str:
    if mark in {Mark.RIGHT, Mark.LUCKY}:
        return question.right
    if mark is Mark.TEMPTED and question.tempting:
        return chance.choice(question.tempting)
    wrong = question.wrong or question.tempting
    return chance.choice(wrong)
