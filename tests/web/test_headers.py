import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.web.access import public
from tests.web.conftest import MakeKit

LONG_SECRET = "k" * 48


def test_every_answer_carries_the_strict_policy(client: FlaskClient) -> None:
    for path in ("/sehat", "/tidak-ada", "/static/css/paham.css"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
    ],
)
def test_every_page_is_kept_from_caches_frames_and_guesses(
    client: FlaskClient, name: str, value: str
) -> None:
    assert client.get("/sehat").headers[name] == value


def test_a_view_may_say_how_long_its_answer_lives(kit: Flask) -> None:
    @kit.get("/berkas")
    @public
    def file() -> Response:
        return Response("a", headers={"Cache-Control": "private, max-age=60"})

    assert kit.test_client().get("/berkas").headers["Cache-Control"] == "private, max-age=60"


def test_only_a_site_on_https_asks_for_https(make_kit: MakeKit) -> None:
    secure = make_kit(PAHAM_BASE_URL="https://paham.contoh.go.id", PAHAM_ALLOWED_HOSTS="localhost")
    assert "max-age=63072000" in secure.test_client().get("/sehat").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in make_kit().test_client().get("/sehat").headers
