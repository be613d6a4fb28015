"""Which connection the words of this request, or of this thread, go to."""

import threading

from flask import g, has_request_context, request
from sqlalchemy.engine import Connection

from app.db.base import db, session

WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Whole(threading.local):
    """The connection of the `whole` that runs on this thread."""

    connection: Connection | None = None


current_whole = Whole()


def transaction_connection() -> Connection:
    """That of the `whole` under way, else the session's, which begins its transaction."""
    return current_whole.connection or session.connection()


def standing_connection() -> Connection | None:
    """This request's connection outside any transaction; None once its session is in use, or without one."""
    if not has_request_context() or session.registry.has():
        return None
    if "standing_connection" not in g:
        g.standing_connection = db.engine.connect().execution_options(stands_alone=True)
    connection: Connection = g.standing_connection
    return connection


def renewed_connection() -> Connection:
    """Another one in its place, after the server has ended it; no other that rested is tried."""
    return_connection(None)
    db.engine.dispose(close=False)
    connection = standing_connection()
    if connection is None:
        raise RuntimeError("only a connection outside any transaction is renewed")
    return connection


def return_connection(_error: BaseException | None) -> None:
    """Give the standing connection back at the end of the request."""
    connection: Connection | None = g.pop("standing_connection", None)
    if connection is not None:
        connection.close()


def only_reads() -> bool:
    """Whether this request may not write."""
    return has_request_context() and request.method not in WRITING_METHODS


def sees_what_is_committed() -> bool:
    """Whether this request has written nothing yet that `kept` keeps: a `whole` publishes nothing."""
    return has_request_context() and (current_whole.connection is not None or not g.get("has_written"))


def note_write() -> None:
    """Remember that this request has written."""
    if has_request_context():
        g.has_written = True
