"""The scale world: 60 OPD and 13,000 staff through `flask demo load`'s own writer, then a longer history.

The first 100,000 attempts are the demo's scale world. Each further 100,000 are the same sittings some days
earlier, copied inside the database with everything that hangs on them: the figures of a day stay what they
were, which a run checks, and only the number of attempts behind them grows.
"""

import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from app.clock import local_day, now
from app.db import db, session, transaction
from app.demo import published, world
from app.demo.bulk import InBulk
from app.demo.crowd import scale_world
from app.demo.enrolment import register_codes
from app.demo.terms import terms_of
from app.people.rules import OpdDraft, OpdKind
from app.server import load_content
from bench.databases import SERVER, database, exists, name_of, on_server
from bench.servers import ROOT

OPD = 60
DAYS_EARLIER = 7
"""How long before the sittings that it repeats each further part of the history lies."""
HANGING_ON = {"attempt_item": "id", "answer": "attempt_item_id", "item_result": "attempt_item_id"}
INSTANTS = ("started_at", "deadline_at", "submitted_at")


def place(stack: ExitStack, dialect: str, name: str, folder: Path, kept: Path | None) -> str:
    """The URL of one world: gone with the stack, or under a fixed name when the worlds are kept."""
    if kept is None:
        return stack.enter_context(database(dialect, f"skala_{name}", folder))
    if dialect == "sqlite":
        return f"sqlite:///{kept.resolve() / name}.sqlite"
    own = f"paham_bench_skala_{name}"
    if not exists(own):
        on_server(f"CREATE DATABASE \"{own}\" ENCODING 'UTF8'")
    return f"{SERVER.rsplit('/', 1)[0]}/{own}"


def stands(app: Flask, *, above: int) -> bool:
    """Whether this database holds attempts above that number; one that does is brought to the last migration.

    Nothing stays connected: the next step may put another file in its place.
    """
    with app.app_context():
        made = inspect(db.engine).has_table("attempt")
        found = (session.scalar(text("SELECT max(id) FROM attempt")) or 0) if made else 0
        db.session.remove()
        if found > above:
            upgrade()
        db.engine.dispose()
    return found > above


def build(app: Flask, *, staff: int, attempts: int) -> None:
    """Migrate, publish `content/` and write the demo's scale world over 60 OPD."""
    with app.app_context():
        upgrade()
        problems = load_content(ROOT / "content", at=now())
        if problems:
            raise RuntimeError("\n".join(problems))
        on = local_day(now())
        curriculum, codes = published.curriculum(on), register_codes(on)
        more = [_invented(number) for number in range(OPD - 2 - len(codes))]
        found = scale_world(
            at=on,
            staff=staff,
            attempts=attempts,
            seed=1,
            curriculum=curriculum,
            opd_codes=[*codes, *(draft.code for draft in more)],
        )
        found = replace(found, offices=(*found.offices, *more))
        world.write(found, partial(InBulk, terms=terms_of(curriculum, on), seed=1))
        with transaction():  # the product is served as in production, which refuses the people of the demo
            session.execute(text("UPDATE person SET demo = false"))
        _tidy()
        db.session.remove()
        db.engine.dispose()


def _invented(number: int) -> OpdDraft:
    name = f"Dinas Pengukuran {number}"
    return OpdDraft(f"UKUR-{number:02}", name, f"Ukur {number}", OpdKind.DINAS, None, date(2025, 1, 6), None)


def copy(url: str, to: str) -> None:
    """The database under another name; nobody may be connected to it."""
    if url.startswith("sqlite"):
        shutil.copyfile(url.removeprefix("sqlite:///"), to.removeprefix("sqlite:///"))
        return
    on_server(f'DROP DATABASE IF EXISTS "{name_of(to)}" WITH (FORCE)')
    on_server(f'CREATE DATABASE "{name_of(to)}" TEMPLATE "{name_of(url)}"')


def grow(app: Flask, *, times: int) -> None:
    """Let the history be so many times as long."""
    with app.app_context():
        with transaction():
            _without_checks()
            last = {name: highest(name) for name in ("attempt", "attempt_item")}
            per_set = session.scalar(text("SELECT max(number) FROM attempt")) or 0
            session.execute(text(f"UPDATE attempt SET number = number + {(times - 1) * per_set}"))
            for part in range(1, times):
                _repeat(part, last, number=(times - 1 - part) * per_set, then=(times - 1) * per_set)
        _tidy()
        db.session.remove()
        db.engine.dispose()


def _repeat(part: int, last: dict[str, int], *, number: int, then: int) -> None:
    """One more part: every id moves on by the highest one, every instant back by some days."""
    moved = {"id": f"id + {part * last['attempt']}", "number": f"number - {then} + {number}"}
    moved |= {"public_id": f"substr(public_id, 1, 27) || '-{part:04}'"}
    moved |= {name: _earlier(name, part * DAYS_EARLIER) for name in INSTANTS}
    sent = f"id <= {last['attempt']} AND state <> 'in_progress'"
    theirs = f"attempt_id IN (SELECT id FROM attempt WHERE {sent})"
    _insert("attempt", moved, sent)
    by_attempt = {"attempt_id": f"attempt_id + {part * last['attempt']}"}
    _insert("result", by_attempt, theirs)
    items = f"(SELECT id FROM attempt_item WHERE id <= {last['attempt_item']} AND {theirs})"
    for name, key in HANGING_ON.items():
        moved = {key: f"{key} + {part * last['attempt_item']}"}
        _insert(name, moved | (by_attempt if name == "attempt_item" else {}), f"{key} IN {items}")


def _insert(name: str, moved: dict[str, str], those: str) -> None:
    columns = [column.name for column in db.metadata.tables[name].columns]
    values = ", ".join(moved.get(column, column) for column in columns)
    session.execute(
        text(f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} FROM {name} WHERE {those}")
    )


def _earlier(column: str, days: int) -> str:
    if session.get_bind().dialect.name == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '-{days} days')"
    return f"{column} - interval '{days} days'"


def highest(name: str) -> int:
    """The last id of a table."""
    return session.scalar(text(f"SELECT max(id) FROM {name}")) or 0


def _without_checks() -> None:
    """The copies point where their originals point; asking forty million times would take long."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET session_replication_role = replica"))
    else:
        session.connection().exec_driver_sql("PRAGMA foreign_keys=OFF")
        session.connection().exec_driver_sql("PRAGMA synchronous=OFF")


def _tidy() -> None:
    """Let the database know what it holds, as its own housekeeping would in time."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("ANALYZE")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
