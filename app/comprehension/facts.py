"""From a file of facts to figures, and nothing else: what an auditor runs to recompute a page.

A facts file holds `params`, `persons` (with spells and exemptions) and `attempts`. Nothing here reads a
clock or a database; the local day is the day of `params.as_of` on the clock of its own zone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from .facts_form import SUBMITTED, FactsInvalid, Json, day_of, instant_of, policy_of, problems_in, result_of
from .rules.on_time import NOBODY_DUE, OnTime, on_time_of
from .rules.policy import Policy
from .rules.rates import BeliefCount, Tally, bounds, group_of, rates, total
from .rules.states import PersonState, Result, is_enough, is_passed, is_valid_at, state_of
from .statistics import wilson

DIGITS = 10
"""Decimals of the rates in the result."""
LAST_SECOND = time(23, 59, 59)
OUTSIDE = (PersonState.MASA_TENGGANG, PersonState.DIKECUALIKAN)


def compute(facts: Mapping[str, Any]) -> Json:
    """The figures of a facts file, unsuppressed: `opd`, `provinsi` and `orang`. Raises FactsInvalid.

    A file whose persons have due dates also gets `tepat_waktu`: who was measured by the own one.
    """
    problems = problems_in(facts)
    if problems:
        raise FactsInvalid(problems)
    policy, at = policy_of(facts["params"]), instant_of(facts["params"]["as_of"])
    attempts: dict[str, list[Json]] = {}
    for attempt in facts["attempts"]:
        if attempt["standard"] == policy.standard:
            attempts.setdefault(attempt["person"], []).append(attempt)
    seen = [_seen(person, attempts.get(person["id"], []), policy, at) for person in facts["persons"]]
    people = [person for person in seen if person is not None]
    by_opd: dict[str, list[_Person]] = {}
    for person in people:
        by_opd.setdefault(person.opd, []).append(person)
    tallies = {opd: _tally(group) for opd, group in by_opd.items()}
    found: Json = {
        "opd": {opd: figures(tallies[opd], policy) for opd in sorted(tallies)},
        "provinsi": figures(total(tallies.values()), policy),
        "orang": {person.id: [person.opd, person.state.value] for person in people},
    }
    by_due = {opd: on_time_of(_dues(by_opd[opd]), at.date()) for opd in sorted(by_opd)}
    due = {opd: on_time for opd, on_time in by_due.items() if on_time.due}
    if due:
        whole = sum(due.values(), start=NOBODY_DUE)
        found["tepat_waktu"] = {
            "opd": {opd: on_time_figures(on_time) for opd, on_time in due.items()},
            "provinsi": on_time_figures(whole),
        }
    return found


def figures(tally: Tally, policy: Policy) -> Json:
    """All figures of one group, as counts and decimal numbers under the names of the facts format."""
    rate, limits = rates(tally), bounds(tally)
    interval = wilson(tally.paham, tally.measured)
    return {
        "wajib": tally.obliged,
        "masa_tenggang": tally.in_grace,
        "dikecualikan": tally.exempt,
        "mulai": tally.started,
        "terukur": tally.measured,
        "selesai": tally.completed,
        "lulus": tally.passed,
        "paham": tally.paham,
        "belum_tahu": tally.belum_tahu,
        "salah_kaprah": tally.salah_kaprah,
        "belum_diukur": tally.unmeasured,
        "partisipasi": decimal(rate.participation),
        "cakupan_terukur": decimal(rate.coverage),
        "penyelesaian": decimal(rate.completion),
        "kelulusan": decimal(rate.pass_rate),
        "paham_di_antara_terukur": decimal(rate.paham_of_measured),
        "wilson": interval and [decimal(bound) for bound in interval],
        "terbukti_paham": decimal(rate.terbukti_paham),
        "batas": limits and [decimal(bound) for bound in limits],
        "prevalensi_salah_kaprah": decimal(rate.core_prevalence),
        "kelompok": group_of(tally, policy),
        "boleh_tampil": tally.measured >= policy.n_min,
    }


def on_time_figures(on_time: OnTime) -> Json:
    """Persons of the roster with a due date, by how they stand to it, and the share that was on time."""
    return {
        "bertenggat": on_time.due,
        "tepat_waktu": on_time.on_time,
        "terlambat": on_time.late,
        "lewat": on_time.overdue,
        "menunggu": on_time.waiting,
        "bagian_tepat_waktu": decimal(Fraction(on_time.on_time, on_time.due)) if on_time.due else None,
    }


def decimal(share: Fraction | float | None) -> float | None:
    """A share as a decimal number of ten places."""
    return None if share is None else round(float(share), DIGITS)


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    opd: str
    state: PersonState
    measured: bool
    core_measured: bool
    passed: bool
    started: bool
    completed: bool
    due_on: date | None
    first_on: date | None


def _seen(person: Json, attempts: Sequence[Json], policy: Policy, at: datetime) -> _Person | None:
    """A person at the instant, or None when no OPD has the person on that day."""
    day = at.date()
    opd = next((spell["opd"] for spell in person["spells"] if _covers(spell, day)), None)
    if opd is None:
        return None
    valid = [attempt for attempt in attempts if _is_valid(attempt, policy, at)]
    result = _latest(valid)
    lessons = person.get("lessons_completed_at")
    return _Person(
        id=person["id"],
        opd=opd,
        state=_outside(person, policy, day) or state_of(result, policy),
        measured=result is not None,
        core_measured=result is not None and result.core_measured,
        passed=result is not None and is_passed(result, policy),
        started=any(instant_of(attempt["started_at"]) <= at for attempt in attempts),
        completed=result is not None and lessons is not None and instant_of(lessons) <= at,
        due_on=day_of(person["due_on"]) if person.get("due_on") else None,
        first_on=min((_counts_on(attempt, at) for attempt in valid), default=None),
    )


def _covers(spell: Json, day: date) -> bool:
    """Spells are half-open: on the day of a transfer the person belongs to the new OPD."""
    end = spell.get("end")
    return day_of(spell["start"]) <= day and (end is None or day < day_of(end))


def _outside(person: Json, policy: Policy, day: date) -> PersonState | None:
    """Why the person stands outside the roster, if so; exemptions count from the first to the last day."""
    if any(day_of(leave["from"]) <= day <= day_of(leave["to"]) for leave in person.get("exempt") or ()):
        return PersonState.DIKECUALIKAN
    if day < day_of(person["obliged_from"]) + timedelta(days=policy.grace_days):
        return PersonState.MASA_TENGGANG
    return None


def _latest(valid: Sequence[Json]) -> Result | None:
    """The latest attempt, never the best one; on the same instant the highest id."""
    if not valid:
        return None
    return result_of(max(valid, key=lambda attempt: (instant_of(attempt["submitted_at"]), attempt["id"])))


def _counts_on(attempt: Json, at: datetime) -> date:
    """The first day at whose cut, 23.59.59 on the clock of the file, the attempt counts."""
    sent = instant_of(attempt["submitted_at"]).astimezone(at.tzinfo)
    day = sent.date()
    return day if sent.replace(tzinfo=None) <= datetime.combine(day, LAST_SECOND) else day + timedelta(days=1)


def _is_valid(attempt: Json, policy: Policy, at: datetime) -> bool:
    submitted = attempt.get("submitted_at")
    if submitted is None or attempt["state"] not in SUBMITTED or attempt.get("invalidated"):
        return False
    return is_valid_at(instant_of(submitted), at=at, policy=policy) and is_enough(result_of(attempt), policy)


def _roster(people: Iterable[_Person]) -> list[_Person]:
    return [person for person in people if person.state not in OUTSIDE]


def _dues(people: Iterable[_Person]) -> list[tuple[date | None, date | None]]:
    """Of everybody in the roster the due date and the day of the first valid attempt."""
    return [(person.due_on, person.first_on) for person in _roster(people)]


def _tally(people: Sequence[_Person]) -> Tally:
    states = Counter(person.state for person in people)
    roster = _roster(people)
    measured = [person for person in roster if person.measured]
    return Tally(
        obliged=len(roster),
        in_grace=states[PersonState.MASA_TENGGANG],
        exempt=states[PersonState.DIKECUALIKAN],
        started=sum(person.started for person in roster),
        measured=len(measured),
        completed=sum(person.completed for person in measured),
        passed=sum(person.passed for person in measured),
        paham=states[PersonState.PAHAM],
        belum_tahu=states[PersonState.BELUM_TAHU],
        salah_kaprah=states[PersonState.SALAH_KAPRAH],
        core=BeliefCount(states[PersonState.SALAH_KAPRAH], sum(person.core_measured for person in measured)),
    )
