"""The scale world: as many people and attempts as asked for, the same every time."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.clock import start_of_day
from app.db import Base, session
from app.demo import world
from app.demo.crowd import scale_world
from app.demo.people import Sitting, Staff
from app.people.rules import nip_problems
from app.quiz.services import standing_differences
from tests.demo.curricula import curriculum

AT = date(2026, 11, 23)
CODES = ["BAPPEDA", "DISHUB", "DINSOS", "BRIDA"]


def crowd_of(staff: int, attempts: int, seed: int = 1) -> list[Staff]:
    found = scale_world(
        at=AT, staff=staff, attempts=attempts, seed=seed, curriculum=curriculum(), opd_codes=CODES
    )
    return list(found.people)


def attempts_in(people: list[Staff]) -> int:
    return sum(isinstance(act, Sitting) for person in people for act in person.acts)


@pytest.mark.parametrize(("staff", "attempts"), [(200, 2500), (333, 1001), (100, 400)])
def test_there_are_as_many_people_and_attempts_as_asked_for(staff: int, attempts: int) -> None:
    people = crowd_of(staff, attempts)
    assert (len(people), attempts_in(people)) == (staff, attempts)


def test_the_same_arguments_give_the_same_crowd() -> None:
    assert crowd_of(120, 600) == crowd_of(120, 600)
    assert crowd_of(120, 600) != crowd_of(120, 600, seed=2)


def test_everybody_in_the_crowd_has_a_nip_of_their_own_and_an_opd_of_the_register() -> None:
    people = crowd_of(400, 1500)
    assert len({person.nip for person in people}) == 400
    assert not any(nip_problems(person.nip, AT) for person in people)
    homes = Counter(person.home.opd_code for person in people if person.home and not person.surel)
    assert set(homes) == set(CODES)


def test_the_crowd_has_acted_before_the_day_of_the_world() -> None:
    sent = [
        act.submitted_at
        for person in crowd_of(400, 6000)
        for act in person.acts
        if isinstance(act, Sitting) and act.submitted_at
    ]
    assert max(sent) < start_of_day(AT)


def test_a_crowd_is_loaded_with_its_summary_and_once(published: Flask) -> None:
    assert world.load(at=AT, staff=150, attempts=700)
    assert not world.load(at=AT, staff=300, attempts=700)
    counts = [
        session.scalar(select(func.count()).select_from(table)) for table in _tables("person", "attempt")
    ]
    assert counts == [150, 700]
    assert standing_differences() == 0


def _tables(*names: str) -> list[object]:
    return [Base.metadata.tables[name] for name in names]


def test_the_command_asks_for_both_numbers(published: Flask) -> None:
    refused = published.test_cli_runner().invoke(args=["demo", "load", "--staff", "200"])
    assert refused.exit_code == 2
    assert "--staff dan --attempts sekaligus" in refused.output
