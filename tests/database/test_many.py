"""Many rows in one statement, and several statements in few trips: whole, in order, and refused as ever."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from app.audit import AuditEntry
from app.db import add_columns, add_rows, few_trips, fresh_ids, read_held, session, transaction, write

AT = datetime(2026, 3, 2, 8, 30, 15, 123_456, tzinfo=UTC)
ONE: Any = insert(AuditEntry.__table__)  # type: ignore[arg-type]
OF_ACTION = select(AuditEntry.id).where(AuditEntry.action == bindparam("action"))


def entry(action: str, **other: object) -> dict[str, object]:
    told = {"happened_at": AT, "actor_id": None, "action": action, "subject": "O'Ui {a,b} \\ %s"}
    return told | {"details": "", "origin": ""} | other


def kept() -> list[Any]:
    with transaction():
        columns = (AuditEntry.action, AuditEntry.subject, AuditEntry.happened_at, AuditEntry.actor_id)
        return [tuple(row) for row in session.execute(select(*columns).order_by(AuditEntry.id))]


def test_many_rows_are_added_whole_and_in_their_order(app: Flask) -> None:
    with transaction():
        add_rows(AuditEntry, [entry("satu"), entry("dua"), entry("tiga")])
    assert kept() == [(action, "O'Ui {a,b} \\ %s", AT, None) for action in ("satu", "dua", "tiga")]


def test_no_rows_are_no_statement(app: Flask) -> None:
    with transaction():
        add_rows(AuditEntry, [])
    assert kept() == []


@pytest.mark.only_postgres
def test_a_text_that_is_too_long_is_refused_and_never_cut(app: Flask) -> None:
    with pytest.raises(DataError), transaction():
        add_rows(AuditEntry, [entry("satu"), entry("d" * 65)])
    assert kept() == []


def test_one_row_that_is_refused_refuses_all(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        add_rows(AuditEntry, [entry("satu"), entry("dua", actor_id=404)])
    assert kept() == []


def columns(actions: list[str], **other: object) -> dict[str, object]:
    return entry("", **other) | {"action": actions}


def test_columns_are_added_whole_and_in_their_order_whatever_their_number(app: Flask) -> None:
    actions = [f"langkah {number}" for number in range(1_003)]
    with transaction():
        add_columns(AuditEntry, columns(actions))
    assert kept() == [(action, "O'Ui {a,b} \\ %s", AT, None) for action in actions]


@pytest.mark.parametrize("odd", ["a\tb", "a\nb", "a\rb", "\\N", "\\.", "é\u2028", "", "\\t"])
def test_a_text_arrives_whatever_sign_it_holds(app: Flask, odd: str) -> None:
    with transaction():
        add_columns(AuditEntry, columns(["satu", odd, "tiga"]))
    assert [action for action, *_ in kept()] == ["satu", odd, "tiga"]


def test_columns_without_a_row_are_no_statement(app: Flask) -> None:
    with transaction():
        add_columns(AuditEntry, columns([]))
    assert kept() == []


def test_one_row_of_columns_that_is_refused_refuses_all(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        add_columns(AuditEntry, columns(["satu", "dua"], actor_id=[None, 404]))
    assert kept() == []


def test_fresh_ids_are_nobody_elses(app: Flask) -> None:
    with transaction():
        add_rows(AuditEntry, [entry("satu")])
        ids = fresh_ids(AuditEntry, 3)
        add_columns(AuditEntry, columns(["dua", "tiga", "empat"], id=ids))
        add_rows(AuditEntry, [entry("lima")])
    assert [action for action, *_ in kept()] == ["satu", "dua", "tiga", "empat", "lima"]
    assert len(set(ids)) == 3


def test_in_few_trips_a_read_sees_what_was_just_written(app: Flask) -> None:
    with transaction():
        with few_trips():
            write(ONE, entry("satu"))
            add_rows(AuditEntry, [entry("dua"), entry("tiga")])
            seen = [len(read_held(OF_ACTION, action=each)) for each in ("satu", "tiga", "empat")]
        again = len(read_held(OF_ACTION, action="dua"))
    assert (seen, again) == ([1, 1, 0], 1)
    assert [row[0] for row in kept()] == ["satu", "dua", "tiga"]


def write_what_is_refused() -> None:
    with transaction(), few_trips():
        write(ONE, entry("satu"))
        write(ONE, entry("dua", actor_id=404))
        add_rows(AuditEntry, [entry("tiga")])


def test_what_is_refused_in_few_trips_undoes_the_transaction(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        write_what_is_refused()
    assert kept() == []
    with transaction():
        add_rows(AuditEntry, [entry("empat")])
    assert [row[0] for row in kept()] == ["empat"]
