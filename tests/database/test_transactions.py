"""One transaction per request, and SQLite told to behave."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import audit
from app.db import aside, begin_write, db, refuse_while_writing, session, transaction
from app.web.access import public
from tests.factories import Factory


def count() -> int:
    return int(session.execute(text("SELECT count(*) FROM audit_entry")).scalar_one())


def write() -> None:
    audit.record(actor=None, action="uji", subject="uji")


@pytest.mark.only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000)],
)
def test_sqlite_is_set_to_lose_nothing(app: Flask, pragma: str, value: object) -> None:
    assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.only_postgres
def test_postgresql_is_left_as_it_is_set_to_lose_nothing(app: Flask) -> None:
    assert session.execute(text("SELECT current_setting('synchronous_commit')")).scalar_one() == "on"


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (302, 1), (409, 0), (422, 0), (500, 0)])
def test_a_post_is_kept_only_when_it_answers_below_400(app: Flask, status: int, kept: int) -> None:
    @public
    def view() -> tuple[str, int]:
        write()
        return "", status

    app.add_url_rule("/uji-tulis", "uji", view, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client().post("/uji-tulis")
    assert count() == kept


def test_a_get_never_writes(app: Flask) -> None:
    @public
    def view() -> str:
        session.execute(text("UPDATE opd SET name = name"))
        return ""

    app.add_url_rule("/uji-baca", "uji", view)
    with pytest.raises(AssertionError, match="GET /uji-baca wrote"):
        app.test_client().get("/uji-baca")


def test_a_failing_view_answers_500_and_leaves_nothing(app: Flask) -> None:
    @public
    def view() -> str:
        write()
        raise RuntimeError("uji")

    app.add_url_rule("/uji-gagal", "uji", view, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/uji-gagal").status_code == 500
    assert count() == 0


def test_a_command_is_all_or_nothing(app: Flask) -> None:
    def command() -> None:
        with transaction():
            write()
            raise RuntimeError("uji")

    with pytest.raises(RuntimeError):
        command()
    assert count() == 0


def test_an_aside_survives_what_the_request_undoes(app: Flask) -> None:
    with aside() as own:
        audit.record_aside(own, actor=None, action="uji", subject="uji")
    session.rollback()
    assert count() == 1


@pytest.mark.only_sqlite
def test_an_aside_inside_a_writing_transaction_is_refused_on_sqlite(app: Flask) -> None:
    begin_write()
    with pytest.raises(RuntimeError, match="wait for itself"), aside():
        pass


@pytest.mark.only_sqlite
def test_slow_work_inside_a_writing_transaction_is_refused_on_sqlite(app: Flask) -> None:
    refuse_while_writing("uji")
    begin_write()
    with pytest.raises(RuntimeError, match="stall every save"):
        refuse_while_writing("uji")


def test_a_savepoint_undone_leaves_the_rest(app: Flask) -> None:
    with transaction():
        write()
        nested = session.begin_nested()
        write()
        nested.rollback()
    assert count() == 1


def test_readers_that_turn_into_writers_never_find_the_database_locked(app: Flask, factory: Factory) -> None:
    """Six threads of twenty read-then-write transactions: a plain BEGIN would lose more than half."""
    failures: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            try:
                for _ in range(20):
                    with transaction():
                        count()
                        write()
            except BaseException as error:
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert count() == 120


def test_only_the_database_room_commits() -> None:
    root = Path(__file__).resolve().parents[2] / "app"
    callers = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if ".commit(" in path.read_text(encoding="utf-8")
    ]
    assert sorted(callers) == ["db/alone.py", "db/sqlite.py", "db/transactions.py"]


def test_the_callers_of_an_aside_are_these() -> None:
    root = Path(__file__).resolve().parents[2] / "app"
    callers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "aside() as" in path.read_text(encoding="utf-8")
    }
    looking = "people/services/looking.py"
    assert callers == {
        "people/guards.py",
        "people/services/signing_in.py",
        looking,
        "quiz/services/save.py",
    }


def test_a_writer_begins_as_soon_as_another_process_has_written(app: Flask, backend: str) -> None:
    """SQLite's own waiting would sleep until 428 ms: its pauses grow to a tenth of a second."""
    if backend != "sqlite":
        return
    other = sqlite3.connect(db.engine.url.database or "", isolation_level=None, check_same_thread=False)
    waited = []
    for _ in range(3):
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        threading.Timer(0.34, other.execute, ["ROLLBACK"]).start()
        begin_write()
        waited.append(time.monotonic() - began)
        session.rollback()
    other.close()
    assert 0.33 < min(waited) < 0.40


def test_a_writer_gives_up_in_time(app: Flask, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if backend != "sqlite":
        return
    monkeypatch.setattr("app.db.sqlite.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        begin_write()
    other.execute("ROLLBACK")
    other.close()
    begin_write()
    session.rollback()
