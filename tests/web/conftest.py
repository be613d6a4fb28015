"""The kit alone: an application with nothing in it but `register_web`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.db import db, register_database
from app.web.kit import register_web

ROOT = Path(__file__).resolve().parent.parent.parent

MakeKit = Callable[..., Flask]


@pytest.fixture
def make_kit(tmp_path: Path) -> Iterator[MakeKit]:
    """Builds kits; keyword arguments are settings of the environment."""
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        env = {
            "PAHAM_ENV": "development",
            "SECRET_KEY": "kunci-untuk-pengujian-" + "x" * 40,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'kit.sqlite'}",
            "PAHAM_BASE_URL": "http://localhost",
            **changes,
        }
        app = Flask("app", root_path=str(ROOT / "app"), static_folder=None)
        app.config.from_mapping(Settings.from_env(env, instance=tmp_path).flask())
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        register_database(app)
        register_web(app)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def kit(make_kit: MakeKit) -> Flask:
    """A kit with the settings of development."""
    return make_kit()


@pytest.fixture
def client(kit: Flask) -> FlaskClient:
    """A browser that keeps cookies."""
    return kit.test_client()
