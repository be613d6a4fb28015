"""SQLite told to queue its writers."""

import sqlite3
import threading
import time

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

BUSY_SECONDS = 10


BUSY_PAUSE_SECONDS = 0.0005


class WriteLockedConnection(sqlite3.Connection):
    """A SQLite connection that queues writers of this process fairly before they ask the database."""

    _lock = threading.Lock()
    _holds = False

    def begin_write(self) -> None:
        """Take the process's write lock, then `BEGIN IMMEDIATE`; OperationalError when either stays busy."""
        if self._holds:
            return
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise sqlite3.OperationalError("database is locked: writers of this process queue too long")
        try:
            self._begin_immediate()
            self._holds = True
        except BaseException:
            self._lock.release()
            raise

    def _begin_immediate(self) -> None:
        """Ask for the database every half millisecond while another process writes.

        SQLite's own waiting sleeps up to a tenth of a second between two tries, while a save takes one
        millisecond: most of the time nobody would write.
        """
        until = time.monotonic() + BUSY_SECONDS
        self.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
                time.sleep(BUSY_PAUSE_SECONDS)
        finally:
            self.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def commit(self) -> None:
        super().commit()
        self._let_go()

    def rollback(self) -> None:
        super().rollback()
        self._let_go()

    def close(self) -> None:
        super().close()
        if self._holds:
            self._holds = False
            self._lock.release()

    def _let_go(self) -> None:
        if self._holds and not self.in_transaction:
            self._holds = False
            self._lock.release()


def take_write_lock(connection: Connection) -> None:
    """On SQLite; what the driver says is passed on as SQLAlchemy would, so that it is answered as such."""
    driver = connection.connection.driver_connection
    if isinstance(driver, WriteLockedConnection):
        try:
            driver.begin_write()
        except sqlite3.Error as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error
