"""Statements of one moment share a commit; nobody hears of success before it, or of another's failure."""

import sqlite3
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, MetaData, String, Table, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.db import WriteLockedConnection, _shared_commits, begin_write, db, read, session, write_alone
from app.together import Together, Turn

NAMES = Table("sharing_test", MetaData(), Column("name", String(40), nullable=False))
KEEP = insert(NAMES).returning(NAMES.c.name)
KEPT = select(NAMES.c.name).order_by(NAMES.c.name)
THREADS = 6


@pytest.fixture(autouse=True)
def table(app: Flask) -> None:
    NAMES.create(db.engine)


def named(name: str | None) -> dict[str, object]:
    return {"name": name}


def kept_names() -> list[str]:
    session.rollback()
    return [row.name for row in read(KEPT)]


def at_once(app: Flask, rows: Sequence[dict[str, object]]) -> list[Any]:
    """Bring all of them while another writes, so that they wait together; what each thread heard."""
    heard: list[Any] = [None] * len(rows)

    def work(number: int) -> None:
        with app.test_request_context("/", method="POST"):
            try:
                heard[number] = write_alone(KEEP, rows[number]).scalar()
            except Exception as error:
                heard[number] = error

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(rows))]
    begin_write()
    for thread in threads:
        thread.start()
    shared, until = _shared_commits.get(db.engine), time.monotonic() + 5
    while shared is not None and len(shared) < len(rows) - 1 and time.monotonic() < until:
        time.sleep(0.01)
    session.rollback()
    for thread in threads:
        thread.join()
    return heard


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for every commit of SQLite from now on."""
    counted: list[int] = []
    commit = WriteLockedConnection.commit

    def counting(driver: WriteLockedConnection) -> None:
        counted.append(1)
        commit(driver)

    monkeypatch.setattr(WriteLockedConnection, "commit", counting)
    return counted


@pytest.mark.only_sqlite
def test_what_waits_together_is_committed_together(app: Flask, commits: list[int]) -> None:
    names = [f"nama {number}" for number in range(THREADS)]
    assert at_once(app, [named(name) for name in names]) == names
    assert len(commits) == 2  # the one that came first, and the others behind it
    assert kept_names() == names


def test_a_failing_statement_is_told_to_its_own_thread_alone(app: Flask) -> None:
    heard = at_once(app, [named(None if number % 2 else f"nama {number}") for number in range(THREADS)])
    assert [heard[number] for number in (0, 2, 4)] == ["nama 0", "nama 2", "nama 4"]
    assert all(isinstance(heard[number], IntegrityError) for number in (1, 3, 5))
    assert kept_names() == ["nama 0", "nama 2", "nama 4"]


@pytest.mark.only_sqlite
def test_when_the_commit_fails_nobody_is_told_of_success(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: WriteLockedConnection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(WriteLockedConnection, "commit", refuse)
        heard = at_once(app, [named(f"nama {number}") for number in range(THREADS)])
    assert all(isinstance(each, OperationalError) for each in heard)
    assert kept_names() == []
    assert at_once(app, [named("sesudahnya")]) == ["sesudahnya"]


def test_within_a_transaction_the_statement_stands_and_falls_with_it(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        begin_write()
        assert write_alone(KEEP, named("ikut")).scalar() == "ikut"
        session.rollback()
    assert kept_names() == []


def test_a_reading_request_brings_nothing(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(RuntimeError, match="never writes"):
        write_alone(KEEP, named("diam-diam"))
    assert kept_names() == []


def test_each_gets_its_own_result_and_error() -> None:
    def perform(turns: Sequence[Turn]) -> None:
        for turn in turns:
            if turn.work % 10 == 7:
                turn.error = ValueError(turn.work)
            else:
                turn.result = turn.work * 2

    together, wrong = Together(perform), list[str]()

    def bring(first: int) -> None:
        for number in range(first, first + 2000):
            try:
                if together.bring(number) != number * 2 or number % 10 == 7:
                    wrong.append(f"{number} got another's result")
            except ValueError as error:
                if error.args != (number,):
                    wrong.append(f"{number} got another's error")

    threads = [threading.Thread(target=bring, args=(10_000 * number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_what_breaks_the_whole_is_everybodys_error_and_the_next_go_on() -> None:
    def perform(turns: Sequence[Turn]) -> None:
        if any(turn.work == "putus" for turn in turns):
            raise ConnectionError("putus")
        for turn in turns:
            turn.result = turn.work

    together = Together(perform)
    with pytest.raises(ConnectionError):
        together.bring("putus")
    assert together.bring("lagi") == "lagi"
