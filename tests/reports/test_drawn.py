"""The Sekda's page is drawn once from a remembered picture, and asks as much for 6 OPD as for 60."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.clock import end_of_day
from app.comprehension import services as comprehension
from app.comprehension.queries.cut import _remembered
from app.comprehension.rules.month import Month
from app.db import db, session, transaction
from app.people.rules import Role
from app.reports import overview
from tests.comprehension.province import group, live_through, province
from tests.critic import CriticClient
from tests.factories import Factory
from tests.reports.test_views import WORLD, client

JUNE = Month(2026, 6)
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


@pytest.fixture
def sekda(published: Flask, factory: Factory) -> CriticClient:
    live_through(WORLD, factory)
    return client(published, factory, Role.PIMPINAN)


def drawn(page: str) -> str:
    found = MAIN.search(page)
    assert found is not None
    return found.group()


def test_the_body_is_drawn_once_and_every_reader_gets_the_same_with_its_patterns(
    sekda: CriticClient, published: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sekda.page("/pimpinan/")
    monkeypatch.setattr(overview, "row_view", None)  # nobody draws a row again
    again, other = sekda.page("/pimpinan/"), client(published, factory, Role.PIMPINAN).page("/pimpinan/")
    assert drawn(first) == drawn(again) == drawn(other)
    assert all('<pattern id="hs"' in page and '<pattern id="hu"' in page for page in (first, again, other))


def test_a_month_published_meanwhile_is_on_the_page_at_once(sekda: CriticClient) -> None:
    assert "?periode=2026-06" not in sekda.page("/pimpinan/")
    with transaction():
        comprehension.freeze(JUNE, at=end_of_day(JUNE.next.first_day))
    assert 'href="/pimpinan/?periode=2026-06"' in sekda.page("/pimpinan/")
    assert "Angka beku" in drawn(sekda.page("/pimpinan/?periode=2026-06"))
    assert "Angka beku" not in drawn(sekda.page("/pimpinan/"))


def test_the_page_asks_as_many_statements_for_six_opd_as_for_sixty(
    published: Flask, factory: Factory
) -> None:
    """First when nothing is remembered, then from the remembered cut."""
    reader, counts = client(published, factory, Role.PIMPINAN), []
    reader.page("/privasi/")  # the day's first request also looks for what was planned for the day
    for opd in (6, 60):
        facts = province(*(group(f"OPD{i:02}", first=i * 20 + 1, paham=11, misled=4) for i in range(opd)))
        live_through(facts, factory)
        _remembered.clear()
        (first, page), (again, _) = asked(reader), asked(reader)
        assert page.count('<th scope="row"') >= opd
        counts.append((first, again))
        forget_everybody()
    assert counts[0] == counts[1]
    assert counts[0][1] < counts[0][0] <= 30


def forget_everybody() -> None:
    """Everybody but the reader, whose id is below those of the scenario."""
    marks = ("item_result", "attempt_item", "result", "standing", "attempt", "membership")
    with transaction():
        for name in marks:
            session.execute(db.metadata.tables[name].delete())
        person = db.metadata.tables["person"]
        session.execute(person.delete().where(person.c.id >= 1000))


def asked(reader: CriticClient) -> tuple[int, str]:
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        told.append(statement)

    with reader.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        page = reader.page("/pimpinan/")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(each.startswith(("SELECT", "WITH")) for each in told), page
