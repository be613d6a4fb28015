"""The audit trail: paged by key, narrowed, taken out as a file, and held by the database."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app import audit
from app.audit import AuditEntry
from app.clock import local_day, now
from app.db import session, transaction
from app.people import services
from app.people.rules import PersonDraft, Role
from tests.admin.conftest import Administrator
from tests.factories import Factory

NIP = "198501012010011001"


def recorded(number: int, action: str = "refused") -> None:
    with transaction():
        for each in range(number):
            audit.record(actor=None, action=action, subject=f"halaman.{each:03}")


def test_fifty_acts_stand_on_a_page_and_the_neighbours_are_one_click_away(admin: Administrator) -> None:
    recorded(120)
    first = admin.page("/kelola/audit/?tindakan=refused")
    assert "halaman.119" in first
    assert "halaman.069" not in first
    assert "Lebih baru" not in first
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    second = admin.page(older[1].replace("&amp;", "&"))
    assert "halaman.069" in second
    assert "halaman.070" not in second
    newer = re.search(r'href="([^"]+)" rel="prev"', second)
    assert newer
    assert "halaman.070" in admin.page(newer[1].replace("&amp;", "&"))


def test_a_page_far_back_in_a_hundred_thousand_acts_asks_the_index_alone(admin: Administrator) -> None:
    with transaction():
        rows = [
            {
                "happened_at": now() - timedelta(minutes=each),
                "actor_id": None,
                "action": "refused",
                "subject": f"halaman.{each}",
                "details": "",
                "origin": "",
            }
            for each in range(100_000)
        ]
        session.execute(AuditEntry.__table__.insert(), rows)
    assert "Lebih dari 10.000 tindakan" in admin.page("/kelola/audit/")
    assert "halaman." in admin.page("/kelola/audit/?tindakan=refused&sebelum=1000")
    if session.get_bind().dialect.name == "sqlite":
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM audit_entry "
                "WHERE action = 'refused' AND id < 1000 ORDER BY id DESC LIMIT 51"
            )
        ).all()
        assert "ix_audit_entry_action" in str(plan)


def test_a_subject_and_a_period_narrow_the_trail(admin: Administrator, factory: Factory) -> None:
    budi = factory.person(name="Budi Santoso")
    with transaction():
        services.set_active(budi, active=False, by=admin.id, at=now())
    today = local_day(now())
    about = admin.page("/kelola/audit/?perihal=budi")
    assert "Menutup akun" in about
    assert "aktif → ditutup" in about
    assert "3 tindakan cocok" in about
    assert "Tidak ada tindakan yang cocok" in admin.page(f"/kelola/audit/?sampai={today - timedelta(days=1)}")
    assert "Tidak ada tindakan yang cocok" not in admin.page(f"/kelola/audit/?dari={today}&sampai={today}")


@pytest.mark.parametrize(
    "query", ["dari=31-31-2026", "dari=2026-12-02&sampai=2026-12-01", "sampai=9999-12-31"]
)
def test_a_period_that_cannot_be_is_said_and_nothing_breaks(admin: Administrator, query: str) -> None:
    page = admin.page(f"/kelola/audit/?{query}&sebelum=99999999999999999999&sesudah=x")
    assert ("Ada yang perlu diperbaiki" in page) is ("9999" not in query)


def test_a_typed_nip_never_stands_in_an_address(admin: Administrator, factory: Factory) -> None:
    budi = factory.person(name="Budi Santoso", nip=NIP)
    answer = admin.post("/kelola/audit/", {"perihal": "19850101 201001 1 001", "pelaku": NIP})
    assert answer.status_code == 303
    assert "1985" not in answer.location
    page = admin.page(answer.location)
    assert f'value="#{budi}"' in page


def test_a_nip_is_masked_in_the_trail_whoever_writes_it(app: Flask) -> None:
    with transaction():
        audit.record(
            actor=None, action="import roster", subject="roster", details=f"pegawai-{NIP}.xlsx: baru"
        )
    (line,) = audit.entries(limit=1)
    assert line.details == "pegawai-NIP …001.xlsx: baru"


def test_an_act_says_from_which_address_it_came(admin: Administrator, factory: Factory) -> None:
    budi = factory.person(name="Budi Santoso")
    admin.post(f"/kelola/orang/{budi}/tutup")
    (closed,) = audit.entries(limit=1)
    assert closed.origin == "127.0.0.1"
    with transaction():
        services.set_active(budi, active=True, by=admin.id, at=now())
    assert audit.entries(limit=1)[0].origin == "server"


def test_the_trail_leaves_as_a_file_and_that_is_an_act_too(admin: Administrator, factory: Factory) -> None:
    budi = factory.person(name="=Budi")
    with transaction():
        services.set_active(budi, active=False, by=admin.id, at=now())
    answer = admin.post("/kelola/audit/unduh", {"bentuk": "csv", "tindakan": "close account"})
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Perihal"], row["Sebelum"], row["Sesudah"]) for row in rows] == [
        ("'=Budi", "aktif", "ditutup")
    ]
    (export,) = audit.entries(limit=1)
    assert (export.action, export.details, export.actor_id) == (
        "export audit",
        "tindakan: close account",
        admin.id,
    )
    book = admin.post("/kelola/audit/unduh", {"bentuk": "xlsx"})
    with ZipFile(io.BytesIO(book.data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert admin.post("/kelola/audit/unduh", {"bentuk": "exe"}).status_code == 404


def test_a_name_that_too_many_have_asks_for_more_of_it(admin: Administrator, factory: Factory) -> None:
    with transaction():
        for number in range(201):
            services.add_person(
                PersonDraft(f"Umum {number}", None, f"umum{number}@contoh.test"), by=None, at=now()
            )
    assert "Tulis nama yang lebih lengkap" in admin.page("/kelola/audit/?pelaku=umum")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET details = 'lain'",
        "DELETE FROM audit_entry",
        "UPDATE audit_value SET after = 'lain'",
        "DELETE FROM audit_value",
        "UPDATE setting_change SET value = 'lain'",
        "DELETE FROM setting_change",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_recorded(
    admin: Administrator, factory: Factory, statement: str
) -> None:
    from app import policy

    budi = factory.person(name="Budi Santoso")
    with transaction():
        services.grant_role(budi, Role.NARASUMBER, opd_id=None, by=admin.id, at=now())
        policy.change(policy.SESSION_DAYS, "30", expected="90", reason="uji", by=admin.id, at=now())
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        session.execute(text(statement))


@pytest.mark.only_postgres
def test_postgresql_refuses_to_empty_the_tables_as_well(app: Flask) -> None:
    for table in ("audit_value", "audit_entry", "setting_change"):
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            session.execute(text(f"TRUNCATE {table} CASCADE"))


def test_names_in_the_trail_can_be_erased_once_the_person_is_anonymised(
    admin: Administrator, factory: Factory
) -> None:
    budi = factory.person(name="Budi Santoso")
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        audit.erase_values_of(budi)
    with transaction():
        session.execute(text(f"UPDATE person SET anonymised_at = created_at WHERE id = {budi}"))
        audit.erase_values_of(budi)
    assert "Budi" not in str(session.execute(text("SELECT * FROM audit_value")).all())
    assert audit.count(audit.AuditFilter(subjects=frozenset({f"person:{budi}"}))) == 2


def test_no_word_of_the_code_rewrites_the_trail() -> None:
    source = "\n".join(path.read_text() for path in Path("app").rglob("*.py") if path.parent.name != "audit")
    assert not re.search(r"(update|delete)\((audit\.)?Audit(Entry|Value)", source)


@pytest.mark.parametrize("query", ["dari=0001-01-01", "sampai=9999-12-31", "pelaku=%23²", "perihal=%23²"])
def test_what_no_calendar_and_no_person_holds_is_looked_for_in_vain(admin: Administrator, query: str) -> None:
    recorded(1)
    assert "Jejak audit" in admin.page(f"/kelola/audit/?{query}")
