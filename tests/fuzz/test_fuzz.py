"""The short form of `python -m tests.fuzz`."""

import time

from flask import Flask
from flask.testing import FlaskClient

from tests.fuzz.throwing import Tally, Thrower, field_names


def test_nothing_thrown_at_any_route_yields_a_5xx(demo: Flask) -> None:
    """A few seconds of it, another seed each day of the month."""
    demo.test_client_class = FlaskClient
    tally = Tally()
    seed = time.localtime().tm_mday
    Thrower(demo, seed, tally).throw(1000, until=time.monotonic() + 12)
    assert not tally.failures
    assert tally.requests > 20
    assert len(tally.statuses) > 3


def test_the_names_of_fields_are_found_in_the_products_own_text() -> None:
    assert {"identifier", "password", "code", "pilihan", "revisi", "halaman"} <= set(field_names())
