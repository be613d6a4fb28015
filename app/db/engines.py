"""Engines: made, taught, and bound to the application."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError, OperationalError

from app.db.alone import shared_commits, write_together
from app.db.base import db, dialect_name, session
from app.db.connections import note_write, only_reads, return_connection
from app.db.sqlite import BUSY_SECONDS, WriteLockedConnection, take_write_lock
from app.db.together import Together
from app.db.transactions import end_transaction

IDLE_SECONDS = 5
WRITING_WORDS = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC", "SAVEPO", "CREATE", "DROP T", "ALTER "})


def durability_faults() -> list[str]:
    """The settings of this database under which an acknowledged save could be lost, as `name=value`."""
    sqlite_wants = {"journal_mode": {"wal"}, "synchronous": {"2", "3"}}
    on = {"on", "local", "remote_write", "remote_apply"}
    postgresql_wants = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": on}
    of_sqlite = dialect_name() == "sqlite"
    ask, wants = ("PRAGMA", sqlite_wants) if of_sqlite else ("SHOW", postgresql_wants)
    values = {name: str(session.scalar(text(f"{ask} {name}"))) for name in wants}
    return [f"{name}={value}" for name, value in values.items() if value not in wants[name]]


def engine_options(url: str) -> dict[str, Any]:
    """How the engine of that URL is made: at most three connections a thread, the warmest one first."""
    pool = {"pool_size": 8, "max_overflow": 16, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        return pool | {
            "connect_args": {
                "factory": WriteLockedConnection,
                "timeout": BUSY_SECONDS,
                "check_same_thread": False,
            },
        }
    return pool | {
        "isolation_level": "AUTOCOMMIT",  # the driver's own BEGIN is off: ours comes when it is needed
        "connect_args": {"connect_timeout": 5},
    }


def register_database(app: Flask) -> None:
    """Bind the engine and put the request's one transaction around every view."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    with app.app_context():
        teach = {"sqlite": _teach_sqlite, "postgresql": _teach_postgresql}
        teach[db.engine.dialect.name](db.engine)
    app.after_request(end_transaction)
    app.teardown_appcontext(return_connection)


def register_migrations(app: Flask) -> None:
    """The commands `flask db …`; a process that serves pages needs none of what they load."""
    from flask_migrate import Migrate

    directory = str(app.config["PAHAM"].instance.parent / "migrations")
    Migrate(app, db, directory=directory, compare_type=True, render_as_batch=True)


def _teach_sqlite(engine: Engine) -> None:
    shared_commits[engine] = Together(write_together)

    @event.listens_for(engine, "connect")
    def _settings(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # the driver's own BEGIN is off: ours is IMMEDIATE
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "cache_size=-16000",
        ):
            driver.execute(f"PRAGMA {pragma}").close()

    _before_writing(engine, take_write_lock)


def _teach_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not only_reads():
            _open_transaction(connection)

    _before_writing(engine, _open_transaction)

    @event.listens_for(engine, "connect")
    def _settings(driver: Any, _record: object) -> None:
        """A page read out of order costs hardly more than the next one, on a disk without moving parts."""
        driver.execute("SET random_page_cost = 1.1").close()

    @event.listens_for(engine, "checkin")
    def _note(_driver: Any, record: Any) -> None:
        record.info["rested_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(driver: Any, record: Any, _fairy: Any) -> None:
        """A connection that has rested is asked whether it still lives; one in constant use is not."""
        if time.monotonic() - record.info.get("rested_since", time.monotonic()) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(driver)
            except engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
                raise DisconnectionError from error


def _before_writing(engine: Engine, hold: Callable[[Connection], None]) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def _first_write(
        connection: Connection, _cursor: Any, statement: str, _params: Any, _context: Any, _many: bool
    ) -> None:
        if statement.lstrip()[:6].upper() in WRITING_WORDS:
            note_write()
            hold(connection)


def _open_transaction(connection: Connection) -> None:
    """BEGIN, unless one is open or the caller wants none."""
    options = connection.get_execution_options()
    if "stands_alone" in options or options.get("isolation_level") == "AUTOCOMMIT":
        return
    driver: Any = connection.connection.driver_connection
    if driver.info.transaction_status.name != "IDLE":
        return
    try:
        driver.execute("BEGIN")
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        connection.invalidate(error)
        raise OperationalError("BEGIN", None, error) from error
