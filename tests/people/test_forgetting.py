"""Being forgotten: the name goes everywhere, the figures stay; and what is old goes by itself."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app import audit, policy
from app.admin import services as admin_services
from app.clock import end_of_day, local_day, now
from app.comprehension import queries as comprehension
from app.comprehension.facts import compute
from app.db import db, session, transaction
from app.errors import NotFound
from app.learning import queries as learning
from app.materials import queries as materials
from app.people import queries, services
from app.people.rights import Anonymised, CorrectionField, StillAdministrator
from app.people.rules import EVERYTHING, OwnAccount, Role
from app.people.services.entry import make_entry_link
from app.people.services.rights import ERASED
from tests.factories import Factory
from tests.worlds import DEMO_DAY

NIP = "198501012010011001"
TODAY = now()

PEOPLE_TABLES = {
    "allowance": "fact, names nobody",
    "attempt": "fact",
    "audit_entry": "the act stays, the name never stood in it",
    "audit_value": "erased",
    "completion": "fact",
    "correction_request": "words emptied",
    "bulk_act": "who did it, a number",
    "bulk_item": "a number",
    "obligation_rule": "who made it, a number",
    "concurrent_post": "erased: its title would tell who it was",
    "entry_code": "erased",
    "entry_link": "erased",
    "former_level": "fact of the figures",
    "recovery_code": "erased",
    "second_factor": "erased",
    "transfer": "fact of the figures",
    "exemption": "fact of the figures",
    "incident": "who wrote it, a number",
    "incident_person": "a number",
    "late_decision": "who decided, a number",
    "membership": "fact of the figures",
    "quiz_pass": "fact",
    "reading": "fact",
    "remark": "who decided, a number",
    "role_grant": "erased; the trail keeps that it was held",
    "roster_draft": "erased",
    "setting_change": "who decided, a number",
    "sign_in_session": "erased",
    "standing": "fact",
    "document_version": "who published it, a number",
    "text_draft": "an unfinished text of a trainer under a number; materials end it by its age",
    "loose_picture": "who added it, a number",
    "content_parcel": "an unfinished upload under a number; materials end it by its age",
    "part_read": "fact",
    "planned_version": "who planned it, a number",
    "planned_change": "erased",
}
"""What becomes of each table that names a person when that person is anonymised."""


def test_what_is_said_to_be_erased_is_erased() -> None:
    said = {name for name, what in PEOPLE_TABLES.items() if what.startswith("erased")}
    assert said == ERASED | {"audit_value"}


def test_every_table_that_knows_a_person_says_what_becomes_of_it(app: Flask) -> None:
    found = inspect(db.engine)
    knowing = {
        table
        for table in found.get_table_names()
        if any(key["referred_table"] == "person" for key in found.get_foreign_keys(table))
    }
    assert knowing - PEOPLE_TABLES.keys() == set(), "decide in services/rights.anonymise, then here"


@pytest.fixture
def someone(demo: Flask, factory: Factory) -> tuple[int, int, str]:
    """A learner of Dinas A with results, sessions, links, a request and acts; the administrator; the name."""
    boss = queries.person_id_by("administrator@contoh.test")
    person = queries.person_id_by("peserta.a@contoh.test")
    assert boss is not None
    assert person is not None
    account = queries.account(person)
    assert account is not None
    name = "Ekshibit d'Tak Terlupa"
    with transaction():
        session.execute(
            text("UPDATE person SET name = :name, nip = :nip WHERE id = :id"),
            {"name": name, "nip": NIP, "id": person},
        )
        audit.record(
            actor=boss,
            action="change person",
            subject=f"person:{person}",
            changes=[audit.Change("Nama", account.name, name, personal=True)],
        )
        make_entry_link(person, by=boss, at=now())
        services.ask_correction(
            person, CorrectionField.NAMA, stood=name, wanted="Lain Sama Sekali", note=NIP, at=now()
        )
    factory.sign_in(demo, person)
    return person, boss, name


def figures(person: int) -> dict[str, object]:
    """Every total that an office shows, and the facts of this one person."""
    standard, cut = materials.current_standard(), end_of_day(DEMO_DAY)
    assert standard is not None
    facts = comprehension.keadaan(cut, key=b"kunci")
    assert facts is not None
    frozen = session.execute(text("SELECT * FROM frozen_month ORDER BY 1")).all()
    return {
        "recomputed": compute(facts),
        "census": comprehension.census(cut),
        "today": comprehension.census(TODAY),
        "frozen": [tuple(row) for row in frozen],
        "completions": sorted(learning.completed_pairs(standard.module_slugs)),
        "own": comprehension.own_state(person, standard, TODAY),
    }


def everything_stored() -> str:
    """Each row of each table as text, as whoever reads the database would search it."""
    tables = inspect(db.engine).get_table_names()
    rows = [str(session.execute(text(f'SELECT * FROM "{table}"')).all()) for table in tables]
    return "\n".join(rows)


def test_the_name_goes_everywhere_and_every_figure_stays(
    demo: Flask, factory: Factory, someone: tuple[int, int, str]
) -> None:
    person, boss, name = someone
    before = figures(person)
    assert name.replace("'", "''") in everything_stored() or name in everything_stored()
    with transaction():
        pseudonym = services.anonymise(person, reason="Pensiun", by=boss, at=now())
    assert figures(person) == before
    stored = everything_stored()
    for trace in (name, "Tak Terlupa", NIP, "peserta.a@contoh.test", "Lain Sama Sekali"):
        assert trace not in stored, trace
    client = factory.sign_in(demo, boss)
    for path in (f"/kelola/orang/{person}/", "/kelola/orang/?q=Terlupa", "/kelola/audit/", "/opd/DINAS-A/"):
        assert "Tak Terlupa" not in client.get(path).text
    assert pseudonym in client.get(f"/kelola/orang/{person}/").text
    assert pseudonym in client.get(f"/kelola/audit/?perihal=%23{person}").text


def test_the_chain_of_who_did_what_when_is_not_broken(someone: tuple[int, int, str]) -> None:
    person, boss, _ = someone
    acts = audit.AuditFilter(subjects=frozenset({f"person:{person}"}))
    before = [(e.id, e.happened_at, e.actor_id, e.action) for e in audit.entries(limit=500, wanted=acts)]
    with transaction():
        services.anonymise(person, reason="Pensiun", by=boss, at=now())
    after = [(e.id, e.happened_at, e.actor_id, e.action) for e in audit.entries(limit=500, wanted=acts)]
    assert after[-len(before) :] == before
    assert [each[3] for each in after[: len(after) - len(before)]] == ["anonymise person", "end membership"]


def test_it_cannot_be_entered_opened_or_done_twice(demo: Flask, someone: tuple[int, int, str]) -> None:
    person, boss, _ = someone
    with transaction():
        services.anonymise(person, reason="Pensiun", by=boss, at=now())
    assert queries.open_sessions(person, now()) == []
    assert queries.person_id_by("peserta.a@contoh.test") is None
    with pytest.raises(Anonymised), transaction():
        services.set_active(person, active=True, by=boss, at=now())
    with pytest.raises(NotFound), transaction():
        services.anonymise(person, reason="lagi", by=boss, at=now())


def test_from_tomorrow_on_nobody_counts_who_was_forgotten(someone: tuple[int, int, str]) -> None:
    person, boss, _ = someone
    with transaction():
        services.anonymise(person, reason="Pensiun", by=boss, at=now())
    today = local_day(now())
    assert queries.home_opd(person, today) is not None
    assert queries.home_opd(person, today + timedelta(days=1)) is None


def test_no_administrator_is_forgotten_and_nobody_forgets_oneself(app: Flask, factory: Factory) -> None:
    boss = factory.person(roles={Role.ADMINISTRATOR})
    second = factory.person(roles={Role.ADMINISTRATOR})
    with pytest.raises(OwnAccount), transaction():
        services.anonymise(boss, reason="x", by=boss, at=now())
    with pytest.raises(StillAdministrator), transaction():
        services.anonymise(second, reason="x", by=boss, at=now())


def rows_of(table: str) -> int:
    return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def forget(**changes: object) -> dict[str, int]:
    values: dict[str, object] = {"at": now(), "session_days": 90, "link_days": 30, "correction_days": 365}
    with transaction():
        return services.forget_old(**(values | changes))  # type: ignore[arg-type]


def test_a_session_goes_so_many_days_after_it_ended(app: Flask, factory: Factory) -> None:
    person, at = factory.person(), now()
    with transaction():
        for days_ago in (200, 10):
            services.open_session(person_id=person, device="Uji", at=at - timedelta(days=days_ago), hours=24)
        services.open_session(person_id=person, device="Uji", at=at, hours=24)
    assert forget()["sign_in_session"] == 1
    assert forget(session_days=5)["sign_in_session"] == 1
    assert rows_of("sign_in_session") == 1
    assert forget(at=at + timedelta(days=500))["sign_in_session"] == 0, "the last one is kept"


def test_a_link_goes_so_many_days_after_it_was_spent(app: Flask, factory: Factory) -> None:
    person = factory.person()
    with transaction():
        make_entry_link(person, by=None, at=now() - timedelta(days=60))
        make_entry_link(person, by=None, at=now())
    assert forget(link_days=90)["entry_link"] == 0
    with transaction():
        session.execute(text("UPDATE entry_link SET used_at = NULL"))
    assert forget()["entry_link"] == 1
    assert rows_of("entry_link") == 1


def test_failed_sign_ins_and_drafts_go_after_their_fixed_time(app: Flask, factory: Factory) -> None:
    person, old = factory.person(), now() - timedelta(days=2)
    services.keep_draft(b"Nama;Surel\nA;a@contoh.test\n", "a.csv", by=person, at=old)
    with transaction():
        for at in (old, now()):
            session.execute(
                text("INSERT INTO sign_in_failure (account, failed_at) VALUES ('x', :at)"),
                {"at": at.replace(tzinfo=None) if db.engine.dialect.name == "sqlite" else at},
            )
    gone = forget()
    assert (gone["sign_in_failure"], gone["roster_draft"]) == (1, 1)
    assert (rows_of("sign_in_failure"), rows_of("roster_draft")) == (1, 0)


def test_the_words_of_a_request_go_and_the_decision_stays(app: Flask, factory: Factory) -> None:
    person, boss = factory.person(name="Budi"), factory.person(roles={Role.ADMINISTRATOR})
    long_ago = now() - timedelta(days=400)
    with transaction():
        services.ask_correction(
            person, CorrectionField.NAMA, stood="Budi", wanted="Budy", note="SK", at=long_ago
        )
        (waiting,) = queries.waiting_corrections(EVERYTHING, local_day(now()))
        services.decide_correction(
            waiting.id, accepted=False, reason="Salah", scope=EVERYTHING, by=boss, at=long_ago
        )
    assert forget()["correction_request"] == 1
    (kept,) = queries.corrections_of(person, local_day(now()))
    assert (kept.stood, kept.wanted, kept.note, kept.reason, kept.accepted) == ("", "", "", "", False)
    assert forget()["correction_request"] == 0


def test_the_tick_forgets_by_the_settings_once_an_hour(app: Flask, factory: Factory) -> None:
    from app.server import tick

    person, boss, at = factory.person(), factory.person(roles={Role.ADMINISTRATOR}), now()
    with transaction():
        services.open_session(person_id=person, device="Uji", at=at - timedelta(days=20), hours=24)
        services.open_session(person_id=person, device="Baru", at=at, hours=24)
    tick(at)
    assert rows_of("sign_in_session") == 2
    with transaction():
        policy.change(policy.SESSION_DAYS, "7", expected="90", reason="uji", by=boss, at=at)
    tick(at + timedelta(minutes=5))
    assert rows_of("sign_in_session") == 2
    tick(at + timedelta(minutes=61))
    assert audit.entries(limit=1)[0].details == "sesi masuk 1"
    assert rows_of("sign_in_session") == 1
    with transaction():
        assert admin_services.forget_old(at + timedelta(minutes=62)) == {}


def test_a_transfer_or_an_end_that_lies_ahead_keeps_nobody_in_the_count(app: Flask, factory: Factory) -> None:
    a, b, boss = factory.opd("A"), factory.opd("B"), factory.person(roles={Role.ADMINISTRATOR})
    moves, leaves, waits = (factory.person(opd=a) for _ in range(3))
    today = local_day(now())
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=30)
    with transaction():
        services.move(moves, to_opd_id=b, on=later, by=boss)
        services.leave(leaves, on=later, by=boss)
        services.propose_transfer(
            waits, to_opd_id=b, on=today, unit="", scope=EVERYTHING, ask=True, by=boss, at=now()
        )
    for person in (moves, leaves, waits):
        with transaction():
            services.anonymise(person, reason="Diminta", by=boss, at=now())
        assert [(one.opd_id, one.end_on) for one in queries.spans_of(person)] == [(a, tomorrow)]
        assert queries.waiting_of(person) is None
