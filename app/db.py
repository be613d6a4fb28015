"""The database: model base, SQLite told to behave, one transaction per request.

Reads run outside a transaction on SQLite, and the first write begins IMMEDIATE behind one lock per
process: a transaction that reads first and writes later would fail with "database is locked" however
long the busy timeout is. On PostgreSQL a request that only reads runs outside a transaction too, which
saves it two round trips; everything else is in one from its first statement on. `commit(` appears in this
file and nowhere else.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    URL,
    DateTime,
    Engine,
    Enum,
    MetaData,
    Table,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column, scoped_session
from sqlalchemy.types import TypeDecorator

from app.statements import Part, Prepared, Rows, Values, as_one, by_columns, numbered, prepared, turned
from app.together import Together, Turn

BUSY_SECONDS = 10
ROWS_AT_ONCE = 400
BUSY_PAUSE_SECONDS = 0.0005
IDLE_SECONDS = 5
Found = TypeVar("Found")
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WRITING_WORDS = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC", "SAVEPO", "CREATE", "DROP T", "ALTER "})

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Plain declarative base; never `MappedAsDataclass`, which Flask-SQLAlchemy cannot take."""

    metadata = MetaData(naming_convention=CONVENTION)


class WriteLockedConnection(sqlite3.Connection):
    """A SQLite connection that queues writers of this process fairly before they ask the database."""

    _lock = threading.Lock()
    _holds = False

    def begin_write(self) -> None:
        """Take the process's write lock, then `BEGIN IMMEDIATE`; OperationalError when either stays busy."""
        if self._holds:
            return
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise sqlite3.OperationalError("database is locked: writers of this process queue too long")
        try:
            self._begin_immediate()
            self._holds = True
        except BaseException:
            self._lock.release()
            raise

    def _begin_immediate(self) -> None:
        """Ask for the database every half millisecond while another process writes.

        SQLite's own waiting sleeps up to a tenth of a second between two tries, while a save takes one
        millisecond: most of the time nobody would write.
        """
        until = time.monotonic() + BUSY_SECONDS
        self.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
                time.sleep(BUSY_PAUSE_SECONDS)
        finally:
            self.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def commit(self) -> None:
        super().commit()
        self._let_go()

    def rollback(self) -> None:
        super().rollback()
        self._let_go()

    def close(self) -> None:
        super().close()
        if self._holds:
            self._holds = False
            self._lock.release()

    def _let_go(self) -> None:
        if self._holds and not self.in_transaction:
            self._holds = False
            self._lock.release()


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
session = cast("scoped_session[Session]", db.session)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC going in and coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(members: type[StrEnum], name: str, **options: Any) -> MappedColumn[Any]:
    """A string column that takes the enum's values alone, by a CHECK of that name."""
    kind = Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )
    return mapped_column(kind, **options)


def upsert_insert(table: Any) -> Any:
    """The dialect's INSERT with `on_conflict_do_update` and `on_conflict_do_nothing`."""
    target: Table = getattr(table, "__table__", table)
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(target)
    return sqlite.insert(target)


def read(statement: Any, **values: Any) -> Rows:
    """The rows of a statement made once, with its bound parameters: for what every page asks.

    A request that has begun nothing needs neither session nor transaction for it; one that has written sees
    what it has written.
    """
    return _rows(_whole.connection or _standing_connection() or session.connection(), statement, values)


def read_held(statement: Any, **values: Any) -> Rows:
    """The same inside the request's transaction: for rows that PostgreSQL holds until its end."""
    return _rows(_transaction_connection(), statement, values)


def write(statement: Any, rows: Values | Sequence[Values]) -> Rows:
    """Execute a writing statement made once, for one set of values or for many rows at once."""
    return _rows(_transaction_connection(), statement, rows)


def ask(statement: Any, values: Values) -> Callable[[], Rows]:
    """Execute a statement inside the transaction and read its rows later, by calling what comes back.

    Between `few_trips`, or in a `whole`, PostgreSQL is then not waited for before the rows are wanted.
    """
    connection = _transaction_connection()
    if connection.dialect.name != "postgresql":
        rows = _rows(connection, statement, values)
        return lambda: rows
    way = _way(connection, statement, tuple(values))
    cursor = _executed(connection, way.sql, way.parameters(values))
    return lambda: _fetched(connection, way, cursor)


def add_rows(model: Any, rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns: one statement, and nothing without any."""
    write_all((added(model, rows),))


def added(model: Any, rows: Sequence[Values]) -> Part:
    """The same as a part of `write_all`."""
    table = model.__table__
    if not rows or dialect_name() != "postgresql":
        return _insert_into(table), rows
    return by_columns(table, tuple(rows[0])), turned(rows)


_insert_into = lru_cache(insert)


def write_all(parts: Sequence[Part]) -> None:
    """Execute writing statements that do not build on one another, none of whose answers is read.

    PostgreSQL takes them as one statement, whatever their number. A part without rows writes nothing.
    """
    connection, parts = _transaction_connection(), [part for part in parts if part[1]]
    if connection.dialect.name != "postgresql" or len(parts) < 2:
        for statement, values in parts:
            _rows(connection, statement, values)
        return
    ways = tuple(_way(connection, statement, tuple(values)) for statement, values in parts)  # type: ignore[arg-type]
    given = [way.parameters(values) for way, (_, values) in zip(ways, parts, strict=True)]  # type: ignore[arg-type]
    _executed(connection, as_one(ways), numbered(given))


def add_columns(model: Any, columns: Mapping[str, Any]) -> None:
    """Insert thousands of rows, told column by column; what is no list is the same in all of them.

    PostgreSQL gets them as COPY, which costs it a third of a statement; so never within `few_trips`. SQLite
    gets some hundred rows with each statement, which costs it two thirds of a statement a row.
    """
    connection, table = session.connection(), model.__table__
    columns = {column.name: columns[column.name] for column in table.columns if column.name in columns}
    statement = prepared(_insert_into(table), connection.dialect, tuple(columns))
    if statement is None:
        raise ValueError("a column has a default that is made in Python: name it")
    values = [statement.column(name, each) for name, each in columns.items()]
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    rows = zip(*values, strict=False)
    try:
        cursor: Any = connection.connection.cursor()
        if connection.dialect.name != "postgresql":
            sql = statement.sql
            _announce(connection, cursor, sql)
            head, _, one = sql.partition(" VALUES ")
            while many := list(chain.from_iterable(islice(rows, ROWS_AT_ONCE))):
                cursor.execute(f"{head} VALUES {', '.join([one] * (len(many) // len(columns)))}", many)
            return
        sql = f"COPY {table.name} ({names}) FROM STDIN"
        _announce(connection, cursor, "INSERT")
        with cursor.copy(sql) as pouring:
            for row in rows:
                pouring.write_row(row)
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise _told_as_sqlalchemy(connection, sql, error) from error


def fresh_ids(model: Any, count: int) -> list[int]:
    """That many ids that nobody else gets; to be used in this transaction."""
    begin_write()
    table = model.__table__
    if dialect_name() == "sqlite":
        last = session.scalar(select(func.max(table.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    following = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    return list(session.scalars(select(following).select_from(func.generate_series(1, count))))


def _announce(connection: Connection, cursor: Any, sql: str) -> None:
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, (), None, True)


@contextmanager
def few_trips() -> Iterator[None]:
    """Let PostgreSQL take what is written in here without being waited for, statement by statement.

    Only an answer that is read is waited for. What one statement is refused for is raised at the end, or by
    the first that reads after it. The driver's words alone (`read`, `write`) know of it: a statement of the
    session would find no rows in here.
    """
    connection = _transaction_connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "postgresql" or _whole.connection is not None:
        yield
        return
    try:
        with driver.pipeline():
            yield
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise _told_as_sqlalchemy(connection, "", error) from error


def write_alone(statement: Any, values: Values) -> Rows:
    """Execute a writing statement that is a transaction of its own: durable when this returns.

    On SQLite what several threads bring at once shares one commit (docs/adr/0011). In a request that has
    begun its transaction the statement becomes a part of that one, as with `write`.
    """
    connection = _standing_connection()
    if connection is None:
        return write(statement, values)
    _begin_writing()
    if connection.dialect.name != "sqlite":
        return _rows(connection, statement, values)
    way = _way(connection, statement, tuple(values))
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
    connection = _standing_connection()
    if connection is None:
        return act()
    _begin_writing()
    if connection.dialect.name == "sqlite":
        return cast(Found, _brought(connection, lambda leader: _undone_alone(leader, act)))
    return _in_one_go(connection, act)


def _begin_writing() -> None:
    if _only_reads():
        raise RuntimeError("a GET never writes")
    _note_write()


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
            raise _told_as_sqlalchemy(connection, "", error) from error
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


class _Whole(threading.local):
    """The connection of the `whole` that runs on this thread."""

    connection: Connection | None = None


_whole = _Whole()


@contextmanager
def _speaking(connection: Connection) -> Iterator[None]:
    _whole.connection = connection
    try:
        yield
        if session.registry.has():
            raise RuntimeError("what is done in a whole speaks through the session")
    finally:
        _whole.connection = None


def _transaction_connection() -> Connection:
    return _whole.connection or session.connection()


def _standing_connection() -> Connection | None:
    """This request's connection outside any transaction; None once its session is in use, or without one."""
    if not has_request_context() or session.registry.has():
        return None
    if "standing_connection" not in g:
        g.standing_connection = db.engine.connect().execution_options(stands_alone=True)
    connection: Connection = g.standing_connection
    return connection


def _return_connection(_error: BaseException | None) -> None:
    connection: Connection | None = g.pop("standing_connection", None)
    if connection is not None:
        connection.close()


def _rows(connection: Connection, statement: Any, values: Values | Sequence[Values]) -> Rows:
    many = not isinstance(values, Mapping)
    way = prepared(statement, connection.dialect, tuple(values[0] if many else values))  # type: ignore[index]
    if way is None:
        found = connection.execute(statement, values)
        return Rows(found.all() if found.returns_rows else ())
    parameters = [way.parameters(each) for each in values] if many else way.parameters(values)  # type: ignore[arg-type]
    return _fetched(connection, way, _executed(connection, way.sql, parameters, many=many))


def _way(connection: Connection, statement: Any, names: tuple[str, ...]) -> Prepared:
    way = prepared(statement, connection.dialect, names)
    if way is None:
        raise ValueError("a statement that is asked without the session has a fixed text")
    return way


def _executed(connection: Connection, sql: str, parameters: Any, *, many: bool = False) -> Any:
    dialect = connection.dialect
    try:
        cursor = connection.connection.cursor()
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, sql, parameters, None, many)
        (dialect.do_executemany if many else dialect.do_execute)(cursor, sql, parameters)
    except dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise _told_as_sqlalchemy(connection, sql, error) from error
    return cursor


def _fetched(connection: Connection, way: Prepared, cursor: Any) -> Rows:
    try:
        return way.rows(cursor)
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise _told_as_sqlalchemy(connection, way.sql, error) from error


def _told_as_sqlalchemy(connection: Connection, sql: str, error: Exception) -> BaseException:
    """What the driver refused, as SQLAlchemy would raise it; a connection that is lost is given up."""
    dialect, driver_error = connection.dialect, connection.dialect.dbapi.Error  # type: ignore[union-attr]
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(sql, None, error, driver_error, connection_invalidated=lost, dialect=dialect)


@dataclass(frozen=True, slots=True)
class SharedWork:
    """What one thread brings to the next shared commit, done on the connection of whoever leads."""

    connection: Connection
    act: Callable[[Connection], Any]


def _brought(connection: Connection, act: Callable[[Connection], Any]) -> Any:
    """The result of `act`, done in SQLite's next shared transaction and committed with it."""
    try:
        return _shared_commits[connection.engine].bring(SharedWork(connection, act))
    except sqlite3.Error as error:
        raise _told_as_sqlalchemy(connection, "", error) from error


def _write_together(turns: Sequence[Turn]) -> None:
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


_shared_commits: WeakKeyDictionary[Engine, Together] = WeakKeyDictionary()


def kept(find: Callable[[int], Found], *, most: int = 256) -> Callable[[int], Found]:
    """`find` for rows that never change once committed: each process remembers them, database by database.

    A request that has written fills nothing: its rollback may give the number of a row to another.
    """
    shelves: WeakKeyDictionary[Engine, dict[int, Found]] = WeakKeyDictionary()

    def found_or_kept(key: int) -> Found:
        shelf = shelves.setdefault(db.engine, {})
        try:
            return shelf[key]
        except KeyError:
            found = find(key)
        if found and _sees_what_is_committed():
            if len(shelf) >= most:
                shelf.clear()
            shelf[key] = found
        return found

    return found_or_kept


def begin_write() -> None:
    """Take SQLite's write lock now: for a service that reads first and then writes what it read."""
    _take_write_lock(_transaction_connection())


def _take_write_lock(connection: Connection) -> None:
    """On SQLite; what the driver says is passed on as SQLAlchemy would, so that it is answered as such."""
    driver = connection.connection.driver_connection
    if isinstance(driver, WriteLockedConnection):
        try:
            driver.begin_write()
        except sqlite3.Error as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction of a command: all of it, or nothing."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def after_commit(act: Callable[[], None]) -> None:
    """Do this once what the request wrote is durable, before it is answered; not at all when it is refused.

    For what cannot be taken back, such as a message; it must not raise.
    """
    g.setdefault("after_commit", []).append(act)


@contextmanager
def unless_unwritable(what: str) -> Iterator[None]:
    """Try to write before a page is read; on a full, locked or read-only database reading goes on without."""
    try:
        yield
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("could not %s: %s", what, type(error).__name__)


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own for the five facts that survive a refused or reading request.

    Failed sign-ins, refused access, late answers, last-seen of a session, looks at a person; a test lists
    the callers.
    """
    if _holds_write_lock():
        raise RuntimeError("an aside inside a writing transaction would wait for itself")
    with Session(db.engine) as own:
        yield own
        own.commit()


def refuse_while_writing(what: str) -> None:
    """Raise when slow work is about to run while every other writer of this process would wait for it."""
    if _holds_write_lock():
        raise RuntimeError(f"{what} inside a writing transaction would stall every save")


def _holds_write_lock() -> bool:
    if not session.registry.has() or not session().in_transaction():
        return False
    driver = session.connection().connection.driver_connection
    return isinstance(driver, WriteLockedConnection) and driver._holds


def dialect_name() -> str:
    """`sqlite` or `postgresql`."""
    return db.engine.dialect.name


def database_url() -> URL:
    """Where the database is, with its password."""
    return db.engine.url


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
    app.after_request(_end_transaction)
    app.teardown_appcontext(_return_connection)


def register_migrations(app: Flask) -> None:
    """The commands `flask db …`; a process that serves pages needs none of what they load."""
    from flask_migrate import Migrate

    directory = str(app.config["PAHAM"].instance.parent / "migrations")
    Migrate(app, db, directory=directory, compare_type=True, render_as_batch=True)


def _end_transaction(response: Response) -> Response:
    """Commit what a writing method did and answered below 400; undo everything else."""
    if not session.registry.has():
        return response
    if request.method not in WRITING_METHODS:
        session.remove()
        return response
    if response.status_code >= 400:
        session.rollback()
        return response
    try:
        session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("commit refused: %s", type(error).__name__)
        return current_app.make_response(current_app.handle_user_exception(error))
    for act in g.pop("after_commit", ()):
        act()
    return response


def _only_reads() -> bool:
    return has_request_context() and request.method not in WRITING_METHODS


def _sees_what_is_committed() -> bool:
    return has_request_context() and not g.get("has_written")


def _note_write() -> None:
    if has_request_context():
        g.has_written = True


def _teach_sqlite(engine: Engine) -> None:
    _shared_commits[engine] = Together(_write_together)

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

    @event.listens_for(engine, "before_cursor_execute")
    def _first_write(
        connection: Connection, _cursor: Any, statement: str, _params: Any, _context: Any, _many: bool
    ) -> None:
        if statement.lstrip()[:6].upper() in WRITING_WORDS:
            _note_write()
            _take_write_lock(connection)


def _teach_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not _only_reads():
            _open_transaction(connection)

    @event.listens_for(engine, "before_cursor_execute")
    def _first_write(
        connection: Connection, _cursor: Any, statement: str, _params: Any, _context: Any, _many: bool
    ) -> None:
        if statement.lstrip()[:6].upper() in WRITING_WORDS:
            _note_write()
            _open_transaction(connection)

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
