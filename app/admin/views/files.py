"""Tables that leave as a file of the form that was asked for."""

from flask import Response, abort, request

from app.web.downloads import CSV, XLSX, download

TYPES = {"xlsx": XLSX, "csv": CSV}


def wanted_kind() -> str:
    """`xlsx` or `csv`, as the form says; anything else is a page that does not exist."""
    kind = request.form.get("bentuk", "")
    if kind not in TYPES:
        abort(404)
    return kind


def as_file(content: bytes, kind: str, name: str) -> Response:
    """The answer with which a browser keeps the content as `name.kind`."""
    return download(content, TYPES[kind], f"{name}.{kind}")
