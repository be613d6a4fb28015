"""Writes that are a transaction of their own; on SQLite those of one moment share a commit."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from app.db.base import session
from app.db.connections import current_whole, note_write, only_reads, standing_connection
from app.db.statements import Rows, Values
from app.db.together import Together, Turn
from app.db.words import rows_of, told_as_sqlalchemy, way_of, write

Found = TypeVar("Found")


def write_alone(statement: Any, values: Values) -> Rows:
    """Execute a writing statement that is a transaction of its own: durable when this returns.

    On SQLite what several threads bring at once shares one commit (docs/adr/0011). In a request that has
    begun its transaction the statement becomes a part of that one, as with `write`.
    """
    connection = standing_connection()
    if connection is None:
        return write(statement, values)
    _begin_writing()
    if connection.dialect.name != "sqlite":
        return rows_of(connection, statement, values)
    way = way_of(connection, statement, tuple(values))
    parameters = way.parameters(values)

    def act(leader: Connection) -> Rows:  # what the statement is refused for undoes it alone
        return way.rows(leader.connection.driver_connection.execute(way.sql, parameters))  # type: ignore[union-attr]

    return cast(Rows, _brought(connection, act))


def whole(act: Callable[[], Found]) -> Found:
    """Do `act`, whose `read`, `ask` and `write` are one transaction of its own: durable when this returns.

    `act` speaks through these words alone, never through the session, and may run on another thread: on
    SQLite what several threads bring at once shares one commit, and each is undone alone when it fails
    (docs/adr/0023). PostgreSQL takes its statements without being waited for, as in `few_trips`. In a request
    that has begun its transaction, and in a command, it becomes a part of that one.
    """
    connection = standing_connection()
    if connection is None:
        return act()
    _begin_writing()
    if connection.dialect.name == "sqlite":
        return cast(Found, _brought(connection, lambda leader: _undone_alone(leader, act)))
    return _in_one_go(connection, act)


def _begin_writing() -> None:
    if only_reads():
        raise RuntimeError("a GET never writes")
    note_write()


def _in_one_go(connection: Connection, act: Callable[[], Found]) -> Found:
    """BEGIN, what `act` says, COMMIT: PostgreSQL is waited for where an answer is read, and at the end."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            driver.execute("BEGIN")
            with _speaking(connection):
                done = act()
            told = driver.execute("COMMIT")
        if told.statusmessage != "COMMIT":
            raise OperationalError("COMMIT", None, RuntimeError(f"answered {told.statusmessage}"))
    except BaseException as error:
        _undo(connection)
        if isinstance(error, connection.dialect.dbapi.Error):  # type: ignore[union-attr]
            raise told_as_sqlalchemy(connection, "", error) from error
        raise
    return done


def _undo(connection: Connection) -> None:
    """Leave PostgreSQL without a transaction; a connection that cannot even do that is given up."""
    driver: Any = connection.connection.driver_connection
    try:
        if driver.info.transaction_status.name != "IDLE":
            driver.execute("ROLLBACK")
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        connection.invalidate(error)


def _undone_alone(leader: Connection, act: Callable[[], Found]) -> Found:
    """What `act` says, in SQLite's shared transaction; its failure undoes its own statements alone."""
    driver: Any = leader.connection.driver_connection
    driver.execute("SAVEPOINT whole")
    try:
        with _speaking(leader):
            done = act()
    except BaseException:
        if driver.in_transaction:
            driver.execute("ROLLBACK TO whole")
            driver.execute("RELEASE whole")
        raise
    driver.execute("RELEASE whole")
    return done


@contextmanager
def _speaking(connection: Connection) -> Iterator[None]:
    current_whole.connection = connection
    try:
        yield
        if session.registry.has():
            raise RuntimeError("what is done in a whole speaks through the session")
    finally:
        current_whole.connection = None


@dataclass(frozen=True, slots=True)
class SharedWork:
    """What one thread brings to the next shared commit, done on the connection of whoever leads."""

    connection: Connection
    act: Callable[[Connection], Any]


def _brought(connection: Connection, act: Callable[[Connection], Any]) -> Any:
    """The result of `act`, done in SQLite's next shared transaction and committed with it."""
    try:
        return shared_commits[connection.engine].bring(SharedWork(connection, act))
    except sqlite3.Error as error:
        raise told_as_sqlalchemy(connection, "", error) from error


def write_together(turns: Sequence[Turn]) -> None:
    """Do what several threads brought, commit once; the connection is that of the first, who leads.

    What fails has undone itself alone and is told to the one who brought it. When SQLite has undone the whole
    transaction, or the commit fails, nobody's work stands and everybody hears so.
    """
    leader: Connection = turns[0].work.connection
    driver: Any = leader.connection.driver_connection
    driver.begin_write()
    try:
        for turn in turns:
            try:
                turn.result = turn.work.act(leader)
            except Exception as error:
                if not driver.in_transaction:
                    raise
                turn.error = error
        driver.commit()
    except BaseException:
        driver.rollback()
        raise


shared_commits: WeakKeyDictionary[Engine, Together] = WeakKeyDictionary()
