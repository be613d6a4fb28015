"""The databases of a test run: empty ones, and copies of a template.

A copy on PostgreSQL costs a fifth of a second; so it is put right after a test and lent again.
"""

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LARGEST_REFILL = 2_000_000  # bytes of one table; above it a fresh copy costs less than refilling
MOST_LOANS = 60  # rows that were deleted stay in the files: after so many tests a copy is made anew

_COUNTS = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables"
_SHAPE = """
SELECT (SELECT string_agg(format('%s.%s', oid, relfilenode), ',' ORDER BY oid) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(format('%s.%s', oid, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
       (SELECT string_agg(format('%s.%s', oid, xmin), ',' ORDER BY oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace)
"""
_REWIND = """
SELECT 'SELECT ' || string_agg(format('setval(%L, %s, %L)', quote_ident(sequencename),
                                      coalesce(last_value, start_value), last_value IS NOT NULL), ', ')
FROM pg_sequences WHERE schemaname = 'public'
"""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass
class Copy:
    """One copy of a template on PostgreSQL: a connection of its own, and what each table has seen so far."""

    url: str
    connection: Any
    counts: dict[str, tuple[int, int, int]]
    shape: tuple[str, ...]
    loans: int = 0


@dataclass
class Original:
    """What a template holds: rows as COPY gives them (read when needed), and what sets its sequences back."""

    rows: dict[str, bytes] = field(default_factory=dict)
    rewind: str = ""
    spare: list[Copy] = field(default_factory=list)


class Databases:
    """Makes databases: empty ones, and copies of a template."""

    def __init__(self, backend: str, folder: Path, worker: str) -> None:
        self.backend, self.folder, self.worker = backend, folder, worker
        self.server = os.environ.get("PAHAM_TEST_POSTGRES", "postgresql+psycopg://127.0.0.1:5432/postgres")
        self._originals: dict[str, Original] = defaultdict(Original)
        self._made = 0

    def new(self, name: str, template: str | None = None) -> str:
        """The URL of a fresh database with that name."""
        if self.backend == "postgres":
            return self._new_postgres(f"paham_test_{self.worker}_{name}", template)
        path = self.folder / f"{name}.sqlite"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove it again."""
        if self.backend == "postgres":
            self._execute(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')
            return
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """A database that is as the template is, for one test."""
        self._made += 1
        if self.backend != "postgres":
            url = self.new(f"t{self._made}", template)
            yield url
            self.drop(url)
            return
        original = self._originals[template]
        copy = original.spare.pop() if original.spare else self._fresh(template, original)
        yield copy.url
        if self._put_right(copy, original):
            original.spare.append(copy)
        else:
            copy.connection.close()
            self.drop(copy.url)

    def close(self) -> None:
        """Remove the copies that wait for a further test."""
        for original in self._originals.values():
            for copy in original.spare:
                copy.connection.close()
                self.drop(copy.url)
        self._originals.clear()

    def _fresh(self, template: str, original: Original) -> Copy:
        url = self.new(f"t{self._made}", template)
        connection = self._connect(url)
        original.rewind = original.rewind or connection.execute(_REWIND).fetchone()[0]
        return Copy(url, connection, _counts(connection), connection.execute(_SHAPE).fetchone())

    def _put_right(self, copy: Copy, original: Original) -> bool:
        """Whether the copy is as its template again: each table that was written is filled anew."""
        copy.loans += 1
        if copy.loans >= MOST_LOANS or not _alone(copy.connection):
            return False
        if copy.connection.execute(_SHAPE).fetchone() != copy.shape:
            return False
        now = _counts(copy.connection)
        written = [table for table in now if now[table] != copy.counts.get(table)]
        if sum(len(self._rows(copy, original, table)) for table in written) > LARGEST_REFILL:
            return False
        with copy.connection.transaction(), copy.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for table in written:
                cursor.execute(f'DELETE FROM "{table}"')
                with cursor.copy(f'COPY "{table}" FROM STDIN') as filling:
                    filling.write(original.rows[table])
            cursor.execute(original.rewind)
        copy.counts = _counts(copy.connection)
        return True

    def _rows(self, copy: Copy, original: Original, table: str) -> bytes:
        if table not in original.rows:
            template = next(url for url, known in self._originals.items() if known is original)
            with (
                self._connect(template) as connection,
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{table}" TO STDOUT') as reading,
            ):
                original.rows[table] = b"".join(bytes(part) for part in reading)
        return original.rows[table]

    def _new_postgres(self, name: str, template: str | None) -> str:
        origin = f'TEMPLATE "{_name(template)}"' if template else ""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._execute(f"CREATE DATABASE \"{name}\" {origin} ENCODING 'UTF8'")
        return f"{self.server.rsplit('/', 1)[0]}/{name}"

    def _execute(self, statement: str) -> None:
        with self._connect(self.server) as connection:
            connection.execute(statement)

    def _connect(self, url: str) -> Any:
        import psycopg

        return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def _counts(connection: Any) -> dict[str, tuple[int, int, int]]:
    """Rows ever inserted, changed and deleted, a table; own work is told to the statistics first."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    return {name: (new, changed, gone) for name, new, changed, gone in connection.execute(_COUNTS)}


def _alone(connection: Any) -> bool:
    """Whether everybody else leaves within half a second: who leaves tells the statistics what he wrote."""
    deadline = time.monotonic() + 0.5
    while connection.execute(_OTHERS).fetchone()[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True
