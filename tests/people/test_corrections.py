"""Requests of correction: the clock, who may decide, what accepting changes, and what the person sees."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import audit
from app.clock import local_day, now
from app.db import transaction
from app.people import queries, services
from app.people.rights import AlreadyDecided, CorrectionField, OwnRequest
from app.people.rules import EVERYTHING, Role, Scope
from tests.factories import Factory

NIP = "198501012010011001"


@pytest.fixture
def world(app: Flask, factory: Factory) -> dict[str, int]:
    """Budi of A with his admin, the admin of B, and an administrator."""
    a, b = factory.opd("DINAS-A"), factory.opd("DINAS-B")
    found = {
        "a": a,
        "b": b,
        "budi": factory.person(name="Budi Santosa", opd=a, surel="budi@contoh.test"),
        "admin_a": factory.person(name="Admin A", opd=a, roles={Role.PESERTA}),
        "admin_b": factory.person(name="Admin B", opd=b, roles={Role.PESERTA}),
        "boss": factory.person(name="Rosmini", roles={Role.ADMINISTRATOR}),
    }
    with transaction():
        services.grant_role(found["admin_a"], Role.ADMIN_OPD, opd_id=a, by=None, at=now())
        services.grant_role(found["admin_b"], Role.ADMIN_OPD, opd_id=b, by=None, at=now())
    return found


def post(client: FlaskClient, path: str, data: dict[str, str]) -> TestResponse:
    """Send a form with the token of its page."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/saya/").text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **data})


def asked(client: FlaskClient, field: str = "nama", wanted: str = "Budi Santoso") -> TestResponse:
    return post(client, "/saya/perbaikan", {"field": field, "wanted": wanted, "note": "SK 12"})


def test_a_name_is_asked_accepted_changed_recorded_and_seen(
    app: Flask, world: dict[str, int], factory: Factory
) -> None:
    budi, admin = factory.sign_in(app, world["budi"]), factory.sign_in(app, world["admin_a"])
    assert asked(budi).status_code == 303
    assert "Menunggu" in budi.get("/saya/").text
    page = admin.get("/pegawai/perbaikan/").text
    assert "Budi Santosa" in page
    assert "Sisa 71 jam" in page or "Sisa 72 jam" in page
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    path = f"/pegawai/perbaikan/{waiting.id}/"
    assert "Budi Santoso" in admin.get(path).text
    assert post(admin, path, {"verdict": "terima"}).status_code == 422
    assert post(admin, path, {"verdict": "terima", "reason": "Sesuai SK"}).status_code == 303
    account = queries.account(world["budi"])
    assert account is not None
    assert account.name == "Budi Santoso"
    (entry,) = audit.entries(limit=1)
    assert (entry.actor_id, entry.action) == (world["admin_a"], "accept correction")
    assert entry.changes == (audit.Change("Nama", "Budi Santosa", "Budi Santoso", personal=True),)
    assert "Sesuai SK" in budi.get("/saya/").text


def test_a_refusal_changes_nothing_and_tells_why(app: Flask, world: dict[str, int], factory: Factory) -> None:
    budi, boss = factory.sign_in(app, world["budi"]), factory.sign_in(app, world["boss"])
    asked(budi)
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    post(boss, f"/pegawai/perbaikan/{waiting.id}/", {"verdict": "tolak", "reason": "Tidak ada SK"})
    account = queries.account(world["budi"])
    assert account is not None
    assert account.name == "Budi Santosa"
    assert "Tidak ada SK" in budi.get("/saya/").text


def test_the_admin_of_another_opd_neither_sees_nor_decides(
    app: Flask, world: dict[str, int], factory: Factory
) -> None:
    asked(factory.sign_in(app, world["budi"]))
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    stranger = factory.sign_in(app, world["admin_b"])
    assert "Budi" not in stranger.get("/pegawai/perbaikan/").text
    path = f"/pegawai/perbaikan/{waiting.id}/"
    assert stranger.get(path).status_code == 404
    assert post(stranger, path, {"verdict": "terima", "reason": "x"}).status_code == 404
    assert factory.sign_in(app, world["budi"]).get("/pegawai/perbaikan/").status_code == 403


def test_nobody_decides_on_the_own_data(app: Flask, world: dict[str, int], factory: Factory) -> None:
    admin = factory.sign_in(app, world["admin_a"])
    asked(admin)
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    assert "permintaan Anda sendiri" in admin.get(f"/pegawai/perbaikan/{waiting.id}/").text
    with pytest.raises(OwnRequest):
        services.decide_correction(
            waiting.id, accepted=True, reason="x", scope=EVERYTHING, by=world["admin_a"], at=now()
        )


def test_who_decides_second_is_told_so(app: Flask, world: dict[str, int], factory: Factory) -> None:
    asked(factory.sign_in(app, world["budi"]))
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    scope = Scope(frozenset({world["a"]}))
    with transaction():
        services.decide_correction(
            waiting.id, accepted=False, reason="x", scope=scope, by=world["admin_a"], at=now()
        )
    with pytest.raises(AlreadyDecided):
        services.decide_correction(
            waiting.id, accepted=True, reason="x", scope=EVERYTHING, by=world["boss"], at=now()
        )


@pytest.mark.parametrize(
    ("field", "wanted", "said"),
    [
        ("nip", "123", "NIP harus 18 angka"),
        ("surel", "bukan surel", "Surel ini belum benar"),
        ("jenjang", "raja", "Tulis salah satu"),
        ("nama", "", "Tulis isi yang benar"),
        ("nama", "x" * 201, "paling banyak 200"),
        ("tidak-ada", "x", "tidak ada dalam daftar"),
    ],
)
def test_what_the_register_could_not_keep_is_said_at_once(
    app: Flask, world: dict[str, int], factory: Factory, field: str, wanted: str, said: str
) -> None:
    answer = asked(factory.sign_in(app, world["budi"]), field, wanted)
    assert answer.status_code == 422
    assert said in answer.text
    assert wanted in answer.text


def test_the_same_field_twice_waits_once(app: Flask, world: dict[str, int], factory: Factory) -> None:
    budi = factory.sign_in(app, world["budi"])
    asked(budi)
    again = asked(budi, wanted="Budi S.")
    assert again.status_code == 409
    assert "masih menunggu keputusan" in again.text
    assert asked(budi, "nip", "19850101 201001 1 001").status_code == 303


def test_a_surel_of_somebody_else_is_refused_when_it_would_be_taken(
    app: Flask, world: dict[str, int], factory: Factory
) -> None:
    factory.person(name="Lain", surel="lain@contoh.test")
    asked(factory.sign_in(app, world["budi"]), "surel", "LAIN@contoh.test")
    (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
    boss = factory.sign_in(app, world["boss"])
    answer = post(boss, f"/pegawai/perbaikan/{waiting.id}/", {"verdict": "terima", "reason": "SK"})
    assert answer.status_code == 409
    assert "sudah dipakai orang lain" in answer.text
    assert len(queries.waiting_corrections(EVERYTHING, local_day(now()))) == 1


def test_what_waits_too_long_is_shown_as_late(app: Flask, world: dict[str, int], factory: Factory) -> None:
    with transaction():
        services.ask_correction(
            world["budi"],
            CorrectionField.OPD,
            stood="Dinas A",
            wanted="Dinas B",
            note="",
            at=now() - timedelta(hours=80),
        )
    assert "Terlambat" in factory.sign_in(app, world["boss"]).get("/pegawai/perbaikan/").text
    assert "Terlambat" in factory.sign_in(app, world["budi"]).get("/saya/").text
