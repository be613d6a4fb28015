"""Who is matched before and after learning, and what became of the belief: from stored facts."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import insert

from app.clock import end_of_day
from app.comprehension.queries import census
from app.comprehension.rules.census import ELSEWHERE
from app.comprehension.rules.transitions import Transition
from app.db import db, session, transaction
from app.materials import queries as materials
from tests.comprehension.province import CORE, attempt, live_through, person, province
from tests.factories import Factory

CUT = end_of_day(date(2026, 6, 30))
LESSON = "2026-03-02T09:00:00+08:00"
DONE = "2026-04-01T09:00:00+08:00"
EARLY = {"started_at": "2026-02-10T09:00:00+08:00", "submitted_at": "2026-02-10T09:20:00+08:00"}
LATE = {"started_at": "2026-04-02T09:00:00+08:00", "submitted_at": "2026-04-02T09:20:00+08:00"}
LATER = {"started_at": "2026-05-02T09:00:00+08:00", "submitted_at": "2026-05-02T09:20:00+08:00"}
HOLDS = {"core_confirmed": 2, "correct": 6}


def changes(factory: Factory, *attempts: dict[str, Any], **of_person: Any) -> dict[str, Transition]:
    """What became of the core belief of one person with these attempts who learned in between."""
    one = person(1, "SATU", lessons_completed_at=DONE, **of_person)
    rows = [attempt(n, one["id"], **changed) for n, changed in enumerate(attempts, start=1)]
    live_through(province({"persons": [one], "attempts": rows}), factory)
    version = materials.modules()[0].version_id
    reading = {"module_slug": "satu", "module_version_id": version, "person_id": 1000}
    with transaction():
        table = db.metadata.tables["reading"]
        session.execute(insert(table), [reading | {"started_at": datetime.fromisoformat(LESSON)}])
    found = census(CUT)
    assert found is not None
    return found.changes_of(CORE)


def test_a_holder_who_now_knows_is_cured(published: Flask, factory: Factory) -> None:
    assert changes(factory, EARLY | HOLDS, LATE) == {"SATU": Transition(to_paham=1)}


def test_a_holder_who_holds_on_has_stayed(published: Flask, factory: Factory) -> None:
    assert changes(factory, EARLY | HOLDS, LATE | HOLDS) == {"SATU": Transition(stayed=1)}


def test_a_free_person_who_holds_it_after_learning_is_new(published: Flask, factory: Factory) -> None:
    assert changes(factory, EARLY, LATE | HOLDS) == {"SATU": Transition(new=1)}


def test_the_first_test_after_the_lessons_counts_and_not_the_latest(
    published: Flask, factory: Factory
) -> None:
    assert changes(factory, EARLY | HOLDS, LATE | HOLDS, LATER) == {"SATU": Transition(stayed=1)}


def test_the_first_test_before_the_lessons_counts_and_not_the_second(
    published: Flask, factory: Factory
) -> None:
    second = {"started_at": "2026-02-20T09:00:00+08:00", "submitted_at": "2026-02-20T09:20:00+08:00"}
    assert changes(factory, EARLY | HOLDS, second, LATE) == {"SATU": Transition(to_paham=1)}


def test_a_first_test_that_was_not_the_last_of_its_day_is_told_by_its_items(
    published: Flask, factory: Factory
) -> None:
    again = {"started_at": "2026-02-10T11:00:00+08:00", "submitted_at": "2026-02-10T11:20:00+08:00"}
    assert changes(factory, EARLY | HOLDS, again, LATE) == {"SATU": Transition(to_paham=1)}


def test_a_test_sent_after_the_first_lesson_began_is_no_test_before(
    published: Flask, factory: Factory
) -> None:
    sent = {"started_at": "2026-03-02T08:50:00+08:00", "submitted_at": LESSON}
    assert changes(factory, sent | HOLDS, LATE) == {}


def test_a_test_begun_before_the_lessons_were_done_is_no_test_after(
    published: Flask, factory: Factory
) -> None:
    begun = {"started_at": "2026-04-01T08:59:59+08:00", "submitted_at": "2026-04-01T09:20:00+08:00"}
    assert changes(factory, EARLY | HOLDS, begun) == {}


def test_an_invalid_or_thin_attempt_is_passed_over(published: Flask, factory: Factory) -> None:
    thin = LATE | {"answered": 7, "correct": 5}
    assert changes(factory, EARLY | HOLDS, thin, LATER) == {"SATU": Transition(to_paham=1)}


def test_fewer_than_two_answered_items_match_nobody(published: Flask, factory: Factory) -> None:
    assert changes(factory, EARLY | {"core_answered": 1}, LATE) == {}


def test_who_came_from_another_opd_counts_in_the_province_alone(published: Flask, factory: Factory) -> None:
    spells = [
        {"opd": "DUA", "start": "2025-01-06", "end": "2026-03-15"},
        {"opd": "SATU", "start": "2026-03-15", "end": None},
    ]
    assert changes(factory, EARLY | HOLDS, LATE, spells=spells) == {ELSEWHERE: Transition(to_paham=1)}


def test_who_is_not_on_the_roster_is_not_matched(published: Flask, factory: Factory) -> None:
    leave = [{"from": "2026-06-01", "to": "2026-07-30", "reason": "cuti_besar"}]
    assert changes(factory, EARLY | HOLDS, LATE, exempt=leave) == {}
