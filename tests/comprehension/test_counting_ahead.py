"""The last cut is counted before anybody asks: what has not changed stays the very same."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.clock import daily_cut
from app.comprehension.queries import cut
from app.comprehension.queries.cut import SECONDS, Cut, _remembered
from app.db import db
from app.server import count_ahead
from tests.comprehension.province import group, live_through, province
from tests.comprehension.test_freezing import invalidate
from tests.factories import Factory

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
CUT = daily_cut(NOW)


@pytest.fixture
def counted(published: Flask, factory: Factory) -> Cut:
    one, other = group("SATU", first=1, paham=12, misled=5), group("DUA", first=100, paham=12)
    live_through(province(one, other), factory)
    assert db.engine not in _remembered
    count_ahead(NOW)
    return _remembered[db.engine][2]


def grow_old(seconds: float) -> None:
    at, _, held = _remembered[db.engine]
    _remembered[db.engine] = (at, time.monotonic() - seconds, held)


def test_the_first_reader_finds_the_cut_counted(counted: Cut) -> None:
    assert cut(CUT, remember=True) is counted
    assert counted == cut(CUT, remember=False)


def test_what_is_the_same_stays_what_it_was_and_is_remembered_on(counted: Cut) -> None:
    grow_old(SECONDS - 1)
    count_ahead(NOW)
    grow_old(SECONDS / 2)
    assert cut(CUT, remember=True) is counted


def test_a_fact_put_right_is_there_after_the_next_counting(counted: Cut) -> None:
    invalidate(1)
    count_ahead(NOW)
    assert cut(CUT, remember=True) is counted, "it is not counted again while it is fresh"
    grow_old(SECONDS / 2)
    count_ahead(NOW)
    found = cut(CUT, remember=True)
    assert found is not None
    assert found == cut(CUT, remember=False) != counted


def test_the_next_day_has_a_cut_of_its_own(counted: Cut) -> None:
    count_ahead(NOW.replace(day=2))
    assert _remembered[db.engine][0] == daily_cut(NOW.replace(day=2)) != CUT


def test_nothing_is_counted_where_figures_are_live(published: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(published.config, "PAHAM", replace(published.config["PAHAM"], figures="live"))
    count_ahead(NOW)
    assert db.engine not in _remembered


def test_an_empty_house_counts_nothing(app: Flask) -> None:
    count_ahead(NOW)
    assert db.engine not in _remembered
