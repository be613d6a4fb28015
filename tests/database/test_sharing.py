"""Statements of one moment share a commit; nobody hears of success before it, or of another's failure."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, MetaData, String, Table, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.db import (
    ask,
    begin_write,
    db,
    read,
    session,
    whole,
    write,
    write_all,
    write_alone,
)
from app.db.alone import shared_commits
from app.db.sqlite import WriteLockedConnection
from app.db.together import Together, Turn

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
    return all_at_once(app, [partial(_kept_alone, row) for row in rows])


def _kept_alone(row: dict[str, object]) -> Any:
    return write_alone(KEEP, row).scalar()


def all_at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """The same for whatever each thread does within its request."""
    heard: list[Any] = [None] * len(acts)

    def work(number: int) -> None:
        with app.test_request_context("/", method="POST"):
            try:
                heard[number] = acts[number]()
            except Exception as error:
                heard[number] = error

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(acts))]
    begin_write()
    for thread in threads:
        thread.start()
    shared, until = shared_commits.get(db.engine), time.monotonic() + 5
    while shared is not None and len(shared) < len(acts) - 1 and time.monotonic() < until:
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


# Several statements that are a transaction of their own.


def both(first: str | None, second: str | None) -> str:
    """Two rows, the second after reading the first; what was read."""
    asked = ask(KEEP, named(first))
    known = [row.name for row in read(KEPT) if row.name == first]
    write(KEEP, named(second))
    assert asked().scalar() == first
    return known[0]


def test_a_whole_is_read_within_and_durable_when_it_returns(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        assert whole(partial(both, "satu", "dua")) == "satu"
    assert kept_names() == ["dua", "satu"]


@pytest.mark.only_sqlite
def test_wholes_and_single_statements_of_one_moment_share_a_commit(app: Flask, commits: list[int]) -> None:
    acts = [partial(whole, partial(both, f"a{number}", f"b{number}")) for number in range(3)]
    singles = [partial(_kept_alone, named(f"c{number}")) for number in range(3)]
    assert all_at_once(app, [*acts, *singles]) == ["a0", "a1", "a2", "c0", "c1", "c2"]
    assert len(commits) == 2
    assert kept_names() == ["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"]


def test_a_whole_that_fails_is_undone_to_its_beginning_and_nobody_elses_with_it(app: Flask) -> None:
    heard = all_at_once(
        app,
        [partial(whole, partial(both, f"a{number}", None if number == 1 else "b")) for number in range(4)],
    )
    assert [heard[number] for number in (0, 2, 3)] == ["a0", "a2", "a3"]
    assert isinstance(heard[1], IntegrityError)
    assert kept_names() == ["a0", "a2", "a3", "b", "b", "b"]


def test_a_whole_that_thinks_better_of_it_leaves_nothing_and_the_connection_usable(app: Flask) -> None:
    def regret() -> None:
        write(KEEP, named("ragu"))
        raise LookupError("ragu")

    with app.test_request_context("/", method="POST"):
        with pytest.raises(LookupError):
            whole(regret)
        assert whole(partial(both, "lalu", "jadi")) == "lalu"
    assert kept_names() == ["jadi", "lalu"]


@pytest.mark.only_postgres
def test_what_only_the_commit_refuses_is_told_and_leaves_nothing(app: Flask) -> None:
    """The pipeline's end commits: its refusal is heard there, not taken for success."""
    with db.engine.begin() as connection:
        unique = "ALTER TABLE sharing_test ADD UNIQUE (name) DEFERRABLE INITIALLY DEFERRED"
        connection.exec_driver_sql(unique)
    with app.test_request_context("/", method="POST"):
        with pytest.raises(DBAPIError):
            whole(partial(both, "sama", "sama"))
        with pytest.raises(DBAPIError):
            whole(lambda: write_all(((insert(NAMES), named("dua")), (insert(NAMES), named("dua")))))
        assert whole(partial(both, "lain", "beda")) == "lain"
    assert kept_names() == ["beda", "lain"]


def test_what_several_statements_write_as_one_stands_or_falls_as_one(app: Flask) -> None:
    keep = insert(NAMES)
    with app.test_request_context("/", method="POST"):
        whole(lambda: write_all(((keep, named("satu %(x)s")), (keep, named("dua")), (keep, []))))
        with pytest.raises(IntegrityError):
            whole(lambda: write_all(((keep, named("tiga")), (keep, named(None)))))
    assert kept_names() == ["dua", "satu %(x)s"]


def test_a_whole_never_speaks_through_the_session(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        with pytest.raises(RuntimeError, match="through the session"):
            whole(lambda: session.get_bind() and write(KEEP, named("diam")).scalar())
        session.remove()
    assert kept_names() == []


def test_within_a_transaction_a_whole_stands_and_falls_with_it(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        begin_write()
        assert whole(partial(both, "ikut", "serta")) == "ikut"
        session.rollback()
    assert kept_names() == []


def test_a_reading_request_does_no_whole(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(RuntimeError, match="never writes"):
        whole(partial(both, "diam", "diam"))
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
