from flask import Flask, session
from flask.testing import FlaskClient

from app.web.access import public


def test_a_cookie_is_read_back_and_a_changed_one_is_not(kit: Flask) -> None:
    @kit.get("/hitung")
    @public
    def count() -> str:
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    client = kit.test_client()
    assert [client.get("/hitung").text for _ in range(3)] == ["1", "2", "3"]
    cookie = client.get_cookie("paham")
    assert cookie
    client.set_cookie("paham", cookie.value[:-2] + "xx")
    assert client.get("/hitung").text == "1"


def test_a_new_secret_reads_old_cookies_only_as_long_as_it_is_told(kit: Flask) -> None:
    @kit.get("/nama")
    @public
    def name() -> str:
        return str(session.setdefault("nama", "baru"))

    client = kit.test_client()
    with client.session_transaction() as cookie:
        cookie["nama"] = "lama"
    old, kit.secret_key = kit.secret_key, "kunci-yang-baru-" + "y" * 40
    assert kit.test_client().get("/nama").text == "baru"
    kit.config["SECRET_KEY_FALLBACKS"] = [old]
    assert client.get("/nama").text == "lama"
    kit.config["SECRET_KEY_FALLBACKS"] = None
    assert client.get("/nama").text == "baru"


def test_pages_answer_as_ever(client: FlaskClient) -> None:
    assert client.get("/sehat").status_code == 200
