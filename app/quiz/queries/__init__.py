"""Questions about sittings: an attempt and its items, a person's attempts, what a standard's figures need."""

from app.quiz.queries.figures import (
    AttemptFact,
    attempt_facts,
    core_code,
    counted,
    measured_persons,
    minimums_answered,
    standing_beliefs,
    standing_rows,
    starters,
)
from app.quiz.queries.lists import AttemptLine, attempts_of, open_attempts, results_of
from app.quiz.queries.marks import (
    ItemMark,
    ResultRow,
    item_key,
    item_keys,
    item_marks,
    marked,
    outcome,
    result,
)
from app.quiz.queries.questions import ShownOption, ShownQuestion, shown_question, shown_questions
from app.quiz.queries.sitting import ItemLine, Sitting, items, open_sitting, sitting, sitting_columns
from app.quiz.queries.start import (
    History,
    history,
    refusal_now,
    round_now,
    standard_proven_by,
    start_rules,
)

__all__ = [
    "AttemptFact",
    "AttemptLine",
    "History",
    "ItemLine",
    "ItemMark",
    "ResultRow",
    "ShownOption",
    "ShownQuestion",
    "Sitting",
    "attempt_facts",
    "attempts_of",
    "core_code",
    "counted",
    "history",
    "item_key",
    "item_keys",
    "item_marks",
    "items",
    "marked",
    "measured_persons",
    "minimums_answered",
    "open_attempts",
    "open_sitting",
    "outcome",
    "refusal_now",
    "result",
    "results_of",
    "round_now",
    "shown_question",
    "shown_questions",
    "sitting",
    "sitting_columns",
    "standard_proven_by",
    "standing_beliefs",
    "standing_rows",
    "start_rules",
    "starters",
]
