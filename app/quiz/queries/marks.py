"""Keys and marks: for marking and for results, never for a page before it may be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from app.db import kept, session
from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz.models import AttemptItem, ItemResult, Result
from app.quiz.queries.sitting import ItemLine
from app.quiz.rules import (
    GivenAnswer,
    ItemKey,
    ItemState,
    Marked,
    MarkedItem,
    Marking,
    count_beliefs,
    folded,
    mark,
    right_places,
)


def item_key(question: Question) -> ItemKey:
    """What marking must know of a published question."""
    marking, choices = Marking(question.type.value), question.choices
    right = frozenset(choice.position for choice in choices if choice.correct)
    shown = right_places(question)
    return ItemKey(
        marking=marking,
        right=right,
        wrong=frozenset(choice.position for choice in choices) - right,
        weight=question.weight,
        diagnostic=question.diagnostic,
        beliefs=tuple((choice.position, choice.salah_kaprah) for choice in choices if choice.salah_kaprah),
        pairs=tuple((each.position, shown[each.position]) for each in choices if each.left_html is not None),
        words=tuple((each.position, folded(each.text)) for each in choices if marking is Marking.ISIAN),
        numbers=tuple((each.position, each.number) for each in choices if each.number is not None)
        if marking is Marking.ANGKA
        else (),
        tolerance=question.tolerance,
    )


@kept
def item_keys(version_id: int) -> Mapping[int, ItemKey]:
    """The keys of a version's questions by question id: for marking alone, never for a page."""
    return {question.id: item_key(question) for question in materials.questions(version_id)}


def marked(lines: list[ItemLine], keys: Mapping[int, ItemKey]) -> Marked:
    """The sitting marked from what is stored for it now."""
    return mark(
        GivenAnswer(line.item_id, keys[line.question_id], line.response, line.confidence) for line in lines
    )


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The stored marks of an attempt."""

    correct: int
    items: int
    answered: int
    score: Fraction
    passed: bool


def result(attempt_id: int) -> ResultRow | None:
    """The stored marks, or None while there are none."""
    row = session.execute(
        select(
            Result.correct,
            Result.items,
            Result.answered,
            Result.score_numerator,
            Result.score_denominator,
            Result.passed,
        ).where(Result.attempt_id == attempt_id)
    ).first()
    if row is None:
        return None
    return ResultRow(row[0], row[1], row[2], Fraction(row[3], row[4]), row[5])


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The stored mark of one item."""

    points: Fraction
    answered: bool
    outcome: ItemState | None
    belief: str | None


def item_marks(attempt_id: int) -> dict[int, ItemMark]:
    """The stored marks of an attempt's items by item id; empty while there are none."""
    rows = session.execute(
        select(
            ItemResult.attempt_item_id,
            ItemResult.points_numerator,
            ItemResult.points_denominator,
            ItemResult.answered,
            ItemResult.outcome,
            ItemResult.belief,
        )
        .join(AttemptItem, AttemptItem.id == ItemResult.attempt_item_id)
        .where(AttemptItem.attempt_id == attempt_id)
    )
    return {row[0]: ItemMark(Fraction(row[1], row[2]), row[3], row[4], row[5]) for row in rows}


def outcome(attempt_id: int, lines: list[ItemLine], keys: Mapping[int, ItemKey]) -> Marked:
    """The stored marks; for an attempt that the clock has ended and nobody has closed yet, computed ones."""
    whole, marks = result(attempt_id), item_marks(attempt_id)
    if whole is None:
        return marked(lines, keys)
    items = tuple(_stored(line, keys[line.question_id], marks[line.item_id]) for line in lines)
    beliefs = count_beliefs(
        (item.belief, item.answered, item.state) for item in items if item.belief and item.state
    )
    return Marked(items, whole.correct, whole.answered, whole.score, beliefs)


def _stored(line: ItemLine, key: ItemKey, kept: ItemMark) -> MarkedItem:
    return MarkedItem(line.item_id, kept.points, key.weight, kept.answered, kept.outcome, kept.belief)
