"""Who does the same at once takes turns, so that nobody decides on counts that another is changing."""

from hashlib import blake2b

from sqlalchemy import func, select

from app.db import begin_write, dialect_name, session


def one_at_a_time(name: str) -> None:
    """Let the transactions that this name stands for pass one after the other."""
    begin_write()
    if dialect_name() == "postgresql":
        number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))
