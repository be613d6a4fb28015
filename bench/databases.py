"""Databases of the benchmark's own: a file in its folder, or one of its own name on a PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = os.environ.get("PAHAM_TEST_POSTGRES", "postgresql+psycopg://127.0.0.1:5432/postgres")
DIALECTS = ("sqlite", "postgresql")


@contextmanager
def database(dialect: str, name: str, folder: Path) -> Iterator[str]:
    """The URL of a new, empty database that is gone afterwards."""
    if dialect == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite"
        return
    own = f"paham_bench_{os.getpid()}_{name}"
    on_server(f"CREATE DATABASE \"{own}\" ENCODING 'UTF8'")
    try:
        yield f"{SERVER.rsplit('/', 1)[0]}/{own}"
    finally:
        on_server(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


def name_of(url: str) -> str:
    """What the database of that URL is called."""
    return url.rsplit("/", 1)[1]


def plain(url: str) -> str:
    """The URL as psycopg takes it."""
    return url.replace("+psycopg", "")


def available(dialect: str) -> bool:
    """Whether this machine has that database."""
    if dialect == "sqlite":
        return True
    import psycopg

    try:
        psycopg.connect(plain(SERVER), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def exists(name: str) -> bool:
    """Whether the PostgreSQL that the benchmark uses has a database of that name."""
    import psycopg

    with psycopg.connect(plain(SERVER), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    return found is not None


def on_server(statement: str) -> None:
    """One statement on the PostgreSQL that the benchmark uses."""
    import psycopg

    with psycopg.connect(plain(SERVER), autocommit=True) as connection:
        connection.execute(statement)
