import errno
import re

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.db import session
from app.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.web.access import NotSignedIn, public
from app.web.errors import Trouble
from tests.critic import problems_in_page

JSON = {"Accept": "application/json"}


class WriterElsewhere(Conflict):
    message = "Jawaban sedang ditulis dari perangkat lain."
    reason = "penulis-lain"


def raising(kit: Flask, error: BaseException) -> FlaskClient:
    @kit.route("/uji", methods=["GET", "POST"])
    @public
    def view() -> str:
        raise error

    return kit.test_client()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (Forbidden(), 403),
        (Conflict(), 409),
        (Invalid("Isi tenggatnya. Pilih tanggal setelah hari ini."), 422),
        (NotSignedIn(), 401),
        (WriterElsewhere(), 409),
    ],
)
def test_a_refusal_becomes_a_page_in_its_own_words(kit: Flask, error: DomainError, status: int) -> None:
    response = raising(kit, error).get("/uji")
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert error.message.split(".")[0] in page
    assert not problems_in_page(page)


def test_a_script_gets_the_reason_as_json(kit: Flask) -> None:
    response = raising(kit, WriterElsewhere()).get("/uji", headers=JSON)
    assert response.status_code == 409
    assert response.json == {"alasan": "penulis-lain", "pesan": "Jawaban sedang ditulis dari perangkat lain."}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 429, 503])
def test_every_status_has_a_page_in_the_house_style(kit: Flask, status: int) -> None:
    @kit.get("/uji")
    @public
    def view() -> str:
        abort(status)

    response = kit.test_client().get("/uji")
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert not problems_in_page(page)
    assert "Paham SPBE" in page
    assert "!" not in re.sub(r"<!doctype html>", "", page)


def test_an_unknown_address_offers_the_way_home(client: FlaskClient) -> None:
    page = client.get("/tidak-ada").get_data(as_text=True)
    assert "<h1>Halaman ini tidak ada.</h1>" in page
    assert 'href="/">Ke beranda' in page


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.put("/sehat")
    assert response.status_code in (400, 405)
    assert client.get("/tampilan").status_code == 405
    assert "POST" in client.get("/tampilan").headers["Allow"]


def test_a_missing_slash_is_added_not_refused(kit: Flask) -> None:
    @kit.get("/modul/")
    @public
    def view() -> str:
        return "a"

    assert kit.test_client().get("/modul").status_code == 308


def test_a_failure_gives_a_code_that_also_stands_in_the_log(
    kit: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    response = raising(kit, ZeroDivisionError("pembagi")).get("/uji")
    page = response.get_data(as_text=True)
    assert response.status_code == 500
    assert not problems_in_page(page)
    assert "pembagi" not in page
    code = re.search(r"Kode: ([0-9A-F]{4})", page)
    assert code
    assert f'"code": "{code[1]}"' in capsys.readouterr().err


def test_a_database_that_cannot_write_says_when_to_come_back(kit: Flask) -> None:
    error = OperationalError("insert", {"nip": "1985"}, Exception("database or disk is full"))
    response = raising(kit, error).get("/uji")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Content-Security-Policy" in response.headers
    assert not problems_in_page(response.get_data(as_text=True))
    assert raising_again(kit).status_code == 503


def raising_again(kit: Flask) -> object:
    response = kit.test_client().get("/uji", headers=JSON)
    assert response.json
    assert response.json["alasan"] == "tidak-tersedia"
    assert response.headers["Retry-After"] == "60"
    return response


def test_a_full_disk_is_not_a_fault_of_the_person(kit: Flask) -> None:
    assert raising(kit, OSError(errno.ENOSPC, "no space")).get("/uji").status_code == 503


def test_another_fault_of_the_system_is_a_failure(kit: Flask) -> None:
    assert raising(kit, FileNotFoundError("a")).get("/uji").status_code == 500


def test_the_page_of_a_failure_undoes_what_the_request_began(kit: Flask) -> None:
    @kit.get("/uji")
    @public
    def view() -> str:
        session.execute(text("create table uji (n int)"))
        raise RuntimeError

    client = kit.test_client()
    assert client.get("/uji").status_code == 500
    assert client.get("/uji").status_code == 500  # the table would exist already


def test_the_page_of_a_failure_asks_nothing_of_a_broken_context(kit: Flask) -> None:
    @kit.context_processor
    def places() -> dict[str, object]:
        raise RuntimeError("the database is gone")

    assert raising(kit, OperationalError("select", {}, Exception())).get("/uji").status_code == 503


def test_a_form_that_was_open_too_long_says_so(client: FlaskClient) -> None:
    response = client.post("/tampilan", data={"huruf": "2"})
    assert response.status_code == 400
    assert "terlalu lama terbuka" in response.get_data(as_text=True)
    answer = client.post("/tampilan", headers=JSON).json
    assert answer
    assert answer["alasan"] == "formulir-kedaluwarsa"


def test_a_body_beyond_the_limit_is_413(kit: Flask) -> None:
    kit.config["MAX_CONTENT_LENGTH"] = 10

    @kit.post("/unggah")
    @public
    def view() -> str:
        return str(len(request.get_data()))

    kit.config["WTF_CSRF_CHECK_DEFAULT"] = False
    assert kit.test_client().post("/unggah", data=b"x" * 100).status_code == 413


def test_the_first_sentence_is_the_heading() -> None:
    trouble = Trouble.told(422, "Baris 214, kolom NIP: bukan 18 angka. Ubah format kolom menjadi Teks.")
    assert trouble.headline == "Baris 214, kolom NIP: bukan 18 angka."
    assert trouble.rest == "Ubah format kolom menjadi Teks."
    assert Trouble.told(404, "Satu kalimat.").rest == ""


def test_a_host_that_is_not_ours_is_refused_in_the_house_style(client: FlaskClient) -> None:
    response = client.get("/sehat", headers={"Host": "jahat.example"})
    assert response.status_code == 400
    assert not problems_in_page(response.get_data(as_text=True))
    assert "jahat" not in response.get_data(as_text=True)


def test_whom_the_database_overtook_is_told_so_and_a_script_tries_again(kit: Flask) -> None:
    client = raising(kit, IntegrityError("INSERT", None, Exception("UNIQUE")))
    page = client.get("/uji")
    assert page.status_code == 409
    assert "Keadaannya sudah berubah" in page.get_data(as_text=True)
    assert client.get("/uji", headers=JSON).status_code == 500
