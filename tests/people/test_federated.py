"""Sign-in by a provider: who is known comes in, nobody is created, every lie ends in a calm sentence."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import now
from app.config import ConfigError
from app.db import transaction
from app.people import queries, services
from app.people.rules import Role
from app.people.rules.federated import nip_in
from tests.conftest import Databases, app_on, settings_for
from tests.factories import Factory
from tests.people.provider import Provider
from tests.people.test_sign_in import token_of

NIP = "198501012010011001"


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    yield server
    server.stop()


def _app(databases: Databases, template: str, **changes: str) -> Iterator[Flask]:
    names = {"PAHAM_OIDC_CLIENT_ID": "paham", "PAHAM_OIDC_NAME": "SSO Rekaan"}
    yield from app_on(databases, template, **names, **changes)


@pytest.fixture
def sso(databases: Databases, published_template: str, provider: Provider) -> Iterator[Flask]:
    yield from _app(databases, published_template, PAHAM_OIDC_ISSUER=provider.issuer)


@pytest.fixture
def sitti(sso: Flask, factory: Factory) -> int:
    return factory.person(nip=NIP, name="Sitti Nur'aini", opd=factory.opd())


def go(client: FlaskClient) -> str:
    """Through the provider; where it sends the browser back to."""
    there = client.get("/masuk/sso?next=/saya/").location
    assert there, "no redirect to the provider"
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    return back.removeprefix("http://localhost")


def come(client: FlaskClient) -> TestResponse:
    return client.get(go(client))


def test_a_known_nip_comes_in_by_the_button_that_names_the_person(sso: Flask, sitti: int) -> None:
    client = sso.test_client()
    assert "Masuk dengan SSO Rekaan" in client.page("/masuk")
    assert "Masuk sebagai Sitti Nur&#39;aini?" in come(client).get_data(as_text=True)
    assert client.get("/saya/").status_code == 302
    data = {"csrf_token": token_of(client, "/sandi/")}
    assert client.post("/masuk/sso", data=data).location == "/saya/"
    assert client.get("/saya/").status_code == 200


def test_state_nonce_and_an_s256_challenge_go_along(sso: Flask, sitti: int) -> None:
    asked = parse_qs(urlsplit(sso.test_client().get("/masuk/sso").location or "").query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    assert asked["redirect_uri"] == ["http://localhost/masuk/sso/kembali"]


def test_nobody_is_created(sso: Flask, sitti: int, provider: Provider) -> None:
    provider.claims = {"nip": "199001012020011009"}
    response = come(sso.test_client())
    assert response.status_code == 422
    assert "belum terdaftar di sini" in response.get_data(as_text=True)
    assert queries.person_id_by("199001012020011009") is None


@pytest.mark.parametrize("nip", [None, 198501012010011001, "", "sitti@contoh.test", ["198501012010011001"]])
def test_only_eighteen_digits_of_text_are_a_nip(nip: object) -> None:
    assert nip_in(nip) is None


@pytest.mark.parametrize("lie", ["nonce", "issuer", "key", "expired", "audience"])
def test_a_lie_is_not_believed(sso: Flask, sitti: int, provider: Provider, lie: str) -> None:
    provider.lies = lie
    client = sso.test_client()
    response = come(client)
    assert response.status_code == 422
    assert "tidak dapat dipercaya" in response.get_data(as_text=True)
    data = {"csrf_token": token_of(client, "/sandi/")}
    assert client.post("/masuk/sso", data=data).status_code == 422


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_by_another_algorithm_is_not_believed(
    sso: Flask, sitti: int, provider: Provider, algorithm: str
) -> None:
    provider.lies = algorithm
    response = come(sso.test_client())
    assert response.status_code == 422
    assert "tidak dapat dipercaya" in response.get_data(as_text=True)


def test_what_the_provider_hands_over_is_not_kept(sso: Flask, sitti: int, provider: Provider) -> None:
    client = sso.test_client()
    come(client)
    with client.session_transaction() as cookie:
        kept = repr(dict(cookie))
    assert "eyJ" not in kept  # how every signed token begins
    assert "access_token" not in kept
    assert "id_token" not in kept


def test_a_forged_or_foreign_state_is_refused(sso: Flask, sitti: int) -> None:
    back = go(sso.test_client())
    for client in (sso.test_client(), sso.test_client()):
        response = client.get(back)
        assert response.status_code == 422
        assert "tidak dimulai di peramban ini" in response.get_data(as_text=True)
    assert sso.test_client().get("/masuk/sso/kembali").status_code == 422
    assert sso.test_client().get("/masuk/sso/kembali?code=x&state=x").status_code == 422


def test_an_answer_works_once(sso: Flask, sitti: int) -> None:
    client = sso.test_client()
    back = go(client)
    assert client.get(back).status_code == 200
    assert client.get(back).status_code == 422


def test_who_gives_up_reads_so(sso: Flask, sitti: int) -> None:
    response = sso.test_client().get("/masuk/sso/kembali?error=access_denied&state=x")
    assert response.status_code == 422
    assert "dibatalkan" in response.get_data(as_text=True)


def test_a_provider_of_another_name_is_refused(sso: Flask, provider: Provider) -> None:
    provider.lies = "name"
    assert sso.test_client().get("/masuk/sso").status_code == 503


def test_a_provider_that_is_down_leaves_the_password(sso: Flask, sitti: int, provider: Provider) -> None:
    client = sso.test_client()
    back = go(client)
    provider.stop()
    for path in (back, "/masuk/sso"):
        response = client.get(path)
        assert response.status_code in {302, 503}
    assert "Masuk dengan kata sandi" in sso.test_client().get("/masuk/sso/kembali?error=x").get_data(
        as_text=True
    )


def test_the_nip_may_come_from_userinfo_of_the_same_person_alone(
    sso: Flask, sitti: int, provider: Provider
) -> None:
    provider.claims, provider.userinfo = {}, {"sub": "s1", "nip": NIP}
    assert come(sso.test_client()).status_code == 200
    provider.userinfo = {"sub": "orang-lain", "nip": NIP}
    assert come(sso.test_client()).status_code == 422


def test_a_closed_account_does_not_come_in(sso: Flask, sitti: int, factory: Factory) -> None:
    with transaction():
        services.set_active(sitti, active=False, by=factory.person(roles={Role.ADMINISTRATOR}), at=now())
    assert come(sso.test_client()).status_code == 422


def test_without_a_provider_there_is_neither_button_nor_address(published: Flask) -> None:
    client = published.test_client()
    assert "/masuk/sso" not in client.page("/masuk")
    assert client.get("/masuk/sso").status_code == client.get("/masuk/sso/kembali").status_code == 404


def test_half_a_configuration_does_not_start() -> None:
    with pytest.raises(ConfigError):
        settings_for("sqlite://", PAHAM_OIDC_ISSUER="https://sso.contoh.test")


# Against a real provider: npm's oidc-provider, when PAHAM_TEST_OIDC_MODULES names its node_modules.

SCRIPT = """
import { Provider } from 'oidc-provider';
const port = +process.argv[2];
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'paham', client_secret: 'rahasia-rekaan',
              redirect_uris: ['http://localhost/masuk/sso/kembali'] }],
  claims: { openid: ['sub'], profile: ['nip'] },
  conformIdTokenClaims: true,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, nip: id }) }),
});
provider.listen(port, () => console.log('siap'));
"""


@pytest.fixture
def real_provider(tmp_path: Path) -> Iterator[str]:
    modules = Path(os.environ["PAHAM_TEST_OIDC_MODULES"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = modules.parent / "provider.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(["node", str(script), str(port)], cwd=modules.parent)
    for _ in range(100):
        try:
            requests.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=1)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.mark.real_provider
def test_a_real_provider_signs_in_whom_we_know(
    databases: Databases, published_template: str, real_provider: str, factory: Factory
) -> None:
    """Discovery, log-in and consent pages of the provider, the code, the token and userinfo."""
    made = _app(
        databases,
        published_template,
        PAHAM_OIDC_ISSUER=real_provider,
        PAHAM_OIDC_CLIENT_SECRET="rahasia-rekaan",
    )
    app = next(made)
    factory.person(nip=NIP, name="Sitti Nur'aini", opd=factory.opd())
    for typed, status in ((NIP, 200), ("199001012020011009", 422)):
        client = app.test_client()
        back = _through_its_pages(client.get("/masuk/sso?next=/saya/").location or "", typed)
        assert client.get(back).status_code == status
    next(made, None)


def _through_its_pages(address: str, nip: str) -> str:
    browser = requests.Session()
    page = browser.get(address, timeout=5)
    browser.post(page.url, data={"prompt": "login", "login": nip, "password": "apa saja"}, timeout=5)
    page = browser.get(address, timeout=5)
    answer = browser.post(page.url, data={"prompt": "consent"}, allow_redirects=False, timeout=5)
    while "/masuk/sso/kembali" not in answer.headers.get("Location", ""):
        answer = browser.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    return answer.headers["Location"].removeprefix("http://localhost")
