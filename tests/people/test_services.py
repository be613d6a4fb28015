"""Accounts, roles, dated membership and the register, on the database."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.db import session, transaction
from app.people import queries, services
from app.people.parsing import read_register
from app.people.rules import EVERYTHING, Duplicate, ExemptionReason, LinkSpent, Role, Scope
from tests.factories import SINCE, Factory
from tests.worlds import CONTENT


def rows_on(day: date, scope: Scope = EVERYTHING) -> set[tuple[int, int]]:
    return {(row.person_id, row.opd_id) for row in session.execute(queries.members(day, scope))}


def test_on_the_day_of_a_transfer_the_person_belongs_to_the_new_opd(app: Flask, factory: Factory) -> None:
    old, new = factory.opd(), factory.opd()
    person = factory.person(opd=old)
    factory.person(opd=old)
    with transaction():
        services.move(person, to_opd_id=new, on=date(2026, 6, 30), by=None)
    assert (person, old) in rows_on(date(2026, 6, 29))
    assert (person, new) in rows_on(date(2026, 6, 30))
    assert (person, old) not in rows_on(date(2026, 6, 30))


def test_the_first_day_in_the_province_is_not_restarted_by_a_transfer(app: Flask, factory: Factory) -> None:
    old, new = factory.opd(), factory.opd()
    person = factory.person(opd=old)
    with transaction():
        services.move(person, to_opd_id=new, on=date(2026, 6, 30), by=None)
    rows = list(session.execute(queries.members(date(2026, 7, 1), EVERYTHING)))
    assert [row.first_on for row in rows] == [SINCE]


def test_who_retired_belongs_nowhere(app: Flask, factory: Factory) -> None:
    opd = factory.opd()
    person = factory.person(opd=opd)
    with transaction():
        services.leave(person, on=date(2026, 3, 1), by=None)
    assert (person, opd) in rows_on(date(2026, 2, 28))
    assert rows_on(date(2026, 3, 1)) == set()


def test_both_days_of_an_exemption_count(app: Flask, factory: Factory) -> None:
    person = factory.person(opd=factory.opd())
    with transaction():
        services.exempt(
            person,
            from_on=date(2026, 6, 1),
            to_on=date(2026, 6, 30),
            reason=ExemptionReason.CUTI_BESAR,
            by=None,
        )
    exempt = {
        day: next(iter(session.execute(queries.members(day, EVERYTHING)))).exempt
        for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(exempt.values()) == [0, 1, 1, 0]


def test_a_scope_shows_its_own_rows_alone(app: Flask, factory: Factory) -> None:
    mine, other = factory.opd(), factory.opd()
    person = factory.person(opd=mine)
    factory.person(opd=other)
    assert rows_on(date(2026, 6, 1), Scope(frozenset({mine}))) == {(person, mine)}
    assert rows_on(date(2026, 6, 1), Scope(frozenset())) == set()


def test_a_person_has_one_home_at_a_time(app: Flask, factory: Factory) -> None:
    person = factory.person(opd=factory.opd())
    from app.people.models import Membership

    with pytest.raises(IntegrityError), transaction():
        session.add(Membership(person_id=person, opd_id=factory.opd(), unit="", start_on=date(2026, 1, 1)))


def test_a_nip_belongs_to_one_person(app: Flask, factory: Factory) -> None:
    factory.person(nip="198501012010011001")
    with pytest.raises(Duplicate):
        factory.person(nip="19850101 201001 1 001")


def test_the_admin_of_an_opd_also_sees_the_ones_under_it(app: Flask, factory: Factory) -> None:
    parent = factory.opd("SETDA-X")
    child = factory.opd("BIRO-X", parent="SETDA-X")
    factory.opd("LAIN-X")
    assert queries.with_children(frozenset({parent})) == {parent, child}


def test_loading_the_register_twice_changes_nothing(app: Flask) -> None:
    drafts, problems = read_register((CONTENT / "opd.csv").read_text(encoding="utf-8"))
    assert not problems
    with transaction():
        assert services.load_register(drafts, day=date(2026, 11, 23)) == len(drafts) == 51
    with transaction():
        assert services.load_register(drafts, day=date(2026, 11, 24)) == 0
    rows = {row.code: row for row in queries.register()}
    assert rows["BIRO-HUKUM"].parent_id == rows["SETDA"].id
    assert rows["RSUD-UNDATA"].parent_id == rows["DINKES"].id
    assert not rows["BAHUB"].is_valid_on(date(2026, 11, 23))
    assert rows["DINKES"].valid_from == date(2026, 11, 23)


def test_a_broken_line_of_the_register_is_named(app: Flask) -> None:
    text = "kode,nama,singkatan,jenis,induk,berlaku_sejak,berlaku_sampai\nX,X,X,kantor,,,\nY,Y,Y,dinas,Z,,\n"
    _, problems = read_register(text)
    assert problems[0].startswith("opd.csv:2: GALAT")
    assert "Z" in problems[1]


def test_an_entry_link_works_once(app: Flask, factory: Factory) -> None:
    person = factory.person()
    with transaction():
        first = services.make_entry_link(person, by=None, at=now())
        token = services.make_entry_link(person, by=None, at=now())
    with pytest.raises(LinkSpent):
        services.person_of_link(first, at=now())
    with transaction():
        assert services.choose_password(token, "kopi pagi di tepi teluk", at=now()) == person
    with pytest.raises(LinkSpent):
        services.choose_password(token, "kopi pagi di tepi teluk", at=now())


def test_granting_a_role_twice_changes_nothing(app: Flask, factory: Factory) -> None:
    person = factory.person()
    for _ in range(2):
        with transaction():
            services.grant_role(person, Role.NARASUMBER, opd_id=None, by=None, at=now())
    assert sorted(queries.roles_of([person])[person]) == [Role.NARASUMBER, Role.PESERTA]


@pytest.mark.parametrize("name", ["Ni'matullah D'Olah", "Sitti Nurʼaini, S.E.", "José Tumewu", "x" * 120])
def test_names_are_found_as_they_are_written(app: Flask, factory: Factory, name: str) -> None:
    factory.person(name=name)
    factory.person(name="Orang Lain")
    found, total = queries.people_page(queries.PeopleFilter(search=name[:12]), day=date(2026, 6, 1), limit=50)
    assert [line.name for line in found] == [name]
    assert total == 1


@pytest.mark.parametrize("search", ["%", "_", "\\", "100%"])
def test_signs_of_the_pattern_language_are_searched_as_signs(
    app: Flask, factory: Factory, search: str
) -> None:
    factory.person(name="Orang Biasa")
    assert queries.people_page(queries.PeopleFilter(search=search), day=date(2026, 6, 1), limit=50) == ([], 0)
