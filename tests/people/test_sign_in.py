"""Signing in and out, as a browser does it."""

import re
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import now
from app.db import transaction
from app.people import queries, services
from tests.factories import Factory

PASSWORD = "kopi pagi di tepi teluk"


@pytest.fixture
def account(published: Flask, factory: Factory) -> int:
    person = factory.person(nip="198501012010011001", surel="sitti@contoh.test", opd=factory.opd())
    with transaction():
        services.set_password_hash(person, services.hash_password(PASSWORD), at=now())
    return person


def token_of(client: FlaskClient, path: str = "/masuk") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found
    return found.group(1)


def try_in(client: FlaskClient, identifier: str, password: str, path: str = "/masuk") -> TestResponse:
    data = {"csrf_token": token_of(client), "identifier": identifier, "password": password}
    return client.post(path, data=data)


@pytest.mark.parametrize("identifier", ["198501012010011001", "19850101 201001 1 001", " SITTI@contoh.test"])
def test_nip_or_surel_and_the_password_lead_home(published: Flask, account: int, identifier: str) -> None:
    client = published.test_client()
    response = try_in(client, identifier, PASSWORD)
    assert (response.status_code, response.location) == (302, "/")
    assert "Orang Rekaan" in client.page("/")


def test_unknown_account_and_wrong_password_look_the_same(published: Flask, account: int) -> None:
    client = published.test_client()
    wrong = try_in(client, "sitti@contoh.test", "salah sama sekali")
    unknown = try_in(client, "siapa@contoh.test", "salah sama sekali")
    assert wrong.status_code == unknown.status_code == 422

    def plain(response: TestResponse) -> str:
        text = response.get_data(as_text=True)
        return re.sub(r'value="[^"]*"', "", text)

    assert plain(wrong) == plain(unknown)
    assert "NIP atau kata sandi tidak cocok" in plain(wrong)


def test_unknown_and_wrong_take_the_same_time(published: Flask, account: int) -> None:
    """Both check one argon2id hash: the medians differ by less than the time of a check."""

    def one(identifier: str) -> float:
        began = time.perf_counter()
        with pytest.raises(Exception, match=r"tidak cocok|Terlalu banyak"):
            services.authenticate(identifier=identifier, password="salah", at=now(), pepper="p")
        return time.perf_counter() - began

    wrong = sorted(one("sitti@contoh.test") for _ in range(4))[2]
    unknown = sorted(one("tidak.ada@contoh.test") for _ in range(4))[2]
    assert abs(wrong - unknown) < max(wrong, unknown) / 2


def test_what_was_typed_is_kept_but_the_password_is_not(published: Flask, account: int) -> None:
    text = try_in(published.test_client(), "sitti@contoh.test", "salah-rahasia").get_data(as_text=True)
    assert 'value="sitti@contoh.test"' in text
    assert "salah-rahasia" not in text


def test_a_guessed_account_is_slowed_and_the_owner_on_a_known_device_still_gets_in(
    published: Flask, account: int
) -> None:
    owner, stranger = published.test_client(), published.test_client()
    assert try_in(owner, "sitti@contoh.test", PASSWORD).status_code == 302
    owner.post("/keluar", data={"csrf_token": token_of(owner, "/saya/")})
    statuses = [try_in(stranger, "sitti@contoh.test", f"tebakan {n}").status_code for n in range(30)]
    assert statuses[:5] == [422] * 5
    assert statuses.count(429) >= 20
    assert try_in(owner, "sitti@contoh.test", PASSWORD).status_code == 302


def test_one_address_signs_in_a_whole_office(published: Flask, account: int) -> None:
    """What is slowed is the account: thirty wrong tries at others do not touch this one."""
    client = published.test_client()
    for number in range(30):
        try_in(client, f"orang{number}@contoh.test", "salah")
    assert try_in(client, "sitti@contoh.test", PASSWORD).status_code == 302


def test_signing_out_ends_the_session_on_the_server(published: Flask, account: int) -> None:
    client = published.test_client()
    try_in(client, "sitti@contoh.test", PASSWORD)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    assert client.get("/saya/").status_code == 200
    client.post("/keluar", data={"csrf_token": token_of(client, "/saya/")})
    thief = published.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert thief.get("/saya/").location == "/masuk?next=/saya/"


def test_signing_out_is_a_post(published: Flask, account: int) -> None:
    assert published.test_client().get("/keluar").status_code in {404, 405}


def test_a_new_password_ends_every_session(published: Flask, account: int) -> None:
    client = published.test_client()
    try_in(client, "sitti@contoh.test", PASSWORD)
    with transaction():
        services.set_password_hash(account, services.hash_password("sandi baru sekali"), at=now())
    assert client.get("/saya/").status_code == 302


def test_a_closed_account_is_out_at_once(published: Flask, account: int, factory: Factory) -> None:
    client = published.test_client()
    try_in(client, "sitti@contoh.test", PASSWORD)
    with transaction():
        services.set_active(account, active=False, by=factory.person(), at=now())
    assert client.get("/saya/").status_code == 302
    assert try_in(published.test_client(), "sitti@contoh.test", PASSWORD).status_code == 422


@pytest.mark.parametrize(
    "target",
    ["https://jahat.test/", "//jahat.test", "/\\jahat.test", "javascript:alert(1)", "http:jahat.test"],
)
def test_signing_in_never_leads_to_another_host(published: Flask, account: int, target: str) -> None:
    client = published.test_client()
    response = client.post(
        "/masuk",
        query_string={"next": target},
        data={"csrf_token": token_of(client), "identifier": "sitti@contoh.test", "password": PASSWORD},
    )
    assert (response.status_code, response.location) == (302, "/")


def test_signing_in_leads_back_to_the_page_that_asked(published: Flask, account: int) -> None:
    client = published.test_client()
    asked = client.get("/modul/")
    assert asked.location == "/masuk?next=/modul/"
    response = client.post(
        "/masuk?next=/modul/",
        data={"csrf_token": token_of(client), "identifier": "sitti@contoh.test", "password": PASSWORD},
    )
    assert response.location == "/modul/"


def test_a_post_without_the_token_is_refused(published: Flask, account: int) -> None:
    response = published.test_client().post(
        "/masuk", data={"identifier": "sitti@contoh.test", "password": PASSWORD}
    )
    assert response.status_code == 400


def test_an_idle_session_is_over(published: Flask, account: int, factory: Factory) -> None:
    client = factory.sign_in(published, account)
    assert client.get("/saya/").status_code == 200
    from sqlalchemy import update

    from app.db import session
    from app.people.models import SignInSession

    with transaction():
        session.execute(update(SignInSession).values(last_seen_at=now() - timedelta(days=2)))
    assert client.get("/saya/").status_code == 302


def test_a_one_time_link_lets_in_who_chooses_a_password(published: Flask, factory: Factory) -> None:
    person = factory.person(opd=factory.opd())
    with transaction():
        token = services.make_entry_link(person, by=None, at=now())
    client = published.test_client()
    path = f"/sandi/{token}"
    short = client.post(path, data={"csrf_token": token_of(client, path), "password": "pendek"})
    assert short.status_code == 422
    response = client.post(path, data={"csrf_token": token_of(client, path), "password": PASSWORD})
    assert response.status_code == 302
    assert client.get("/saya/").status_code == 200
    assert published.test_client().get(path).status_code == 404


def test_the_cookie_is_for_this_site_alone_and_not_for_scripts(published: Flask, account: int) -> None:
    client = published.test_client()
    response = try_in(client, "sitti@contoh.test", PASSWORD)
    cookies = [line for line in response.headers.getlist("Set-Cookie") if line.startswith("paham=")]
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]


def test_a_person_ends_an_own_session_and_nobody_elses(
    published: Flask, account: int, factory: Factory
) -> None:
    client = factory.sign_in(published, account)
    factory.sign_in(published, account)
    other = factory.person(opd=factory.opd())
    factory.sign_in(published, other)
    mine = [open.id for open in queries.open_sessions(account, now())]
    foreign = queries.open_sessions(other, now())[0].id
    token = token_of(client, "/saya/")
    assert client.post(f"/saya/sesi/{foreign}/akhiri", data={"csrf_token": token}).status_code == 404
    assert client.post(f"/saya/sesi/{mine[0]}/akhiri", data={"csrf_token": token}).status_code == 303
