"""Everybody of the province counted at one instant, joined from the rooms that hold the facts.

Who belongs where comes from learning's roster, what the latest valid attempt showed from quiz's standings,
what was completed from learning. Rows are read per person, never per attempt, and the number of statements
is the same for six OPD and for sixty.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

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
from app.quiz.models import Attempt
from app.quiz.rules import BeliefState
from app.quiz.rules.told import beliefs_told

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

    def add(self, shown: "_Shown", number: int, *, completed: bool) -> None:
        """Count so many measured persons of the roster who showed the same."""
        self.states[shown.state] += number
        self.started += number
        self.passed += number * shown.passed
        self.completed += number * completed
        self.core_asked += number * shown.core_measured
        for code, holds in shown.beliefs:
            pair = self.beliefs.setdefault(code, [0, 0])
            pair[0] += number * holds
            pair[1] += number

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
    """Everybody of the roster at the instant, counted by OPD and job level.

    Thousands of persons show a few hundred different things: each is judged once, persons are only counted.
    """
    latest = _latest(policy, at)
    core = quiz.core_code()
    shown = {stored: _shown(stored, policy, core) for stored in set(latest.values())}
    completed = learning.completers(standard.module_slugs, at)
    levels = people.job_levels(frozenset(row.person_id for row in rows), local_day(at))
    started = _started(policy.standard, at)
    alike = Counter(
        (row.opd_id, levels[person], row.status, latest.get(person), person in started, person in completed)
        for row in rows
        for person in (row.person_id,)
    )
    counts: dict[tuple[int, JobLevel], _Count] = {}
    for (opd_id, level, status, stored, has_started, has_completed), number in alike.items():
        count = counts.setdefault((opd_id, level), _Count())
        what = None if stored is None else shown[stored]
        if status is not RosterStatus.WAJIB:
            count.states[OUTSIDE[status]] += number
        elif what is None:
            count.states[PersonState.BELUM_DIUKUR] += number
            count.started += number * has_started
        else:
            count.add(what, number, completed=has_completed)
    return counts


_Stored = tuple[int, int, int, str]
"""Of a standing: correct, items, answered, and what it showed of the misconceptions as one text."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an attempt that measures shows of a person; the further beliefs by code, and whether held."""

    state: PersonState
    passed: bool
    core_measured: bool
    beliefs: tuple[tuple[str, bool], ...]


def _shown(stored: _Stored, policy: Policy, core_code: str | None) -> _Shown | None:
    """None when the attempt measures nothing."""
    correct, items, answered, told = stored
    beliefs = {each.code: each for each in beliefs_told(told)}
    core = beliefs.pop(core_code or "", None)
    confirmed, asked_core = (core.confirmed, core.answered) if core else (0, 0)
    result = Result(correct, items, answered, confirmed, asked_core)
    if not is_enough(result, policy):
        return None
    asked = (each for each in beliefs.values() if each.answered >= CORE_NEEDED)
    return _Shown(
        state_of(result, policy),
        is_passed(result, policy),
        result.core_measured,
        tuple((each.code, each.confirmed >= CORE_NEEDED) for each in asked),
    )


def _latest(policy: Policy, at: datetime) -> dict[int, _Stored]:
    """The latest standing of each person that is valid at the instant."""
    since = at - timedelta(days=policy.validity_days)
    rows = session.connection().execute(quiz.standing_rows(policy.standard, since, at))
    return {person_id: (correct, items, answered, told) for person_id, correct, items, answered, told in rows}


def _started(code: str, at: datetime) -> frozenset[int]:
    """Everybody who had begun an attempt at the standard's test, whatever became of it."""
    rows = select(Attempt.person_id).where(
        Attempt.standard_code == code, Attempt.number == 1, Attempt.started_at <= at
    )
    return frozenset(row[0] for row in session.connection().execute(rows))


def _changes(
    homes: Mapping[int, int], standard: Standard, policy: Policy, at: datetime
) -> dict[tuple[int | None, str], Transition]:
    """What became of each belief in the persons of the roster who took the test before and after learning."""
    since = at - timedelta(days=policy.validity_days)
    pairs = [p for p in quiz.before_and_after(standard, since=since, until=at) if p.person_id in homes]
    spells = _spells_by_person() if pairs else {}
    alike = Counter((_home_throughout(homes, spells, pair), pair.before, pair.after) for pair in pairs)
    states = {text: _states_told(text) for text in {text for _, *texts in alike for text in texts}}
    found: dict[tuple[int | None, str], Counter[str]] = {}
    for (home, told_before, told_after), number in alike.items():
        after = states[told_after]
        for belief, before in states[told_before].items():
            then = after.get(belief, BeliefState.TIDAK_DIUKUR)
            if BeliefState.TIDAK_DIUKUR not in (before, then):
                found.setdefault((home, belief), Counter())[_transition(before, then)] += number
    return {key: Transition(**counts) for key, counts in found.items()}


def _states_told(text: str) -> dict[str, BeliefState]:
    return {each.code: each.state for each in beliefs_told(text)}


def _transition(before: BeliefState, after: BeliefState) -> str:
    """The field of `Transition` that counts it."""
    if before is BeliefState.MEMEGANG:
        return LETS_GO.get(after, "stayed")
    return "new" if after is BeliefState.MEMEGANG else "free"


_Spell = tuple[int, date, date | None]


def _home_throughout(
    homes: Mapping[int, int], spells: Mapping[int, list[_Spell]], pair: quiz.TestPair
) -> int | None:
    """The OPD of the roster when the person was there at both tests; None for who was elsewhere."""
    home, theirs = homes[pair.person_id], spells.get(pair.person_id, [])
    days = (local_day(pair.before_at), local_day(pair.after_at))
    return home if all(_was_at(theirs, home, day) for day in days) else None


def _spells_by_person() -> dict[int, list[_Spell]]:
    found: dict[int, list[_Spell]] = {}
    for person_id, opd_id, start, end in people.spells():
        found.setdefault(person_id, []).append((opd_id, start, end))
    return found


def _was_at(spells: list[_Spell], opd_id: int, day: date) -> bool:
    return any(home == opd_id and start <= day and (end is None or day < end) for home, start, end in spells)
