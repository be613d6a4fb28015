"""From which day on somebody is obliged, and until when: by standard, OPD and job level."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.clock import local_day, now
from app.db import transaction
from app.learning import queries, services
from app.learning.obligation import (
    Backwards,
    Decision,
    Obligations,
    due_for,
    first_obliged,
    refuse_backwards,
)
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import services as people
from app.people.rules import EVERYTHING, JobLevel
from tests.factories import Factory

NOON = datetime.fromisoformat("2026-01-01T12:00:00+08:00")
STANDARD_FROM = date(2026, 1, 1)
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
A, B = 1, 2


def rule(
    opd: int | None = None,
    level: JobLevel | None = None,
    *,
    starts: date | None = None,
    due: date | None = None,
) -> Decision:
    return Decision(opd, level, starts, due, NOON, "Surat edaran")


def obliged(spells: list[tuple[int, date, date | None]], *rules: Decision) -> date:
    return first_obliged(spells, JobLevel.PELAKSANA, Obligations(rules), STANDARD_FROM)


def test_without_a_decision_the_later_of_standard_and_arrival_obliges() -> None:
    assert obliged([(A, date(2020, 1, 1), None)]) == STANDARD_FROM
    assert obliged([(A, MARCH, None)]) == MARCH


def test_the_most_specific_decision_speaks() -> None:
    rules = Obligations(
        [
            rule(due=date(2026, 9, 1)),
            rule(level=JobLevel.PENGAWAS, due=date(2026, 9, 2)),
            rule(A, due=date(2026, 9, 3)),
            rule(A, JobLevel.PENGAWAS, due=date(2026, 9, 4)),
        ]
    )
    found = [rules.due_on(opd, level) for opd in (B, A) for level in (JobLevel.PELAKSANA, JobLevel.PENGAWAS)]
    assert [day.day for day in found if day] == [1, 2, 3, 4]


def test_a_start_of_an_opd_delays_its_people_alone() -> None:
    assert obliged([(A, date(2020, 1, 1), None)], rule(A, starts=JUNE)) == JUNE
    assert obliged([(B, date(2020, 1, 1), None)], rule(A, starts=JUNE)) == STANDARD_FROM


def test_a_transfer_does_not_restart_an_obligation() -> None:
    spells = [(A, date(2020, 1, 1), MARCH), (B, MARCH, None)]
    assert obliged(spells, rule(B, starts=JUNE)) == STANDARD_FROM


def test_who_leaves_before_the_start_is_obliged_by_the_next_opd() -> None:
    spells = [(A, date(2020, 1, 1), MARCH), (B, MARCH, None)]
    assert obliged(spells, rule(A, starts=JUNE)) == MARCH


def test_a_start_before_the_standard_changes_nothing() -> None:
    assert obliged([(A, date(2020, 1, 1), None)], rule(A, starts=date(2025, 6, 1))) == STANDARD_FROM


def test_nobody_is_due_before_the_end_of_the_own_grace() -> None:
    assert due_for(date(2026, 11, 27), date(2026, 1, 1), 30) == date(2026, 11, 27)
    assert due_for(date(2026, 11, 27), date(2026, 11, 20), 30) == date(2026, 12, 19)
    assert due_for(None, date(2026, 1, 1), 30) is None


@pytest.mark.parametrize(
    ("starts", "due"),
    [(None, None), (date(2026, 5, 31), None), (None, date(2026, 5, 31)), (date(2026, 7, 1), JUNE)],
)
def test_days_move_prospectively_alone(starts: date | None, due: date | None) -> None:
    with pytest.raises(Backwards):
        refuse_backwards(starts_on=starts, due_on=due, today=JUNE)


def standard_of(_app: Flask) -> Standard:
    found = materials.current_standard()
    assert found is not None
    return found


def decide(
    standard: Standard, *, opd: int | None = None, starts: int | None = None, due: int | None = None, by: int
) -> None:
    """A decision for days from today."""
    at, today = now(), local_day(now())
    day = [today + timedelta(days=each) if each is not None else None for each in (starts, due)]
    with transaction():
        services.decide_obligation(standard, Decision(opd, None, day[0], day[1], at, "Surat"), by=by)


def test_a_decision_holds_from_its_instant_on(published: Flask, factory: Factory) -> None:
    standard = standard_of(published)
    opd = factory.opd("DINAS-Z")
    person = factory.person(opd=opd)
    before = now() - timedelta(seconds=1)
    decide(standard, opd=opd, starts=10, by=person)
    assert person not in {row.person_id for row in queries.roster(standard, now(), EVERYTHING)}
    assert person in {row.person_id for row in queries.roster(standard, before, EVERYTHING)}


def test_the_roster_and_the_home_page_have_the_same_due_date(published: Flask, factory: Factory) -> None:
    standard = standard_of(published)
    opd, other = factory.opd("DINAS-Z"), factory.opd("DINAS-Y")
    old, new = factory.person(opd=opd), factory.person(opd=opd, since=local_day(now()))
    moved, elsewhere = factory.person(opd=other), factory.person(opd=other)
    with transaction():
        people.move(moved, to_opd_id=opd, on=local_day(now()), by=old)
    decide(standard, opd=opd, due=5, by=old)
    rows = {row.person_id: row.due_on for row in queries.roster(standard, now(), EVERYTHING)}
    today = local_day(now())
    assert rows[old] == rows[moved] == today + timedelta(days=5)
    assert rows[new] == today + timedelta(days=standard.grace_days - 1)
    assert rows[elsewhere] is None
    for person in (old, new, moved, elsewhere):
        assert queries.due_of(person, standard, now()) == rows[person]


def test_a_later_decision_keeps_what_it_leaves_open(published: Flask, factory: Factory) -> None:
    standard = standard_of(published)
    person = factory.person(opd=factory.opd("DINAS-Z"))
    decide(standard, starts=3, by=person)
    decide(standard, due=40, by=person)
    held = queries.obligations(standard, now()).by_group[(None, None)]
    assert held.starts_on is not None
    assert held.due_on is not None


def test_a_due_date_alone_changes_no_denominator(published: Flask, factory: Factory) -> None:
    standard = standard_of(published)
    person = factory.person(opd=factory.opd("DINAS-Z"))
    counted = [
        row.person_id
        for row in queries.roster(standard, now(), EVERYTHING)
        if row.status is RosterStatus.WAJIB
    ]
    decide(standard, due=5, by=person)
    after = [
        row.person_id
        for row in queries.roster(standard, now(), EVERYTHING)
        if row.status is RosterStatus.WAJIB
    ]
    assert counted == after == [person]
