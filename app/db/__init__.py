"""The database: model base, SQLite told to behave, one transaction per request.

Reads run outside a transaction on SQLite, and the first write begins IMMEDIATE behind one lock per
process: a transaction that reads first and writes later would fail with "database is locked" however
long the busy timeout is. On PostgreSQL a request that only reads runs outside a transaction too, which
saves it two round trips; everything else is in one from its first statement on. `commit(` appears in this
folder and nowhere else.

    engines  the two databases, taught; `base` under all of it
    └ transactions   the request's one, a command's, beside and after it
    └ alone          a transaction of its own that shares its commit (`together`)
      └ words        what is asked at every request (`statements`), on the connection that `connections` names
"""

from app.db.alone import whole, write_alone
from app.db.base import (
    Base,
    Model,
    UtcDateTime,
    database_url,
    db,
    dialect_name,
    enum_column,
    session,
    upsert_insert,
    where,
)
from app.db.engines import durability_faults, register_database, register_migrations
from app.db.statements import Part, Rows
from app.db.transactions import (
    after_commit,
    aside,
    begin_write,
    refuse_while_writing,
    transaction,
    unless_unwritable,
)
from app.db.words import (
    add_columns,
    add_rows,
    added,
    ask,
    few_trips,
    fresh_ids,
    kept,
    read,
    read_held,
    write,
    write_all,
)

__all__ = [
    "Base",
    "Model",
    "Part",
    "Rows",
    "UtcDateTime",
    "add_columns",
    "add_rows",
    "added",
    "after_commit",
    "aside",
    "ask",
    "begin_write",
    "database_url",
    "db",
    "dialect_name",
    "durability_faults",
    "enum_column",
    "few_trips",
    "fresh_ids",
    "kept",
    "read",
    "read_held",
    "refuse_while_writing",
    "register_database",
    "register_migrations",
    "session",
    "transaction",
    "unless_unwritable",
    "upsert_insert",
    "where",
    "whole",
    "write",
    "write_all",
    "write_alone",
]
