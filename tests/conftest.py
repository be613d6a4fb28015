"""One database per test, copied from a template; SQLite by default, PostgreSQL with `--database=postgres`.

Which database it is reaches a test by the fixture `backend` alone, from which `databases`, the templates and
every application on a copy are made. A test that has asked for none of them does the same in both runs, so it
is no part of the run on PostgreSQL; whatever asks is seen on both.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import Settings
from app.db import db
from tests.compiled import compile_once
from tests.critic import CriticClient
from tests.databases import Databases
from tests.factories import Factory

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(os.environ["PAHAM_TEST_TEMPLATES"]) if "PAHAM_TEST_TEMPLATES" in os.environ else None
compile_once()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about the other database, or the same on this one, is left out of the run, not skipped."""
    on_postgres = config.getoption("--database") == "postgres"

    def belongs(item: pytest.Item) -> bool:
        if item.get_closest_marker("only_sqlite" if on_postgres else "only_postgres"):
            return False
        return not on_postgres or "backend" in getattr(item, "fixturenames", ())

    away = [item for item in items if not belongs(item)]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if belongs(item)]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk through it again at every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is expected to run, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("PAHAM_TEST_STRICT") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgres`: which database this run is on."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def databases(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    found = Databases(backend, tmp_path_factory.mktemp("databases"), worker)
    yield found
    found.close()


def settings_for(url: str, **changes: str) -> Settings:
    """Settings of a test: development, a known key, and the given database."""
    env = {
        "DATABASE_URL": url,
        "SECRET_KEY": "kunci-untuk-pengujian-" + "x" * 40,
        "PAHAM_BASE_URL": "http://localhost",
        **changes,
    }
    return Settings.from_env(env, instance=ROOT / "instance")


def build(url: str, prepare: Callable[[], None] | None = None) -> None:
    """Migrate a database and let `prepare` fill it."""
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade()
        if prepare:
            prepare()
        db.engine.dispose()


def checkpoint(url: str) -> None:
    """Bring SQLite's write-ahead log into the one file that is copied."""
    if url.startswith("sqlite"):
        import sqlite3

        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def template(
    databases: Databases, name: str, origin: str | None = None, prepare: Callable[[], None] | None = None
) -> Iterator[str]:
    """A template of this worker's own: copied from that of the run when it has one, else built here."""
    ready = TEMPLATES and TEMPLATES / f"template_{name}.sqlite"
    if ready and ready.exists() and databases.backend == "sqlite":
        url = databases.new(f"template_{name}", f"sqlite:///{ready}")
    else:
        url = databases.new(f"template_{name}", origin)
        build(url, prepare)
        checkpoint(url)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def empty_template(databases: Databases) -> Iterator[str]:
    """A migrated database without a row."""
    yield from template(databases, "empty")


@pytest.fixture(scope="session")
def published_template(databases: Databases, empty_template: str) -> Iterator[str]:
    """A database with the register of OPD and everything of `content/` published."""
    from tests.worlds import publish_everything

    yield from template(databases, "published", empty_template, publish_everything)


@pytest.fixture(scope="session")
def demo_template(databases: Databases, published_template: str) -> Iterator[str]:
    """A database with the demo world."""
    from tests.worlds import load_demo

    yield from template(databases, "demo", published_template, load_demo)


def app_on(databases: Databases, template: str, **changes: str) -> Iterator[Flask]:
    """The product on a copy of a template, with these settings changed."""
    with databases.copy(template) as url:
        app = create_app(settings_for(url, **changes))
        app.test_client_class = CriticClient
        app.testing = False  # errors become pages, as for a person
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(databases: Databases, empty_template: str) -> Iterator[Flask]:
    """The product on an empty, migrated database."""
    yield from app_on(databases, empty_template)


@pytest.fixture
def published(databases: Databases, published_template: str) -> Iterator[Flask]:
    """The product with all content published and nobody in it."""
    yield from app_on(databases, published_template)


@pytest.fixture
def demo(databases: Databases, demo_template: str) -> Iterator[Flask]:
    """The product with the demo world."""
    yield from app_on(databases, demo_template)


@pytest.fixture
def factory(request: pytest.FixtureRequest) -> Factory:
    """Builders of people, OPD and sign-ins; ask for it together with `app` or `published`."""
    return Factory()
