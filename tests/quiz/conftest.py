"""A learner of the published product, and a clock that tests may turn."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app import clock
from tests.factories import Factory
from tests.quiz.learner import Learner


@pytest.fixture
def learner(published: Flask, factory: Factory) -> Learner:
    """Somebody signed in, with nothing begun."""
    return Learner(published, factory)


@pytest.fixture
def later() -> Iterator[Callable[[float], None]]:
    """Turn the server's clock forward by that many seconds from now."""

    def turn(seconds: float) -> None:
        clock.configure(zone="Asia/Makassar", offset_seconds=int(seconds))

    yield turn
    clock.configure(zone="Asia/Makassar")
