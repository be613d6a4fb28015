"""Days pass over rows that nobody touches: grace, transfers, results expire, without a job at midnight."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.clock import end_of_day, to_local
from app.comprehension.facts import compute
from app.comprehension.queries import keadaan
from app.db import Base, session
from tests.comprehension.province import group, live_through, province
from tests.comprehension.test_queries import COUNTS, SCENARIO, counts_by_opd
from tests.factories import Factory

STORED = ("membership", "exemption", "attempt", "standing", "completion")
FIRST, LAST = date(2026, 6, 16), date(2027, 7, 10)
BUSY = 30
"""Days after the first and before the last that are all walked; between them every twentieth."""


def rows() -> dict[str, list[Any]]:
    session.rollback()
    return {name: sorted(map(repr, session.execute(select(Base.metadata.tables[name])))) for name in STORED}


def days() -> list[date]:
    every = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]
    return [day for n, day in enumerate(every) if n < BUSY or n >= len(every) - BUSY or n % 20 == 0]


def counted(facts: dict[str, Any], day: date) -> dict[str, Any]:
    """What the pure core makes of the facts at the cut of that day."""
    at = to_local(end_of_day(day)).isoformat()
    found = compute({**facts, "params": {**facts["params"], "as_of": at}})["opd"]
    return {opd: {name: row[name] for name in COUNTS} for opd, row in found.items()}


def world() -> dict[str, Any]:
    """The scenario of the vectors, and people whose transfers, leaves and arrivals fall one a day."""
    turning = group("SATU", first=100, paham=20, misled=4, unaware=6, idle=10)
    for number, person in enumerate(turning["persons"]):
        turn, back = (FIRST + timedelta(days=number + more) for more in (3, 25))
        begun = FIRST - timedelta(days=number) if number % 4 == 0 else date(2025, 1, 6)
        other = {
            "opd": "DUA",
            "start": turn.isoformat(),
            "end": back.isoformat() if number % 3 == 0 else None,
        }
        person["spells"] = [{"opd": "SATU", "start": begun.isoformat(), "end": turn.isoformat()}, other]
        person["obliged_from"] = max(begun, date(2026, 1, 1)).isoformat()
        if number % 5 == 0:
            leave = {"from": turn.isoformat(), "to": (turn + timedelta(days=6)).isoformat()}
            person["exempt"] = [{**leave, "reason": "cuti besar"}]
    for number, attempt in enumerate(turning["attempts"]):
        day = date(2026, 5, 20) + timedelta(days=number)
        attempt |= {"started_at": f"{day}T23:40:00+08:00", "submitted_at": f"{day}T23:59:59+08:00"}
    return {**SCENARIO, **province({key: SCENARIO[key] for key in ("persons", "attempts")}, turning)}


def test_every_day_of_a_year_counts_as_the_pure_core_does_and_nothing_is_rebuilt(
    published: Flask, factory: Factory
) -> None:
    facts = world()
    live_through(facts, factory)
    before, seen = rows(), []
    for day in days():
        found = counts_by_opd(end_of_day(day))
        assert found == counted(facts, day), day
        seen.append(found)
    assert rows() == before
    turns = sum(one != other for one, other in pairwise(seen))
    assert turns > 30


def test_an_export_of_any_day_says_what_the_database_says_of_that_day(
    published: Flask, factory: Factory
) -> None:
    live_through(world(), factory)
    for day in days()[::9]:
        exported = keadaan(end_of_day(day), key=b"kunci")
        assert exported is not None
        assert counted(json.loads(json.dumps(exported)), day) == counts_by_opd(end_of_day(day)), day
