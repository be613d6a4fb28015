"""The second step, as a browser takes it: set up, asked for, replayed, throttled, lost and reset."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import now
from app.db import session, transaction
from app.people import queries, services
from app.people.models import RecoveryCode, SecondFactor
from app.people.rules import Role
from tests.conftest import Databases, app_on
from tests.factories import Factory
from tests.people.test_sign_in import PASSWORD, token_of, try_in


@pytest.fixture
def strict(databases: Databases, published_template: str) -> Iterator[Flask]:
    """The product where the second step is required, as in production."""
    yield from app_on(databases, published_template, PAHAM_TOTP="required")


def administrator(factory: Factory) -> int:
    person = factory.person(surel="admin@contoh.test", roles={Role.ADMINISTRATOR, Role.PESERTA})
    with transaction():
        services.set_password_hash(person, services.hash_password(PASSWORD), at=now())
    return person


def shown_secret(client: FlaskClient) -> str:
    found = re.search(r'id="kunci">([A-Z2-7 ]+)<', client.get("/saya/verifikasi/").get_data(as_text=True))
    assert found
    return found.group(1).replace(" ", "")


def code_of(secret: str, at: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(at or now())


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """Turn the second step on; the secret and the recovery codes."""
    secret = shown_secret(client)
    data = {"csrf_token": token_of(client, "/saya/verifikasi/"), "code": code_of(secret)}
    text = client.post("/saya/verifikasi/", data=data).get_data(as_text=True)
    codes = re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", text)
    assert len(codes) == 8
    return secret, codes


def forget_last_step() -> None:
    """As if the thirty seconds of the set-up were over."""
    with transaction():
        session.query(SecondFactor).update({"last_step": 0})


def halfway(app: Flask) -> FlaskClient:
    client = app.test_client()
    response = try_in(client, "admin@contoh.test", PASSWORD)
    assert response.location == "/masuk/kode"
    return client


def type_code(client: FlaskClient, code: str) -> int:
    return client.post(
        "/masuk/kode", data={"csrf_token": token_of(client, "/masuk/kode"), "code": code}
    ).status_code


def test_who_must_have_it_is_led_to_set_it_up_and_learning_stays_open(
    strict: Flask, factory: Factory
) -> None:
    client = factory.sign_in(strict, administrator(factory))
    assert client.get("/kelola/").location == "/saya/verifikasi/"
    assert client.post("/kelola/orang/", data={"csrf_token": token_of(client, "/saya/")}).status_code == 400
    assert client.get("/modul/").status_code == 200
    assert "Peran Anda mewajibkannya" in client.page("/saya/verifikasi/")
    set_up(client)
    assert client.get("/kelola/").status_code == 200


def test_who_need_not_is_not_asked(strict: Flask, factory: Factory) -> None:
    client = factory.sign_in(strict, factory.person(roles={Role.NARASUMBER}))
    assert client.get("/studio/").status_code == 200
    secret, _ = set_up(client)
    forget_last_step()
    data = {"csrf_token": token_of(client, "/saya/verifikasi/"), "code": code_of(secret)}
    assert client.post("/saya/verifikasi/matikan", data=data).status_code == 303
    assert "Aktifkan verifikasi" in client.page("/saya/verifikasi/")


def test_the_password_alone_opens_nothing_and_the_code_opens_all(strict: Flask, factory: Factory) -> None:
    secret, _ = set_up(factory.sign_in(strict, administrator(factory)))
    client = halfway(strict)
    assert (client.get("/saya/").location or "").startswith("/masuk")
    forget_last_step()
    assert type_code(client, "000000") == 422
    assert type_code(client, code_of(secret)) == 302
    assert client.get("/kelola/").status_code == 200


def test_a_code_works_once(strict: Flask, factory: Factory) -> None:
    secret, _ = set_up(factory.sign_in(strict, administrator(factory)))
    forget_last_step()
    code = code_of(secret)
    assert type_code(halfway(strict), code) == 302
    assert type_code(halfway(strict), code) == 422


def test_the_code_that_set_it_up_does_not_sign_in(strict: Flask, factory: Factory) -> None:
    secret, _ = set_up(factory.sign_in(strict, administrator(factory)))
    older = code_of(secret, now() - timedelta(seconds=30))
    assert type_code(halfway(strict), older) == 422


def test_a_recovery_code_works_once_and_is_stored_as_a_hash(strict: Flask, factory: Factory) -> None:
    _, codes = set_up(factory.sign_in(strict, administrator(factory)))
    assert type_code(halfway(strict), codes[0].lower().replace("-", " ")) == 302
    assert type_code(halfway(strict), codes[0]) == 422
    kept = " ".join(row.code_hash for row in session.query(RecoveryCode))
    assert not any(code in kept for code in codes)


def test_six_digits_are_not_guessed(strict: Flask, factory: Factory) -> None:
    secret, _ = set_up(factory.sign_in(strict, administrator(factory)))
    forget_last_step()
    client = halfway(strict)
    statuses = [type_code(client, f"{n:06}") for n in range(12)]
    assert statuses == [422] * 5 + [429] * 7
    assert type_code(client, code_of(secret)) == 429


def test_the_secret_is_not_readable_in_the_database(strict: Flask, factory: Factory) -> None:
    secret, _ = set_up(factory.sign_in(strict, administrator(factory)))
    sealed = session.query(SecondFactor).one().sealed_secret
    assert secret.encode() not in sealed


def test_under_another_key_the_person_reads_what_to_ask_for_and_the_doctor_says_it(
    strict: Flask, factory: Factory
) -> None:
    """As after a restore without the key: neither a code nor a recovery code can fit."""
    set_up(factory.sign_in(strict, administrator(factory)))
    assert services.opens_second_steps(strict.config["PAHAM"].secret_key)
    strict.config["SECRET_KEY"] = "kunci-lain-" + "z" * 40
    strict.config["PAHAM"] = replace(strict.config["PAHAM"], secret_key=strict.config["SECRET_KEY"])
    client = strict.test_client()
    data = {"csrf_token": token_of(client, "/masuk"), "identifier": "admin@contoh.test", "password": PASSWORD}
    assert client.post("/masuk", data=data).location == "/masuk/kode"
    data = {"csrf_token": token_of(client, "/masuk/kode"), "code": "123456"}
    answer = client.post("/masuk/kode", data=data)
    assert answer.status_code == 422
    assert "kunci server berganti" in answer.get_data(as_text=True)
    told = strict.test_cli_runner().invoke(args=["doctor"]).stdout
    assert "PERLU  Kunci rahasia: bukan kunci yang menyimpan verifikasi dua langkah" in told


def test_a_one_time_link_does_not_pass_by_the_second_step(strict: Flask, factory: Factory) -> None:
    person = administrator(factory)
    set_up(factory.sign_in(strict, person))
    with transaction():
        token = services.make_entry_link(person, by=None, at=now())
    client = strict.test_client()
    data = {"csrf_token": token_of(client, f"/sandi/{token}"), "password": "sore hujan di talise"}
    assert client.post(f"/sandi/{token}", data=data).location == "/masuk/kode"
    assert (client.get("/saya/").location or "").startswith("/masuk")


def test_a_lost_phone_is_reset_by_another_administrator_alone(strict: Flask, factory: Factory) -> None:
    lost = administrator(factory)
    theirs = factory.sign_in(strict, lost)
    set_up(theirs)
    helper = factory.sign_in(strict, factory.person(roles={Role.ADMINISTRATOR}))
    set_up(helper)
    path = f"/kelola/orang/{lost}/verifikasi"
    assert theirs.post(path, data={"csrf_token": token_of(theirs, "/saya/")}).status_code == 409
    assert "Atur ulang verifikasi dua langkah" in helper.page(path)
    assert helper.post(path, data={"csrf_token": token_of(helper, path)}).status_code == 303
    assert queries.second_factor(lost) is None
    assert theirs.get("/saya/").status_code == 302
    assert "reset second step" in helper.page("/kelola/audit/") or "Mengatur ulang" in helper.page(
        "/kelola/audit/"
    )


def test_halfway_ends_after_minutes(strict: Flask, factory: Factory) -> None:
    set_up(factory.sign_in(strict, administrator(factory)))
    client = halfway(strict)
    with client.session_transaction() as cookie:
        cookie["separuh_jalan"] = [int(now().timestamp()) - 601, *cookie["separuh_jalan"][1:]]
    assert client.get("/masuk/kode").location == "/masuk"


def test_a_role_that_needs_it_keeps_it(strict: Flask, factory: Factory) -> None:
    client = factory.sign_in(strict, administrator(factory))
    secret, _ = set_up(client)
    forget_last_step()
    data = {"csrf_token": token_of(client, "/saya/verifikasi/"), "code": code_of(secret)}
    assert client.post("/saya/verifikasi/matikan", data=data).status_code == 409
