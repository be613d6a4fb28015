"""What keeping the summary costs a submit: the same sittings sent with and without it, turn by turn."""

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.clock import now
from app.db import db, session, transaction
from app.quiz.services import submit
from bench.scale.world import highest

SLUG = "pengukuran"
SENDING: Any = importlib.import_module("app.quiz.services.submit")
"""The module, which the room's verb of the same name hides."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Milliseconds, medians: a submit with the summary and one without, and what CPU it costs more."""

    with_summary: float
    without: float
    cpu: float
    sent: int
    kept: int

    @property
    def cost(self) -> float:
        """What the person waits longer."""
        return self.with_summary - self.without


def measure(app: Flask, *, times: int) -> Upkeep:
    """Send twice `times` sittings of the standard's test, every other one without keeping the summary."""
    taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    with app.app_context():
        sittings = _open_sittings(2 * times)
    for number, (public_id, person_id) in enumerate(sittings):
        kept = bool(number % 2)
        with app.app_context(), _summary(kept):
            begun, cpu = time.perf_counter(), time.thread_time()
            with transaction():
                submit(public_id=public_id, person_id=person_id, at=now())
            taken[kept].append((time.perf_counter() - begun, time.thread_time() - cpu))
    with app.app_context():
        summaries = _take_back()
        db.engine.dispose()
    (whole, cpu), (without, less) = (
        [median(each) * 1000 for each in zip(*taken[kept], strict=True)] for kept in (True, False)
    )
    return Upkeep(whole, without, cpu - less, len(sittings), summaries)


@contextmanager
def _summary(kept: bool) -> Iterator[None]:
    """Let a submit keep the summary, or leave it out."""
    usual = SENDING._summary
    if not kept:
        SENDING._summary = lambda *_: ()
    try:
        yield
    finally:
        SENDING._summary = usual


def _open_sittings(count: int) -> list[tuple[str, int]]:
    """Copies of sent tests, each of another person, answered and open."""
    attempt, item = highest("attempt"), highest("attempt_item")
    with transaction():
        session.execute(text(f"CREATE TABLE {SLUG} (old BIGINT, new BIGINT)"))
        session.execute(
            text(
                f"INSERT INTO {SLUG} SELECT id, {attempt} + row_number() OVER (ORDER BY id) FROM ("
                "SELECT min(id) AS id FROM attempt WHERE standard_code IS NOT NULL AND state = 'submitted'"
                " GROUP BY person_id LIMIT :count) AS chosen"
            ),
            {"count": count},
        )
        _copy(
            "attempt",
            "c.old = t.id",
            {
                "id": "c.new",
                "public_id": "'ukur' || c.new",
                "slug": f"'{SLUG}'",
                "number": "1",
                "state": "'in_progress'",
                "submitted_at": "NULL",
                "deadline_at": "NULL",
                "started_at": ":at",
            },
        )
        _copy("attempt_item", "c.old = t.attempt_id", {"id": f"t.id + {item}", "attempt_id": "c.new"})
        _copy(
            "answer",
            "i.id = t.attempt_item_id",
            {"attempt_item_id": f"t.attempt_item_id + {item}"},
            " JOIN attempt_item i ON i.attempt_id = c.old",
        )
    rows = session.execute(text(f"SELECT public_id, person_id FROM attempt WHERE slug = '{SLUG}'"))
    return [(row.public_id, row.person_id) for row in rows]


def _copy(name: str, on: str, moved: dict[str, str], between: str = "") -> None:
    columns = [column.name for column in db.metadata.tables[name].columns]
    values = ", ".join(moved.get(column, f"t.{column}") for column in columns)
    at: dict[str, datetime] = {"at": now()} if ":at" in values else {}
    source = f"FROM {SLUG} c{between} JOIN {name} t ON {on}"
    session.execute(text(f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} {source}"), at)


def _take_back() -> int:
    """Remove what was sent, so that the world is as before; how many of the sittings stood in the summary."""
    theirs = f"SELECT id FROM attempt WHERE slug = '{SLUG}'"
    items = f"SELECT id FROM attempt_item WHERE attempt_id IN ({theirs})"
    summary = f"FROM standing WHERE attempt_id IN ({theirs})"
    with transaction():
        kept: int = session.scalar(text(f"SELECT count(*) {summary}")) or 0
        for statement in (
            f"DELETE {summary}",
            *(f"DELETE FROM {name} WHERE attempt_item_id IN ({items})" for name in ("item_result", "answer")),
            f"DELETE FROM attempt_item WHERE attempt_id IN ({theirs})",
            f"DELETE FROM result WHERE attempt_id IN ({theirs})",
            f"DELETE FROM attempt WHERE slug = '{SLUG}'",
            f"DROP TABLE {SLUG}",
        ):
            session.execute(text(statement))
    return kept
