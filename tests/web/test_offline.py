"""The guard at the door, the page for no signal, and the sizes that a phone on a slow line bears."""

import re
from pathlib import Path

import brotli
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import Shelf

SCRIPTS = Path(__file__).resolve().parents[2] / "app/web/static/js"


def test_the_guard_stands_at_the_root_and_is_asked_for_again(client: FlaskClient) -> None:
    reply = client.get("/sw.js")
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == "no-cache"


def test_the_guard_names_files_that_are_served_for_ever(kit: Flask, client: FlaskClient) -> None:
    files = re.findall(r'"(/[^"]+)"', client.get("/sw.js").get_data(as_text=True).splitlines()[0])
    assert "/luring" in files
    for address in files:
        reply = client.get(address)
        assert reply.status_code == 200, address
        if address != "/luring":
            assert "immutable" in reply.headers["Cache-Control"], address


def test_the_page_for_no_signal_is_nobodys(client: FlaskClient) -> None:
    page = client.get("/luring").get_data(as_text=True)
    assert "Anda sedang luring" in page
    assert "data-pemilik" not in page


def test_every_answer_says_that_it_is_ours(client: FlaskClient) -> None:
    for path in ("/sehat", "/tidak-ada", "/sw.js", "/static/css/paham.css"):
        assert client.get(path).headers["Paham-Tanda"] == "1", path


def test_a_script_names_the_very_version_that_it_imports(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js/a.js").write_text('import { b } from "./b.js";')
    (tmp_path / "js/b.js").write_text("export const b = 1;")
    before = Shelf(tmp_path)
    assert f'"{before.address("js/b.js")}"' in before.file("js/a.js").body.decode()
    (tmp_path / "js/b.js").write_text("export const b = 2;")
    assert Shelf(tmp_path).address("js/a.js") != before.address("js/a.js")


def test_a_quiz_page_loads_little_script() -> None:
    names = ("kit.js", "quiz.js", "outbox.js", "timer.js", "order.js")
    packed = sum(len(brotli.compress((SCRIPTS / name).read_bytes())) for name in names)
    assert packed <= 12 * 1024
