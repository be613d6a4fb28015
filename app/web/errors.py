"""What goes wrong becomes a page in the house's words, or JSON for a script; never a trace of ours."""

import errno
import logging
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.db import session
from app.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.web.access import NotSignedIn
from app.web.logs import request_id

STATUS = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422, NotSignedIn: 401}
REASONS = {
    400: "tidak-terbaca",
    401: "belum-masuk",
    403: "terlarang",
    404: "tidak-ada",
    405: "cara-lain",
    409: "berubah",
    413: "terlalu-besar",
    422: "tidak-sah",
    429: "terlalu-sering",
    500: "gangguan",
    503: "tidak-tersedia",
}
SENTENCES = {
    400: "Permintaan ini tidak dapat dibaca. Kembali ke halaman sebelumnya, lalu coba lagi.",
    401: NotSignedIn.message,
    403: Forbidden.message,
    404: NotFound.message,
    405: "Halaman ini tidak dibuka dengan cara itu. Mulai lagi dari beranda.",
    409: Conflict.message,
    413: "Berkas atau isian ini terlalu besar. Perkecil dahulu, lalu kirim lagi.",
    422: Invalid.message,
    429: "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
    500: "Ada gangguan di sistem kami. Jawaban Anda yang sudah berstatus Tersimpan tetap aman."
    " Coba lagi dalam 1 menit.",
    503: "Layanan sedang tidak dapat dipakai. Jawaban Anda yang sudah berstatus Tersimpan tetap aman."
    " Coba lagi dalam 1 menit.",
}
UNSTORABLE = "Isian memuat tanda yang tidak dapat disimpan. Ketik ulang isiannya, lalu kirim lagi."
EXPIRED_FORM = "Halaman ini terlalu lama terbuka. Muat ulang halamannya, lalu kirim lagi."
RETRY_SECONDS = 60
DISK_TROUBLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
UNAVAILABLE = (OperationalError, InterfaceError, InternalError, PoolExhausted)
FIRST_SENTENCE = re.compile(r"(?<=[.?])\s+(?=[A-Z0-9“\"])")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One refusal as a page says it: a headline, the rest, and where to go on."""

    status: int
    headline: str
    rest: str
    code: str | None = None

    @classmethod
    def told(cls, status: int, sentences: str, *, code: str | None = None) -> "Trouble":
        """The first sentence becomes the heading."""
        headline, *rest = FIRST_SENTENCE.split(sentences, maxsplit=1)
        return cls(status, headline, rest[0] if rest else "", code)

    @property
    def words(self) -> str:
        """All of it in one line."""
        code = f"(Kode: {self.code})" if self.code else ""
        return " ".join(part for part in (self.headline, self.rest, code) if part)


def register_errors(app: Flask) -> None:
    """Answer every refusal and every failure in the house's words."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(500, _failure)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(IntegrityError, _overtaken)
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, _unavailable)


def wants_json() -> bool:
    """Whether a script asks (`Accept: application/json`); a browser's form prefers a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _domain(error: DomainError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return _answer(Trouble.told(status, error.message), reason=getattr(error, "reason", None))


def _unstorable(_error: DataError) -> Response:
    """A NUL or a number too large for its column: PostgreSQL refuses what no person types."""
    return _calm(Trouble.told(422, UNSTORABLE))


def _overtaken(error: IntegrityError) -> Response:
    """Two requests wrote the same at once and the database let one: the other is told so and looks again.

    A script that waits hears of a failure instead, and tries again: it must not take this for a decision.
    """
    if wants_json():
        return _failure(error)
    log.error("overtaken", exc_info=error, extra={"fields": _where()})
    return _calm(Trouble.told(409, SENTENCES[409]))


def _expired(_error: CSRFError) -> Response:
    return _answer(Trouble.told(400, EXPIRED_FORM), reason="formulir-kedaluwarsa")


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    response = _answer(Trouble.told(status, SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])))
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _unavailable(error: Exception) -> Response:
    log.error("storage unavailable", exc_info=error, extra={"fields": _where()})
    return _calm(Trouble.told(503, SENTENCES[503]))


def _disk(error: OSError) -> Response:
    if error.errno in DISK_TROUBLE:
        return _unavailable(error)
    return _failure(error)


def _failure(error: Exception) -> Response:
    cause = getattr(error, "original_exception", None) or error
    if isinstance(cause, DBAPIError) and cause.connection_invalidated:
        return _unavailable(cause)
    code = request_id()[:4].upper()
    log.error("failure", exc_info=cause, extra={"fields": {**_where(), "code": code}})
    return _calm(Trouble.told(500, SENTENCES[500], code=code))


def _where() -> dict[str, Any]:
    rule = request.url_rule.rule if request.url_rule else None
    return {"request": request_id(), "method": request.method, "rule": rule}


def _answer(trouble: Trouble, *, reason: str | None = None) -> Response:
    if wants_json():
        return _json(trouble, reason)
    try:
        page = render_template("errors/page.html", trouble=trouble)
    except SQLAlchemyError:
        return _calm(trouble)
    return make_response(page, trouble.status)


def _calm(trouble: Trouble) -> Response:
    """A page that asks nothing of the database: what the request began is undone first."""
    try:
        session.rollback()
    except SQLAlchemyError:
        session.remove()
    if wants_json():
        response = _json(trouble, None)
    else:
        g.pop("sprite", None)
        template = current_app.jinja_env.get_template("errors/bare.html")
        response = make_response(template.render(trouble=trouble), trouble.status)
    if trouble.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _json(trouble: Trouble, reason: str | None) -> Response:
    body = {"alasan": reason or REASONS.get(trouble.status, "ditolak"), "pesan": trouble.words}
    return make_response(jsonify(body | ({"kode": trouble.code} if trouble.code else {})), trouble.status)
