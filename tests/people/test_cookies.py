"""Cookies on https, a new token at sign-in, and nothing left in a browser after signing out."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.clock import now
from app.db import transaction
from app.people import services
from tests.conftest import Databases, app_on
from tests.factories import Factory
from tests.people.test_sign_in import PASSWORD, token_of, try_in

PERSONAL = ("/", "/saya/", "/saya/sandi", "/saya/verifikasi/", "/modul/")


@pytest.fixture
def encrypted(databases: Databases, published_template: str) -> Iterator[Flask]:
    """The product behind https."""
    yield from app_on(databases, published_template, PAHAM_BASE_URL="https://localhost")


def person(factory: Factory) -> int:
    made = factory.person(surel="sitti@contoh.test", opd=factory.opd())
    with transaction():
        services.set_password_hash(made, services.hash_password(PASSWORD), at=now())
    return made


def test_on_https_every_cookie_is_secure_and_bound_to_the_host(encrypted: Flask, factory: Factory) -> None:
    person(factory)
    client = encrypted.test_client()
    base = {"base_url": "https://localhost"}
    page = client.get("/masuk", **base).get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "identifier": "sitti@contoh.test", "password": PASSWORD}
    response = client.post("/masuk", data=data, headers={"Referer": "https://localhost/masuk"}, **base)
    assert response.status_code == 302
    cookies = response.headers.getlist("Set-Cookie")
    named = {line.split("=")[0] for line in cookies}
    assert named == {"__Host-paham", "__Secure-perangkat"}
    assert all("Secure" in line and "HttpOnly" in line and "SameSite=Lax" in line for line in cookies)


def test_the_token_is_another_before_and_after_signing_in(published: Flask, factory: Factory) -> None:
    person(factory)
    client = published.test_client()
    token_of(client)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "disisipkan-orang-lain"
    before = client.get_cookie("paham")
    try_in(client, "sitti@contoh.test", PASSWORD)
    after = client.get_cookie("paham")
    assert before
    assert after
    assert before.value != after.value
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != "disisipkan-orang-lain"
        assert "csrf_token" not in cookie


def test_after_signing_out_no_cache_holds_a_personal_page(published: Flask, factory: Factory) -> None:
    client = factory.sign_in(published, person(factory))
    for path in PERSONAL:
        assert client.get(path).headers["Cache-Control"] == "no-store", path
    response = client.post("/keluar", data={"csrf_token": token_of(client, "/saya/")})
    assert response.headers["Clear-Site-Data"] == '"cache"'
    for path in PERSONAL[1:]:
        assert (client.get(path).location or "").startswith("/masuk"), path
