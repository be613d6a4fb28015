"""Statements that are made once and asked at every request, in the words of the driver.

SQLAlchemy writes the SQL, once for each database; what it does anew at every execution (key, context, cursor
object, row objects) costs more than a short statement itself.
"""

import json
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import JSON, String, bindparam, cast, func, insert, select
from sqlalchemy import column as sql_column
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Part = tuple[Any, Values | Sequence[Values]]
"""A writing statement with its values; many rows where it stands for one row."""
Process = Callable[[Any], Any] | None


class Rows(list[Any]):
    """All rows of an answer, as named tuples."""

    def all(self) -> list[Any]:
        """Every row."""
        return self

    def first(self) -> Any:
        """The first row, or None."""
        return self[0] if self else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self[0][0] if self else None


class Prepared:
    """One statement for one database: its text, what its parameters and what its columns need."""

    def __init__(
        self, statement: Any, compiled: SQLCompiler, dialect: Dialect, names: tuple[str, ...]
    ) -> None:
        self.sql = str(compiled)
        self._dialect = dialect
        self._order = tuple(compiled.positiontup or ()) if compiled.positional else None
        self._fixed = {
            name: _bound(bind.type, dialect, bind.effective_value)
            for name, bind in compiled.binds.items()
            if not bind.required and name not in names
        }
        self._given = {
            name: _binding(bind.type, dialect)
            for name, bind in compiled.binds.items()
            if name not in self._fixed
        }
        self._places: list[tuple[str | None, Process, Any]] = [
            (None, None, self._fixed[name]) if name in self._fixed else (name, self._given[name], None)
            for name in self._order or ()
        ]
        self._columns = tuple(getattr(statement, "exported_columns", ()))
        keys = [str(column.key) for column in self._columns]
        self._row: Any = namedtuple("Row", keys, rename=True)  # type: ignore[misc]
        self._processes: list[tuple[int, Callable[[Any], Any]]] | None = None

    def parameters(self, values: Values) -> Any:
        """As the driver takes them: in their order, or by name."""
        if self._order is None:
            return self._fixed | {
                name: values[name] if process is None else process(values[name])
                for name, process in self._given.items()
            }
        return [
            fixed if name is None else values[name] if process is None else process(values[name])
            for name, process, fixed in self._places
        ]

    def column(self, name: str, values: Any) -> Iterable[Any]:
        """The values of one parameter for many rows, as the driver takes them; one for all is repeated."""
        process = self._given[name]
        if not isinstance(values, list):
            return repeat(values if process is None else process(values))
        if process is None:
            return values
        known = {value: process(value) for value in set(values)}
        return [known[value] for value in values]

    def rows(self, cursor: Any) -> Rows:
        """Everything that the cursor has, turned into what the columns hold."""
        if not self._columns:
            return Rows()
        told = cursor.fetchall()  # first: in a pipeline there is no description before
        if self._processes is None:
            self._processes = self._resulting(cursor.description)
        processes, row = self._processes, self._row._make
        if not processes:
            return Rows(map(row, told))
        found = Rows()
        for values in map(list, told):
            for place, process in processes:
                values[place] = process(values[place])
            found.append(row(values))
        return found

    def _resulting(self, description: Sequence[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
        found = []
        for place, (column, told) in enumerate(zip(self._columns, description, strict=True)):
            process = column.type.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            if process is not None:
                found.append((place, process))
        return found


@lru_cache(maxsize=512)
def prepared(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Prepared | None:
    """The statement for that database, with parameters of those names; None when it has no fixed text.

    A list in an IN, or a default that is made in Python, is written anew at every execution.
    """
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(names))
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    return Prepared(statement, compiled, dialect, names)


@lru_cache(maxsize=128)
def of_many(table: Any, names: tuple[str, ...]) -> Any:
    """The INSERT of many rows as one statement, whose one parameter `rows` is made by `told_as_json`.

    PostgreSQL is then asked once instead of once a row, whatever their number. A text is read without a
    length: the column itself refuses what is too long.
    """
    columns = [
        sql_column(name, String() if isinstance(table.c[name].type, String) else table.c[name].type)
        for name in names
    ]
    told = cast(bindparam("rows", type_=String()), JSON)
    rows = func.json_to_recordset(told).table_valued(*columns)
    source = select(*rows.render_derived(with_types=True).c)
    return insert(table).from_select(list(names), source)


def told_as_json(table: Any, rows: Sequence[Values], dialect: Dialect) -> str:
    """Rows that all name the same columns, as one text; TypeError for a value that JSON cannot hold."""
    processes = _json_processes(table, tuple(rows[0]), dialect)
    told = [
        {name: row[name] if process is None else process(row[name]) for name, process in processes}
        for row in rows
    ]
    return json.dumps(told, default=_spelled, ensure_ascii=False)


@lru_cache(maxsize=128)
def _json_processes(table: Any, names: tuple[str, ...], dialect: Dialect) -> list[tuple[str, Process]]:
    return [(name, _binding(table.c[name].type, dialect)) for name in names]


def _spelled(value: object) -> str:
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not told as JSON")


@lru_cache(maxsize=64)
def as_one(ways: tuple[Prepared, ...]) -> str:
    """The text of several writing statements of PostgreSQL as one; `numbered` makes its parameters."""
    *before, last = [_PARAMETER.sub(rf"%({number}_\1)s", way.sql) for number, way in enumerate(ways)]
    return f"WITH {', '.join(f'part_{number} AS ({sql})' for number, sql in enumerate(before))} {last}"


def numbered(parameters: Sequence[Values]) -> dict[str, Any]:
    """The parameters of each statement, in their order, as those of the one that they have become."""
    return {
        f"{number}_{name}": value for number, each in enumerate(parameters) for name, value in each.items()
    }


_PARAMETER = re.compile(r"%\((\w+)\)s")


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _bound(kind: TypeEngine[Any], dialect: Dialect, value: Any) -> Any:
    process = _binding(kind, dialect)
    return value if process is None else process(value)
