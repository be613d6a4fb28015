"""The public pages of the room, read by nobody in particular."""

import pytest
from flask import Flask

from app.db import session, transaction
from app.materials import queries
from app.materials.services import publish_folder
from tests.materials.test_publishing import AT
from tests.materials.texts import SVG, TEXTS, write


@pytest.fixture
def filled(app: Flask, tmp_path) -> Flask:  # type: ignore[no-untyped-def]
    with transaction():
        publish_folder(write(tmp_path, TEXTS), by=None, at=AT)
    return app


def test_the_catalogue_is_for_everybody(filled: Flask) -> None:
    page = filled.test_client().page("/salah-kaprah/")
    assert "2 salah kaprah. Urutan bukan peringkat." in page
    assert "Dengar SPBE, ya usul bikin aplikasi." in page


def test_the_catalogue_can_be_searched(filled: Flask) -> None:
    client = filled.test_client()
    page = client.page("/salah-kaprah/?q=sekretaris+DAERAH")
    assert "1 dari 2 memuat" in page
    assert "ya usul bikin aplikasi" not in page
    assert "Tidak ditemukan" in client.page("/salah-kaprah/?q=%3Cscript%3E")
    assert "<script>" not in client.page("/salah-kaprah/?q=%3Cscript%3E").split("<main")[1]


def test_a_salah_kaprah_is_refuted_on_its_page(filled: Flask) -> None:
    page = filled.test_client().page("/salah-kaprah/spbe-sama-dengan-aplikasi/")
    for words in (
        "Salah kaprah inti",
        "Mengapa menggoda",
        "Aplikasi hanya satu unsur.",
        "Perpres 95/2018",
        "Berlaku. Diperiksa 16 November 2026.",
        "Nomor 4 dan 15",
        "/modul/proses-bisnis/",
        "Selengkapnya: http://localhost/salah-kaprah/spbe-sama-dengan-aplikasi/",
    ):
        assert words in page, words
    assert "readonly" in page


def test_an_unknown_salah_kaprah_is_not_found(filled: Flask) -> None:
    filled.test_client().page("/salah-kaprah/entah/", status=404)


def test_sources_and_terms_have_addresses(filled: Flask) -> None:
    client = filled.test_client()
    sources = client.page("/dasar-hukum/")
    assert 'id="perpres-95-2018"' in sources
    assert sources.count("1 peraturan") == 2  # one in force, one revoked
    revoked = sources[sources.index("Sudah dicabut") :]
    assert (
        'Dicabut dengan <a class="apart" href="#perpres-95-2018">Perpres 95/2018</a>. Naskah resmi belum'
        in revoked
    )
    terms = client.page("/istilah/")
    assert 'id="aplikasi-umum"' in terms
    assert "shared application" in terms


def test_a_picture_may_be_kept_for_ever_and_runs_nothing(filled: Flask) -> None:
    card = queries.modules()[0]
    section = queries.section(card.version_id, "menata-ulang")
    assert section is not None
    address = section.html.split('src="')[1].split('"')[0]
    session.rollback()
    response = filled.test_client().get(address)
    assert (response.status_code, response.mimetype, response.get_data(as_text=True)) == (
        200,
        "image/svg+xml",
        SVG,
    )
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = filled.test_client().get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert filled.test_client().get(address.replace(".svg", ".png")).status_code == 404
    assert filled.test_client().get("/gambar/" + "0" * 64 + ".svg").status_code == 404
