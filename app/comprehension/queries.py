"""The picture of the province at one instant, and the facts behind it.

Three rooms hold the facts: who belongs where (learning's roster), what the latest valid attempt showed
(quiz's standings), what was completed (learning). They are joined here, a row a person, whatever the number
of attempts: the number of statements is the same for six OPD and for sixty.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from app.learning.rules import RosterRow, RosterStatus
from app.materials import queries as materials
from app.materials.rules import SalahKaprah, Standard
from app.people import queries as people
from app.people.rules import EVERYTHING
from app.quiz import queries as quiz
from app.quiz.models import Attempt, Standing, StandingBelief

RULES = "2026-11"
"""The version of the definitions in this room; it rises when a figure would change for the same facts."""
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


def _latest_of(person_id: int, policy: Policy, at: datetime) -> Select[Any]:
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
    counted: dict[int, list[_Seen]] = {}
    for person in _people(standard, policy, at):
        counted.setdefault(person.opd_id, []).append(person)
    return [
        Unit(opd.code, opd.name, _tally(counted.get(opd.id, ())))
        for opd in people.register()
        if opd.id in counted or opd.is_valid_on(day)
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    opd_id: int
    state: PersonState
    started: bool
    completed: bool
    passed: bool
    core_asked: bool
    beliefs: tuple[tuple[str, bool], ...]


def _people(standard: Standard, policy: Policy, at: datetime) -> Iterable[_Seen]:
    """Everybody of the roster at the instant, one each."""
    since = at - timedelta(days=policy.validity_days)
    results = _results(standard.code, policy, since, at)
    started = _started(standard.code, at)
    completed = learning.standard_completed_at(standard.module_slugs)
    beliefs = _beliefs(standard.code, since, at)
    for row in learning.roster(standard, at, EVERYTHING):
        result, finished = results.get(row.person_id), completed.get(row.person_id)
        yield _Seen(
            opd_id=row.opd_id,
            state=_state(row, result, policy),
            started=result is not None or row.person_id in started,
            completed=result is not None and finished is not None and finished <= at,
            passed=result is not None and is_passed(result, policy),
            core_asked=result is not None and result.core_measured,
            beliefs=beliefs.get(row.person_id, ()) if result else (),
        )


def _state(row: RosterRow, result: Result | None, policy: Policy) -> PersonState:
    if row.status is RosterStatus.WAJIB:
        return state_of(result, policy)
    if row.status is RosterStatus.MASA_TENGGANG:
        return PersonState.MASA_TENGGANG
    return PersonState.DIKECUALIKAN


def _results(code: str, policy: Policy, since: datetime, until: datetime) -> dict[int, Result]:
    """The latest valid result of each person."""
    found: dict[int, Result] = {}
    for row in session.execute(quiz.standing_rows(code, since, until)):
        result = Result(
            row[3], row[4], row[5], core_confirmed=row.core_confirmed, core_answered=row.core_answered
        )
        if is_enough(result, policy):
            found[row.person_id] = result
    return found


def _started(code: str, at: datetime) -> frozenset[int]:
    """Everybody who had begun an attempt at the standard's test, whatever became of it."""
    rows = select(Attempt.person_id).where(
        Attempt.standard_code == code, Attempt.number == 1, Attempt.started_at <= at
    )
    return frozenset(session.scalars(rows))


def _beliefs(code: str, since: datetime, until: datetime) -> dict[int, tuple[tuple[str, bool], ...]]:
    """The further beliefs on which each person was measured, and whether the person holds them."""
    core = quiz.core_code()
    found: dict[int, tuple[tuple[str, bool], ...]] = {}
    for person_id, belief, _, answered, confirmed, _ in session.execute(
        quiz.standing_beliefs(code, since, until)
    ):
        if belief != core and answered >= CORE_NEEDED:
            found[person_id] = (*found.get(person_id, ()), (belief, confirmed >= CORE_NEEDED))
    return found


def _tally(people_: Sequence[_Seen]) -> Tally:
    roster = [p for p in people_ if p.state not in {PersonState.MASA_TENGGANG, PersonState.DIKECUALIKAN}]
    measured = [p for p in roster if p.state is not PersonState.BELUM_DIUKUR]
    states = {state: sum(p.state is state for p in people_) for state in PersonState}
    holders = states[PersonState.SALAH_KAPRAH]
    return Tally(
        obliged=len(roster),
        in_grace=states[PersonState.MASA_TENGGANG],
        exempt=states[PersonState.DIKECUALIKAN],
        started=sum(p.started for p in roster),
        measured=len(measured),
        completed=sum(p.completed for p in measured),
        passed=sum(p.passed for p in measured),
        paham=states[PersonState.PAHAM],
        belum_tahu=states[PersonState.BELUM_TAHU],
        salah_kaprah=holders,
        core=BeliefCount(holders, sum(p.core_asked for p in measured)),
        beliefs=_belief_counts(measured),
    )


def _belief_counts(measured: Sequence[_Seen]) -> dict[str, BeliefCount]:
    counts: dict[str, BeliefCount] = {}
    for person in measured:
        for code, holds in person.beliefs:
            counts[code] = counts.get(code, BeliefCount()) + BeliefCount(int(holds), 1)
    return counts


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
