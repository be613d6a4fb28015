"""What may stand in an address at all, decided before any room looks at it."""

import re

from flask import Flask, request
from werkzeug.routing import IntegerConverter, PathConverter, UnicodeConverter, ValidationError

from app.errors import NotFound

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LARGEST_ID = 2**31 - 1
LONGEST_WORD = 200


class Word(UnicodeConverter):
    """A piece of an address: no control characters, at most 200 long; anything else is nobody's address."""

    def to_python(self, value: str) -> str:
        if len(value) > LONGEST_WORD or CONTROL.search(value):
            raise ValidationError
        return value


class Identity(IntegerConverter):
    """A number that a database can look for."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > LARGEST_ID:
            raise ValidationError
        return number


class Place(PathConverter):
    """The rest of an address, slashes included, without control characters."""

    def to_python(self, value: str) -> str:
        if CONTROL.search(value):
            raise ValidationError
        return value


def register_input(app: Flask) -> None:
    """Teach addresses their shapes; a NUL in a query is nobody's address either."""
    app.url_map.converters.update({"default": Word, "string": Word, "int": Identity, "path": Place})

    @app.before_request
    def _no_nul() -> None:
        if any("\x00" in value for value in request.args.values()):
            raise NotFound
