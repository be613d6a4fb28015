"""Acts upon many people: number and names first, only within the own OPD, taken back for a day."""

import io
import re
from datetime import date, timedelta

import pytest
import python_calamine
from flask import Flask

from app.clock import local_day, now
from app.db import transaction
from app.errors import NotFound
from app.people import queries, services
from app.people.rules import EVERYTHING, ExemptionReason, LastAdministrator, Role
from app.people.spells import UndoneOrLate
from tests.critic import CriticClient
from tests.factories import Factory
from tests.people.test_staff_pages import Admin

DAYS = {"from_on": "2026-06-01", "to_on": "2026-06-30", "reason": "tugas_belajar"}


class World:
    """An administrator, the admin of A, two people in A and one in B."""

    def __init__(self, app: Flask, factory: Factory) -> None:
        self.app, self.factory = app, factory
        self.a, self.b = factory.opd("A"), factory.opd("B")
        self.andi = factory.person(opd=self.a, name="Andi Satu")
        self.budi = factory.person(opd=self.a, name="=Budi Dua")
        self.citra = factory.person(opd=self.b, name="Citra Tiga")
        self.boss = factory.person(roles={Role.ADMINISTRATOR}, name="Bos")
        self.of_a = self.browser(factory.person(opd=self.a, roles={Role.ADMIN_OPD}, name="Zul Admin"))
        self.administrator = self.browser(self.boss)

    def browser(self, person: int) -> Admin:
        client = self.factory.sign_in(self.app, person)
        assert isinstance(client, CriticClient)
        return Admin(client, self.a)

    def exempt(self, *people: int) -> int:
        with transaction():
            return services.exempt_many(
                list(people),
                from_on=date(2026, 6, 1),
                to_on=date(2026, 6, 30),
                reason=ExemptionReason.CUTI_BESAR,
                by=self.boss,
                at=now(),
            )

    def last(self, by: int | None = None) -> int:
        return queries.bulk_acts(by or self.boss, since=now() - timedelta(days=2))[0].id


@pytest.fixture
def world(app: Flask, factory: Factory) -> World:
    return World(app, factory)


def test_the_question_names_the_number_and_the_people(world: World) -> None:
    answer = world.administrator.post("/pegawai/massal/", tindakan="tutup", orang=str(world.andi))
    text = answer.get_data(as_text=True)
    assert "Tutup akun 1 orang?" in text
    assert "Andi Satu" in text
    assert "Citra Tiga" not in text
    account = queries.account(world.andi)
    assert account is not None
    assert account.active


def test_everybody_who_fits_may_be_meant(world: World) -> None:
    answer = world.of_a.post("/pegawai/massal/", tindakan="kecuali", semua="ya", keadaan="belum-masuk")
    text = answer.get_data(as_text=True)
    assert "Kecualikan 3 orang?" in text
    assert "Citra" not in text


def test_an_opd_admin_acts_upon_own_people_alone(world: World) -> None:
    people = f"{world.andi},{world.citra}"
    world.of_a.post("/pegawai/massal/kecuali", orang=people, **DAYS)
    assert queries.leaves_of(world.andi)
    assert not queries.leaves_of(world.citra)
    assert world.of_a.post("/pegawai/massal/kecuali", orang=str(world.citra), **DAYS).status_code == 404


@pytest.mark.parametrize("kind", ["tutup", "pindah", "hapus"])
def test_closing_and_moving_many_is_the_administrators(world: World, kind: str) -> None:
    answer = world.of_a.post(f"/pegawai/massal/{kind}", orang=str(world.andi), opd="B", on="2026-06-01")
    assert answer.status_code == 404


def test_nobody_ticked_is_said(world: World) -> None:
    answer = world.of_a.post("/pegawai/massal/", tindakan="kecuali")
    assert "Belum ada orang yang dipilih" in world.of_a.page(answer.location)


def test_links_come_as_a_file_of_texts_that_work_once(world: World) -> None:
    answer = world.administrator.post("/pegawai/massal/tautan", orang=f"{world.andi},{world.budi}")
    rows = python_calamine.load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Nama", "=Budi Dua", "Andi Satu"]
    assert b"<f>" not in answer.data
    token = str(rows[2][-1]).rsplit("/", 1)[1]
    assert services.person_of_link(token, at=now()) == world.andi


def test_two_of_the_same_name_are_told_apart_beside_their_links(world: World) -> None:
    twin = world.factory.person(opd=world.b, name="Andi Satu", nip="198503122010011001", surel="andi@b.test")
    answer = world.administrator.post("/pegawai/massal/tautan", orang=f"{world.andi},{twin}")
    rows = python_calamine.load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Nama", "NIP", "OPD", "Unit", "Surel", "Tautan masuk"]
    told = {str(row[-1]).rsplit("/", 1)[1]: row[:-1] for row in rows[1:]}
    assert {services.person_of_link(token, at=now()): row[1:3] for token, row in told.items()} == {
        world.andi: ["", "A"],
        twin: ["1985•••• •••••• • 001", "B"],
    }
    assert b"198503122010011001" not in answer.data


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PIMPINAN, Role.NARASUMBER])
def test_no_opd_admin_opens_the_account_of_somebody_who_may_more(world: World, role: Role) -> None:
    above = world.factory.person(opd=world.a, roles={Role.PESERTA, role}, name="Dewi Empat")
    both = f"{world.andi},{above}"
    asked = world.of_a.post("/pegawai/massal/", tindakan="tautan", orang=[str(world.andi), str(above)])
    assert "Buat tautan masuk untuk 1 orang?" in asked.get_data(as_text=True)
    answer = world.of_a.post("/pegawai/massal/tautan", orang=both)
    rows = python_calamine.load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Nama", "Andi Satu"]
    assert world.of_a.post("/pegawai/massal/tautan", orang=str(above)).status_code == 403
    assert queries.open_link_until(above, now()) is None
    assert world.administrator.post("/pegawai/massal/tautan", orang=str(above)).status_code == 200


@pytest.mark.parametrize("orang", ["²", "9" * 5_000, "\x00", "-1", "1e3", str(2**70)])
def test_what_is_no_number_is_nobody(world: World, orang: str) -> None:
    assert world.of_a.post("/pegawai/massal/", tindakan="kecuali", orang=orang).status_code == 303
    assert world.of_a.post("/pegawai/massal/kecuali", orang=orang, **DAYS).status_code == 404


def test_links_taken_back_open_nothing(world: World) -> None:
    with transaction():
        token = services.link_many([world.andi], by=world.boss, at=now())[world.andi]
    with transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    with pytest.raises(NotFound):
        services.person_of_link(token, at=now())


def test_exemptions_are_taken_back_with_one_press(world: World) -> None:
    assert world.exempt(world.andi, world.budi) == 2
    page = world.administrator.page("/pegawai/massal/")
    assert "Pengecualian: 2 orang" in page
    found = re.search(r"/pegawai/massal/\d+/batal", page)
    assert found
    world.administrator.post(found[0])
    assert not queries.leaves_of(world.andi)
    assert "Dibatalkan" in world.administrator.page("/pegawai/massal/")


def test_who_is_exempt_already_is_left_out_and_kept(world: World) -> None:
    world.exempt(world.andi)
    assert world.exempt(world.andi, world.budi) == 1
    with transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    assert len(queries.leaves_of(world.andi)) == 1


def test_a_move_is_taken_back_to_where_everybody_was(world: World) -> None:
    before = [queries.spans_of(person) for person in (world.andi, world.budi)]
    with transaction():
        assert (
            services.move_many(
                [world.andi, world.budi, world.citra],
                to_opd_id=world.b,
                on=date(2026, 6, 1),
                by=world.boss,
                at=now(),
            )
            == 2
        )
    assert queries.member_counts(local_day(now()))[world.b] == 3
    with transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    assert [queries.spans_of(person) for person in (world.andi, world.budi)] == before


def test_a_move_after_which_somebody_moved_on_is_not_taken_back(world: World, factory: Factory) -> None:
    with transaction():
        services.move_many([world.andi], to_opd_id=world.b, on=date(2026, 6, 1), by=world.boss, at=now())
        services.move(world.andi, to_opd_id=factory.opd("C"), on=date(2026, 7, 1), by=world.boss)
    with pytest.raises(UndoneOrLate), transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    assert len(queries.spans_of(world.andi)) == 3


def test_closed_accounts_are_opened_again_and_no_others(world: World) -> None:
    with transaction():
        services.set_active(world.citra, active=False, by=world.boss, at=now())
    with transaction():
        assert services.close_many([world.andi, world.citra, world.boss], by=world.boss, at=now()) == 1
    with transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    accounts = [queries.account(person) for person in (world.andi, world.citra)]
    assert [account.active for account in accounts if account] == [True, False]


def test_the_last_administrator_is_never_among_the_closed(world: World) -> None:
    with pytest.raises(LastAdministrator), transaction():
        services.close_many([world.andi, world.boss], by=world.andi, at=now())


@pytest.mark.parametrize("late", [timedelta(hours=25), timedelta(0)])
def test_an_act_is_taken_back_once_and_within_a_day(world: World, late: timedelta) -> None:
    world.exempt(world.andi)
    act = world.last()
    if not late:
        with transaction():
            services.undo_bulk(act, scope=EVERYTHING, by=world.boss, at=now())
    with pytest.raises(UndoneOrLate), transaction():
        services.undo_bulk(act, scope=EVERYTHING, by=world.boss, at=now() + late)


def test_nobody_takes_back_what_somebody_else_did(world: World) -> None:
    world.exempt(world.andi)
    answer = world.of_a.post(f"/pegawai/massal/{world.last()}/batal")
    assert answer.status_code == 404
    assert queries.leaves_of(world.andi)


def test_a_day_that_does_not_fit_changes_nobody(world: World) -> None:
    answer = world.of_a.post(
        "/pegawai/massal/kecuali", orang=str(world.andi), **(DAYS | {"to_on": "2026-05-01"})
    )
    assert answer.status_code == 422
    assert not queries.leaves_of(world.andi)


def test_nothing_is_taken_back_for_who_has_gone_to_another_opd(world: World) -> None:
    world.of_a.post("/pegawai/massal/kecuali", orang=f"{world.andi},{world.budi}", **DAYS)
    with transaction():
        services.move(world.andi, to_opd_id=world.b, on=local_day(now()), by=world.boss)
    page = world.of_a.page("/pegawai/massal/")
    found = re.search(r"/pegawai/massal/\d+/batal", page)
    assert found
    assert world.of_a.post(found[0]).status_code == 303
    assert queries.leaves_of(world.andi)
    assert not queries.leaves_of(world.budi)


def test_who_is_no_administrator_any_more_opens_no_accounts(world: World) -> None:
    other = world.factory.person(opd=world.a, roles={Role.ADMIN_OPD, Role.ADMINISTRATOR}, name="Eka Lima")
    with transaction():
        services.close_many([world.citra], by=other, at=now())
        grant = next(one for one in queries.grants_of(other) if one.role is Role.ADMINISTRATOR)
        services.revoke_role(other, grant.id, by=world.boss)
    answer = world.browser(other).post(f"/pegawai/massal/{world.last(other)}/batal")
    assert answer.status_code == 404
    account = queries.account(world.citra)
    assert account is not None
    assert not account.active


def test_somebody_forgotten_since_holds_no_undoing_back(world: World) -> None:
    with transaction():
        services.close_many([world.andi, world.citra], by=world.boss, at=now())
        services.anonymise(world.andi, reason="Diminta", by=world.boss, at=now())
    with transaction():
        services.undo_bulk(world.last(), scope=EVERYTHING, by=world.boss, at=now())
    accounts = [queries.account(person) for person in (world.andi, world.citra)]
    assert [account.active for account in accounts if account] == [False, True]
