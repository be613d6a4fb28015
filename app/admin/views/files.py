"""Tables that leave as a file of the form that was asked for."""

from flask import abort, make_response, request
from werkzeug.wrappers import Response

from app.admin.exporting import TYPES


def wanted_kind() -> str:
    """`xlsx` or `csv`, as the form says; anything else is a page that does not exist."""
    kind = request.form.get("bentuk", "")
    if kind not in TYPES:
        abort(404)
    return kind


def as_file(content: bytes, kind: str, name: str) -> Response:
    """The answer with which a browser keeps the content as `name.kind`."""
    answer = make_response(content)
    answer.headers["Content-Type"] = TYPES[kind]
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.{kind}"
    return answer
