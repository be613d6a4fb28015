"""Backups and the doctor, as whoever looks after the machine meets them."""

import json
import os
import sqlite3
import subprocess
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import audit
from app.admin.rules import backup_name
from app.clock import now
from app.db import db, durability_faults, session, transaction
from app.people.rules import Role
from tests.factories import Factory

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def make(app: Flask, folder: Path, *more: str) -> Path:
    done = app.test_cli_runner().invoke(args=["backup", "create", "--folder", str(folder), *more])
    assert done.exit_code == 0, done.output
    return Path(done.stdout.strip().rsplit(" ", 1)[1])


def people_in(backup: Path) -> int:
    if backup.suffix == ".sqlite":
        with closing(sqlite3.connect(backup)) as copy:
            return int(copy.execute("select count(*) from person").fetchone()[0])
    url = db.engine.url.set(drivername="postgresql")
    restored = f"{url.database}_restored"
    environment = os.environ | {"PGPASSWORD": url.password or ""}
    server = url.set(database="postgres", password=None).render_as_string()
    target = url.set(database=restored, password=None).render_as_string()
    try:
        for command in (
            ["psql", server, "-qc", f'CREATE DATABASE "{restored}"'],
            ["pg_restore", "--no-owner", f"--dbname={target}", str(backup)],
        ):
            subprocess.run(command, env=environment, check=True, capture_output=True)
        counted = subprocess.run(
            ["psql", target, "-Atc", "select count(*) from person"],
            env=environment,
            check=True,
            capture_output=True,
        )
        return int(counted.stdout)
    finally:
        drop = ["psql", server, "-qc", f'DROP DATABASE IF EXISTS "{restored}"']
        subprocess.run(drop, env=environment, check=True, capture_output=True)


def test_a_backup_restores_to_what_stood_when_it_was_made(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    for _ in range(3):
        factory.person()
    backup = make(app, tmp_path)
    factory.person()
    assert people_in(backup) == 3


def test_a_backup_is_its_owners_alone_and_stands_in_the_trail(app: Flask, tmp_path: Path) -> None:
    backup = make(app, tmp_path)
    assert backup.stat().st_mode & 0o077 == 0
    line = audit.entries(limit=1)[0]
    assert (line.action, line.details) == ("make backup", backup.name)


def test_only_the_newest_backups_are_kept(app: Flask, tmp_path: Path) -> None:
    made = [make(app, tmp_path, "--keep", "2") for _ in range(4)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in made[-2:])


def test_names_of_backups_sort_by_age() -> None:
    names = [backup_name(AT + timedelta(hours=hours), sqlite=True) for hours in range(0, 900, 7)]
    assert names == sorted(names)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    done = app.test_cli_runner().invoke(args=["backup", "create", "--folder", str(tmp_path / "berkas" / "x")])
    assert done.exit_code == 1
    assert "Cadangan tidak jadi dibuat" in done.stderr
    assert audit.count() == 0


def test_people_go_on_writing_while_a_backup_is_made(app: Flask, factory: Factory, tmp_path: Path) -> None:
    written: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                written.append(factory.person())
            session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    backups = [make(app, tmp_path) for _ in range(3)]
    stop.set()
    writer.join()
    counts = [people_in(backup) for backup in backups]
    assert counts == sorted(counts)
    assert counts[-1] <= len(written)
    assert session.scalar(text("select count(*) from person")) == len(written)


def doctor(app: Flask) -> tuple[int, dict[str, bool]]:
    done = app.test_cli_runner().invoke(args=["doctor", "--json"])
    return done.exit_code, {each["subject"]: each["good"] for each in json.loads(done.stdout)}


@pytest.mark.durable
def test_an_empty_installation_hears_what_to_do_first(app: Flask) -> None:
    code, found = doctor(app)
    assert code == 1
    assert found["Migrasi"]
    assert found["Daya tahan"]
    assert found["Ringkasan hasil"]
    assert not found["Standar"]
    assert not found["Administrator"]
    words = app.test_cli_runner().invoke(args=["doctor"]).stdout
    assert "PERLU  Standar: belum ada; jalankan `flask content publish`." in words


@pytest.mark.durable
def test_a_running_installation_with_a_backup_is_well(
    published: Flask, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.person(roles={Role.ADMINISTRATOR})
    folder = tmp_path / "instance"
    folder.mkdir()
    (tmp_path / "migrations").symlink_to(published.config["PAHAM"].instance.parent / "migrations")
    monkeypatch.setitem(published.config, "PAHAM", replace(published.config["PAHAM"], instance=folder))
    assert not doctor(published)[1]["Cadangan"]
    backup = make(published, folder / "backup")
    assert doctor(published) == (0, dict.fromkeys(doctor(published)[1], True))
    old = (now() - timedelta(hours=30)).timestamp()
    os.utime(backup, (old, old))
    assert not doctor(published)[1]["Cadangan"]


@pytest.mark.only_sqlite
def test_a_database_that_forgets_in_a_power_cut_is_named(app: Flask) -> None:
    assert durability_faults() == []
    session.execute(text("PRAGMA synchronous=NORMAL"))
    assert durability_faults() == ["synchronous=1"]


@pytest.mark.durable
@pytest.mark.only_postgres
def test_a_server_that_acknowledges_early_is_named(app: Flask) -> None:
    assert durability_faults() == []
    with transaction():
        session.execute(text("SET synchronous_commit = off"))
        assert durability_faults() == ["synchronous_commit=off"]
        session.execute(text("SET synchronous_commit = on"))
