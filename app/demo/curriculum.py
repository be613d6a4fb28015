"""What the plan must know of the published material: sections, questions with their key, the pass marks.

Answers stand here as they are stored.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.materials.rules import WRITTEN, Choice, Question, QuestionType
from app.quiz.rules import canonical, folded, ordered, paired

ARRANGED = frozenset({QuestionType.URUTAN, QuestionType.JODOH})


@dataclass(frozen=True, slots=True)
class QuestionShape:
    """A question as somebody who plays an answer sees it."""

    key: str
    weight: int
    diagnostic: str | None
    right: str
    tempting: tuple[str, ...]
    wrong: tuple[str, ...]
    form: str | None = None

    @classmethod
    def of(cls, question: Question) -> "QuestionShape":
        """The shape of a published question; `tempting` options carry the misconception it diagnoses."""
        alone = question.choices if question.type not in ARRANGED else ()
        wrong = [choice for choice in alone if not choice.correct]
        tempting = [choice for choice in wrong if _tempts(question, choice.salah_kaprah)]
        return cls(
            key=question.key,
            weight=question.weight,
            diagnostic=question.diagnostic,
            right=_right(question),
            tempting=tuple(_given(question, choice) for choice in tempting),
            wrong=tuple(_given(question, each) for each in wrong if each not in tempting) or _wrong(question),
            form=question.group.form if question.group else None,
        )


def _tempts(question: Question, salah_kaprah: str | None) -> bool:
    return question.diagnostic is not None and salah_kaprah == question.diagnostic


def _given(question: Question, choice: Choice) -> str:
    """The answer that this entry is, alone."""
    return choice.text if question.type in WRITTEN else canonical([choice.position])


def _right(question: Question) -> str:
    accepted = [choice for choice in question.choices if choice.correct]
    if question.type is QuestionType.URUTAN:
        return ordered(choice.position for choice in question.choices)
    if question.type is QuestionType.JODOH:
        first = {folded(choice.text): choice.position for choice in reversed(question.choices)}
        return paired((place, first[folded(question.choices[place].text)]) for place in _lefts(question))
    if question.type in WRITTEN:
        return accepted[0].text
    return canonical(choice.position for choice in accepted)


def _wrong(question: Question) -> tuple[str, ...]:
    """What somebody answers who has it wrong, where no entry alone is such an answer."""
    if question.type is QuestionType.URUTAN:
        return (ordered(choice.position for choice in reversed(question.choices)),)
    if question.type is QuestionType.JODOH:
        lefts = _lefts(question)
        return (paired(zip(lefts, [*lefts[1:], lefts[0]], strict=True)),)
    if question.type is QuestionType.ISIAN:
        return ("belum tahu",)
    return ("-1",) if question.type is QuestionType.ANGKA else ()


def _lefts(question: Question) -> list[int]:
    return [choice.position for choice in question.choices if choice.left_text is not None]


@dataclass(frozen=True, slots=True)
class SetShape:
    """A quiz or test."""

    slug: str
    pass_mark: Fraction
    asks_confidence: bool
    questions: tuple[QuestionShape, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Its parallel forms, in the order of the file."""
        return tuple(dict.fromkeys(each.form for each in self.questions if each.form))

    def paper(self, form: str | None) -> "SetShape":
        """What a sitting of that form asks."""
        asked = tuple(each for each in self.questions if each.form in (None, form))
        return replace(self, questions=asked)


@dataclass(frozen=True, slots=True)
class ModuleShape:
    """A module: its sections in order, and its quiz."""

    slug: str
    anchors: tuple[str, ...]
    quiz: SetShape | None


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The one standard: its modules in order, its test, and the core misconception."""

    valid_from: date
    grace_days: int
    core: str
    modules: tuple[ModuleShape, ...]
    test: SetShape
