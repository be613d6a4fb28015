"""What the product compiles when it is built, compiled once a process: each test builds it anew.

Nine tenths of `create_app` went into the functions that write the addresses of its rules, and most of a first
page into turning templates into code. Both come out the same every time, so they are kept. Settings, engines
and whatever a process remembers are still made anew for every test.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


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
    """A rule whose builders of addresses are those of the same rule of an earlier application."""

    _known: dict[Any, Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        converters = tuple((name, type(each)) for name, each in self._converters.items())
        key = (self.rule, tuple(self._trace), converters, repr(self.defaults), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


def compile_once() -> None:
    """From now on, for every application of this process."""
    Flask.url_rule_class = KnownRule
    Flask.jinja_options = {"bytecode_cache": KnownTemplates()}
