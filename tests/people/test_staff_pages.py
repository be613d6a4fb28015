"""The pages of belonging, walked by the admins of two OPD: each sees own people and nobody else's."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import local_day, now
from app.db import transaction
from app.people import queries, services
from app.people.rules import ExemptionReason, Role
from tests.critic import CriticClient
from tests.factories import Factory

NIP = "198604122010012003"


@dataclass
class Admin:
    """The admin of one OPD at a browser."""

    client: CriticClient
    opd_id: int

    def page(self, path: str, status: int = 200) -> str:
        return self.client.page(path, status)

    def post(self, path: str, **data: str) -> TestResponse:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page("/pegawai/"))
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **data})


@dataclass
class Offices:
    """Two admins, and somebody of the first one's OPD."""

    a: Admin
    b: Admin
    sitti: int


@pytest.fixture
def offices(app: Flask, factory: Factory) -> Offices:
    admins = []
    for code in ("ASAL", "TUJUAN"):
        opd = factory.opd(code)
        person = factory.person(opd=opd, roles={Role.ADMIN_OPD}, name=f"Admin {code}")
        client = factory.sign_in(app, person)
        assert isinstance(client, CriticClient)
        admins.append(Admin(client, opd))
    sitti = factory.person(opd=admins[0].opd_id, name="Sitti Aminah", nip=NIP, surel="sitti@contoh.test")
    return Offices(*admins, sitti)


def propose(offices: Offices, **more: str) -> TestResponse:
    return offices.a.post(f"/pegawai/{offices.sitti}/pindah", opd="TUJUAN", on="2026-06-01", **more)


def waiting(offices: Offices) -> int:
    found = queries.waiting_of(offices.sitti)
    assert found is not None
    return found.id


def home(offices: Offices) -> str | None:
    found = queries.home_opd(offices.sitti, local_day(now()))
    return found.code if found else None


def test_an_admin_sees_own_staff_alone(offices: Offices) -> None:
    assert "Sitti Aminah" in offices.a.page("/pegawai/")
    assert "Sitti Aminah" not in offices.b.page("/pegawai/")
    assert "Sitti Aminah" not in offices.b.page("/pegawai/?q=sitti")
    offices.b.page(f"/pegawai/{offices.sitti}/", 404)
    for act in ("pindah", "keluar", "kecuali", "jenjang", "rangkap"):
        offices.b.page(f"/pegawai/{offices.sitti}/{act}", 404)
        assert offices.b.post(f"/pegawai/{offices.sitti}/{act}", on="2026-06-01").status_code == 404


def test_a_nip_is_searched_without_standing_in_an_address(offices: Offices) -> None:
    assert offices.a.post("/pegawai/", q=NIP).location == f"/pegawai/{offices.sitti}/"
    answer = offices.b.post("/pegawai/", q=NIP)
    assert "Tidak ada pegawai yang cocok" in answer.get_data(as_text=True)


def test_the_receiving_admin_sees_neither_name_nor_nip_until_acceptance(offices: Offices) -> None:
    propose(offices)
    for page in ("/pegawai/mutasi/", f"/pegawai/mutasi/{waiting(offices)}/"):
        text = offices.b.page(page)
        assert "S••• A•••" in text
        assert "Sitti" not in text
        assert "1986" not in text
        assert NIP not in text
    number = waiting(offices)
    offices.b.post(f"/pegawai/mutasi/{number}/terima")
    assert home(offices) == "TUJUAN"
    assert "Sitti Aminah" in offices.b.page(f"/pegawai/{offices.sitti}/")
    offices.a.page(f"/pegawai/{offices.sitti}/", 404)


def test_the_waiting_transfer_stands_on_the_receiving_admins_pages(offices: Offices) -> None:
    propose(offices)
    assert "1 mutasi menunggu persetujuan Anda" in offices.b.page("/pegawai/")
    assert "menunggu persetujuan Anda" not in offices.a.page("/pegawai/")


def test_the_sender_can_neither_accept_nor_refuse(offices: Offices) -> None:
    propose(offices)
    number = waiting(offices)
    offices.a.page(f"/pegawai/mutasi/{number}/", 404)
    assert offices.a.post(f"/pegawai/mutasi/{number}/terima").status_code == 404
    assert offices.a.post(f"/pegawai/mutasi/{number}/tolak", reason="Saya tarik").status_code == 404
    assert offices.b.post(f"/pegawai/mutasi/{number}/tarik").status_code == 404
    assert home(offices) == "ASAL"


def test_a_refusal_needs_a_reason_which_the_sender_reads(offices: Offices) -> None:
    propose(offices)
    number = waiting(offices)
    assert offices.b.post(f"/pegawai/mutasi/{number}/tolak", reason=" ").status_code == 422
    offices.b.post(f"/pegawai/mutasi/{number}/tolak", reason="SK belum kami terima.")
    assert "SK belum kami terima." in offices.a.page("/pegawai/mutasi/")
    assert "Sitti" not in offices.b.page("/pegawai/mutasi/")


def test_a_decided_transfer_says_so(offices: Offices) -> None:
    propose(offices)
    number = waiting(offices)
    offices.b.post(f"/pegawai/mutasi/{number}/tolak", reason="Belum.")
    assert offices.b.post(f"/pegawai/mutasi/{number}/terima").status_code == 409
    assert "sudah diputuskan" in offices.b.page(f"/pegawai/mutasi/{number}/")


def test_an_admin_cannot_skip_the_question_by_an_extra_field(offices: Offices) -> None:
    propose(offices, ask="", state="diterima", scope="")
    assert home(offices) == "ASAL"


@pytest.mark.parametrize(
    ("act", "data", "said"),
    [
        ("pindah", {"opd": "TUJUAN", "on": "31/02/2026"}, "Tanggal ini tidak ada"),
        ("pindah", {"opd": "TIDAK-ADA", "on": "01/06/2026"}, "Pilihan ini tidak ada"),
        ("pindah", {"opd": "TUJUAN", "on": "2035-01-01"}, "lebih dari satu tahun lagi"),
        ("keluar", {"reason": "pensiun", "on": "2020-01-01"}, "06/01/2025"),
        ("kecuali", {"reason": "cuti_sakit", "from_on": "2026-06-09", "to_on": "2026-06-01"}, "lebih awal"),
        (
            "kecuali",
            {"reason": "malas", "from_on": "2026-06-01", "to_on": "2026-06-02"},
            "Pilihan ini tidak ada",
        ),
        ("jenjang", {"level": "pengawas", "on": "2099-01-01"}, "lebih dari satu tahun lagi"),
        ("rangkap", {"opd": "TUJUAN", "from_on": "2026-06-01"}, "Tulis nama jabatannya"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    offices: Offices, act: str, data: dict[str, str], said: str
) -> None:
    answer = offices.a.post(f"/pegawai/{offices.sitti}/{act}", **data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text
    assert home(offices) == "ASAL"
    assert all(value in text for name, value in data.items() if name == "title")


def test_leaving_and_coming_back_by_the_pages(offices: Offices) -> None:
    today = local_day(now()).isoformat()
    offices.a.post(f"/pegawai/{offices.sitti}/keluar", reason="pensiun", on=today)
    assert home(offices) is None
    assert "Tidak lagi tercatat" in offices.a.page(f"/pegawai/{offices.sitti}/")
    offices.a.post(f"/pegawai/{offices.sitti}/keluar/batal")
    assert home(offices) == "ASAL"


def test_an_exemption_is_listed_and_ended_by_the_pages(offices: Offices) -> None:
    path = f"/pegawai/{offices.sitti}/kecuali"
    offices.a.post(path, reason="tugas_belajar", from_on="2026-01-01", to_on="2027-12-31")
    assert "Tugas belajar" in offices.a.page(f"/pegawai/{offices.sitti}/")
    assert "1 pegawai cocok" in offices.a.page("/pegawai/?keadaan=dikecualikan")
    leave = queries.leaves_of(offices.sitti)[0]
    assert offices.b.post(f"{path}/{leave.id}/akhiri").status_code == 404
    offices.a.post(f"{path}/{leave.id}/akhiri")
    assert "Tidak ada pegawai" in offices.a.page("/pegawai/?keadaan=dikecualikan")


def test_an_exemption_of_somebody_else_is_not_ended_through_the_own_person(
    offices: Offices, factory: Factory
) -> None:
    other = factory.person(opd=offices.b.opd_id)
    with transaction():
        leave = services.exempt(
            other,
            from_on=date(2026, 1, 1),
            to_on=date(2027, 1, 1),
            reason=ExemptionReason.CUTI_BESAR,
            by=None,
        )
    answer = offices.a.post(f"/pegawai/{offices.sitti}/kecuali/{leave}/akhiri")
    assert answer.status_code == 404
    assert len(queries.leaves_of(other)) == 1


def test_the_administrator_moves_at_once_and_may_ask(app: Flask, offices: Offices, factory: Factory) -> None:
    client = factory.sign_in(app, factory.person(roles={Role.ADMINISTRATOR}))
    assert isinstance(client, CriticClient)
    administrator = Admin(client, 0)
    administrator.post(f"/pegawai/{offices.sitti}/pindah", opd="TUJUAN", on="2026-06-01", ask="y")
    assert home(offices) == "ASAL"
    administrator.post(f"/pegawai/mutasi/{waiting(offices)}/tarik")
    administrator.post(f"/pegawai/{offices.sitti}/pindah", opd="TUJUAN", on="2026-06-01")
    assert home(offices) == "TUJUAN"


@pytest.mark.parametrize("day", ["0001-01-01", "1026-11-30"])
@pytest.mark.parametrize("act", ["jenjang", "keluar", "pindah"])
def test_a_year_that_nobody_means_is_asked_back(offices: Offices, act: str, day: str) -> None:
    answer = offices.a.post(
        f"/pegawai/{offices.sitti}/{act}", on=day, level="pengawas", reason="pensiun", opd="TUJUAN"
    )
    assert answer.status_code == 422
    assert "Tanggal ini terlalu lama. Periksa tahunnya." in answer.get_data(as_text=True)


def test_a_search_as_long_as_a_book_finds_nobody(offices: Offices) -> None:
    answer = offices.a.post("/pegawai/massal/", tindakan="kecuali", semua="ya", q="A" * 100_000)
    assert "Belum ada orang yang dipilih" in offices.a.page(answer.location)


@pytest.mark.parametrize("words", [NIP, "1003", "Sitti", "Aminah", "sitti@contoh.test"])
def test_no_search_finds_somebody_of_another_opd(offices: Offices, words: str) -> None:
    """By name, address or any part of a NIP, in every box where an admin OPD looks for staff."""
    for path, field in (("/pegawai/", "q"), ("/pegawai/masuk/", "search")):
        own, foreign = (each.post(path, **{field: words}) for each in (offices.a, offices.b))
        assert own.status_code in {200, 303}, path
        assert foreign.status_code in {200, 303}, path
        assert f"/pegawai/{offices.sitti}/" not in foreign.text + str(foreign.location), path
        assert "Sitti Aminah" not in foreign.text, path
    assert "Sitti Aminah" not in offices.b.page(f"/pegawai/?q={words}")


@pytest.mark.parametrize("act", ["pindah", "keluar", "kecuali", "jenjang", "rangkap"])
def test_no_act_reaches_somebody_of_another_opd(offices: Offices, act: str) -> None:
    """Well-formed input too: the foreign person is as unknown as nobody, and nothing changes."""
    before = queries.spells_of(offices.sitti), queries.account(offices.sitti)
    form = {
        "opd": "TUJUAN", "on": "2026-06-01", "unit": "", "reason": "pensiun", "from_on": "2026-06-01",
        "to_on": "2026-06-30", "level": "pimpinan", "title": "Plt.",
    }  # fmt: skip
    foreign = offices.b.post(f"/pegawai/{offices.sitti}/{act}", **form)
    missing = offices.b.post(f"/pegawai/999999/{act}", **form)
    assert foreign.status_code == missing.status_code == 404
    assert (queries.spells_of(offices.sitti), queries.account(offices.sitti)) == before
    assert queries.posts_of(offices.sitti) == []
    assert queries.leaves_of(offices.sitti) == []
