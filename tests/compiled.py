"""What the product compiles when it is built, compiled once a process: each test builds it anew.

Most of `create_app` went into its rules and the functions that write their addresses; most of a first page,
into turning templates into code and statements into SQL. It all comes out the same every time, so it is kept.
Settings, engines and whatever a process remembers are still made anew for every test.
"""

from copy import copy
from types import CodeType
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

MOST_STATEMENTS = 5_000


class KnownTemplates(BytecodeCache):
    """The code of each template, by its name and its text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[bucket.key, bucket.checksum] = bucket.code


class KnownRule(Rule):
    """A rule that knows what an earlier application found out about the same address."""

    _known: dict[Any, dict[str, Any]] = {}
    _found = ("_parts", "_trace", "_converters", "arguments")
    _builders = ("_build", "_build_unknown")

    def compile(self) -> None:
        assert self.map
        domain = self.map.host_matching, self.host, self.subdomain
        converters = tuple(self.map.converters.items())
        key = (self.rule, repr(self.defaults), self.merge_slashes, domain, converters)
        if key not in self._known:
            super().compile()
            found = {name: getattr(self, name) for name in self._found}
            self._known[key] = found | {name: getattr(self, name).__func__ for name in self._builders}
            return
        known = self._known[key]
        self.__dict__.update({name: copy(known[name]) for name in self._found})
        self.__dict__.update({name: known[name].__get__(self) for name in self._builders})


def compile_once() -> None:
    """From now on, for every application of this process."""
    Flask.url_rule_class = KnownRule
    Flask.jinja_options = {"bytecode_cache": KnownTemplates()}
    _share_statements()


def _share_statements() -> None:
    """SQL written for one engine serves every other to the same kind of database.

    SQLAlchemy keeps it by its dialect, an object of each engine; all of ours of one kind are made alike.
    """
    known: LRUCache[Any, Any] = LRUCache(MOST_STATEMENTS)
    make = SQLAlchemy._make_engine

    def make_engine(self: SQLAlchemy, *arguments: Any) -> Engine:
        engine = make(self, *arguments)
        engine._compiled_cache = known
        return engine

    SQLAlchemy._make_engine = make_engine
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)
    DefaultDialect.__hash__ = lambda self: hash(type(self))
