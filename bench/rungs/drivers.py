"""The two drivers behind one small face: read rows, write in one transaction."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg

from bench.databases import plain

Execute = Any


class Driver(Protocol):
    """What the bare rungs ask of a database."""

    def all(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """The rows of a reading statement."""

    def writing(self) -> Any:
        """A context with `execute`, committed at its end."""


class Sqlite:
    """sqlite3 alone: WAL, FULL, one connection a thread, BEGIN IMMEDIATE behind one lock a process."""

    def __init__(self, url: str) -> None:
        self.path = url.removeprefix("sqlite:///")
        self.own = threading.local()
        self.lock = threading.Lock()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        if not hasattr(self.own, "connection"):
            opened = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
                opened.execute(f"PRAGMA {pragma}")
            self.own.connection = opened
        found: sqlite3.Connection = self.own.connection
        return found

    def all(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Outside a transaction."""
        return self.connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """IMMEDIATE, so that no reader turns into a writer."""
        connection = self.connection
        with self.lock:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection.execute
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


class Postgresql:
    """psycopg alone: one connection a thread, prepared statements, reads outside a transaction."""

    def __init__(self, url: str) -> None:
        self.url = plain(url)
        self.own = threading.local()

    @property
    def connection(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The connection of this thread."""
        if not hasattr(self.own, "connection"):
            self.own.connection = psycopg.connect(self.url, autocommit=True)
        found: psycopg.Connection[tuple[Any, ...]] = self.own.connection
        return found

    def all(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """In autocommit, one round trip."""
        return self.connection.execute(statement.replace("?", "%s"), values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """BEGIN and COMMIT around what the block executes."""
        connection = self.connection

        def execute(statement: str, values: tuple[object, ...]) -> Any:
            return connection.execute(statement.replace("?", "%s"), values)

        with connection.transaction():
            yield execute


def driver(url: str) -> Driver:
    """The driver for that URL."""
    return Sqlite(url) if url.startswith("sqlite") else Postgresql(url)
