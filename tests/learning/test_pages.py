"""The catalogue and the reader, as a member of staff walks through them."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from app.db import db, session, transaction
from app.materials import queries as materials
from tests.factories import Factory

SLUG = "spbe-bukan-lomba-aplikasi"


@pytest.fixture
def client(published: Flask, factory: Factory) -> FlaskClient:
    return factory.sign_in(published, factory.person(opd=factory.opd(), name="Ni'matullah D'Olah, S.E."))


def anchors() -> list[str]:
    found = materials.module(SLUG)
    assert found is not None
    return [line.anchor for line in found.sections]


def press(client: FlaskClient, anchor: str) -> str:
    path = f"/modul/{SLUG}/{anchor}/"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.page(path))  # type: ignore[attr-defined]
    assert token
    response = client.post(f"{path}selesai", data={"csrf_token": token.group(1)})
    assert response.status_code == 302
    return str(response.location)


def test_the_catalogue_shows_the_obligatory_modules_and_a_search_narrows_them(client: FlaskClient) -> None:
    text = client.page("/modul/")  # type: ignore[attr-defined]
    assert "0 dari 3 selesai" in text
    found = client.page("/modul/?q=proses")  # type: ignore[attr-defined]
    assert "Proses" in found
    nothing = client.page("/modul/?q=xyzzy%22%3E")  # type: ignore[attr-defined]
    assert "Tidak ada modul yang memuat" in nothing
    assert '"xyzzy">' not in nothing


def test_a_person_walks_from_the_first_section_to_the_quiz(client: FlaskClient) -> None:
    for anchor, following in zip(anchors(), [*anchors()[1:], None], strict=True):
        location = press(client, anchor)
        assert location == (f"/modul/{SLUG}/{following}/" if following else f"/modul/{SLUG}/")
    text = client.page(f"/modul/{SLUG}/")  # type: ignore[attr-defined]
    assert f"{len(anchors())} dari {len(anchors())} selesai" in text
    assert "Kerjakan kuis modul" in text


def test_home_brings_back_to_where_the_person_was(client: FlaskClient) -> None:
    press(client, anchors()[0])
    text = client.page("/")  # type: ignore[attr-defined]
    assert f"Bagian 2 dari {len(anchors())}" in text
    assert f"/modul/{SLUG}/{anchors()[1]}/" in text


@pytest.mark.parametrize("path", ["/modul/tidak-ada/", f"/modul/{SLUG}/tidak-ada/"])
def test_an_unknown_module_or_section_is_a_page_of_its_own(client: FlaskClient, path: str) -> None:
    assert "Halaman ini tidak ada" in client.page(path, status=404)  # type: ignore[attr-defined]


def test_a_page_of_the_reader_is_for_this_person_alone(client: FlaskClient) -> None:
    response = client.get(f"/modul/{SLUG}/{anchors()[0]}/")
    assert response.headers["Cache-Control"] == "no-store"


def test_the_first_view_of_a_section_is_small(client: FlaskClient) -> None:
    """HTML and critical CSS at most 30 kB packed; first view at most 40 kB in at most 5 requests."""
    path = f"/modul/{SLUG}/{anchors()[0]}/"
    page = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.page(path))  # type: ignore[attr-defined]
    packed = [client.get(one, headers={"Accept-Encoding": "gzip"}) for one in set(linked)]
    assert len(packed) + 1 <= 5
    assert len(page.data) + sum(len(one.data) for one in packed) <= 40_000


def test_a_page_kept_for_all_carries_nobody_elses_form_token(
    client: FlaskClient, published: Flask, factory: Factory
) -> None:
    other = factory.sign_in(published, factory.person(opd=factory.opd()))
    path = f"/modul/{SLUG}/{anchors()[0]}/"
    tokens = [
        re.findall(r'name="csrf_token" value="([^"]+)"', each.page(path))  # type: ignore[attr-defined]
        for each in (client, other, client)
    ]
    assert all(len(set(found)) == 1 for found in tokens)
    assert tokens[0][0].split(".")[0] == tokens[2][0].split(".")[0] != tokens[1][0].split(".")[0]


def test_what_one_person_has_read_is_not_ticked_for_another(
    client: FlaskClient, published: Flask, factory: Factory
) -> None:
    other = factory.sign_in(published, factory.person(opd=factory.opd()))
    path = f"/modul/{SLUG}/{anchors()[1]}/"
    press(client, anchors()[0])
    assert "(selesai)" in client.page(path)  # type: ignore[attr-defined]
    assert "(selesai)" not in other.page(path)  # type: ignore[attr-defined]


def test_html_that_is_rendered_anew_shows_at_once(client: FlaskClient) -> None:
    path = f"/modul/{SLUG}/{anchors()[0]}/"
    assert "kalimat baru" not in client.page(path)  # type: ignore[attr-defined]
    with transaction():
        tables = db.metadata.tables
        session.execute(update(tables["section"]).values(html="<p>kalimat baru</p>"))
        session.execute(update(tables["document_version"]).values(rendered_with="anew"))
    assert "kalimat baru" in client.page(path)  # type: ignore[attr-defined]


def test_a_section_reads_little_once_others_have_opened_it(client: FlaskClient) -> None:
    path = f"/modul/{SLUG}/{anchors()[0]}/"
    client.page(path)  # type: ignore[attr-defined]
    asked: list[str] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    client.page(path)  # type: ignore[attr-defined]
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 2
