"""The scale bench: a longer history changes no figure, SQL by hand agrees, the report keeps its part."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.clock import daily_cut, now
from app.db import db, session
from app.quiz import queries, services
from bench.scale import direct, section, upkeep, world
from bench.scale.run import LARGE, SMALL, Scale, Size, World
from tests.conftest import Databases, settings_for

STAFF, ATTEMPTS, TIMES = 150, 900, 3


@pytest.fixture(scope="module")
def grown(
    databases: Databases, published_template: str
) -> Iterator[tuple[Flask, dict[str, tuple[int, ...]]]]:
    """A small world with a history three times as long, and what its figures were before."""
    from app import create_app

    url = databases.new("scale", published_template)
    app = create_app(settings_for(url))
    world.build(app, staff=STAFF, attempts=ATTEMPTS)
    with app.app_context():
        before = direct.summary_figures(daily_cut(now()))
        db.session.remove()
        db.engine.dispose()
    world.grow(app, times=TIMES)
    with app.app_context():
        services.rebuild_standings()
        session.commit()
        yield app, before
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.mark.timeout(300)
def test_a_longer_history_says_the_same_of_its_people_and_sql_by_hand_agrees(
    grown: tuple[Flask, dict[str, tuple[int, ...]]],
) -> None:
    _, before = grown
    at = daily_cut(now())
    assert direct.count("attempt") > 2 * ATTEMPTS
    assert sum(row[1] for row in before.values()) > 30
    assert direct.summary_figures(at) == direct.page_figures(at)[1] == before
    proof = queries.standing_proof()
    assert (proof.rows > direct.count("person"), proof.differences) == (True, ())
    assert session.scalar(text("SELECT count(*) FROM attempt WHERE number < 1")) == 0


def test_what_a_submit_pays_is_measured_and_leaves_nothing(
    grown: tuple[Flask, dict[str, tuple[int, ...]]],
) -> None:
    app, _ = grown
    before = [direct.count(name) for name in ("attempt", "answer", "item_result", "standing")]
    session.rollback()
    found = upkeep.measure(app, times=4)
    assert (found.sent, found.kept) == (8, 4)
    assert found.cpu < found.with_summary
    assert [direct.count(name) for name in ("attempt", "answer", "item_result", "standing")] == before
    assert not queries.standing_proof().differences


def test_its_part_of_the_report_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    page.write_text("# Benchmark\n\nAll.\n\n## How it was measured\n\nSo.\n", encoding="utf-8")
    worlds = {name: World(page=[3.0], page_cpu=[2.0], cold=[9.0]) for name in (SMALL, LARGE)}
    for each in worlds.values():
        each.direct_page, each.direct_all, each.equal = [400.0], [1500.0], True
    found = Scale("sqlite", Size(), worlds=worlds, same_figures=True)
    for number in (1, 2):
        found.proof_cells = number * 1000
        section.put(page, section.lines([found]))
    told = page.read_text(encoding="utf-8")
    assert told.count(section.HEADING) == 1
    assert "2,000 cells" in told
    assert "1,000 cells" not in told
    assert "| the page, times faster than direct SQL, SQLite | ≥ 400 | 500 | met by 25% |" in told
    assert told.endswith("## How it was measured\n\nSo.\n")
    assert section.standing(page).startswith(section.HEADING)
