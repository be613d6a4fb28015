"""Requests that only read run outside a transaction on both databases; writing ones do not."""

from contextlib import ExitStack

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Integer, NullPool, bindparam, create_engine, func, select, text

from app import audit
from app.audit import AuditEntry
from app.db import db, dialect_name, kept, read, session, transaction
from app.web.access import public


def in_transaction() -> str:
    driver = session.connection().connection.driver_connection
    if dialect_name() == "sqlite":
        return "ya" if driver.in_transaction else "tidak"
    return "tidak" if driver.info.transaction_status.name == "IDLE" else "ya"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    @public
    def look() -> str:
        session.execute(text("SELECT 1"))
        return in_transaction()

    @public
    def write() -> str:
        audit.record(actor=None, action="uji", subject="uji")
        return in_transaction()

    for name, view in (("lihat", look), ("tulis", write)):
        app.add_url_rule(f"/{name}", name, view, methods=["GET", "POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    return FlaskClient(app, app.response_class)


def entries() -> int:
    with transaction():
        return len(session.execute(select(AuditEntry.id)).all())


def test_a_reading_request_opens_no_transaction(client: FlaskClient) -> None:
    assert client.get("/lihat").text == "tidak"


def test_a_writing_request_on_postgresql_reads_inside_its_transaction(client: FlaskClient) -> None:
    assert client.post("/lihat").text == ("tidak" if dialect_name() == "sqlite" else "ya")


def test_what_a_reading_request_writes_by_mistake_is_undone(client: FlaskClient) -> None:
    assert client.get("/tulis").text == "ya"
    assert entries() == 0
    assert client.post("/tulis").text == "ya"
    assert entries() == 1


def test_a_command_reads_and_writes_in_one_transaction(app: Flask) -> None:
    with transaction():
        session.execute(text("SELECT 1"))
        assert in_transaction() == ("tidak" if dialect_name() == "sqlite" else "ya")
        audit.record(actor=None, action="uji", subject="uji")
        assert in_transaction() == "ya"
    assert entries() == 1


def test_a_statement_made_once_reads_with_its_parameters(app: Flask) -> None:
    with transaction():
        audit.record(actor=None, action="satu", subject="uji")
        audit.record(actor=None, action="dua", subject="uji")
    statement = select(AuditEntry.action).where(AuditEntry.action == bindparam("action"))
    assert [row.action for row in read(statement, action="dua")] == ["dua"]
    assert read(statement, action="tiga") == []


@pytest.mark.only_postgres
def test_a_connection_that_died_while_resting_is_replaced_in_silence(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engines.IDLE_SECONDS", -1)
    session.execute(text("SELECT 1"))
    driver = session.connection().connection.driver_connection
    session.remove()
    driver.close()
    assert session.execute(text("SELECT 1")).scalar() == 1
    assert db.engine.pool.checkedout() == 1


class Asked:
    """A row for every number but 0, and which numbers were asked for."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def __call__(self, number: int) -> str | None:
        self.numbers.append(number)
        return f"baris {number}" if number else None


def test_a_row_that_never_changes_is_read_once(app: Flask) -> None:
    find = Asked()
    remembered = kept(find)
    for _ in range(2):
        with app.test_request_context("/"):
            assert [remembered(7), remembered(8), remembered(7)] == ["baris 7", "baris 8", "baris 7"]
    assert find.numbers == [7, 8]


def test_a_row_that_is_not_there_yet_is_asked_for_again(app: Flask) -> None:
    find = Asked()
    remembered = kept(find)
    with app.test_request_context("/"):
        assert [remembered(0), remembered(0)] == [None, None]
    assert find.numbers == [0, 0]


def test_a_request_that_has_written_fills_nothing_but_trusts_what_is_there(app: Flask) -> None:
    find = Asked()
    remembered = kept(find)
    for _ in range(2):
        with app.test_request_context("/", method="POST"):
            audit.record(actor=None, action="uji", subject="uji")
            session.flush()
            assert remembered(7) == "baris 7"
            session.rollback()
        g.pop("has_written")
    with app.test_request_context("/", method="POST"):
        remembered(7)
        audit.record(actor=None, action="uji", subject="uji")
        session.flush()
        remembered(7)
        session.rollback()
    assert find.numbers == [7, 7, 7]


def test_a_command_fills_nothing(app: Flask) -> None:
    find = Asked()
    remembered = kept(find)
    assert [remembered(7), remembered(7)] == ["baris 7", "baris 7"]
    assert find.numbers == [7, 7]


def test_what_is_remembered_has_an_end(app: Flask) -> None:
    find = Asked()
    remembered = kept(find, most=2)
    with app.test_request_context("/"):
        for number in (1, 2, 3, 1):
            remembered(number)
    assert find.numbers == [1, 2, 3, 1]


@pytest.mark.only_postgres
def test_a_server_that_ended_every_connection_is_asked_again_at_once(app: Flask) -> None:
    """A restart costs the requests under way, none of those that come after it."""

    @public
    def ask() -> str:
        return str(read(select(bindparam("said", type_=Integer)), said=7).scalar())

    app.add_url_rule("/tanya", "tanya", ask)
    client = FlaskClient(app, app.response_class)
    session.remove()
    with ExitStack() as stack:
        resting = [stack.enter_context(db.engine.connect()) for _ in range(3)]
        ours = [each.scalar(select(func.pg_backend_pid())) for each in resting]
    with create_engine(db.engine.url, poolclass=NullPool).connect() as apart:
        for pid in ours:
            apart.execute(select(func.pg_terminate_backend(pid)))
    assert [client.get("/tanya").text for _ in range(4)] == ["7"] * 4
