"""The numbered migrations, on the database of this run."""

from pathlib import Path

from flask import Flask
from flask_migrate import check, downgrade, upgrade

VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_migrations_make_exactly_the_models(app: Flask) -> None:
    check()


def test_migrations_run_down_and_up_again(app: Flask) -> None:
    downgrade(revision="base")
    upgrade()
    check()
