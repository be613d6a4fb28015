"""What every answer tells the browser to refuse."""

from typing import Any

from flask import Flask, Response, request_finished

POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
REFUSED_POWERS = (
    "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"
)
TWO_YEARS = 63_072_000
OURS = "Paham-Tanda"
"""Stands on whatever we answer: a portal or a proxy that answers in our place does not know it."""


def security_headers(*, secure: bool) -> dict[str, str]:
    """The headers of every answer; `secure` = the site is reached by https."""
    policy = (*POLICY, "upgrade-insecure-requests") if secure else POLICY
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{power}=()" for power in REFUSED_POWERS.split()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        OURS: "1",
    }
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
    return headers


def register_headers(app: Flask) -> None:
    """Put them on every answer, also on one that replaced another late; what a view sets itself stays."""
    wanted = security_headers(secure=app.config["PAHAM"].secure) | {"Cache-Control": "no-store"}
    app.extensions["web_headers"] = tuple((name.lower(), name, value) for name, value in wanted.items())
    request_finished.connect(_protect, app)


def _protect(sender: Flask, response: Response, **_: Any) -> None:
    given = {name.lower() for name, _ in response.headers}
    wanted = sender.extensions["web_headers"]
    response.headers.extend([(name, value) for lower, name, value in wanted if lower not in given])
