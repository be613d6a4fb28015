"""Load the demo world: plan it, enrol its people, let them act."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Protocol

from app.clock import start_of_day
from app.comprehension.rules.month import Month
from app.comprehension.services import NothingToFreeze, freeze
from app.db import transaction
from app.demo import plan, published
from app.demo.bulk import InBulk
from app.demo.cast import FIRST_ACCOUNT, PASSWORD
from app.demo.crowd import scale_world
from app.demo.enrolment import Accounts, register_codes, register_opd
from app.demo.people import Act, Staff, World
from app.demo.terms import terms_of
from app.people import queries as people
from app.people.services import hash_password
from app.quiz.services import rebuild_standings


class Way(Protocol):
    """How people and their acts reach the database: one by one through the services, or in bulk."""

    def enrol(self, person: Staff) -> int:
        """The new person's id."""

    def act(self, person_id: int, acts: Iterable[Act]) -> None:
        """Everything that a person does, in the order given."""

    def finish(self) -> None:
        """Write what still waits."""


FROZEN_MONTHS = 6
"""How many months before the day of the world stand published."""
Begin = Callable[[Accounts], Way]


def load(*, at: date, staff: int | None = None, attempts: int | None = None, seed: int = 1) -> bool:
    """Load the world as of a day; False, and nothing changed, when it stands already.

    With `staff` and `attempts` a crowd of that size takes the place of the fourteen invented OPD.
    """
    if people.person_id_by(FIRST_ACCOUNT) is not None:
        return False
    curriculum = published.curriculum(at)
    if staff is None or attempts is None:
        world = plan.world(at=at, seed=seed, curriculum=curriculum)
    else:
        codes = register_codes(at)
        world = scale_world(
            at=at, staff=staff, attempts=attempts, seed=seed, curriculum=curriculum, opd_codes=codes
        )
    write(world, partial(InBulk, terms=terms_of(curriculum, at), seed=seed))
    return True


def load_when_empty(*, at: date) -> bool:
    """Load the world when nobody has an account yet."""
    return not people.exists_any() and load(at=at)


def write(world: World, begin: Begin) -> None:
    """One transaction: the OPD, the people, what they do, the summary of their results, published months."""
    password_hash = hash_password(PASSWORD)
    with transaction():
        way = begin(Accounts(register_opd(world), password_hash, start_of_day(world.at)))
        for person in world.people:
            way.act(way.enrol(person), person.acts)
        way.finish()
        rebuild_standings()
        _publish_months(world.at)


def _publish_months(at: date) -> None:
    """Publish the last six months, the oldest first, each on the first day after it."""
    months = [Month.of(at).previous]
    while len(months) < FROZEN_MONTHS:
        months.insert(0, months[0].previous)
    for month in months:
        with suppress(NothingToFreeze):
            freeze(month, at=start_of_day(month.next.first_day))
