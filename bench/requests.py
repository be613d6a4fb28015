"""Requests as bytes: a cookie, a form token and a body for every virtual user."""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from app.web.lean import KeptSession

HOST = "127.0.0.1"
REVISION = "000000000"
Requests = Callable[[int], list[Iterator[bytes]]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One virtual user with a sign-in session and a form token of its own."""

    cookie: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class Signing:
    """How an application signs its cookies, and Flask-WTF the form tokens in it."""

    cookies: SecureCookieSessionInterface
    tokens: Mapping[str, object]


AS_FLASK_DOES = Signing(
    SecureCookieSessionInterface(), {"digest_method": hashlib.sha1, "key_derivation": "django-concat"}
)
AS_WE_DO = Signing(KeptSession(), {"digest_method": hashlib.sha256, "key_derivation": "hmac"})


def visitor(*, secret: str, cookie_name: str, token: str, signing: Signing = AS_WE_DO) -> Visitor:
    """Sign the cookie and the form token as the application that is asked does."""
    app = Flask("signing")
    app.secret_key = secret
    signer = signing.cookies.get_signing_serializer(app)
    assert signer is not None
    raw = token[:40]
    cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
    tokens = URLSafeTimedSerializer(secret, salt="wtf-csrf-token", signer_kwargs=dict(signing.tokens))
    return Visitor(f"{cookie_name}={cookie}", str(tokens.dumps(raw)))


def get(path: str, visitor: Visitor, *, packed: bool = False) -> bytes:
    """A page, as a browser asks for it; `packed` says that it takes Brotli."""
    accepts = "Accept-Encoding: gzip, deflate, br\r\n" if packed else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {visitor.cookie}\r\n"
        f"Accept: text/html,application/xhtml+xml\r\n{accepts}\r\n"
    ).encode()


def post(path: str, visitor: Visitor, fields: Mapping[str, object] | Sequence[tuple[str, object]]) -> bytes:
    """A form, as the script of a page sends it."""
    pairs = [*(fields.items() if isinstance(fields, Mapping) else fields), ("csrf_token", visitor.csrf_token)]
    body = urlencode(pairs).encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {visitor.cookie}\r\nAccept: application/json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def cycle(requests: Sequence[bytes]) -> Requests:
    """The same requests again and again, each client with users that no other client has."""
    return lambda clients: [itertools.cycle(requests[number::clients]) for number in range(clients)]


def once(requests: Sequence[bytes]) -> Requests:
    """Every request exactly once, dealt out to the clients."""
    return lambda clients: [iter(requests[number::clients]) for number in range(clients)]


def rising(requests: Sequence[bytes]) -> Requests:
    """Again and again, each time with a higher revision in the place of REVISION, over all runs."""
    revisions = itertools.count(1)

    def streams(clients: int) -> list[Iterator[bytes]]:
        return [_revised(requests[number::clients], revisions) for number in range(clients)]

    return streams


def _revised(requests: Sequence[bytes], revisions: "itertools.count[int]") -> Iterator[bytes]:
    place = f"revisi={REVISION}".encode()
    for request in itertools.cycle(requests):
        yield request.replace(place, b"revisi=%09d" % next(revisions), 1)
