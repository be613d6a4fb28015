"""Own sessions and password: listed, ended, limited, never within a quiz; who is slowed, and who is not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import now
from app.db import session, transaction
from app.materials import queries as materials
from app.people import queries, services
from app.people.models import Person, SignInSession
from app.people.rules import Role
from app.people.rules.throttle import network_of
from app.people.services import Place
from tests.conftest import Databases, app_on
from tests.factories import Factory
from tests.people.test_sign_in import PASSWORD, token_of, try_in

NEW = "sore hujan di talise"


@pytest.fixture
def account(published: Flask, factory: Factory) -> int:
    person = factory.person(surel="sitti@contoh.test", opd=factory.opd())
    with transaction():
        services.set_password_hash(person, services.hash_password(PASSWORD), at=now())
    return person


def change(client: FlaskClient, current: str, new: str) -> tuple[int, str]:
    data = {"csrf_token": token_of(client, "/saya/sandi"), "current": current, "password": new}
    response = client.post("/saya/sandi", data=data)
    return response.status_code, response.get_data(as_text=True)


def test_changing_the_password_ends_the_others_and_keeps_this_one(published: Flask, account: int) -> None:
    here, there = published.test_client(), published.test_client()
    for client in (here, there):
        try_in(client, "sitti@contoh.test", PASSWORD)
    assert change(here, PASSWORD, NEW)[0] == 303
    assert here.get("/saya/").status_code == 200
    assert there.get("/saya/").status_code == 302
    assert try_in(there, "sitti@contoh.test", NEW).status_code == 302


def test_the_present_password_is_asked_for_and_its_guessing_slowed(published: Flask, account: int) -> None:
    client = published.test_client()
    try_in(client, "sitti@contoh.test", PASSWORD)
    statuses = [change(client, "salah sama sekali", NEW)[0] for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert try_in(published.test_client(), "sitti@contoh.test", PASSWORD).status_code == 302


def test_a_weak_new_password_is_refused_with_its_reason(published: Flask, account: int) -> None:
    client = published.test_client()
    try_in(client, "sitti@contoh.test", PASSWORD)
    status, text = change(client, PASSWORD, "Indonesia12345")
    assert status == 422
    assert "mudah ditebak" in text


def test_all_other_sessions_end_with_one_button(published: Flask, account: int, factory: Factory) -> None:
    mine, other = factory.sign_in(published, account), factory.sign_in(published, account)
    assert "Akhiri semua yang lain" in mine.page("/saya/")
    data = {"csrf_token": token_of(mine, "/saya/")}
    assert mine.post("/saya/sesi/akhiri", data=data).status_code == 303
    assert other.get("/saya/").status_code == 302
    assert mine.get("/saya/").status_code == 200


def running_quiz(app: Flask, factory: Factory, person: int) -> tuple[FlaskClient, str]:
    client = factory.sign_in(app, person)
    slug = materials.modules()[0].quiz_slug
    path = f"/kuis/{slug}/"
    begun = client.post(f"{path}mulai", data={"csrf_token": token_of(client, "/saya/")})
    assert begun.status_code in {302, 303}, begun.status_code
    return client, str(begun.location)


@pytest.mark.parametrize("limit", ["last_seen_at", "expires_at"])
def test_no_limit_cuts_a_running_quiz_and_it_opens_nothing_else(
    published: Flask, factory: Factory, limit: str
) -> None:
    person = factory.person(opd=factory.opd(), roles={Role.PESERTA, Role.NARASUMBER})
    client, place = running_quiz(published, factory, person)
    idle = {"last_seen_at": now() - timedelta(hours=13), "expires_at": now() - timedelta(minutes=5)}
    with transaction():
        session.execute(update(SignInSession).values({limit: idle[limit]}))
    assert client.get(place, follow_redirects=True).status_code == 200
    assert client.get("/studio/").status_code == 403
    with transaction():
        session.execute(update(SignInSession).values({limit: now() - timedelta(hours=40)}))
    assert client.get("/saya/").status_code == 302


def test_without_a_quiz_the_limits_end_the_session(published: Flask, account: int, factory: Factory) -> None:
    client = factory.sign_in(published, account)
    with transaction():
        session.execute(update(SignInSession).values(expires_at=now() - timedelta(seconds=1)))
    assert client.get("/saya/").status_code == 302


def test_a_device_is_known_by_person_whatever_name_was_typed(published: Flask, factory: Factory) -> None:
    """Came in by link or NIP, is guessed at by surel: the owner's device is not slowed."""
    person = factory.person(nip="198501012010011001", surel="sitti@contoh.test", opd=factory.opd())
    with transaction():
        token = services.make_entry_link(person, by=None, at=now())
    owner = published.test_client()
    path = f"/sandi/{token}"
    owner.post(path, data={"csrf_token": token_of(owner, path), "password": PASSWORD})
    owner.post("/keluar", data={"csrf_token": token_of(owner, "/saya/")})
    stranger = published.test_client()
    statuses = [try_in(stranger, "sitti@contoh.test", f"tebakan {n}").status_code for n in range(8)]
    assert statuses[-1] == 429
    assert try_in(stranger, "198501012010011001", PASSWORD).status_code == 429
    assert try_in(owner, "198501012010011001", PASSWORD).status_code == 302


def test_a_stranger_elsewhere_does_not_slow_the_owner_on_a_new_device(published: Flask, account: int) -> None:
    stranger, owner = published.test_client(), published.test_client()
    statuses = [try_in(stranger, "sitti@contoh.test", f"tebakan {n}").status_code for n in range(8)]
    assert statuses[-1] == 429
    data = {"csrf_token": token_of(owner), "identifier": "sitti@contoh.test", "password": PASSWORD}
    response = owner.post("/masuk", data=data, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert response.status_code == 302


def test_a_thousand_guesses_from_everywhere_are_slowed_and_the_owner_gets_in(
    published: Flask, account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guesses from a thousand addresses at once; the check of a hash itself is left out, for time's sake."""
    at = now()
    monkeypatch.setattr("app.people.services.signing_in.fits_hash", lambda *_: False)
    looked_at, longest = 0, 0
    for number in range(1000):
        place = Place(network_of(f"198.51.{number % 250}.{number // 250}"))
        try:
            guess(at, place)
        except services.signing_in.WrongCredentials:
            looked_at += 1
        except services.signing_in.TooManyTries as slowed:
            longest = max(longest, slowed.seconds)
    assert looked_at <= 61
    assert longest <= 60
    monkeypatch.undo()
    mark = services.person_mark(account, "p")
    assert guess(at, Place("203.0.113.9", "ponsel", frozenset({mark})), PASSWORD) == account
    later = at + timedelta(seconds=60)
    assert guess(later, Place("203.0.113.9"), PASSWORD) == account


def guess(at, place: Place, password: str = "tebakan") -> int:  # type: ignore[no-untyped-def]
    return services.authenticate(
        identifier="sitti@contoh.test", password=password, at=at, pepper="p", place=place
    )


def test_a_place_is_an_address_or_the_network_of_an_ipv6_customer() -> None:
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of(None) == "?"


@pytest.fixture
def strict(databases: Databases, published_template: str) -> Iterator[Flask]:
    """Where an auditor insists on age."""
    yield from app_on(databases, published_template, PAHAM_PASSWORD_DAYS="90", PAHAM_PASSWORD_MIX="on")


def test_an_old_password_is_replaced_at_sign_in_where_an_auditor_insists(
    strict: Flask, factory: Factory
) -> None:
    person = factory.person(surel="sitti@contoh.test")
    with transaction():
        services.set_password_hash(person, services.hash_password(PASSWORD), at=now())
        session.execute(update(Person).values(password_set_at=now() - timedelta(days=91)))
    client = strict.test_client()
    place = try_in(client, "sitti@contoh.test", PASSWORD).location
    assert place.startswith("/sandi/")
    assert client.get("/saya/").status_code == 302
    assert "berlaku 90 hari" in client.page(place)
    data = {"csrf_token": token_of(client, place), "password": "kopi di tepi teluk"}
    assert client.post(place, data=data).status_code == 422
    data["password"] = "Kopi 7 gelas di tepi teluk"
    assert client.post(place, data=data).location == "/"
    assert client.get("/saya/").status_code == 200
    assert queries.password_set_at(person) is not None
