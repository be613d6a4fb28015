"""Ways back in without a password: code, link, message; for the own staff only."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app import create_app
from app.clock import now
from app.db import db, session, transaction
from app.people import services
from app.people.mailing import MailFailed, entry_mail, send
from app.people.models import EntryCode
from app.people.rules import Role
from tests.conftest import Databases, settings_for
from tests.factories import Factory
from tests.people.test_sign_in import PASSWORD, token_of, try_in

NIP = "198501012010011001"


class Office:
    """Two OPD with an admin and a member of staff each, and somebody of more rank in the first."""

    def __init__(self, factory: Factory) -> None:
        self.opd, self.other_opd = factory.opd(), factory.opd()
        self.staff = factory.person(opd=self.opd, nip=NIP, surel="sitti@contoh.test", name="Sitti Nur'aini")
        self.stranger = factory.person(opd=self.other_opd, name="Orang Lain")
        self.ruler = factory.person(opd=self.opd, roles={Role.PIMPINAN, Role.PESERTA})
        self.admin = factory.person(opd=self.opd, roles={Role.ADMIN_OPD})
        self.administrator = factory.person(roles={Role.ADMINISTRATOR})


@pytest.fixture
def office(published: Flask, factory: Factory) -> Office:
    return Office(factory)


def press(client: FlaskClient, person: int, way: str) -> tuple[int, str]:
    data = {"csrf_token": token_of(client, "/saya/")}
    response = client.post(f"/pegawai/{person}/masuk/{way}", data=data)
    return response.status_code, response.get_data(as_text=True)


def code_for(app: Flask, factory: Factory, office: Office) -> str:
    status, text = press(factory.sign_in(app, office.admin), office.staff, "kode")
    found = re.search(r'class="secret[^>]*>([A-Z2-9]{4}-[A-Z2-9]{4})<', text)
    assert status == 200
    assert found
    return found.group(1)


def redeem(client: FlaskClient, identifier: str, code: str) -> tuple[int, str | None, str]:
    data = {"csrf_token": token_of(client, "/sandi/"), "identifier": identifier, "code": code}
    response = client.post("/sandi/", data=data)
    return response.status_code, response.location, response.get_data(as_text=True)


def test_nip_and_code_lead_to_a_new_password(published: Flask, factory: Factory, office: Office) -> None:
    code = code_for(published, factory, office)
    client = published.test_client()
    status, location, _ = redeem(client, "19850101 201001 1 001", code.lower().replace("-", " "))
    assert status == 303
    assert location
    assert "Sitti Nur&#39;aini, buat kata sandi Anda" in client.page(location)
    data = {"csrf_token": token_of(client, location), "password": PASSWORD}
    assert client.post(location, data=data).location == "/"
    assert client.get("/saya/").status_code == 200
    assert redeem(published.test_client(), NIP, code)[0] == 422


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(
    published: Flask, factory: Factory, office: Office
) -> None:
    first, second = code_for(published, factory, office), code_for(published, factory, office)
    assert redeem(published.test_client(), NIP, first)[0] == 422
    with transaction():
        session.execute(update(EntryCode).values(expires_at=now() - timedelta(seconds=1)))
    assert redeem(published.test_client(), NIP, second)[0] == 422


def test_a_code_is_for_one_person(published: Flask, factory: Factory, office: Office) -> None:
    code = code_for(published, factory, office)
    assert redeem(published.test_client(), "orang.lain@contoh.test", code)[0] == 422


def test_known_and_unknown_look_the_same_and_both_are_slowed(published: Flask, office: Office) -> None:
    client = published.test_client()

    def plain(identifier: str) -> list[str]:
        pages = [redeem(client, identifier, "AAAA-2222") for _ in range(7)]
        texts = [re.sub(r'value="[^"]*"|\d+ detik', "", text) for _, _, text in pages]
        return [f"{status} {text}" for (status, _, _), text in zip(pages, texts, strict=True)]

    known, unknown = plain(NIP), plain("199001012020011009")
    assert known == unknown
    assert known[-1].startswith("429")


def test_what_was_typed_is_kept(published: Flask, office: Office) -> None:
    assert f'value="{NIP}"' in redeem(published.test_client(), NIP, "AAAA-2222")[2]


def test_an_admin_opd_helps_own_staff_alone(published: Flask, factory: Factory, office: Office) -> None:
    client = factory.sign_in(published, office.admin)
    assert "Sitti Nur" in client.page(f"/pegawai/{office.staff}/masuk/")
    for way in ("tautan", "kode"):
        assert press(client, office.staff, way)[0] == 200
        assert press(client, office.stranger, way)[0] == 404
    missing = client.get("/pegawai/999999/masuk/")
    foreign = client.get(f"/pegawai/{office.stranger}/masuk/")
    assert missing.status_code == foreign.status_code == 404
    plain = [
        re.sub(r'/pegawai/\d+/|value="[^"]*"', "", page.get_data(as_text=True)) for page in (missing, foreign)
    ]
    assert plain[0] == plain[1]


def test_an_admin_opd_cannot_open_an_account_that_may_more(
    published: Flask, factory: Factory, office: Office
) -> None:
    client = factory.sign_in(published, office.admin)
    assert "Hanya administrator" in client.page(f"/pegawai/{office.ruler}/masuk/")
    for way in ("tautan", "kode"):
        assert press(client, office.ruler, way)[0] == 403
        assert press(client, office.admin, way)[0] == 403
    assert press(factory.sign_in(published, office.administrator), office.ruler, "tautan")[0] == 200


def test_another_role_does_not_widen_whom_an_admin_opd_helps(
    published: Flask, factory: Factory, office: Office
) -> None:
    both = factory.person(opd=office.opd, roles={Role.ADMIN_OPD, Role.NARASUMBER, Role.PIMPINAN})
    client = factory.sign_in(published, both)
    assert press(client, office.staff, "tautan")[0] == 200
    assert press(client, office.stranger, "tautan")[0] == 404


def test_a_search_finds_own_staff_by_name_or_nip_and_nobody_else(
    published: Flask, factory: Factory, office: Office
) -> None:
    client = factory.sign_in(published, office.admin)

    def found(words: str) -> str:
        data = {"csrf_token": token_of(client, "/pegawai/masuk/"), "search": words}
        return client.post("/pegawai/masuk/", data=data).get_data(as_text=True)

    assert "Sitti Nur" in found("nur'aini")
    assert "Sitti Nur" in found("19850101 201001")
    assert "Tidak ada pegawai" in found("orang lain")
    assert "Tidak ada pegawai" in found("%")


def test_a_closed_account_gets_no_way_in(published: Flask, factory: Factory, office: Office) -> None:
    with transaction():
        token = services.make_entry_link(office.staff, by=None, at=now())
        services.set_active(office.staff, active=False, by=office.administrator, at=now())
    assert published.test_client().get(f"/sandi/{token}").status_code == 404
    assert press(factory.sign_in(published, office.admin), office.staff, "kode")[0] == 409


# E-mail, against a server of our own that speaks just enough SMTP.


class Letters(socketserver.ThreadingTCPServer):
    """Takes messages over, or hangs."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, *, hangs: bool = False) -> None:
        self.taken: list[str] = []
        self.arrived, self.hangs = threading.Event(), hangs
        super().__init__(("127.0.0.1", 0), Speaker)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}/?from=paham@contoh.test"


class Speaker(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        server: Letters = self.server  # type: ignore[assignment]
        if server.hangs:
            server.arrived.wait(30)
            return
        self.wfile.write(b"220 siap\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 silakan\r\n")
                body = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    body += more
                server.taken.append(body.decode())
                server.arrived.set()
            self.wfile.write(b"250 baik\r\n" if not line.upper().startswith(b"QUIT") else b"221 sudah\r\n")


class Quiet(FlaskClient):
    """A client with a context of its own, but no critic: a thread of the product writes beside its GETs."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


def mailing(databases: Databases, template: str, url: str) -> Iterator[Flask]:
    address = databases.new("surel", template)
    app = create_app(settings_for(address, PAHAM_MAIL_URL=url))
    app.test_client_class = Quiet
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


@pytest.fixture
def letters() -> Iterator[Letters]:
    server = Letters()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def posted(databases: Databases, published_template: str, letters: Letters) -> Iterator[Flask]:
    yield from mailing(databases, published_template, letters.url)


def ask_by_mail(client: FlaskClient, identifier: str) -> tuple[int, str]:
    token = token_of(client, "/sandi/")
    response = client.post("/sandi/surel", data={"csrf_token": token, "surat-identifier": identifier})
    return response.status_code, re.sub(r'"[^"]*"', "", client.get("/sandi/").get_data(as_text=True))


def test_a_message_brings_a_link_that_works(posted: Flask, factory: Factory, letters: Letters) -> None:
    Office(factory)
    client = posted.test_client()
    known = ask_by_mail(client, NIP)
    assert letters.arrived.wait(10)
    found = re.search(r"http://localhost(/sandi/\S+)", letters.taken[0].replace("=\r\n", ""))
    assert found
    assert client.get(found.group(1)).status_code == 200
    assert "To: sitti@contoh.test" in letters.taken[0]
    assert known == ask_by_mail(posted.test_client(), "tidak.ada@contoh.test")
    assert len(letters.taken) == 1


def test_a_letter_box_is_not_filled(posted: Flask, factory: Factory) -> None:
    Office(factory)
    client = posted.test_client()
    assert [ask_by_mail(client, NIP)[0] for _ in range(6)] == [303] * 5 + [429]


def test_a_stranger_who_asks_spends_no_link_that_an_admin_sent(
    posted: Flask, factory: Factory, letters: Letters
) -> None:
    office = Office(factory)
    with transaction():
        token = services.make_entry_link(office.staff, by=None, at=now())
    ask_by_mail(posted.test_client(), NIP)
    assert letters.arrived.wait(10)
    assert posted.test_client().get(f"/sandi/{token}").status_code == 200


def test_an_admin_sees_that_the_message_left_or_that_it_did_not(
    posted: Flask, factory: Factory, letters: Letters
) -> None:
    office = Office(factory)
    client = factory.sign_in(posted, office.admin)
    assert press(client, office.staff, "surel")[0] == 303
    path = f"/pegawai/{office.staff}/masuk/"
    assert "sudah dikirim ke surel Sitti" in client.get(path).get_data(as_text=True)
    letters.shutdown()
    letters.server_close()
    assert press(client, office.staff, "surel")[0] == 303
    page = client.get(path).get_data(as_text=True)
    assert "Surel tidak terkirim" in page
    assert "Buat tautan masuk" in page


def test_a_server_that_does_not_answer_is_given_up_after_five_seconds() -> None:
    server = Letters(hangs=True)
    began = time.monotonic()
    with pytest.raises(MailFailed):
        send(server.url, entry_mail("sitti@contoh.test", "http://localhost/"))
    assert time.monotonic() - began < 8
    server.arrived.set()
    server.shutdown()
    server.server_close()


def test_without_a_mail_server_there_is_no_such_form(published: Flask, office: Office) -> None:
    client = published.test_client()
    assert "Dengan surel" not in client.page("/sandi/")
    assert client.post("/sandi/surel", data={"csrf_token": token_of(client, "/sandi/")}).status_code == 303


def test_sign_in_names_the_way_back(published: Flask, office: Office) -> None:
    assert 'href="/sandi/"' in published.test_client().page("/masuk")
    assert try_in(published.test_client(), NIP, PASSWORD).status_code == 422
