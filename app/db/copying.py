"""Columns as the text that PostgreSQL's COPY takes: written whole, not row by row, which costs a fifth."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from psycopg.abc import AdaptContext
from psycopg.adapt import PyFormat, Transformer

SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def as_lines(columns: Sequence[Iterable[Any]], cursor: AdaptContext) -> str:
    """A line for each row; a column that repeats for ever is as long as the others."""
    transformer = Transformer(cursor)
    told = [_texts(column, transformer) for column in columns]
    return "".join([f"{line}\n" for line in map("\t".join, zip(*told, strict=False))])


def _texts(column: Iterable[Any], transformer: Any) -> Iterable[str]:
    if isinstance(column, repeat):
        return repeat(_text(next(column), transformer))
    values = list(column)
    kinds = set(map(type, values))
    if kinds == {int}:
        return map(str, values)
    if kinds == {str} and "\\" not in (whole := "".join(values)) and whole.isprintable():
        return values
    known = {value: _text(value, transformer) for value in set(values)}
    return [known[value] for value in values]


def _text(value: Any, transformer: Any) -> str:
    if value is None:
        return "\\N"
    told = transformer.get_dumper(value, PyFormat.TEXT).dump(value)
    return bytes(told).decode().translate(SIGNS) if told is not None else "\\N"
