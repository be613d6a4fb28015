import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import FOR_EVER, Shelf


def address(kit: Flask) -> str:
    return str(kit.jinja_env.globals["asset"]("css/paham.css"))  # type: ignore[operator]


def test_an_address_with_its_hash_is_kept_for_ever(kit: Flask, client: FlaskClient) -> None:
    response = client.get(address(kit))
    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == FOR_EVER


def test_an_old_or_missing_hash_is_asked_for_again(client: FlaskClient) -> None:
    for path in ("/static/css/paham.css", "/static/css/paham.css?v=lama"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accept", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0", None)]
)
def test_a_file_comes_compressed_as_the_browser_can_read_it(
    client: FlaskClient, accept: str, encoding: str | None
) -> None:
    response = client.get("/static/css/paham.css", headers={"Accept-Encoding": accept})
    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.headers["Vary"]
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(response.data) == Path("app/web/static/css/paham.css").read_bytes()


def test_a_browser_that_has_the_file_is_told_so(kit: Flask, client: FlaskClient) -> None:
    etag = client.get(address(kit)).headers["ETag"]
    assert client.get(address(kit), headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["../kit.py", "..%2fkit.py", "css/../../kit.py", "etc/passwd", "css", "", "css/paham.css/", "tidak.css"],
)
def test_nothing_beside_the_shelf_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_hash_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    shelf = Shelf(tmp_path, watch=True)
    before = shelf.address("a.css")
    (tmp_path / "a.css").write_text("b{}")
    assert shelf.address("a.css") != before


def test_a_misspelt_name_in_a_template_is_found_at_once(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        Shelf(tmp_path).address("salah.css")
