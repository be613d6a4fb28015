"""A NIP stands in no address, no log line and no file name, whatever is done with it."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import audit
from app.clock import now
from app.db import transaction
from app.people import queries, services
from app.people.rights import CorrectionField
from app.people.rules import EVERYTHING, Role, masked_nip
from tests.factories import Factory

NIP = "198501012010011001"
OTHER = "199003032015031002"
SPACED = "19850101 201001 1 001"
EIGHTEEN = re.compile(r"\d{18}|\d{8}[ %20+]+\d{6}[ %20+]+\d[ %20+]+\d{3}")


@pytest.fixture
def boss(published: Flask, factory: Factory) -> FlaskClient:
    """An administrator, Budi with a NIP, and a request of his that holds another one."""
    opd = factory.opd("DINAS-X")
    budi = factory.person(name="Budi Santoso", nip=NIP, opd=opd)
    with transaction():
        services.ask_correction(budi, CorrectionField.NIP, stood=NIP, wanted=OTHER, note=SPACED, at=now())
    return factory.sign_in(published, factory.person(roles={Role.ADMINISTRATOR}, opd=opd))


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/kelola/").text)
    assert found
    return found[1]


def addresses_in(page: str) -> list[str]:
    return re.findall(r'(?:href|action|src)="([^"]*)"', page)


def test_whatever_is_done_with_a_nip_it_stays_in_the_body(
    boss: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    csrf = {"csrf_token": token(boss)}
    acts: list[tuple[str, dict[str, object]]] = [
        ("/masuk", {"identifier": NIP, "password": "salah"}),
        ("/kelola/orang/", {"q": NIP}),
        ("/kelola/orang/", {"q": SPACED}),
        ("/kelola/orang/", {"q": "1985"}),
        ("/kelola/audit/", {"pelaku": NIP, "perihal": SPACED}),
        ("/kelola/audit/unduh", {"bentuk": "xlsx", "perihal": NIP}),
        ("/kelola/audit/unduh", {"bentuk": "csv"}),
        ("/pegawai/daftar.xlsx", {}),
        ("/saya/data.zip", {}),
        ("/pegawai/impor/", {"file": (BytesIO(f"Nama;NIP\nA;{OTHER}\n".encode()), f"pegawai-{NIP}.csv")}),
        ("/saya/perbaikan", {"field": "nip", "wanted": OTHER}),
    ]
    for path, data in acts:
        answer = boss.post(path, data={**csrf, **data})
        assert answer.status_code < 500, path
        for header in ("Location", "Content-Disposition"):
            assert not EIGHTEEN.search(answer.headers.get(header, "")), (path, header)
        if answer.mimetype == "text/html":
            assert [each for each in addresses_in(answer.text) if EIGHTEEN.search(each)] == [], path
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert len(lines) >= len(acts)
    assert not EIGHTEEN.search(logged)


def test_no_act_of_the_trail_holds_a_nip(boss: FlaskClient) -> None:
    csrf = {"csrf_token": token(boss)}
    (waiting,) = queries.waiting_corrections(EVERYTHING, now().date())
    boss.post(
        f"/pegawai/perbaikan/{waiting.id}/",
        data={**csrf, "verdict": "terima", "reason": f"Sesuai SK {SPACED}"},
    )
    entries = audit.entries(limit=500)
    assert entries[0].action == "accept correction"
    assert not EIGHTEEN.search(str(entries))
    assert "…002" in entries[0].changes[0].after


@pytest.mark.parametrize("path", ["/kelola/orang/", "/kelola/audit/", "/kelola/", "/pegawai/perbaikan/"])
def test_lists_show_no_whole_nip(boss: FlaskClient, path: str) -> None:
    page = boss.get(path).text
    assert NIP not in page
    assert SPACED not in page
    if path == "/kelola/orang/":
        assert str(masked_nip(NIP)) in page
