"""The small world as of a day: who exists, where they belong, what they did; the same for the same day."""

from datetime import date
from random import Random

from app.demo import cast
from app.demo.curriculum import Curriculum
from app.demo.diary import lived
from app.demo.invented import DAY, REGISTERED_DAYS, OfficeInventor
from app.demo.names import Inventor
from app.demo.offices import OFFICES, UNITS
from app.demo.people import Leave, Spell, Staff, World
from app.people.rules import ExemptionReason, OpdDraft

USUAL_DAYS_AGO = 70


def world(*, at: date, seed: int, curriculum: Curriculum) -> World:
    """The world of that day; the same arguments always give the same world."""
    people = list(accounts(at=at, seed=seed, curriculum=curriculum))
    taken = frozenset(person.nip for person in people)
    inventor = Inventor(Random(f"{seed}:names"), at, taken)  # noqa: S311
    for office in OFFICES:
        chance = Random(f"{seed}:{office.code}")  # noqa: S311
        people += OfficeInventor(office, at, chance, inventor, curriculum).people()
    return World(at, offices(at), tuple(people))


def accounts(*, at: date, seed: int, curriculum: Curriculum) -> tuple[Staff, ...]:
    """Everybody who can sign in: Dinas A, Dinas B and one person for each role."""
    return tuple(_of_cast(part, at=at, seed=seed, curriculum=curriculum) for part in cast.parts())


def offices(at: date) -> tuple[OpdDraft, ...]:
    """The OPD that the world adds to the register."""
    return cast.offices(at - REGISTERED_DAYS * DAY)


def _of_cast(part: cast.Part, *, at: date, seed: int, curriculum: Curriculum) -> Staff:
    spells = _spells(part, at)
    leaves = (Leave(at - 30 * DAY, at + 60 * DAY, ExemptionReason.CUTI_MELAHIRKAN),) if part.exempt else ()
    return Staff(
        name=part.name,
        nip=part.nip,
        surel=part.surel,
        job_level=part.job_level,
        roles=part.roles,
        story=part.story,
        spells=spells,
        leaves=leaves,
        acts=lived(
            part.story,
            chance=Random(f"{seed}:{part.surel}"),  # noqa: S311
            curriculum=curriculum,
            first_on=spells[0].start_on if spells else at,
            before=leaves[0].from_on if leaves else at,
            usual=USUAL_DAYS_AGO,
        ),
    )


def _spells(part: cast.Part, at: date) -> tuple[Spell, ...]:
    if part.opd_code is None:
        return ()
    start_on = at - (part.days or REGISTERED_DAYS) * DAY
    here = Spell(part.opd_code, part.unit, start_on)
    if part.came_from is None:
        return (here,)
    return (Spell(part.came_from, UNITS[0], at - REGISTERED_DAYS * DAY, start_on), here)
