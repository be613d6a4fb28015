"""What is noted before its day: the day before nothing has changed, from the day's first page on it has."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.clock import local_day, now, start_of_day
from app.db import transaction
from app.people import queries, services
from app.people.rules import JobLevel, Role
from app.people.rules.planned import PlannedKind, PlannedState
from app.server import tick
from tests.critic import CriticClient
from tests.factories import Factory

NIGHT = timedelta(minutes=3)
Turn = Callable[[timedelta], None]


@dataclass
class World:
    """The administrator, who plans; OPD B with its admin and two people; and A."""

    app: Flask
    factory: Factory
    boss: int
    a: int
    b: int
    admin_of_b: int
    andi: int
    day: date

    def client(self, person: int | None = None) -> CriticClient:
        """A browser that signs in now: the clock may have been turned by a month."""
        client = self.factory.sign_in(self.app, person or self.boss)
        assert isinstance(client, CriticClient)
        return client

    def post(self, path: str, person: int | None = None, **data: str) -> TestResponse:
        """Send a form as the administrator, or as somebody else."""
        client = self.client(person)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.page("/pegawai/"))
        assert token
        return client.post(path, data={"csrf_token": token[1], **data})

    def members(self, opd: int, day: date) -> int:
        """How many belong there on that day."""
        return queries.member_counts(day).get(opd, 0)

    def plans(self, opd: int) -> list[queries.Planned]:
        """What the page of that OPD tells."""
        return queries.plans_of_opd(opd, local_day(now()))


@pytest.fixture
def world(app: Flask, factory: Factory) -> World:
    a, b = factory.opd("A", name="Dinas Alfa"), factory.opd("B", name="Dinas Beta")
    boss = factory.person(roles={Role.ADMINISTRATOR}, name="Rosmini")
    admin = factory.person(opd=b, roles={Role.PESERTA}, name="Dewi Admin")
    with transaction():
        services.grant_role(admin, Role.ADMIN_OPD, opd_id=b, by=None, at=now())
    andi = factory.person(opd=b, name="Andi Tetap")
    return World(app, factory, boss, a, b, admin, andi, local_day(now()) + timedelta(days=32))


@pytest.fixture
def turn(world: World) -> Iterator[Turn]:
    """Turn the clock to so much after the first instant of the planned day."""

    def to(after: timedelta) -> None:
        clock.configure(zone="Asia/Makassar")
        offset = (start_of_day(world.day) + after - now()).total_seconds()
        clock.configure(zone="Asia/Makassar", offset_seconds=math.ceil(offset))

    yield to
    clock.configure(zone="Asia/Makassar")


def rename(world: World, name: str = "Dinas Beta Baru") -> TestResponse:
    form = {"name": name, "short_name": "Beta", "kind": "dinas", "parent": ""}
    return world.post("/kelola/opd/B/ubah", on=world.day.isoformat(), **form)


def merge(world: World) -> TestResponse:
    return world.post("/kelola/opd/B/gabung", into="A", on=world.day.isoformat(), yakin="2")


def test_a_name_changes_at_midnight_of_the_province(world: World, turn: Turn) -> None:
    assert rename(world).status_code == 303
    page = world.client().page("/kelola/opd/B/")
    assert "Dinas Beta menjadi Dinas Beta Baru mulai" in page
    assert "Tarik rencana ini" in page
    turn(-NIGHT)
    assert "<h1>Dinas Beta</h1>" in world.client().page("/kelola/opd/B/")
    turn(timedelta())
    page = world.client().page("/kelola/opd/B/")
    assert "<h1>Dinas Beta Baru</h1>" in page
    assert "Tarik rencana ini" not in page
    assert [(old.name, old.until_on) for old in queries.former_names_of(world.b)] == [
        ("Dinas Beta", world.day)
    ]


def test_a_merger_moves_people_and_rights_at_midnight(world: World, turn: Turn) -> None:
    assert merge(world).status_code == 303
    assert "Dinas Beta digabung ke Dinas Alfa mulai" in world.client().page("/kelola/opd/A/")
    assert "Dinas Beta digabung ke Dinas Alfa" in world.client().page("/kelola/opd/")
    turn(-NIGHT)
    assert world.client(world.admin_of_b).get(f"/pegawai/{world.andi}/").status_code == 200
    assert (world.members(world.a, world.day), world.members(world.b, world.day)) == (0, 2)
    turn(timedelta())
    assert world.client(world.admin_of_b).get(f"/pegawai/{world.andi}/").status_code == 403
    before, after = world.day - timedelta(days=1), world.day
    assert (world.members(world.a, before), world.members(world.b, before)) == (0, 2)
    assert (world.members(world.a, after), world.members(world.b, after)) == (2, 0)


def test_a_job_level_changes_at_midnight(world: World, turn: Turn) -> None:
    path = f"/pegawai/{world.andi}/"
    answer = world.post(f"{path}jenjang", world.admin_of_b, level="pengawas", on=world.day.isoformat())
    assert answer.status_code == 303
    assert "Jenjang menjadi Administrator atau pengawas mulai" in world.client(world.admin_of_b).page(path)
    turn(-NIGHT)
    world.client().page(path)
    assert queries.level_on(world.andi, local_day(now())) is JobLevel.PELAKSANA
    turn(timedelta())
    world.client().page(path)
    days = [world.day - timedelta(days=1), world.day]
    levels = [queries.job_levels(frozenset({world.andi}), day)[world.andi] for day in days]
    assert levels == [JobLevel.PELAKSANA, JobLevel.PENGAWAS]


def test_who_comes_days_later_finds_it_done_on_its_day(world: World, turn: Turn) -> None:
    merge(world)
    turn(timedelta(days=3))
    tick(now())
    assert world.members(world.a, world.day) == 2
    assert world.members(world.b, world.day - timedelta(days=1)) == 2
    found = queries.opd_by_id(world.b)
    assert found
    assert found.valid_to == world.day
    with transaction():
        assert services.carry_out_due(now()) == 0


def test_what_is_withdrawn_does_not_happen(world: World, turn: Turn) -> None:
    merge(world)
    (plan,) = world.plans(world.b)
    assert world.post("/kelola/opd/A/rencana/tarik", rencana=str(plan.id)).status_code == 404
    assert world.post("/kelola/opd/B/rencana/tarik", rencana="x").status_code == 404
    assert world.post("/kelola/opd/B/rencana/tarik", rencana=str(plan.id)).status_code == 303
    assert world.post("/kelola/opd/B/rencana/tarik", rencana=str(plan.id)).status_code == 404
    turn(timedelta())
    world.client().page("/kelola/")
    assert world.members(world.b, world.day) == 2


def test_a_job_level_is_withdrawn_by_the_own_admin_alone(world: World, turn: Turn) -> None:
    with transaction():
        services.plan_level(world.andi, JobLevel.PENGAWAS, on=world.day, by=world.boss, at=now())
    other = world.factory.person(opd=world.a, roles={Role.ADMIN_OPD})
    path = f"/pegawai/{world.andi}/jenjang/batal"
    assert world.post(path, other).status_code == 404
    assert world.post(path, world.admin_of_b).status_code == 303
    assert world.post(path, world.admin_of_b).status_code == 404
    turn(timedelta())
    world.client().page("/kelola/")
    assert queries.level_on(world.andi, world.day) is JobLevel.PELAKSANA


def test_one_plan_of_a_kind_waits_at_a_time(world: World) -> None:
    rename(world)
    answer = rename(world, "Dinas Lain Lagi")
    assert answer.status_code == 422
    assert "Tarik dahulu rencana itu" in answer.get_data(as_text=True)
    assert [plan.wanted["name"] for plan in world.plans(world.b)] == ["Dinas Beta Baru"]
    assert merge(world).status_code == 303


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("akhiri", {}, "Masih ada 2 pegawai"),
        ("akhiri", {"on": "2099-01-01"}, "lebih dari satu tahun lagi"),
        ("gabung", {"into": "A", "yakin": "2", "on": "2099-01-01"}, "lebih dari satu tahun lagi"),
    ],
)
def test_what_would_not_fit_on_the_day_is_said_at_once(
    world: World, path: str, data: dict[str, str], said: str
) -> None:
    answer = world.post(f"/kelola/opd/B/{path}", **{"on": world.day.isoformat()} | data)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert world.plans(world.b) == []
    assert world.members(world.b, world.day) == 2


def test_what_fits_no_more_is_left_undone_with_its_reason_and_the_rest_happens(
    world: World, turn: Turn
) -> None:
    world.factory.opd("C", name="Dinas Kosong")
    with transaction():
        empty = queries.opd_by_code("C")
        assert empty
        services.plan_opd_change(empty.id, PlannedKind.AKHIRI, {}, on=world.day, by=world.boss, at=now())
    rename(world)
    world.factory.person(opd=empty.id)
    turn(timedelta())
    page = world.client().page("/kelola/opd/C/")
    assert "tidak terlaksana pada" in page
    assert "Masih ada 1 pegawai" in page
    assert [plan.state for plan in world.plans(empty.id)] == [PlannedState.GAGAL]
    found = queries.opd_by_id(empty.id)
    assert found
    assert found.valid_to is None
    assert "<h1>Dinas Beta Baru</h1>" in world.client().page("/kelola/opd/B/")


def test_every_step_of_a_plan_stands_in_the_trail(world: World, turn: Turn) -> None:
    rename(world)
    turn(timedelta())
    page = world.client().page("/kelola/audit/")
    assert "Merencanakan perubahan" in page
    assert "Mengubah OPD" in page
