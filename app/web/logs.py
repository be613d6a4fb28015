"""One JSON line a request on standard error: which rule, how long, what came out. Nobody's data."""

import json
import logging
import secrets
import sys
import traceback
from time import perf_counter
from typing import Any, TextIO

from flask import Flask, Response, g, request, request_finished

from app.clock import now

log = logging.getLogger(__name__)


class JsonLine(logging.Formatter):
    """A record as one line: time in UTC, level, event, its fields; of an exception its type and places.

    An exception's own words may quote data (a database quotes parameters), so only development prints them.
    """

    def __init__(self, *, words: bool) -> None:
        super().__init__()
        self.words = words

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= self._exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)

    def _exception(self, error: BaseException) -> dict[str, Any]:
        places = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        told = {"exception": type(error).__name__, "places": places[-12:]}
        return told | ({"words": str(error)} if self.words else {})


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is now, not to what it was when the handler was made."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Looked up at every line."""
        return sys.stderr


def register_logs(app: Flask) -> None:
    """Give the product's loggers one handler, and every request its line."""
    handler = StandardError()
    handler.setFormatter(JsonLine(words=not app.config["PAHAM"].production))
    logger = logging.getLogger("app")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    app.before_request(_begin)
    request_finished.connect(_tell, app)
    # Flask's own line would quote the path
    app.log_exception = _silence  # type: ignore[method-assign, assignment]


def request_id() -> str:
    """A name for this request that means nothing to anybody else."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    name: str = g.request_id
    return name


def _begin() -> None:
    g.began = perf_counter()


def _tell(_sender: Flask, response: Response, **_: Any) -> None:
    fields = {
        "method": request.method,
        "rule": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((perf_counter() - g.get("began", perf_counter())) * 1000, 1),
        "request": request_id(),
    }
    _tell_quickly(fields)


def _tell_quickly(fields: dict[str, Any]) -> None:
    """As `log.info` would, without looking through the stack for who calls."""
    if log.isEnabledFor(logging.INFO):
        told = {"fields": fields}
        log.handle(log.makeRecord(log.name, logging.INFO, "", 0, "request", (), None, extra=told))


def _silence(_exc_info: Any) -> None:
    """The page of status 500 writes the line instead."""
