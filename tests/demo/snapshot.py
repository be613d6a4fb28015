"""All rows of a world in a form that two databases can be compared by: natural keys instead of ids."""

from typing import Any

from sqlalchemy import select

from app.db import Base, session

KEYS = {
    "opd": ("code",),
    "person": ("nip",),
    "reading": ("person_id", "module_slug"),
    "attempt": ("person_id", "slug", "number"),
    "attempt_item": ("attempt_id", "question_id"),
}
"""Tables that others point at, in an order in which their keys can be told, and what identifies a row."""
OTHERS = (
    "membership",
    "exemption",
    "role_grant",
    "sign_in_session",
    "section_read",
    "quiz_pass",
    "completion",
    "answer",
    "late_answer",
    "result",
    "item_result",
    "standing",
)
POINTS_AT = {
    "parent_id": "opd",
    "opd_id": "opd",
    "person_id": "person",
    "granted_by": "person",
    "invalidated_by": "person",
    "reading_id": "reading",
    "attempt_id": "attempt",
    "attempt_item_id": "attempt_item",
}
CHANCE = frozenset({"id", "password_hash", "public_id", "seed", "token", "token_hash", "position"})
"""What chance decides, and what only the order of writing does."""

Snapshot = dict[str, list[tuple[Any, ...]]]


def snapshot() -> Snapshot:
    """Every table's rows as sorted tuples."""
    names: dict[str, dict[Any, Any]] = {}
    found: Snapshot = {}
    for name in (*KEYS, *OTHERS):
        rows = [_named(row, names) for row in session.execute(select(Base.metadata.tables[name])).mappings()]
        if name in KEYS:
            names[name] = {row["id"]: tuple(row[column] for column in KEYS[name]) for row in rows}
        kept = [tuple(value for column, value in row.items() if column not in CHANCE) for row in rows]
        found[name] = sorted(kept, key=repr)
    session.rollback()
    return found


def _named(row: Any, names: dict[str, dict[Any, Any]]) -> dict[str, Any]:
    return {
        column: names.get(POINTS_AT.get(column, ""), {}).get(value, value) for column, value in row.items()
    }
