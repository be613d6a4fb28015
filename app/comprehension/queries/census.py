"""Everybody of the province counted at one instant, joined from the rooms that hold the facts.

Who belongs where comes from learning's roster, what the latest valid attempt showed from quiz's standings,
what was completed from learning. Rows are read per person, never per attempt, and the number of statements
is the same for six OPD and for sixty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.clock import local_day
from app.comprehension.rules import (
    BeliefCount,
    PersonState,
    Policy,
    Result,
    Tally,
    is_enough,
    is_passed,
    state_of,
)
from app.comprehension.rules.census import ELSEWHERE, Census
from app.comprehension.rules.states import CORE_NEEDED
from app.comprehension.rules.transitions import Transition
from app.db import session
from app.learning import queries as learning
from app.learning.rules import RosterRow, RosterStatus
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import queries as people
from app.people.rules import EVERYTHING, JobLevel
from app.quiz import queries as quiz
from app.quiz.models import Attempt, Standing, StandingBelief
from app.quiz.rules import BeliefState

RULES = "2026-11"
"""The version of the definitions in this room; it rises when a figure would change for the same facts."""
MEASURED = (PersonState.PAHAM, PersonState.BELUM_TAHU, PersonState.SALAH_KAPRAH)
OUTSIDE = {
    RosterStatus.MASA_TENGGANG: PersonState.MASA_TENGGANG,
    RosterStatus.DIKECUALIKAN: PersonState.DIKECUALIKAN,
}
LETS_GO = {BeliefState.BEBAS: "to_paham", BeliefState.BELUM_TAHU: "to_unknown"}


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


def census(at: datetime) -> Census | None:
    """The counts of the current standard at that instant; None while no standard is published."""
    standard = materials.current_standard(local_day(at))
    return None if standard is None else census_of(standard, at)


def census_of(standard: Standard, at: datetime) -> Census:
    """The counts of one standard at that instant."""
    day, policy = local_day(at), policy_of(standard)
    register = {opd.id: opd for opd in people.register()}
    rows = learning.roster(standard, at, EVERYTHING)
    counts = _counts(rows, standard, policy, at)
    homes = {row.person_id: row.opd_id for row in rows if row.status is RosterStatus.WAJIB}
    peopled = {opd_id for opd_id, _ in counts}
    return Census(
        at=at,
        rules=RULES,
        title=standard.title,
        policy=policy,
        names={opd.code: opd.name for opd in register.values() if opd.id in peopled or opd.is_valid_on(day)},
        cells={(register[opd_id].code, level): count.tally() for (opd_id, level), count in counts.items()},
        changes={
            (register[opd_id].code if opd_id else ELSEWHERE, belief): change
            for (opd_id, belief), change in _changes(homes, standard, policy, at).items()
        },
    )


@dataclass(slots=True)
class _Count:
    """People of one OPD and job level while they are being counted."""

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


def _counts(
    rows: list[RosterRow], standard: Standard, policy: Policy, at: datetime
) -> dict[tuple[int, JobLevel], _Count]:
    """Everybody of the roster at the instant, counted by OPD and job level."""
    since = at - timedelta(days=policy.validity_days)
    results, beliefs = _results(policy, since, at), _beliefs(policy.standard, since, at)
    started = _started(policy.standard, at)
    completed = learning.standard_completed_at(standard.module_slugs)
    levels = people.job_levels(frozenset(row.person_id for row in rows), local_day(at))
    counts: dict[tuple[int, JobLevel], _Count] = {}
    for row in rows:
        person, result = row.person_id, results.get(row.person_id)
        count = counts.setdefault((row.opd_id, levels[person]), _Count())
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


def _changes(
    homes: Mapping[int, int], standard: Standard, policy: Policy, at: datetime
) -> dict[tuple[int | None, str], Transition]:
    """What became of each belief in the persons of the roster who took the test before and after learning."""
    since = at - timedelta(days=policy.validity_days)
    pairs = quiz.before_and_after(standard, since=since, until=at)
    spells = _spells_by_person()
    found: dict[tuple[int | None, str], Transition] = {}
    for pair in pairs:
        if pair.person_id not in homes:
            continue
        home = homes[pair.person_id]
        days = (local_day(pair.before_at), local_day(pair.after_at))
        stayed = all(_was_at(spells.get(pair.person_id, ()), home, day) for day in days)
        for belief, before in pair.before.items():
            after = pair.after.get(belief, BeliefState.TIDAK_DIUKUR)
            if BeliefState.TIDAK_DIUKUR not in (before, after):
                key = (home if stayed else None, belief)
                found[key] = found.get(key, Transition()) + _transition(before, after)
    return found


def _transition(before: BeliefState, after: BeliefState) -> Transition:
    if before is BeliefState.MEMEGANG:
        return Transition(**{LETS_GO.get(after, "stayed"): 1})
    return Transition(new=1) if after is BeliefState.MEMEGANG else Transition(free=1)


_Spell = tuple[int, date, date | None]


def _spells_by_person() -> dict[int, list[_Spell]]:
    found: dict[int, list[_Spell]] = {}
    for person_id, opd_id, start, end in people.spells():
        found.setdefault(person_id, []).append((opd_id, start, end))
    return found


def _was_at(spells: list[_Spell] | tuple[()], opd_id: int, day: date) -> bool:
    return any(home == opd_id and start <= day and (end is None or day < end) for home, start, end in spells)
