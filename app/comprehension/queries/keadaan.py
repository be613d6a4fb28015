"""The facts behind the figures of an instant, for an auditor: persons as pseudonyms."""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from app.clock import local_day, to_local
from app.comprehension.facts_form import Json
from app.comprehension.queries.census import policy_of
from app.comprehension.rules import Policy
from app.learning import queries as learning
from app.materials import queries as materials
from app.people import queries as people
from app.people.rules import EVERYTHING
from app.quiz import queries as quiz

CORE_RULE = "salah kaprah bila >= 2 jawaban butir inti terkonfirmasi"


def keadaan(at: datetime, *, key: bytes) -> Json | None:
    """The facts behind the figures at that instant, persons as pseudonyms made with `key`.

    None while no standard is published. An auditor gives the result to `compute` and gets the figures.
    """
    found = _facts(at, key=key)
    return None if found is None else {**found[0], "attempts": list(found[1])}


def keadaan_as_text(at: datetime, *, key: bytes) -> Iterator[str] | None:
    """The same as JSON, piece by piece: attempts are read and written a few at a time, however many."""
    found = _facts(at, key=key)
    return None if found is None else _written_out(*found)


def _written_out(facts: Json, attempts: Iterator[Json]) -> Iterator[str]:
    yield json.dumps(facts, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "attempts": ['
    between = "\n  "
    for attempt in attempts:
        yield between + json.dumps(attempt, ensure_ascii=False)
        between = ",\n  "
    yield "\n ]\n}\n"


def _facts(at: datetime, *, key: bytes) -> tuple[Json, Iterator[Json]] | None:
    """Everything but the attempts, and the attempts one by one."""
    standard = materials.current_standard(local_day(at))
    if standard is None:
        return None
    rows = learning.roster(standard, at, EVERYTHING)
    names = {row.person_id: _pseudonym(row.person_id, key) for row in rows}
    finished = learning.standard_completed_at(standard.module_slugs)
    spells, leaves = _spells(), _leaves()
    persons = [
        {
            "id": names[row.person_id],
            "spells": spells[row.person_id],
            "obliged_from": row.obliged_from.isoformat(),
            "exempt": leaves.get(row.person_id, []),
            "lessons_completed_at": _written(finished.get(row.person_id)),
            "due_on": row.due_on and _iso(row.due_on),
        }
        for row in rows
    ]
    facts: Json = {
        "params": params(policy_of(standard), at),
        "opd": [{"kode": opd.code, "nama": opd.name} for opd in people.register()],
        "persons": sorted(persons, key=lambda person: str(person["id"])),
    }
    return facts, _attempts(standard.code, names)


def params(policy: Policy, at: datetime) -> Json:
    """The policy numbers and the instant, under the names of the facts format."""
    return {
        "as_of": _written(at),
        "standard": policy.standard,
        "grace_days": policy.grace_days,
        "validity_days": policy.validity_days,
        "pass_cut": str(policy.pass_mark),
        "min_answered": str(policy.min_answered),
        "target": float(policy.target),
        "n_min": policy.n_min,
        "core_rule": CORE_RULE,
    }


def _attempts(code: str, names: Mapping[int, str]) -> Iterator[Json]:
    return (
        {
            "id": fact.id,
            "person": names[fact.person_id],
            "standard": code,
            "started_at": _written(fact.started_at),
            "submitted_at": _written(fact.submitted_at),
            "state": fact.state.value,
            "items": fact.items or 0,
            "answered": fact.answered or 0,
            "correct": fact.correct or 0,
            "core_confirmed": fact.core_confirmed or 0,
            "core_answered": fact.core_answered or 0,
            "invalidated": fact.invalidated,
        }
        for fact in quiz.attempt_facts(code)
        if fact.person_id in names
    )


def _spells() -> dict[int, list[Json]]:
    codes = {opd.id: opd.code for opd in people.register()}
    found: dict[int, list[Json]] = {}
    for person_id, opd_id, start, end in people.spells():
        spell = {"opd": codes[opd_id], "start": start.isoformat(), "end": end and end.isoformat()}
        found.setdefault(person_id, []).append(spell)
    return found


def _leaves() -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = {}
    for person_id, first, last, reason in people.exemptions():
        leave: dict[str, Any] = {"from": _iso(first), "to": _iso(last), "reason": reason.value}
        found.setdefault(person_id, []).append(leave)
    return found


def _iso(day: date) -> str:
    return day.isoformat()


def _pseudonym(person_id: int, key: bytes) -> str:
    """The same person under the same key, and nobody who can be found without it."""
    return "P" + hmac.new(key, str(person_id).encode(), "sha256").hexdigest()[:12]


def _written(at: datetime | None) -> str | None:
    return None if at is None else to_local(at).isoformat()
