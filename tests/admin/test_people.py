"""The list of people: what it shows, what it hides, how it is searched."""

from datetime import date

import pytest

from app.clock import now
from app.db import transaction
from app.people import services
from app.people.rules import Role
from tests.admin.conftest import Administrator
from tests.factories import Factory

NIP = "198503122010011001"


@pytest.fixture
def sitti(admin: Administrator, factory: Factory) -> int:
    """A member of staff whom the tests look for."""
    factory.person(name="Budi Lain", nip="199001012015031007")
    return factory.person(name="Sitti Palu", nip=NIP, surel="sitti@contoh.test", opd=factory.opd("BAPPEDA"))


def test_the_list_shows_opd_and_roles_in_words_and_masks_the_nip(admin: Administrator, sitti: int) -> None:
    page = admin.page("/kelola/orang/")
    assert "1985•••• •••••• • 001" in page
    assert NIP not in page
    assert "Bappeda" in page
    assert "Peserta" in page
    assert "3 orang punya akun." in page


@pytest.mark.parametrize("search", ["sitti", "SITTI@contoh", "Palu"])
def test_a_name_or_an_address_narrows_the_list(admin: Administrator, sitti: int, search: str) -> None:
    answer = admin.post("/kelola/orang/", {"q": search})
    assert answer.status_code == 303
    page = admin.page(answer.location)
    assert "Sitti Palu" in page
    assert "Budi Lain" not in page


def test_a_whole_nip_leads_to_its_person_and_never_into_an_address(admin: Administrator, sitti: int) -> None:
    answer = admin.post("/kelola/orang/", {"q": "19850312 201001 1 001"})
    assert answer.status_code == 303
    assert answer.location == f"/kelola/orang/{sitti}/"


def test_a_few_digits_list_those_whose_nip_holds_them(admin: Administrator, sitti: int) -> None:
    answer = admin.post("/kelola/orang/", {"q": "19"})
    assert answer.status_code == 200
    assert "2 orang cocok" in answer.get_data(as_text=True)


def test_a_search_without_result_says_what_to_try(admin: Administrator) -> None:
    page = admin.page("/kelola/orang/?q=%25_tidak")
    assert "Tidak ada orang yang cocok" in page
    assert "Coba sebagian nama saja" in page


def test_a_role_lists_who_holds_it(admin: Administrator, sitti: int) -> None:
    page = admin.page("/kelola/orang/?peran=administrator")
    assert "1 orang memegang peran Administrator." in page
    assert "Sitti Palu" not in page


def test_a_closed_account_is_marked(admin: Administrator, sitti: int) -> None:
    with transaction():
        services.set_active(sitti, active=False, by=admin.id, at=now())
    assert "Ditutup" in admin.page("/kelola/orang/")


def test_fifty_people_stand_on_a_page_and_the_next_page_goes_on(
    admin: Administrator, factory: Factory
) -> None:
    for number in range(55):
        factory.person(name=f"Pegawai {number:02}")
    first, second = admin.page("/kelola/orang/"), admin.page("/kelola/orang/?halaman=2")
    assert "Pegawai 49" in first
    assert "Pegawai 50" not in first
    assert "Pegawai 50" in second
    assert "51–56 dari 56" in second
    admin.page("/kelola/orang/?halaman=3", status=404)


def test_the_page_of_a_person_shows_where_they_belonged(
    admin: Administrator, sitti: int, factory: Factory
) -> None:
    with transaction():
        services.move(sitti, to_opd_id=factory.opd("DINKES"), on=date(2026, 3, 1), by=admin.id)
    page = admin.page(f"/kelola/orang/{sitti}/")
    page = page[page.index("Riwayat OPD") :]
    assert page.index("Dinas DINKES") < page.index("Dinas BAPPEDA")
    assert "sebelum 1 Mar 2026" in page


def test_a_person_who_does_not_exist_is_not_found(admin: Administrator) -> None:
    for path in ("", "tutup", "buka", "peran/1/cabut"):
        admin.page(f"/kelola/orang/999/{path}", status=404)
    for path in ("tutup", "buka", "tautan", "peran", "peran/1/cabut"):
        answer = admin.post(f"/kelola/orang/999/{path}", {"role": "peserta", "opd": ""})
        assert answer.status_code == 404, path


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_enters(admin: Administrator, factory: Factory, role: Role) -> None:
    opd = factory.opd()
    client = factory.sign_in(admin.client.application, factory.person(roles={role}, opd=opd))
    for path in ("", "orang/", f"orang/{admin.id}/", "opd/", "audit/"):
        assert client.get(f"/kelola/{path}").status_code == 403
