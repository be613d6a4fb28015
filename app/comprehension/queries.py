"""The picture of the province at one instant, and the facts behind it.

Three rooms hold the facts: who belongs where (learning's roster), what the latest valid attempt showed
(quiz's standings), what was completed (learning). They are joined here, a row a person, whatever the number
of attempts: the number of statements is the same for six OPD and for sixty.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.clock import local_day, to_local
from app.comprehension.facts_form import Json
from app.comprehension.rules import (
    BeliefCount,
    PersonState,
    Policy,
    Result,
    Shown,
    Tally,
    displayed,
    is_enough,
    is_passed,
    state_of,
)
from app.comprehension.rules.own import OwnState, own_state_of
from app.comprehension.rules.states import CORE_NEEDED
from app.comprehension.rules.suppression import Unit
from app.db import session
from app.learning import queries as learning
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import SalahKaprah, Standard
from app.people import queries as people
from app.people.rules import EVERYTHING
from app.quiz import queries as quiz
from app.quiz.models import Attempt, Standing, StandingBelief

RULES = "2026-11"
"""The version of the definitions in this room; it rises when a figure would change for the same facts."""
MEASURED = (PersonState.PAHAM, PersonState.BELUM_TAHU, PersonState.SALAH_KAPRAH)
OUTSIDE = {
    RosterStatus.MASA_TENGGANG: PersonState.MASA_TENGGANG,
    RosterStatus.DIKECUALIKAN: PersonState.DIKECUALIKAN,
}
CORE_RULE = "salah kaprah bila >= 2 jawaban butir inti terkonfirmasi"


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception that the standard's test asks about."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The province at one instant, after suppression, with everything that shaped it."""

    at: datetime
    standard: Standard
    policy: Policy
    shown: Shown
    core: Belief | None
    others: tuple[Belief, ...]


def policy_of(standard: Standard) -> Policy:
    """The policy numbers of a standard."""
    return Policy(
        standard=standard.code,
        pass_mark=standard.pass_mark,
        target=standard.target,
        grace_days=standard.grace_days,
        validity_days=standard.validity_days,
        n_min=standard.min_measured,
        min_answered=standard.min_answered,
    )


def picture(at: datetime) -> Picture | None:
    """The figures of the current standard at that instant; None while no standard is published."""
    standard = materials.current_standard(local_day(at))
    if standard is None:
        return None
    policy = policy_of(standard)
    units = _units(standard, policy, at)
    asked = {code for unit in units for code in unit.tally.beliefs}
    catalogue = materials.salah_kaprah_catalogue()
    return Picture(
        at=at,
        standard=standard,
        policy=policy,
        shown=displayed(units, policy),
        core=next((_belief(entry) for entry in catalogue if entry.core), None),
        others=tuple(_belief(entry) for entry in catalogue if entry.code in asked),
    )


def tallies(standard: Standard, at: datetime) -> dict[str, Tally]:
    """The unsuppressed counts by OPD code: for checks and for an audit, never for a page."""
    return {unit.code: unit.tally for unit in _units(standard, policy_of(standard), at)}


def own_state(person_id: int, standard: Standard, at: datetime) -> OwnState:
    """The state of one person at that instant, with why and what would change it."""
    policy = policy_of(standard)
    row = session.execute(_latest_of(person_id, policy, at)).first()
    result = Result(row[0], row[1], row[2], core_confirmed=row[3], core_answered=row[4]) if row else None
    return own_state_of(result if result and is_enough(result, policy) else None, policy)


def _latest_of(person_id: int, policy: Policy, at: datetime) -> Select[int, int, int, int, int]:
    core = StandingBelief
    same = and_(
        core.person_id == Standing.person_id,
        core.standard_code == Standing.standard_code,
        core.day == Standing.day,
        core.code == (quiz.core_code() or ""),
    )
    return (
        select(
            Standing.correct,
            Standing.items,
            Standing.answered,
            func.coalesce(core.confirmed, 0),
            func.coalesce(core.answered, 0),
        )
        .outerjoin(core, same)
        .where(
            Standing.person_id == person_id,
            Standing.standard_code == policy.standard,
            Standing.submitted_at > at - timedelta(days=policy.validity_days),
            Standing.submitted_at <= at,
        )
        .order_by(Standing.submitted_at.desc())
        .limit(1)
    )


def _belief(entry: SalahKaprah) -> Belief:
    return Belief(entry.code, entry.title)


def _units(standard: Standard, policy: Policy, at: datetime) -> list[Unit]:
    """Every OPD of the register that is valid on the day or has people then, with its counts."""
    day = local_day(at)
    counts = _counts(standard, policy, at)
    return [
        Unit(opd.code, opd.name, counts[opd.id].tally() if opd.id in counts else Tally())
        for opd in people.register()
        if opd.id in counts or opd.is_valid_on(day)
    ]


@dataclass(slots=True)
class _Count:
    """The people of one OPD while they are being counted."""

    states: dict[PersonState, int] = field(default_factory=lambda: dict.fromkeys(PersonState, 0))
    started: int = 0
    completed: int = 0
    passed: int = 0
    core_asked: int = 0
    beliefs: dict[str, list[int]] = field(default_factory=dict)

    def add(self, state: PersonState, result: Result, *, passed: bool, completed: bool) -> None:
        """Count a measured person of the roster."""
        self.states[state] += 1
        self.started += 1
        self.passed += passed
        self.completed += completed
        self.core_asked += result.core_measured

    def add_belief(self, code: str, *, holds: bool) -> None:
        """Count a measured person on one further belief."""
        pair = self.beliefs.setdefault(code, [0, 0])
        pair[0] += holds
        pair[1] += 1

    def tally(self) -> Tally:
        """The counts as figures are made of them."""
        states = self.states
        measured = sum(states[state] for state in MEASURED)
        return Tally(
            obliged=measured + states[PersonState.BELUM_DIUKUR],
            in_grace=states[PersonState.MASA_TENGGANG],
            exempt=states[PersonState.DIKECUALIKAN],
            started=self.started,
            measured=measured,
            completed=self.completed,
            passed=self.passed,
            paham=states[PersonState.PAHAM],
            belum_tahu=states[PersonState.BELUM_TAHU],
            salah_kaprah=states[PersonState.SALAH_KAPRAH],
            core=BeliefCount(states[PersonState.SALAH_KAPRAH], self.core_asked),
            beliefs={code: BeliefCount(*pair) for code, pair in self.beliefs.items()},
        )


def _counts(standard: Standard, policy: Policy, at: datetime) -> dict[int, _Count]:
    """Everybody of the roster at the instant, counted by OPD."""
    since = at - timedelta(days=policy.validity_days)
    results, beliefs = _results(policy, since, at), _beliefs(policy.standard, since, at)
    started = _started(policy.standard, at)
    completed = learning.standard_completed_at(standard.module_slugs)
    counts: dict[int, _Count] = {}
    for row in learning.roster(standard, at, EVERYTHING):
        person, result = row.person_id, results.get(row.person_id)
        count = counts.setdefault(row.opd_id, _Count())
        if row.status is not RosterStatus.WAJIB:
            count.states[OUTSIDE[row.status]] += 1
        elif result is None:
            count.states[PersonState.BELUM_DIUKUR] += 1
            count.started += person in started
        else:
            done = person in completed and completed[person] <= at
            count.add(state_of(result, policy), result, passed=is_passed(result, policy), completed=done)
            for code, holds in beliefs.get(person, ()):
                count.add_belief(code, holds=holds)
    return counts


def _results(policy: Policy, since: datetime, until: datetime) -> dict[int, Result]:
    """The latest valid result of each person."""
    core = StandingBelief
    rows = session.connection().execute(
        quiz.standing_rows(policy.standard, since, until).with_only_columns(
            Standing.person_id,
            Standing.correct,
            Standing.items,
            Standing.answered,
            func.coalesce(core.confirmed, 0),
            func.coalesce(core.answered, 0),
            maintain_column_froms=True,
        )
    )
    found = {row[0]: Result(*row[1:]) for row in rows}
    return {person: result for person, result in found.items() if is_enough(result, policy)}


def _started(code: str, at: datetime) -> frozenset[int]:
    """Everybody who had begun an attempt at the standard's test, whatever became of it."""
    rows = select(Attempt.person_id).where(
        Attempt.standard_code == code, Attempt.number == 1, Attempt.started_at <= at
    )
    return frozenset(row[0] for row in session.connection().execute(rows))


def _beliefs(code: str, since: datetime, until: datetime) -> dict[int, list[tuple[str, bool]]]:
    """The further beliefs on which each person was measured, and whether the person holds them."""
    rows = quiz.standing_beliefs(code, since, until).where(
        StandingBelief.code != (quiz.core_code() or ""), StandingBelief.answered >= CORE_NEEDED
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for row in session.connection().execute(rows):
        found.setdefault(row.person_id, []).append((row.code, row.confirmed >= CORE_NEEDED))
    return found


def keadaan(at: datetime, *, key: bytes) -> Json | None:
    """The facts behind the figures at that instant, persons as pseudonyms made with `key`.

    None while no standard is published. An auditor gives the result to `compute` and gets the figures.
    """
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
        }
        for row in rows
    ]
    return {
        "params": params(policy_of(standard), at),
        "persons": sorted(persons, key=lambda person: str(person["id"])),
        "attempts": _attempts(standard.code, names),
    }


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


def _attempts(code: str, names: Mapping[int, str]) -> list[Json]:
    return [
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
    ]


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
