"""Published months: written once, equal to the facts, corrected beside and never over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from app.clock import end_of_day
from app.comprehension import services
from app.comprehension.models import FrozenCell, FrozenMonth
from app.comprehension.queries import census, latest_frozen, published_months
from app.comprehension.rules.month import Month
from app.comprehension.services import FiguresDiffer, Freezing, MonthNotOver, NothingToFreeze
from app.db import db, session, transaction
from app.server import tick
from tests.comprehension.province import group, live_through, province
from tests.factories import Factory

JUNE = Month(2026, 6)
OVER = end_of_day(date(2026, 6, 30)) + timedelta(seconds=1)


def freeze(month: Month = JUNE, **changes: Any) -> Freezing:
    with transaction():
        return services.freeze(month, **{"at": OVER, **changes})


@pytest.fixture
def world(published: Flask, factory: Factory) -> Flask:
    live_through(
        province(group("SATU", first=1, paham=12, misled=5), group("DUA", first=100, paham=9)), factory
    )
    return published


def invalidate(attempt: int) -> None:
    with transaction():
        table = db.metadata.tables["attempt"]
        session.execute(
            update(table)
            .where(table.c.id == attempt)
            .values(invalidated_at=datetime(2026, 7, 3, tzinfo=UTC), invalidated_reason="uji")
        )
        from app.quiz.services import rebuild_standings

        rebuild_standings()


def test_a_frozen_month_holds_the_counts_of_its_last_second(world: Flask) -> None:
    assert freeze() is Freezing.FROZEN
    found = latest_frozen(JUNE)
    assert found is not None
    assert found[1] == census(end_of_day(date(2026, 6, 30)))
    assert (found[0].revision, found[0].corrected) == (1, False)


def test_the_demo_world_has_six_months_equal_to_the_facts(demo: Flask) -> None:
    months = published_months()
    assert [str(month.month) for month in months] == [f"2026-{n:02}" for n in range(5, 11)]
    for month in months:
        found = latest_frozen(month.month)
        assert found is not None
        assert found[1] == census(end_of_day(month.month.last_day))
    last = latest_frozen(months[-1].month)
    assert last is not None
    changes = sum(change.matched for change in last[1].changes.values())
    assert changes >= 100
    assert any(code and change.matched >= 30 for (code, _), change in last[1].changes.items())


def test_freezing_again_changes_nothing(world: Flask) -> None:
    freeze()
    assert freeze() is Freezing.UNCHANGED
    assert session.scalar(select(func.count(FrozenMonth.id))) == 1


def test_the_month_is_over_with_its_last_second_and_not_before(world: Flask) -> None:
    with pytest.raises(MonthNotOver):
        freeze(at=end_of_day(date(2026, 6, 30)))
    assert freeze(at=OVER) is Freezing.FROZEN


def test_facts_that_changed_later_do_not_touch_what_was_published(world: Flask) -> None:
    freeze()
    before = latest_frozen(JUNE)
    invalidate(1)
    assert latest_frozen(JUNE) == before
    with pytest.raises(FiguresDiffer, match="--koreksi"):
        freeze()
    assert latest_frozen(JUNE) == before


def test_a_correction_is_a_further_row_with_its_reason(world: Flask) -> None:
    freeze()
    invalidate(1)
    assert freeze(reason="Satu percobaan dibatalkan") is Freezing.CORRECTED
    found = latest_frozen(JUNE)
    assert found is not None
    assert (found[0].revision, found[0].reason) == (2, "Satu percobaan dibatalkan")
    assert sum(tally.paham for tally in found[1].cells.values()) == 20
    assert session.scalar(select(func.count(FrozenMonth.id))) == 2
    assert [month.revision for month in published_months()] == [2]


@pytest.mark.parametrize("table", [FrozenMonth, FrozenCell])
@pytest.mark.parametrize("way", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_a_published_row(world: Flask, table: Any, way: str) -> None:
    freeze()
    column = FrozenMonth.revision if table is FrozenMonth else FrozenCell.paham
    statement = update(table).values({column: 9}) if way == "update" else table.__table__.delete()
    with pytest.raises(DatabaseError), transaction():
        session.execute(statement)


def test_a_month_before_the_standard_or_without_anybody_is_not_frozen(world: Flask, factory: Factory) -> None:
    with pytest.raises(NothingToFreeze):
        freeze(Month(2025, 12))


def test_an_empty_house_freezes_nothing(published: Flask) -> None:
    with pytest.raises(NothingToFreeze):
        freeze()


def test_the_tick_publishes_the_month_that_ended_last_once(world: Flask) -> None:
    tick(OVER)
    tick(OVER + timedelta(minutes=1))
    assert [str(month.month) for month in published_months()] == ["2026-06"]
    assert session.scalar(select(func.count(FrozenMonth.id))) == 1


def test_a_second_before_midnight_the_tick_publishes_the_month_before(world: Flask) -> None:
    tick(OVER - timedelta(seconds=1))
    assert [str(month.month) for month in published_months()] == ["2026-05"]


def test_the_tick_of_an_empty_house_publishes_nothing(published: Flask) -> None:
    tick(OVER)
    assert published_months() == []


def test_the_command_freezes_refuses_and_corrects_in_words(world: Flask) -> None:
    run = world.test_cli_runner().invoke
    first = run(args=["comprehension", "freeze", "--period", "2026-06"])
    assert (first.exit_code, first.output.strip()) == (0, "Angka 2026-06: dibekukan.")
    assert "tetap" in run(args=["comprehension", "freeze", "--period", "2026-06"]).output
    for wrong, words in (("2026-6", "2026-06"), ("2090-01", "belum berakhir")):
        refused = run(args=["comprehension", "freeze", "--period", wrong])
        assert refused.exit_code == 1
        assert words in refused.output
