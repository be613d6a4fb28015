"""Worlds that a template database is filled with."""

from datetime import date
from pathlib import Path

from app.clock import now

CONTENT = Path(__file__).resolve().parent.parent / "content"
DEMO_DAY = date(2026, 11, 23)


def publish_everything() -> None:
    """The register of OPD and all of `content/`, as `make run` publishes it."""
    from app.server import load_content

    problems = load_content(CONTENT, at=now())
    assert not problems, problems


def load_demo() -> None:
    """The demo world as of a fixed day."""
    from app.demo.world import load

    load(at=DEMO_DAY)
