"""Puts the facts of a scenario into the database, row by row, as if people had lived them."""

import itertools
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from app.clock import now
from app.db import Base, dialect_name, session, transaction
from app.materials import queries as materials
from app.quiz import services as quiz
from tests.factories import Factory

CORE = "spbe-sama-dengan-aplikasi"
TEST = "spbe-dasar"
FIRST_DAY = date(2026, 1, 1)


def live_through(facts: dict[str, Any], factory: Factory) -> None:
    """Store persons, spells, exemptions, completions and attempts of a facts file."""
    codes = sorted({spell["opd"] for person in facts["persons"] for spell in person["spells"]})
    opd = {code: factory.opd(code, name=code) for code in codes}
    with transaction():
        ids = _people(facts["persons"], opd)
        _completions(facts["persons"], ids)
        _attempts(facts["attempts"], ids)
        quiz.rebuild_standings()
        _count_on()


def _count_on() -> None:
    """PostgreSQL gives the next row an id after those that were named here."""
    if dialect_name() == "postgresql":
        for name in ("person", "attempt", "attempt_item"):
            last = func.coalesce(func.max(Base.metadata.tables[name].c.id), 1)
            session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))


def _put(table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    if rows:
        session.execute(insert(Base.metadata.tables[table]), rows)


def _people(persons: list[dict[str, Any]], opd: dict[str, int]) -> dict[str, int]:
    ids = {person["id"]: number for number, person in enumerate(persons, start=1000)}
    _put(
        "person",
        (
            {
                "id": ids[person["id"]],
                "surel": f"{person['id'].lower()}@contoh.test",
                "name": f"Rekaan {person['id']}",
                "job_level": "pelaksana",
                "created_at": now(),
            }
            for person in persons
        ),
    )
    _put("membership", (row for person in persons for row in _spells(person, ids, opd)))
    _put(
        "exemption",
        (
            {
                "person_id": ids[person["id"]],
                "from_on": date.fromisoformat(leave["from"]),
                "to_on": date.fromisoformat(leave["to"]),
                "reason": leave["reason"].replace(" ", "_"),
            }
            for person in persons
            for leave in person["exempt"]
        ),
    )
    return ids


def _spells(person: dict[str, Any], ids: dict[str, int], opd: dict[str, int]) -> list[dict[str, Any]]:
    """The first spell begins so that the obligation begins on the day that the facts name."""
    obliged = date.fromisoformat(person["obliged_from"])
    rows = []
    for number, spell in enumerate(person["spells"]):
        start = date.fromisoformat(spell["start"])
        if number == 0 and obliged > FIRST_DAY:
            start = obliged
        end = spell["end"] and date.fromisoformat(spell["end"])
        rows.append(
            {
                "person_id": ids[person["id"]],
                "opd_id": opd[spell["opd"]],
                "unit": "",
                "start_on": start,
                "end_on": end,
            }
        )
    return rows


def _completions(persons: list[dict[str, Any]], ids: dict[str, int]) -> None:
    versions = {card.slug: card.version_id for card in materials.modules()}
    standard = materials.current_standard()
    assert standard is not None
    _put(
        "completion",
        (
            {
                "person_id": ids[person["id"]],
                "module_slug": slug,
                "module_version_id": versions[slug],
                "rule": "bagian",
                "completed_at": datetime.fromisoformat(person["lessons_completed_at"]),
            }
            for person in persons
            if person["lessons_completed_at"]
            for slug in standard.module_slugs
        ),
    )


def _attempts(attempts: list[dict[str, Any]], ids: dict[str, int]) -> None:
    numbers: dict[int, Iterable[int]] = {}
    found = materials.question_set(TEST)
    assert found is not None
    questions = sorted(materials.questions(found.version_id), key=lambda q: q.diagnostic != CORE)
    item_ids = itertools.count(1)
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("attempt", "result", "attempt_item", "item_result")
    }
    for attempt in attempts:
        person_id = ids[attempt["person"]]
        number = next(numbers.setdefault(person_id, itertools.count(1)))  # type: ignore[call-overload]
        tables["attempt"].append(_attempt(attempt, person_id, number, found.version_id))
        if attempt["submitted_at"] is None:
            continue
        tables["result"].append(_result(attempt))
        for position, question in enumerate(questions, start=1):
            item_id = next(item_ids)
            tables["attempt_item"].append(_item(item_id, attempt["id"], position, question.id))
            tables["item_result"].append(_mark(item_id, attempt, position, question.diagnostic))
    for name, rows in tables.items():
        _put(name, rows)


def _attempt(attempt: dict[str, Any], person_id: int, number: int, version_id: int) -> dict[str, Any]:
    sent = attempt["submitted_at"] and datetime.fromisoformat(attempt["submitted_at"])
    return {
        "id": attempt["id"],
        "public_id": f"upaya-{attempt['id']}",
        "person_id": person_id,
        "question_set_version_id": version_id,
        "slug": TEST,
        "standard_code": attempt["standard"],
        "number": number,
        "round": "pascates",
        "state": attempt["state"],
        "started_at": datetime.fromisoformat(attempt["started_at"]),
        "submitted_at": sent,
        "seed": "benih",
        "invalidated_at": now() if attempt["invalidated"] else None,
        "invalidated_reason": "uji" if attempt["invalidated"] else None,
    }


def _result(attempt: dict[str, Any]) -> dict[str, Any]:
    return {
        "attempt_id": attempt["id"],
        "correct": attempt["correct"],
        "items": attempt["items"],
        "answered": attempt["answered"],
        "score_numerator": attempt["correct"],
        "score_denominator": attempt["items"],
        "passed": attempt["correct"] * 10 >= attempt["items"] * 7,
    }


def _item(item_id: int, attempt_id: int, position: int, question_id: int) -> dict[str, Any]:
    return {
        "id": item_id,
        "attempt_id": attempt_id,
        "position": position,
        "question_id": question_id,
        "token": f"k{position}",
        "marking": "tunggal",
        "options": 4,
        "asks_confidence": False,
    }


def _mark(item_id: int, attempt: dict[str, Any], position: int, belief: str | None) -> dict[str, Any]:
    """The core items come first: the confirmed ones, then the answered ones, then blanks."""
    core_answered = attempt.get("core_answered", 3)
    state = "salah_kaprah" if position <= attempt["core_confirmed"] else "paham"
    answered = position <= core_answered if belief == CORE else True
    return {
        "attempt_item_id": item_id,
        "points_numerator": 0,
        "points_denominator": 1,
        "answered": answered,
        "outcome": (state if answered else "belum_tahu") if belief else None,
        "belief": belief,
    }


def person(number: int, opd: str, **changes: Any) -> dict[str, Any]:
    """A person of a facts file who has been obliged for long."""
    return {
        "id": f"P{number:05}",
        "spells": [{"opd": opd, "start": "2025-01-06", "end": None}],
        "obliged_from": "2026-01-01",
        "exempt": [],
        "lessons_completed_at": None,
        **changes,
    }


def attempt(number: int, person_id: str, **changes: Any) -> dict[str, Any]:
    """A sent attempt of a facts file: nine of ten, no core belief."""
    return {
        "id": number,
        "person": person_id,
        "standard": "SPBE-DASAR-2026",
        "started_at": "2026-05-20T10:00:00+08:00",
        "submitted_at": "2026-05-20T10:20:00+08:00",
        "state": "submitted",
        "items": 10,
        "answered": 10,
        "correct": 9,
        "core_confirmed": 0,
        "invalidated": False,
        **changes,
    }


def group(
    opd: str, *, first: int, paham: int = 0, unaware: int = 0, misled: int = 0, idle: int = 0
) -> dict[str, Any]:
    """The persons and attempts of one OPD with that many people in each state."""
    kinds = [{"correct": 9}] * paham + [{"correct": 5}] * unaware
    kinds += [{"correct": 8, "core_confirmed": 2}] * misled
    persons = [person(first + i, opd) for i in range(len(kinds) + idle)]
    attempts = [
        attempt(first + i, one["id"], **kind)
        for i, (one, kind) in enumerate(zip(persons, kinds, strict=False))
    ]
    return {"persons": persons, "attempts": attempts}


def province(*groups: dict[str, Any]) -> dict[str, Any]:
    """The facts of several OPD together."""
    return {
        "persons": [person for one in groups for person in one["persons"]],
        "attempts": [attempt for one in groups for attempt in one["attempts"]],
    }
