"""What an administrator does to an account, and what nobody may do to the own one."""

import re

import pytest

from app import audit
from app.clock import now
from app.db import transaction
from app.people import queries, services
from app.people.rules import LastAdministrator, Role
from app.people.services.looking import LOOK
from tests.admin.conftest import Administrator
from tests.factories import Factory


@pytest.fixture
def budi(admin: Administrator, factory: Factory) -> int:
    """A member of staff upon whose account the acts are tried."""
    return factory.person(name="Budi Santoso", opd=factory.opd("DINKES"), surel="budi@contoh.test")


def last_act() -> tuple[int | None, str, str, str]:
    """The newest act; who only looked at the person's page did nothing to it."""
    entry = next(each for each in audit.entries(limit=5) if each.action != LOOK)
    changed = ", ".join(f"{each.before} → {each.after}" for each in entry.changes)
    return entry.actor_id, entry.action, entry.subject, changed


def roles(person_id: int) -> set[Role]:
    return {grant.role for grant in queries.grants_of(person_id)}


def grant_id(person_id: int, role: Role) -> int:
    return next(grant.id for grant in queries.grants_of(person_id) if grant.role is role)


def test_closing_asks_with_the_name_and_changes_nothing_yet(admin: Administrator, budi: int) -> None:
    assert "Tutup akun Budi Santoso?" in admin.page(f"/kelola/orang/{budi}/tutup")
    account = queries.account(budi)
    assert account is not None
    assert account.active


def test_closing_signs_the_person_out_and_is_recorded(
    admin: Administrator, budi: int, factory: Factory
) -> None:
    other = factory.sign_in(admin.client.application, budi)
    answer = admin.post(f"/kelola/orang/{budi}/tutup")
    assert answer.status_code == 303
    assert "Akun Budi Santoso sudah ditutup." in admin.page(answer.location)
    assert queries.open_sessions(budi, now()) == []
    assert "/masuk" in other.get("/saya/").location
    assert last_act() == (admin.id, "close account", f"person:{budi}", "aktif → ditutup")


def test_closing_twice_is_recorded_once(admin: Administrator, budi: int) -> None:
    admin.post(f"/kelola/orang/{budi}/tutup")
    admin.post(f"/kelola/orang/{budi}/tutup")
    assert audit.count(audit.AuditFilter(action="close account")) == 1


def test_a_closed_account_can_be_opened_again(admin: Administrator, budi: int) -> None:
    admin.post(f"/kelola/orang/{budi}/tutup")
    assert "Buka lagi akun Budi Santoso?" in admin.page(f"/kelola/orang/{budi}/buka")
    admin.post(f"/kelola/orang/{budi}/buka")
    account = queries.account(budi)
    assert account is not None
    assert account.active
    assert last_act()[1] == "open account"


def test_nobody_closes_the_own_account(admin: Administrator) -> None:
    assert "Akun Anda sendiri tidak dapat Anda tutup." in admin.page(f"/kelola/orang/{admin.id}/tutup", 409)
    assert admin.post(f"/kelola/orang/{admin.id}/tutup").status_code == 409
    assert "Tutup akun" not in admin.page(f"/kelola/orang/{admin.id}/")


def test_nobody_revokes_the_own_role_of_administrator(admin: Administrator) -> None:
    path = f"/kelola/orang/{admin.id}/peran/{grant_id(admin.id, Role.ADMINISTRATOR)}/cabut"
    assert "milik Anda sendiri tidak dapat Anda cabut" in admin.page(path, 409)
    assert admin.post(path).status_code == 409
    assert roles(admin.id) == {Role.ADMINISTRATOR}


def test_a_link_is_shown_once_with_the_address_of_the_installation(admin: Administrator, budi: int) -> None:
    answer = admin.post(f"/kelola/orang/{budi}/tautan")
    page = answer.get_data(as_text=True)
    found = re.search(r"http://localhost/sandi/(\S+)", page)
    assert found
    assert found[1] not in admin.page(f"/kelola/orang/{budi}/")
    assert queries.open_link_until(budi, now()) is not None
    assert last_act() == (admin.id, "make entry link", f"person:{budi}", "")


def test_the_link_is_built_from_the_settings_whatever_the_browser_calls_the_host(
    admin: Administrator, budi: int
) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', admin.page("/kelola/"))
    assert token
    answer = admin.client.post(
        f"/kelola/orang/{budi}/tautan",
        data={"csrf_token": token[1]},
        headers={"X-Forwarded-Host": "jahat.test"},
    )
    page = answer.get_data(as_text=True)
    assert "http://localhost/sandi/" in page
    assert "jahat.test" not in page


def test_the_link_lets_the_person_choose_a_password(admin: Administrator, budi: int) -> None:
    page = admin.post(f"/kelola/orang/{budi}/tautan").get_data(as_text=True)
    found = re.search(r"http://localhost(/sandi/\S+)", page)
    assert found
    assert "Kata sandi baru" in admin.client.application.test_client().get(found[1]).get_data(as_text=True)


def test_a_closed_account_gets_no_link(admin: Administrator, budi: int) -> None:
    admin.post(f"/kelola/orang/{budi}/tutup")
    answer = admin.post(f"/kelola/orang/{budi}/tautan")
    assert answer.status_code == 409
    assert "Buka akunnya dahulu" in answer.get_data(as_text=True)


def test_a_role_is_given_and_recorded_with_its_opd(admin: Administrator, budi: int) -> None:
    answer = admin.post(f"/kelola/orang/{budi}/peran", {"role": "admin_opd", "opd": "DINKES"})
    assert "Budi Santoso sekarang memegang peran Admin OPD." in admin.page(answer.location)
    opd = queries.opd_by_code("DINKES")
    assert opd is not None
    assert last_act()[1:] == ("grant role", f"person:{budi}", f" → role:admin_opd opd:{opd.id}")


def test_a_role_that_is_held_already_changes_nothing(admin: Administrator, budi: int) -> None:
    before = audit.count(), audit.count(audit.AuditFilter(action=LOOK))
    answer = admin.post(f"/kelola/orang/{budi}/peran", {"role": "peserta", "opd": ""})
    assert "sudah sejak dahulu memegang peran Peserta" in admin.page(answer.location)
    acts, looks = audit.count(), audit.count(audit.AuditFilter(action=LOOK))
    assert acts - looks == before[0] - before[1]


def test_an_opd_chosen_for_another_role_is_ignored(admin: Administrator, budi: int) -> None:
    admin.post(f"/kelola/orang/{budi}/peran", {"role": "narasumber", "opd": "DINKES"})
    assert {(grant.role, grant.opd_id) for grant in queries.grants_of(budi)} >= {(Role.NARASUMBER, None)}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "admin_opd", "opd": ""}, "Pilih OPD yang akan diurus."),
        ({"role": "admin_opd", "opd": "TIDAK-ADA"}, "Pilihan ini tidak ada dalam daftar."),
        ({"role": "raja", "opd": ""}, "Pilihan ini tidak ada dalam daftar."),
        ({}, "Pilihan ini tidak"),
    ],
)
def test_a_role_that_cannot_be_given_says_why_and_gives_nothing(
    admin: Administrator, budi: int, data: dict[str, str], sentence: str
) -> None:
    answer = admin.post(f"/kelola/orang/{budi}/peran", data)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert roles(budi) == {Role.PESERTA}


def test_revoking_asks_with_role_and_name_then_takes_the_role(admin: Administrator, budi: int) -> None:
    path = f"/kelola/orang/{budi}/peran/{grant_id(budi, Role.PESERTA)}/cabut"
    assert "Cabut peran Peserta dari Budi Santoso?" in admin.page(path)
    assert roles(budi) == {Role.PESERTA}
    assert admin.post(path).status_code == 303
    assert roles(budi) == set()
    assert last_act() == (admin.id, "revoke role", f"person:{budi}", "role:peserta → ")
    assert admin.post(path).status_code == 404


def test_a_role_of_somebody_else_is_not_found_under_this_person(
    admin: Administrator, budi: int, factory: Factory
) -> None:
    other = factory.person()
    path = f"/kelola/orang/{budi}/peran/{grant_id(other, Role.PESERTA)}/cabut"
    admin.page(path, status=404)
    assert admin.post(path).status_code == 404
    assert roles(other) == {Role.PESERTA}


def test_an_act_without_the_token_of_a_form_is_refused(admin: Administrator, budi: int) -> None:
    for path in ("tutup", "tautan", "peran"):
        assert admin.client.post(f"/kelola/orang/{budi}/{path}").status_code == 400
    account = queries.account(budi)
    assert account is not None
    assert account.active


def test_the_last_administrator_who_can_sign_in_stays(admin: Administrator, factory: Factory) -> None:
    other = factory.person(roles={Role.ADMINISTRATOR})
    with transaction():
        services.set_active(other, active=False, by=admin.id, at=now())
    with pytest.raises(LastAdministrator), transaction():
        services.set_active(admin.id, active=False, by=other, at=now())
    with pytest.raises(LastAdministrator), transaction():
        services.revoke_role(admin.id, grant_id(admin.id, Role.ADMINISTRATOR), by=other)
    assert Role.ADMINISTRATOR in roles(admin.id)
