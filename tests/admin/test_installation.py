"""The start page, the register of OPD and the audit trail."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.admin.services import note_tick
from app.clock import now
from app.db import transaction
from app.people import services
from app.people.rules import OpdDraft, OpdKind, Role
from app.server import first_step
from app.web.filters import datetime_short
from tests.admin.conftest import Administrator
from tests.factories import Factory


def test_the_start_page_counts_open_and_closed_accounts(admin: Administrator, factory: Factory) -> None:
    closed = factory.person(opd=factory.opd())
    factory.person(roles={Role.NARASUMBER})
    with transaction():
        services.set_active(closed, active=False, by=admin.id, at=now())
    page = admin.page("/kelola/")
    assert "2 akun aktif, 1 ditutup." in page
    assert "2 orang belum membuat kata sandi" in page
    assert "2&nbsp;orang belum tercatat di OPD mana pun" in page


def test_the_start_page_tells_how_the_installation_is(admin: Administrator, backend: str) -> None:
    page = admin.page("/kelola/")
    assert {"sqlite": "SQLite", "postgres": "PostgreSQL"}[backend] in page
    for words in ("Siap melayani.", "Cadangan terakhir", "Versi aplikasi", "Terbaru"):
        assert words in page


@pytest.mark.durable
def test_the_start_page_tells_when_time_last_passed(admin: Administrator) -> None:
    assert "Tersimpan pasti" in admin.page("/kelola/")
    late = now() - timedelta(hours=3)
    with transaction():
        note_tick(late)
    page = admin.page("/kelola/")
    beat = page[page.index("Detak terakhir") :][:400]
    assert datetime_short(late) in beat
    assert "tag bad" in beat
    with transaction():
        note_tick(now())
    page = admin.page("/kelola/")
    assert "tag bad" not in page[page.index("Detak terakhir") :][:400]


def test_the_register_counts_the_members_of_today(admin: Administrator, factory: Factory) -> None:
    setda, biro = factory.opd("SETDA"), factory.opd("BIRO", parent="SETDA")
    gone = factory.person(opd=setda)
    for _ in range(2):
        factory.person(opd=biro)
    with transaction():
        services.leave(gone, on=date(2026, 1, 1), by=admin.id)
    page = admin.page("/kelola/opd/")
    assert "2 OPD berlaku, 1 di antaranya belum punya pegawai." in page
    assert '<td data-label="Induk">Setda</td>' in page
    assert '<td class="num" data-label="Pegawai">2</td>' in page


def test_an_opd_that_has_ended_stands_among_the_inactive(admin: Administrator, factory: Factory) -> None:
    factory.opd("ADA")
    ended = OpdDraft("LAMA", "Dinas Lama", "Lama", OpdKind.DINAS, None, date(2020, 1, 1), date(2025, 1, 1))
    with transaction():
        services.load_register([ended], day=date(2025, 1, 6))
    page = admin.page("/kelola/opd/")
    assert page.index("Tidak aktif") < page.index("Dinas Lama")
    assert "1 Jan 2025" in page


def test_an_empty_register_says_so(admin: Administrator) -> None:
    assert "Register OPD masih kosong." in admin.page("/kelola/opd/")


@pytest.fixture
def acts(admin: Administrator, factory: Factory) -> int:
    """Budi, added by the system, whose account Rosmini closed."""
    budi = factory.person(name="Budi Santoso")
    with transaction():
        services.set_active(budi, active=False, by=admin.id, at=now())
    return budi


def test_the_trail_names_actor_act_and_person_newest_first(admin: Administrator, acts: int) -> None:
    page = admin.page("/kelola/audit/")
    rows = page[page.index("<tbody>") :].split("<tr>")[1:]
    assert "Menutup akun" in rows[0]
    assert "Budi Santoso" in rows[0]
    assert "Rosmini Palesa" in rows[0]
    assert "WITA" in rows[0]
    assert "sistem" in rows[1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("tindakan=close+account", 1),
        ("pelaku=rosmini", 1),
        ("pelaku=sistem", 4),
        ("pelaku=sistem&tindakan=close+account", 0),
        ("pelaku=tidak-ada", 0),
        ("tindakan=tidak-ada", 0),
    ],
)
def test_an_action_or_an_actor_narrows_the_trail(
    admin: Administrator, acts: int, query: str, count: int
) -> None:
    found = f"{count} tindakan cocok" if count else "Tidak ada tindakan yang cocok"
    assert found in admin.page(f"/kelola/audit/?{query}")


def test_who_starts_an_empty_installation_reads_how_to_come_in(app: Flask, factory: Factory) -> None:
    told = first_step()
    assert "PAHAM_BASE_URL=http://localhost " in told
    command = next(line.split() for line in told.splitlines() if "people invite --surel" in line)
    assert Path(command[0]).is_file()
    factory.person(roles={Role.ADMINISTRATOR})
    assert first_step() == ""
