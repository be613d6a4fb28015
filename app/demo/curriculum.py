"""What the plan must know of the published material: sections, questions with their key, the pass marks."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.materials.rules import Question


@dataclass(frozen=True, slots=True)
class QuestionShape:
    """A question as somebody who plays an answer sees it."""

    key: str
    weight: int
    diagnostic: str | None
    right: tuple[int, ...]
    tempting: tuple[int, ...]
    wrong: tuple[int, ...]

    @classmethod
    def of(cls, question: Question) -> "QuestionShape":
        """The shape of a published question; `tempting` options carry the misconception it diagnoses."""
        wrong = [choice for choice in question.choices if not choice.correct]
        tempting = [choice.position for choice in wrong if _tempts(question, choice.salah_kaprah)]
        return cls(
            key=question.key,
            weight=question.weight,
            diagnostic=question.diagnostic,
            right=tuple(choice.position for choice in question.choices if choice.correct),
            tempting=tuple(tempting),
            wrong=tuple(choice.position for choice in wrong if choice.position not in tempting),
        )


def _tempts(question: Question, salah_kaprah: str | None) -> bool:
    return question.diagnostic is not None and salah_kaprah == question.diagnostic


@dataclass(frozen=True, slots=True)
class SetShape:
    """A quiz or test."""

    slug: str
    pass_mark: Fraction
    asks_confidence: bool
    questions: tuple[QuestionShape, ...]


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
