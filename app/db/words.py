"""Statements made once, in the words of the driver: read, write, and many at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from app.db.base import db, dialect_name, session
from app.db.connections import (
    current_whole,
    renewed_connection,
    sees_what_is_committed,
    standing_connection,
    transaction_connection,
)
from app.db.statements import Part, Prepared, Rows, Values, as_one, numbered, of_many, prepared, told_as_json
from app.db.transactions import begin_write

ROWS_AT_ONCE = 400


Found = TypeVar("Found")


def read(statement: Any, **values: Any) -> Rows:
    """The rows of a statement made once, with its bound parameters: for what every page asks.

    A request that has begun nothing needs neither session nor transaction for it, and asks once more when its
    connection was ended while it rested. One that has written sees what it has written.
    """
    standing = None if current_whole.connection else standing_connection()
    if standing is None:
        return rows_of(transaction_connection(), statement, values)
    try:
        return rows_of(standing, statement, values)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return rows_of(renewed_connection(), statement, values)


def read_held(statement: Any, **values: Any) -> Rows:
    """The same inside the request's transaction: for rows that PostgreSQL holds until its end."""
    return rows_of(transaction_connection(), statement, values)


def write(statement: Any, rows: Values | Sequence[Values]) -> Rows:
    """Execute a writing statement made once, for one set of values or for many rows at once."""
    return rows_of(transaction_connection(), statement, rows)


def ask(statement: Any, values: Values) -> Callable[[], Rows]:
    """Execute a statement inside the transaction and read its rows later, by calling what comes back.

    Between `few_trips`, or in a `whole`, PostgreSQL is then not waited for before the rows are wanted.
    """
    connection = transaction_connection()
    if connection.dialect.name != "postgresql":
        rows = rows_of(connection, statement, values)
        return lambda: rows
    way = way_of(connection, statement, tuple(values))
    cursor = executed(connection, way.sql, way.parameters(values))
    return lambda: fetched(connection, way, cursor)


def add_rows(model: Any, rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns: one statement, and nothing without any."""
    write_all((added(model, rows),))


def added(model: Any, rows: Sequence[Values]) -> Part:
    """The same as a part of `write_all`."""
    table, dialect = model.__table__, db.engine.dialect
    if not rows or dialect.name != "postgresql":
        return _insert_into(table), rows
    return of_many(table, tuple(rows[0])), {"rows": told_as_json(table, rows, dialect)}


_insert_into = lru_cache(insert)


def write_all(parts: Sequence[Part]) -> None:
    """Execute writing statements that do not build on one another, none of whose answers is read.

    PostgreSQL takes them as one statement, whatever their number. A part without rows writes nothing.
    """
    connection, parts = transaction_connection(), [part for part in parts if part[1]]
    if connection.dialect.name != "postgresql" or len(parts) < 2:
        for statement, values in parts:
            rows_of(connection, statement, values)
        return
    ways = tuple(way_of(connection, statement, tuple(values)) for statement, values in parts)  # type: ignore[arg-type]
    given = [way.parameters(values) for way, (_, values) in zip(ways, parts, strict=True)]  # type: ignore[arg-type]
    executed(connection, as_one(ways), numbered(given))


def add_columns(model: Any, columns: Mapping[str, Any]) -> None:
    """Insert thousands of rows, told column by column; what is no list is the same in all of them.

    PostgreSQL gets them as one COPY, which costs it a third of a statement; so never within `few_trips`.
    SQLite gets some hundred rows with each statement, which costs it two thirds of a statement a row.
    """
    connection, table = session.connection(), model.__table__
    columns = dict(sorted(columns.items(), key=lambda named: isinstance(named[1], list)))
    statement = prepared(_insert_into(table), connection.dialect, tuple(columns))
    if statement is None:
        raise ValueError("a column has a default that is made in Python: name it")
    values = [statement.column(name, each) for name, each in columns.items()]
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    try:
        cursor: Any = connection.connection.cursor()
        if connection.dialect.name != "postgresql":
            sql = statement.sql
            _announce(connection, cursor, sql)
            _insert_many(cursor, f"INSERT INTO {table.name} ({names})", values)
            return
        sql = f"COPY {table.name} ({names}) FROM STDIN"
        _announce(connection, cursor, "INSERT")
        from app.db.copying import as_lines  # it needs the driver, which SQLite's office need not have

        with cursor.copy(sql) as pouring:
            pouring.write(as_lines(values, cursor))
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise told_as_sqlalchemy(connection, sql, error) from error


def _insert_many(cursor: Any, head: str, columns: Sequence[Iterable[Any]]) -> None:
    """Some hundred rows with each statement; what is the same in all of them stands first and is given once.

    A "?" is the one after the highest so far, so every row counts on from the row before.
    """
    same = [next(column) for column in columns if isinstance(column, repeat)]
    rows = zip(*columns[len(same) :], strict=True)
    each = [f"?{place}" for place in range(1, len(same) + 1)] + ["?"] * (len(columns) - len(same))
    one = f"({', '.join(each)})"
    while many := list(islice(rows, ROWS_AT_ONCE)):
        given = [*same, *chain.from_iterable(many)]
        cursor.execute(f"{head} VALUES {', '.join([one] * len(many))}", given)


def fresh_ids(model: Any, count: int) -> list[int]:
    """That many ids that nobody else gets; to be used in this transaction."""
    begin_write()
    table = model.__table__
    if dialect_name() == "sqlite":
        last = session.scalar(select(func.max(table.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, "id")))  # dear, so not for each
    each = select(func.nextval(sequence).label("id")).select_from(func.generate_series(1, count)).subquery()
    return list(session.scalar(select(func.array_agg(each.c.id))) or ())


def _announce(
    connection: Connection, cursor: Any, sql: str, parameters: Any = (), *, many: bool = True
) -> None:
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, parameters, None, many)


@contextmanager
def few_trips() -> Iterator[None]:
    """Let PostgreSQL take what is written in here without being waited for, statement by statement.

    Only an answer that is read is waited for. What one statement is refused for is raised at the end, or by
    the first that reads after it. The driver's words alone (`read`, `write`) know of it: a statement of the
    session would find no rows in here.
    """
    connection = transaction_connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "postgresql" or current_whole.connection is not None:
        yield
        return
    try:
        with driver.pipeline():
            yield
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise told_as_sqlalchemy(connection, "", error) from error


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
        if found and sees_what_is_committed():
            if len(shelf) >= most:
                shelf.clear()
            shelf[key] = found
        return found

    return found_or_kept


def rows_of(connection: Connection, statement: Any, values: Values | Sequence[Values]) -> Rows:
    """Execute on that connection; the rows, none for what returns none."""
    many = not isinstance(values, Mapping)
    way = prepared(statement, connection.dialect, tuple(values[0] if many else values))  # type: ignore[index]
    if way is None:
        found = connection.execute(statement, values)
        return Rows(found.all() if found.returns_rows else ())
    parameters = [way.parameters(each) for each in values] if many else way.parameters(values)  # type: ignore[arg-type]
    return fetched(connection, way, executed(connection, way.sql, parameters, many=many))


def way_of(connection: Connection, statement: Any, names: tuple[str, ...]) -> Prepared:
    """The statement as that database takes it; ValueError when its text is not fixed."""
    way = prepared(statement, connection.dialect, names)
    if way is None:
        raise ValueError("a statement that is asked without the session has a fixed text")
    return way


def executed(connection: Connection, sql: str, parameters: Any, *, many: bool = False) -> Any:
    """The driver's cursor after executing; what it refuses is raised as SQLAlchemy would."""
    dialect = connection.dialect
    try:
        cursor = connection.connection.cursor()
        _announce(connection, cursor, sql, parameters, many=many)
        (dialect.do_executemany if many else dialect.do_execute)(cursor, sql, parameters)
    except dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise told_as_sqlalchemy(connection, sql, error) from error
    return cursor


def fetched(connection: Connection, way: Prepared, cursor: Any) -> Rows:
    """All rows of a cursor; what the driver refuses is raised as SQLAlchemy would."""
    try:
        return way.rows(cursor)
    except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise told_as_sqlalchemy(connection, way.sql, error) from error


def told_as_sqlalchemy(connection: Connection, sql: str, error: Exception) -> BaseException:
    """What the driver refused, as SQLAlchemy would raise it; a connection that is lost is given up."""
    dialect, driver_error = connection.dialect, connection.dialect.dbapi.Error  # type: ignore[union-attr]
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(sql, None, error, driver_error, connection_invalidated=lost, dialect=dialect)
