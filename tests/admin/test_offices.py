"""The life of an OPD: created, renamed, merged and ended by the administrator, each with its consequences."""

from datetime import date, timedelta

import pytest

from app.clock import local_day, now
from app.db import transaction
from app.people import queries, services
from app.people.rules import Role
from tests.admin.conftest import Administrator
from tests.factories import SINCE, Factory

ON = "2026-06-01"
DAY = date(2026, 6, 1)
NEW = {
    "code": "DINAS-BARU",
    "name": "Dinas Baru",
    "short_name": "Disbaru",
    "kind": "dinas",
    "parent": "",
    "on": ON,
}


@pytest.fixture
def two(admin: Administrator, factory: Factory) -> tuple[int, int]:
    """B with three people, one of whom came after the day and one of whom left before it; and A."""
    b, a = factory.opd("B"), factory.opd("A")
    factory.person(opd=b, name="Andi Tetap")
    factory.person(opd=b, name="Budi Kemudian", since=date(2026, 7, 1))
    gone = factory.person(opd=b, name="Citra Pergi")
    with transaction():
        services.leave(gone, on=date(2026, 5, 1), by=admin.id)
    return b, a


def members(opd: int, day: date) -> int:
    return queries.member_counts(day).get(opd, 0)


def merge(admin: Administrator, **more: str) -> str:
    answer = admin.post("/kelola/opd/B/gabung", {"into": "A", "on": ON, **more})
    return answer.get_data(as_text=True)


def test_a_new_opd_stands_in_the_register(admin: Administrator) -> None:
    answer = admin.post("/kelola/opd/baru", NEW)
    assert answer.location == "/kelola/opd/DINAS-BARU/"
    assert "Dinas Baru" in admin.page(answer.location)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "dinas baru"}, "hanya huruf besar"),
        ({"name": "  "}, "Tulis nama lengkapnya"),
        ({"kind": "kelurahan"}, "Pilihan ini tidak ada"),
        ({"on": "32/13/2026"}, "Tanggal ini tidak ada"),
    ],
)
def test_what_is_wrong_with_a_new_opd_is_said(admin: Administrator, wrong: dict[str, str], said: str) -> None:
    answer = admin.post("/kelola/opd/baru", NEW | wrong)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert queries.register() == []


def test_a_code_is_given_once(admin: Administrator, factory: Factory) -> None:
    factory.opd("DINAS-BARU")
    answer = admin.post("/kelola/opd/baru", NEW)
    assert answer.status_code == 409
    assert "sudah dipakai OPD lain" in answer.get_data(as_text=True)


def test_the_old_name_stays_known_and_the_code_does_not_change(
    admin: Administrator, factory: Factory
) -> None:
    opd = factory.opd("DINKES", name="Dinas Kesehatan")
    admin.post("/kelola/opd/DINKES/ubah", NEW | {"name": "Dinas Kesehatan dan KB", "code": "LAIN"})
    found = queries.opd_by_id(opd)
    assert found is not None
    assert (found.code, found.name) == ("DINKES", "Dinas Kesehatan dan KB")
    assert [(old.name, old.until_on) for old in queries.former_names_of(opd)] == [("Dinas Kesehatan", DAY)]


def test_an_opd_is_never_its_own_ancestor(admin: Administrator, factory: Factory) -> None:
    factory.opd("SETDA")
    factory.opd("BIRO", parent="SETDA")
    for code, parent in (("SETDA", "BIRO"), ("SETDA", "SETDA")):
        answer = admin.post(f"/kelola/opd/{code}/ubah", NEW | {"parent": parent})
        assert answer.status_code == 422


def test_a_merger_first_says_how_many_and_who(admin: Administrator, two: tuple[int, int]) -> None:
    text = merge(admin)
    assert "Pindahkan 2 pegawai" in text
    assert "Andi Tetap" in text
    assert "Budi Kemudian" in text
    assert "Citra Pergi" not in text
    assert members(two[1], local_day(now())) == 0


def test_a_merger_moves_people_on_its_day_and_keeps_history(
    admin: Administrator, two: tuple[int, int]
) -> None:
    b, a = two
    merge(admin, yakin="2")
    assert (members(b, DAY - timedelta(days=1)), members(a, DAY - timedelta(days=1))) == (1, 0)
    assert (members(b, DAY), members(a, DAY)) == (0, 1)
    assert (members(b, date(2026, 7, 1)), members(a, date(2026, 7, 1))) == (0, 2)
    found = queries.opd_by_id(b)
    assert found is not None
    assert found.valid_to == DAY


def test_a_merger_confirmed_for_another_number_asks_again(admin: Administrator, two: tuple[int, int]) -> None:
    assert "Pindahkan 2 pegawai" in merge(admin, yakin="3")
    assert members(two[0], DAY) == 1


def test_admins_of_a_merged_opd_lose_that_role_and_are_named_before(
    admin: Administrator, two: tuple[int, int], factory: Factory
) -> None:
    person = factory.person(name="Dewi Admin")
    with transaction():
        services.grant_role(person, Role.ADMIN_OPD, opd_id=two[0], by=None, at=now())
    assert "dicabut dari Dewi Admin" in merge(admin)
    merge(admin, yakin="2")
    assert [grant.role for grant in queries.grants_of(person)] == [Role.PESERTA]


def test_a_waiting_transfer_of_a_merged_opd_is_withdrawn(
    admin: Administrator, two: tuple[int, int], factory: Factory
) -> None:
    from app.people.rules import EVERYTHING

    person = factory.person(opd=two[1])
    with transaction():
        services.propose_transfer(
            person, to_opd_id=two[0], on=DAY, unit="", scope=EVERYTHING, ask=True, by=admin.id, at=now()
        )
    merge(admin, yakin="2")
    assert queries.waiting_of(person) is None


def test_children_go_along(admin: Administrator, two: tuple[int, int], factory: Factory) -> None:
    child = factory.opd("ANAK", parent="B")
    merge(admin, yakin="2")
    found = queries.opd_by_id(child)
    assert found is not None
    assert found.parent_id == two[1]


@pytest.mark.parametrize(
    "wrong", [{"into": "B"}, {"into": "TIDAK-ADA"}, {"on": "2099-01-01"}, {"on": "2024-01-01"}]
)
def test_a_merger_that_cannot_be_changes_nothing(
    admin: Administrator, two: tuple[int, int], wrong: dict[str, str]
) -> None:
    for count in ("0", "1", "2"):
        answer = admin.post("/kelola/opd/B/gabung", {"into": "A", "on": ON, "yakin": count} | wrong)
        assert answer.status_code in {200, 422}
    found = queries.opd_by_id(two[0])
    assert found is not None
    assert found.valid_to is None
    assert members(two[0], DAY) == 1


def test_an_opd_with_people_does_not_end(admin: Administrator, two: tuple[int, int]) -> None:
    answer = admin.post("/kelola/opd/B/akhiri", {"on": ON})
    assert answer.status_code == 422
    assert "Masih ada 2 pegawai" in answer.get_data(as_text=True)


def test_an_empty_opd_ends_and_keeps_its_page(admin: Administrator, factory: Factory) -> None:
    factory.opd("KOSONG")
    admin.post("/kelola/opd/KOSONG/akhiri", {"on": ON})
    assert "Berlaku sampai sebelum" in admin.page("/kelola/opd/KOSONG/")
    assert "Tidak aktif" in admin.page("/kelola/opd/")


def test_an_opd_does_not_end_before_it_began(admin: Administrator, factory: Factory) -> None:
    factory.opd("KOSONG")
    answer = admin.post("/kelola/opd/KOSONG/akhiri", {"on": SINCE.isoformat()})
    assert answer.status_code == 422
