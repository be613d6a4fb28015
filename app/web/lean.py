"""What Flask does anew at every request although it never changes here; and the hash that signs cookies."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer, URLSafeTimedSerializer


class KeptSession(SecureCookieSessionInterface):
    """The signed cookie of Flask, by SHA-256, and by a serializer that is made once for each secret."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self) -> None:
        self._serializers: dict[tuple[Any, ...], URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer for the secret that the application has now."""
        secrets = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if secrets not in self._serializers:
            self._serializers[secrets] = super().get_signing_serializer(app)
        return self._serializers[secrets]


def register_lean(app: Flask) -> None:
    """Keep the serializer of cookies; do not ask every function at every request whether it is async.

    Form tokens are signed by Flask-WTF, which leaves the hash to its library: SHA-1 if nobody says otherwise.
    """
    app.session_interface = KeptSession()
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    Signer.default_key_derivation = "hmac"
    app.ensure_sync = _as_it_is  # type: ignore[method-assign, assignment]


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    """No view, hook or handler of this house is async."""
    return function
