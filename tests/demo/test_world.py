"""The demo world in the database: the same for the same day, loaded once, and open to its accounts."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.clock import now, start_of_day
from app.comprehension import queries as comprehension
from app.comprehension.rules import ActionGroup, Tally
from app.db import Base, db, session, transaction
from app.demo import plan, published, world
from app.demo.acting import ThroughServices
from app.demo.bulk import InBulk
from app.demo.cast import DINAS_A, DINAS_B, PASSWORD, parts
from app.demo.offices import OFFICES
from app.demo.people import Sitting, Staff, Story, World
from app.demo.terms import terms_of
from app.errors import Conflict
from app.materials import queries as materials
from app.people import queries as people
from app.people import services
from app.people.rules import PersonDraft, Role
from app.quiz.queries import sitting
from app.quiz.services import standing_differences, start, start_or_resume
from tests.conftest import Databases, settings_for
from tests.demo.snapshot import snapshot
from tests.factories import Factory
from tests.worlds import DEMO_DAY

CUT = start_of_day(DEMO_DAY) - timedelta(seconds=1)


@pytest.fixture
def another(databases: Databases, published_template: str) -> Callable[[], AbstractContextManager[None]]:
    """A second database with all content published, for as long as its block lasts."""

    @contextmanager
    def inside() -> Iterator[None]:
        url = databases.new("another", published_template)
        app = create_app(settings_for(url))
        with app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()
        databases.drop(url)

    return inside


def rows_of(table: str) -> int:
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


def by_state(table: str, column: str) -> dict[str, int]:
    target = Base.metadata.tables[table]
    rows = session.execute(select(target.c[column], func.count()).group_by(target.c[column]))
    return {value: count for value, count in rows}  # noqa: C416 (rows are no pairs of the type)


def tallies() -> dict[str, Tally]:
    standard = materials.current_standard(DEMO_DAY)
    assert standard
    return comprehension.tallies(standard, CUT)


def test_the_same_day_gives_the_same_rows(
    demo: Flask, another: Callable[[], AbstractContextManager[None]]
) -> None:
    first = snapshot()
    with another():
        world.load(at=DEMO_DAY)
        assert snapshot() == first


def test_loading_twice_changes_nothing(demo: Flask) -> None:
    before = snapshot()
    assert world.load(at=DEMO_DAY) is False
    assert world.load(at=DEMO_DAY + timedelta(days=1), seed=5) is False
    assert snapshot() == before


def test_a_small_world_is_the_same_through_the_services_and_in_bulk(
    published: Flask,
    another: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small, terms = _one_of_each_story(), terms_of(_curriculum(), DEMO_DAY)
    forms = chain.from_iterable(_forms_of(person) for person in small.people)
    # Which of equally used forms is next is chance; here it is what the plan played.
    monkeypatch.setattr(start, "next_form", lambda *_args, **_more: next(forms))
    world.write(small, ThroughServices)
    assert next(forms, None) is None
    through_services = snapshot()
    with another():
        world.write(small, partial(InBulk, terms=terms, seed=1))
        assert snapshot() == through_services


def _forms_of(person: Staff) -> list[str | None]:
    return [act.form for act in person.acts if isinstance(act, Sitting)]


def _curriculum() -> published.Curriculum:
    return published.curriculum(DEMO_DAY)


def _one_of_each_story() -> World:
    """One person of each story, of each role, and of each turn that a membership can take."""
    whole = plan.world(at=DEMO_DAY, seed=1, curriculum=_curriculum())
    stories = {person.story: person for person in whole.people if person.spells}
    roles = {person.roles: person for person in whole.people}
    turns = {
        (len(person.spells), bool(person.leaves), person.home is None): person for person in whole.people
    }
    assert set(stories) == set(Story)
    assert len(roles) == 5
    assert len(turns) >= 4
    chosen = {person.nip for person in (*stories.values(), *roles.values(), *turns.values())}
    return replace(whole, people=tuple(person for person in whole.people if person.nip in chosen))


def test_every_account_signs_in_with_the_published_password(demo: Flask) -> None:
    for part in parts():
        person_id = services.authenticate(identifier=part.surel, password=PASSWORD, at=now(), pepper="x")
        assert person_id == people.person_id_by(part.nip)


def test_each_role_has_its_person(demo: Flask) -> None:
    roles = people.roles_of([people.person_id_by(part.surel) or 0 for part in parts()])
    held = {part.surel.split("@")[0]: set(roles[people.person_id_by(part.surel) or 0]) for part in parts()}
    assert held["peserta.a"] == held["peserta.b30"] == {Role.PESERTA}
    assert held["admin.a"] == held["admin.b"] == {Role.PESERTA, Role.ADMIN_OPD}
    assert held["narasumber"] == {Role.NARASUMBER}
    assert held["sekda"] == {Role.PIMPINAN}
    assert held["administrator"] == {Role.ADMINISTRATOR}


def test_everybody_in_it_is_marked_as_demo_and_only_the_accounts_have_a_password(demo: Flask) -> None:
    person = Base.metadata.tables["person"]
    assert session.scalar(select(func.count()).where(person.c.demo.is_(False))) == 0
    with_password = session.scalar(select(func.count()).where(person.c.password_hash.is_not(None)))
    assert with_password == len(parts()) == 65


def test_all_three_action_groups_occur(demo: Flask) -> None:
    standard = materials.current_standard(DEMO_DAY)
    assert standard
    picture = comprehension.picture(CUT)
    assert picture
    groups = [row.group for row in picture.shown.rows]
    assert all(groups.count(group) >= 2 for group in ActionGroup)


def test_a_merged_row_hollow_dots_and_masked_cells_occur(demo: Flask) -> None:
    picture = comprehension.picture(CUT)
    assert picture
    rows = picture.shown.rows
    merged = [row for row in rows if row.kind == "digabung"]
    assert [len(row.members) for row in merged] == [2]
    assert merged[0].shows_comprehension
    assert sum(row.indicative for row in rows) >= 3
    assert sum(row.shows_comprehension and not row.indicative for row in rows) >= 3
    assert sum(row.core.text.startswith("≤") for row in rows) >= 2


def test_dinas_a_and_b_have_at_least_twenty_measured_each(demo: Flask) -> None:
    found = tallies()
    assert found[DINAS_A].measured >= 20
    assert found[DINAS_B].measured >= 20


def test_grace_exemptions_transfers_and_leavers_occur(demo: Flask) -> None:
    found = tallies().values()
    membership = Base.metadata.tables["membership"]
    assert sum(tally.in_grace for tally in found) >= 10
    assert sum(tally.exempt for tally in found) >= 10
    assert any(tally.exempt * 10 > tally.obliged + tally.exempt for tally in found)
    ended = select(membership.c.person_id).where(membership.c.end_on.is_not(None))
    current = select(membership.c.person_id).where(membership.c.end_on.is_(None))
    both = session.scalars(ended.intersect(current)).all()
    gone = session.scalars(ended.except_(current)).all()
    assert len(both) >= 10
    assert len(gone) >= 5


def test_attempts_passes_and_outcomes_of_every_kind_occur(demo: Flask) -> None:
    states = by_state("attempt", "state")
    assert states["submitted"] > 1500
    assert states["in_progress"] >= 5
    assert min(by_state("result", "passed").values()) > 200
    outcomes = by_state("item_result", "outcome")
    assert {"paham", "belum_tahu", "salah_kaprah", "galat_lain"} <= set(outcomes)
    assert {"utama", "prates", "pascates"} <= set(by_state("attempt", "round"))


def test_somebody_recovers_and_somebody_falls_between_two_tests(demo: Flask) -> None:
    standing = Base.metadata.tables["standing"]
    rows = session.execute(
        select(standing.c.person_id, standing.c.correct).order_by(standing.c.person_id, standing.c.day)
    )
    marks: dict[int, list[int]] = {}
    for person_id, correct in rows:
        marks.setdefault(person_id, []).append(correct)
    assert any(len(each) > 1 and each[-1] > each[0] for each in marks.values())
    assert any(len(each) > 1 and each[-1] < each[0] for each in marks.values())


def test_those_who_have_understood_grow_over_six_months(demo: Flask) -> None:
    standard = materials.current_standard(DEMO_DAY)
    assert standard
    months = [CUT - timedelta(days=30 * back) for back in range(6)]
    proven = [sum(tally.paham for tally in comprehension.tallies(standard, at).values()) for at in months]
    assert proven == sorted(proven, reverse=True)
    assert 0 < proven[-1] < proven[0] / 2


def test_new_people_and_attempts_follow_on_the_rows_written_in_bulk(demo: Flask, factory: Factory) -> None:
    person_id = factory.person()
    standard = materials.current_standard(DEMO_DAY)
    assert standard
    with transaction():
        public_id = start_or_resume(person_id=person_id, slug=standard.test_slug, at=now())
    assert sitting(public_id, person_id)


def test_the_summary_of_results_agrees_with_the_results(demo: Flask) -> None:
    assert rows_of("standing") > 400
    assert standing_differences() == 0


def test_the_register_stands_long_enough_for_the_history(demo: Flask) -> None:
    then = DEMO_DAY - timedelta(days=700)
    codes = {row.code for row in people.register() if row.is_valid_on(then)}
    assert {DINAS_A, DINAS_B, *(office.code for office in OFFICES)} <= codes


def test_nothing_is_loaded_over_people_who_are_there(published: Flask) -> None:
    with transaction():
        services.add_person(_somebody(), by=None, at=now())
    assert world.load_when_empty(at=DEMO_DAY) is False
    assert rows_of("person") == 1


def _somebody() -> PersonDraft:
    return PersonDraft(name="Orang Rekaan", nip=None, surel="orang@contoh.test")


def test_without_published_material_nothing_is_loaded(app: Flask) -> None:
    with pytest.raises(Conflict, match="Materi belum terbit"):
        world.load(at=DEMO_DAY)
    assert rows_of("person") == 0


def test_the_command_loads_once_and_prints_the_accounts(published: Flask) -> None:
    run = published.test_cli_runner().invoke
    first = run(args=["demo", "load", "--at", "2026-11-23"])
    again = run(args=["demo", "load", "--at", "2026-11-23"])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "Dunia demo per 23-11-2026 dimuat." in first.output
    assert "sekda@contoh.test" in first.output
    assert "Tidak ada yang berubah" in again.output


def test_production_refuses_the_demo_unless_forced(published: Flask) -> None:
    settings = published.config["PAHAM"]
    published.config["PAHAM"] = replace(settings, env="production")
    refused = published.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 2
    assert "tidak dimuat di produksi" in refused.output
    assert rows_of("person") == 0
