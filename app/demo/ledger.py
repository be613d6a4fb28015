"""Rows waiting to be written in bulk, with the ids that they will have.

Tables are named, not imported: their models stay private to their rooms.
"""

from typing import Any

from sqlalchemy import func, insert, select, text

from app.db import Base, begin_write, dialect_name, session

TABLES = (
    "person",
    "membership",
    "exemption",
    "role_grant",
    "sign_in_session",
    "reading",
    "section_read",
    "attempt",
    "attempt_item",
    "answer",
    "result",
    "item_result",
    "quiz_pass",
    "completion",
)
"""In the order in which they may be written."""
BATCH = 20_000
Row = dict[str, Any]


class Ledger:
    """Rows waiting to be written, with the ids that they will have."""

    def __init__(self) -> None:
        begin_write()
        self._tables = {name: Base.metadata.tables[name] for name in TABLES}
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._last = {name: self._highest(name) for name in TABLES if "id" in self._tables[name].c}
        self._waiting = 0

    def add(self, table: str, **row: Any) -> int:
        """Note a row; its id, or 0 in a table without one."""
        if table in self._last:
            self._last[table] += 1
            row["id"] = self._last[table]
        self._rows[table].append(row)
        self._waiting += 1
        return int(row.get("id", 0))

    def write_when_full(self) -> None:
        """Write what waits, once it is much."""
        if self._waiting >= BATCH:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        for name in TABLES:
            if self._rows[name]:
                session.execute(insert(self._tables[name]), self._rows[name])
                self._rows[name] = []
        self._waiting = 0

    def finish(self) -> None:
        """Write the rest and let PostgreSQL count on from the ids used."""
        self.write()
        if dialect_name() == "postgresql":
            for name in self._last:
                session.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")  # noqa: S608
                )

    def _highest(self, name: str) -> int:
        return session.scalar(select(func.max(self._tables[name].c.id))) or 0
