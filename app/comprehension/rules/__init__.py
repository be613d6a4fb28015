"""The nouns and decisions of comprehension; each module is one noun."""

from .items import CAUTION, ItemFindings, Option, OptionFigures, Sheet, Verdict, item_findings
from .policy import Policy
from .printing import at_least_bound, at_most_bound, interval_text, percent_text, whole_percent
from .rates import ActionGroup, BeliefCount, Rates, Tally, action_group, bounds, rates, total
from .states import PersonState, Result, is_enough, is_passed, is_valid_at, state_of
from .suppression import Cell, CellKind, DisplayRow, RowKind, Shown, displayed

__all__ = [
    "CAUTION",
    "ActionGroup",
    "BeliefCount",
    "Cell",
    "CellKind",
    "DisplayRow",
    "ItemFindings",
    "Option",
    "OptionFigures",
    "PersonState",
    "Policy",
    "Rates",
    "Result",
    "RowKind",
    "Sheet",
    "Shown",
    "Tally",
    "Verdict",
    "action_group",
    "at_least_bound",
    "at_most_bound",
    "bounds",
    "displayed",
    "interval_text",
    "is_enough",
    "is_passed",
    "is_valid_at",
    "item_findings",
    "percent_text",
    "rates",
    "state_of",
    "total",
    "whole_percent",
]
