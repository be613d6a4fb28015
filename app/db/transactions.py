"""The request's one transaction, a command's, and what happens beside and after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db.base import db, session
from app.db.connections import WRITING_METHODS, transaction_connection
from app.db.sqlite import WriteLockedConnection, take_write_lock


def begin_write() -> None:
    """Take SQLite's write lock now: for a service that reads first and then writes what it read."""
    take_write_lock(transaction_connection())


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction of a command: all of it, or nothing."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def after_commit(act: Callable[[], None]) -> None:
    """Do this once what the request wrote is durable, before it is answered; not at all when it is refused.

    For what cannot be taken back, such as a message; it must not raise.
    """
    g.setdefault("after_commit", []).append(act)


@contextmanager
def unless_unwritable(what: str) -> Iterator[None]:
    """Try to write before a page is read; on a full, locked or read-only database reading goes on without."""
    try:
        yield
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("could not %s: %s", what, type(error).__name__)


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own for the five facts that survive a refused or reading request.

    Failed sign-ins, refused access, late answers, last-seen of a session, looks at a person; a test lists
    the callers.
    """
    if _holds_write_lock():
        raise RuntimeError("an aside inside a writing transaction would wait for itself")
    with Session(db.engine) as own:
        yield own
        own.commit()


def refuse_while_writing(what: str) -> None:
    """Raise when slow work is about to run while every other writer of this process would wait for it."""
    if _holds_write_lock():
        raise RuntimeError(f"{what} inside a writing transaction would stall every save")


def _holds_write_lock() -> bool:
    if not session.registry.has() or not session().in_transaction():
        return False
    driver = session.connection().connection.driver_connection
    return isinstance(driver, WriteLockedConnection) and driver._holds


def end_transaction(response: Response) -> Response:
    """Commit what a writing method did and answered below 400; undo everything else."""
    if not session.registry.has():
        return response
    if request.method not in WRITING_METHODS:
        session.remove()
        return response
    if response.status_code >= 400:
        session.rollback()
        return response
    try:
        session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("commit refused: %s", type(error).__name__)
        return current_app.make_response(current_app.handle_user_exception(error))
    for act in g.pop("after_commit", ()):
        act()
    return response
