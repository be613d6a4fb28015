"""The plan of the small world: pure, the same every time, and holding what the pages must be able to show."""

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

import pytest

from app.clock import start_of_day
from app.comprehension.rules import ActionGroup, Tally, action_group
from app.demo import plan
from app.demo.offices import OFFICES
from app.demo.people import (
    BELIEVING,
    MEASURED,
    UNDERSTANDING,
    UNSETTLED,
    Act,
    SectionDone,
    Sitting,
    Staff,
    Story,
    World,
)
from app.people.rules import nip_problems
from app.quiz.rules import BeliefState
from tests.demo.curricula import CORE, OTHERS, curriculum, marked

AT = date(2026, 11, 23)
TEST = curriculum().test


@pytest.fixture(scope="module")
def world() -> World:
    return plan.world(at=AT, seed=1, curriculum=curriculum())


def sittings_of(person: Staff) -> list[Sitting]:
    return [act for act in person.acts if isinstance(act, Sitting) and act.set_slug == TEST.slug]


def first_instant(act: Act) -> datetime:
    return act.started_at if isinstance(act, Sitting) else act.at


def last_instant(act: Act) -> datetime:
    if isinstance(act, SectionDone):
        return act.at
    return act.submitted_at or act.replies[-1].at


def test_the_same_day_gives_the_same_world(world: World) -> None:
    assert plan.world(at=AT, seed=1, curriculum=curriculum()) == world


def test_another_seed_gives_other_people(world: World) -> None:
    assert plan.world(at=AT, seed=2, curriculum=curriculum()).people != world.people


def test_dinas_a_and_b_are_the_same_people_whatever_the_seed(world: World) -> None:
    other = plan.world(at=AT, seed=2, curriculum=curriculum())
    written = [(person.name, person.nip) for person in world.people if person.surel]
    assert written == [(person.name, person.nip) for person in other.people if person.surel]


def test_every_nip_is_of_valid_form_and_nobody_elses(world: World) -> None:
    assert [p.name for p in world.people if nip_problems(p.nip, AT)] == []
    assert len({person.nip for person in world.people}) == len(world.people)


def test_both_kinds_of_appointment_occur_among_the_written_people(world: World) -> None:
    marks = {person.nip[12:14] for person in world.people if person.surel}
    assert "21" in marks
    assert marks & {"01", "02", "03", "12"}


def test_thirty_staff_and_an_admin_belong_to_each_written_opd(world: World) -> None:
    homes = Counter(person.home.opd_code for person in world.people if person.surel and person.home)
    assert homes == {"DINAS-A": 31, "DINAS-B": 31}


def test_each_opd_of_the_register_has_twelve_to_sixty_people(world: World) -> None:
    homes = Counter(person.home.opd_code for person in world.people if not person.surel and person.home)
    assert set(homes) == {office.code for office in OFFICES}
    assert len(homes) == 14
    assert all(12 <= count <= 60 for count in homes.values())


def test_everything_has_happened_before_the_day_of_the_world(world: World) -> None:
    assert all(last_instant(act) < start_of_day(AT) for person in world.people for act in person.acts)


def test_everybody_does_one_thing_after_the_other(world: World) -> None:
    for person in world.people:
        instants = [(first_instant(act), last_instant(act)) for act in person.acts]
        assert all(before[1] < after[0] for before, after in pairwise(instants)), person


def test_nobody_acts_before_belonging_to_an_opd_or_after_leaving(world: World) -> None:
    for person in world.people:
        for act in person.acts:
            assert start_of_day(person.spells[0].start_on) <= first_instant(act)
            ended = person.spells[-1].end_on
            assert ended is None or last_instant(act) < start_of_day(ended)


def test_spells_follow_each_other_without_a_gap(world: World) -> None:
    moved = [person for person in world.people if len(person.spells) == 2]
    assert len(moved) >= 10
    assert all(person.spells[0].end_on == person.spells[1].start_on for person in moved)
    assert all(s.end_on is None or s.start_on < s.end_on for p in world.people for s in p.spells)


def test_tests_keep_the_pause_of_a_day(world: World) -> None:
    for person in world.people:
        for before, after in pairwise(sittings_of(person)):
            assert before.submitted_at is not None
            assert (after.started_at - before.submitted_at).total_seconds() >= 24 * 3600


def test_the_last_test_shows_what_the_story_says(world: World) -> None:
    for person in world.people:
        if person.story not in MEASURED:
            continue
        last = sittings_of(person)[-1]
        result = marked(last, TEST.paper(last.form).questions)
        (core,) = [belief for belief in result.beliefs if belief.code == CORE]
        holds, passed = core.state is BeliefState.MEMEGANG, result.is_passed(Fraction(7, 10))
        assert result.is_enough(Fraction(4, 5)), person.story
        assert holds == (person.story in BELIEVING), person.story
        paham = passed and not holds and core.answered >= 2
        assert paham == (person.story in UNDERSTANDING), person.story
        if person.story is Story.BELIEVES_AND_PASSES:
            assert passed


def test_nobody_sits_a_form_twice_before_having_sat_all(world: World) -> None:
    forms = [[sitting.form for sitting in sittings_of(person)] for person in world.people]
    assert all(len(set(each[:3])) == len(each[:3]) for each in forms)
    assert {form for each in forms for form in each} == set(TEST.forms) == {"A", "B", "C"}


def test_other_misconceptions_are_held_by_some_and_not_by_most(world: World) -> None:
    held: Counter[str] = Counter()
    measured = 0
    for person in world.people:
        if person.story in MEASURED:
            last = sittings_of(person)[-1]
            beliefs = marked(last, TEST.paper(last.form).questions).beliefs
            held.update(belief.code for belief in beliefs if belief.state is BeliefState.MEMEGANG)
            measured += 1
    assert all(0.05 < held[code] / measured < 0.4 for code in OTHERS)


def test_who_is_not_measured_has_no_valid_test(world: World) -> None:
    for person in world.people:
        if person.story in MEASURED:
            continue
        sent = [sitting for sitting in sittings_of(person) if sitting.submitted_at]
        assert not any(
            marked(each, TEST.paper(each.form).questions).is_enough(Fraction(4, 5)) for each in sent
        )


def test_every_story_occurs(world: World) -> None:
    assert {person.story for person in world.people} == set(Story)


def test_quizzes_are_passed_and_failed(world: World) -> None:
    sets = {module.quiz.slug: module.quiz for module in curriculum().modules if module.quiz}
    passed = Counter(
        marked(act, sets[act.set_slug].questions).is_passed(Fraction(7, 10))
        for person in world.people
        for act in person.acts
        if isinstance(act, Sitting) and act.set_slug in sets
    )
    assert passed[True] > 500
    assert passed[False] > 100


def test_results_spread_over_six_months(world: World) -> None:
    months = {
        (sitting.submitted_at.year, sitting.submitted_at.month)
        for person in world.people
        for sitting in sittings_of(person)
        if sitting.submitted_at
    }
    assert {(2026, month) for month in (6, 7, 8, 9, 10, 11)} <= months


def test_all_three_groups_a_merged_row_hollow_dots_and_masked_cells_occur() -> None:
    groups = Counter(
        action_group(
            Tally(
                obliged=office.obliged,
                started=office.obliged,
                measured=office.obliged - office.unmeasured,
                passed=office.paham,
                paham=office.paham,
                belum_tahu=office.belum_tahu + office.salah_kaprah,
            ),
            Fraction(60, 100),
        )
        for office in OFFICES
    )
    measured = {office.code: office.obliged - office.unmeasured for office in OFFICES}
    assert all(groups[group] >= 3 for group in ActionGroup)
    assert sum(count < 10 for count in measured.values()) >= 2
    assert any(10 <= count < 30 for count in measured.values())
    assert any(office.salah_kaprah < 3 and measured[office.code] >= 10 for office in OFFICES)


def test_peserta_a_is_on_the_way_and_peserta_b_has_a_result(world: World) -> None:
    by_surel = {person.surel: person for person in world.people}
    first = by_surel["peserta.a@contoh.test"]
    assert sittings_of(first) == []
    read = {act.slug for act in first.acts if isinstance(act, SectionDone)}
    assert read == {"modul-1", "modul-2"}
    assert sittings_of(by_surel["peserta.b@contoh.test"])


def test_unsettled_people_neither_understand_nor_believe() -> None:
    assert not UNSETTLED & (BELIEVING | UNDERSTANDING)
