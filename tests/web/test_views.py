import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.display import Display
from tests.web.conftest import MakeKit


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/_galeri").get_data(as_text=True))
    assert found
    return found[1]


def test_text_size_and_theme_stay_on_the_device(client: FlaskClient) -> None:
    form = {"huruf": "3", "tema": "gelap", "next": "/modul/?q=a", "csrf_token": token(client)}
    response = client.post("/tampilan", data=form)
    assert response.status_code == 303
    assert response.headers["Location"] == "/modul/?q=a"
    page = client.get("/_galeri").get_data(as_text=True)
    assert '<html lang="id" data-huruf="3" data-theme="gelap">' in page
    assert re.search(r'id="aa-huruf-3" value="3" checked', page)


def test_the_way_back_never_leaves_the_site(client: FlaskClient) -> None:
    form = {"huruf": "2", "next": "//jahat.example", "csrf_token": token(client)}
    assert client.post("/tampilan", data=form).headers["Location"] == "/"


@pytest.mark.parametrize("cookie", ["", "9.merah", "<script>.gelap", "2", "....", "1.ikut"])
def test_a_cookie_of_nonsense_is_the_default(cookie: str) -> None:
    size, _, theme = cookie.partition(".")
    assert Display.of(size, theme).attributes in ("", ' data-huruf="2"', ' data-theme="gelap"')


def test_the_cookie_is_bound_to_the_host_on_https(make_kit: MakeKit) -> None:
    kit = make_kit(PAHAM_BASE_URL="https://paham.contoh.go.id", PAHAM_ALLOWED_HOSTS="localhost")
    kit.config["WTF_CSRF_CHECK_DEFAULT"] = False
    cookie = kit.test_client().post("/tampilan", data={"huruf": "2"}).headers["Set-Cookie"]
    assert cookie.startswith("__Host-tampilan=2.ikut;")
    assert "Secure" in cookie


def test_a_living_process_says_so(client: FlaskClient) -> None:
    assert client.get("/sehat").json == {"sehat": True}


def test_a_database_without_migrations_is_not_ready(client: FlaskClient) -> None:
    response = client.get("/siap")
    assert response.status_code == 503
    assert response.json
    assert response.json["basis_data"] == "baik"
    assert response.json["migrasi"] == "gagal"
    assert response.json["cadangan"] == "belum ada"


def test_a_migrated_product_is_ready(app: Flask) -> None:
    response = app.test_client().get("/siap")
    assert response.json
    assert (response.status_code, response.json["siap"]) == (200, True)


def test_a_database_that_is_gone_is_said_plainly(make_kit: MakeKit) -> None:
    kit = make_kit(DATABASE_URL="sqlite:////tidak/ada/app.sqlite")
    response = kit.test_client().get("/siap")
    assert response.status_code == 503
    assert response.json
    assert response.json["basis_data"] == "gagal"
