"""A sitting marked: every item, the result, and what it shows of each misconception."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.quiz.rules.belief import BeliefCount, ItemState, classify, count_beliefs
from app.quiz.rules.key import ItemKey
from app.quiz.rules.score import ALL, points, recognised, weighted_share


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An item of a sitting with what was stored for it; an untouched item has an empty response."""

    item_id: int
    key: ItemKey
    response: str = ""
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """An item after marking; `state` and `belief` stand on diagnostic items alone."""

    item_id: int
    points: Fraction
    weight: int
    answered: bool
    state: ItemState | None
    belief: str | None

    @property
    def right(self) -> bool:
        """Whether all of it was right."""
        return self.points == ALL


@dataclass(frozen=True, slots=True)
class Marked:
    """A whole sitting after marking."""

    items: tuple[MarkedItem, ...]
    correct: int
    answered: int
    score: Fraction
    beliefs: tuple[BeliefCount, ...]

    def is_passed(self, pass_mark: Fraction) -> bool:
        """Whether the score reaches the pass mark, compared as exact fractions."""
        return self.score >= pass_mark

    def is_enough(self, minimum: Fraction) -> bool:
        """Whether so large a share of the items was answered that the sitting measures anything."""
        return bool(self.items) and Fraction(self.answered, len(self.items)) >= minimum


def mark(answers: Iterable[GivenAnswer]) -> Marked:
    """Mark a sitting: the same answers always give the same marks."""
    items = tuple(_mark_item(answer) for answer in answers)
    return Marked(
        items=items,
        correct=sum(item.right for item in items),
        answered=sum(item.answered for item in items),
        score=weighted_share((item.points, item.weight) for item in items),
        beliefs=count_beliefs(
            (item.belief, item.answered, item.state) for item in items if item.belief and item.state
        ),
    )


def _mark_item(answer: GivenAnswer) -> MarkedItem:
    key, answered = answer.key, bool(answer.response)
    earned = points(key, answer.response)
    state = None
    if key.diagnostic is not None:
        meant = recognised(key, answer.response)
        state = classify(
            answered=answered,
            right=earned == ALL,
            tagged=any((place, key.diagnostic) in key.beliefs for place in meant),
            confidence=answer.confidence,
        )
    return MarkedItem(answer.item_id, earned, key.weight, answered, state, key.diagnostic)
