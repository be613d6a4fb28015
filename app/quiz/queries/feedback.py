"""When the key of an attempt may be seen, and what may be practised again after it."""

from datetime import datetime

from app.materials import queries as materials
from app.materials.rules import FeedbackRule
from app.quiz.queries.marks import item_keys, outcome
from app.quiz.queries.sitting import ItemLine, Sitting, items, sitting


def explains_at_once(public_id: str, person_id: int) -> bool:
    """Whether this attempt shows the key of a question once its answer is fixed."""
    found = sitting(public_id, person_id)
    pinned = materials.question_set_version(found.version_id) if found else None
    return pinned is not None and pinned.feedback is FeedbackRule.LANGSUNG


def may_explain(attempt: Sitting, at: datetime) -> bool:
    """Whether key and explanations of the whole attempt may be seen at that instant.

    A set that opens its explanations when it closes keeps them until its current version, too, has closed:
    a later closing published meanwhile means that others still answer.
    """
    if attempt.is_open(at):
        return False
    pinned = materials.question_set_version(attempt.version_id)
    if pinned is None or pinned.feedback is not FeedbackRule.SETELAH_TUTUP:
        return pinned is not None
    current = materials.question_set(attempt.slug) or pinned
    closings = [each.closes_at for each in (pinned, current) if each.closes_at is not None]
    return bool(closings) and at >= max(closings)


def to_repeat(attempt: Sitting, at: datetime) -> list[ItemLine]:
    """The items that were not right, for practice; none while the key is closed.

    None either of a standard's test: who rehearsed its very questions would show memory at the next one.
    """
    if attempt.standard_code is not None or not may_explain(attempt, at):
        return []
    lines = items(attempt.id)
    marked = outcome(attempt.id, lines, item_keys(attempt.version_id))
    return [line for line, item in zip(lines, marked.items, strict=True) if not item.right]
