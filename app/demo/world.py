"""Load the demo world: plan it, enrol its people, let them act."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Protocol

from app.clock import start_of_day
from app.db import transaction
from app.demo import plan, published
from app.demo.bulk import InBulk
from app.demo.cast import FIRST_ACCOUNT, PASSWORD
from app.demo.enrolment import enrol, register_opd
from app.demo.people import Act, Staff, World
from app.demo.terms import terms_of
from app.people import queries as people
from app.people.services import hash_password, set_password_hash
from app.quiz.services import rebuild_standings


class Way(Protocol):
    """How people and their acts reach the database: one by one through the services, or in bulk."""

    def enrol(self, person: Staff) -> int:
        """The new person's id."""

    def act(self, person_id: int, acts: Iterable[Act]) -> None:
        """Everything that a person does, in the order given."""

    def finish(self) -> None:
        """Write what still waits."""


Begin = Callable[[dict[str, int], datetime], Way]
"""Makes a way from the ids of the OPD by code and the instant of enrolment."""


def load(*, at: date, seed: int = 1) -> bool:
    """Load the world as of a day; False, and nothing changed, when it stands already."""
    if people.person_id_by(FIRST_ACCOUNT) is not None:
        return False
    curriculum = published.curriculum(at)
    world = plan.world(at=at, seed=seed, curriculum=curriculum)
    write(world, partial(InBulk, terms=terms_of(curriculum, at), seed=seed))
    return True


def load_when_empty(*, at: date) -> bool:
    """Load the world when nobody has an account yet."""
    return not people.exists_any() and load(at=at)


def write(world: World, begin: Begin) -> None:
    """One transaction: the OPD, the people, what they do, and the summary of their results."""
    password_hash = hash_password(PASSWORD)
    instant = start_of_day(world.at)
    with transaction():
        opd_ids = register_opd(world)
        accounts = [person for person in world.people if person.surel]
        ids = [enrol(person, opd_ids=opd_ids, instant=instant) for person in accounts]
        for person_id in ids:
            set_password_hash(person_id, password_hash, at=instant)
        way = begin(opd_ids, instant)
        for person_id, person in zip(ids, accounts, strict=True):
            way.act(person_id, person.acts)
        for person in world.people:
            if not person.surel:
                way.act(way.enrol(person), person.acts)
        way.finish()
        rebuild_standings()
