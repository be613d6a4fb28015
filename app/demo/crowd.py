"""The scale world: so many invented people in every OPD, with exactly so many attempts between them."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from random import Random

from app.clock import start_of_day
from app.demo import plan
from app.demo.curriculum import Curriculum
from app.demo.diary import Diary, Step, spread
from app.demo.invented import DAY, REGISTERED_DAYS
from app.demo.names import Inventor
from app.demo.offices import UNITS
from app.demo.people import LEARNER, Sitting, Spell, Staff, Story, World
from app.people.rules import JobLevel

IDLE = 10
"""One person in so many has not begun."""
LAST = 3 * DAY
"""How long before the day of the world everything has happened."""
BELONGING = (*[REGISTERED_DAYS] * 15, *[300] * 4, 20)
"""Days that people have belonged to their OPD; the last are in grace."""
OUTCOMES = (
    *[Story.UNDERSTANDS] * 6,
    *[Story.BELIEVES] * 2,
    Story.BELIEVES_AND_PASSES,
    *[Story.UNSURE] * 2,
    Story.UNSURE_OF_CORE,
)


def scale_world(
    *, at: date, staff: int, attempts: int, seed: int, curriculum: Curriculum, opd_codes: Sequence[str]
) -> World:
    """The accounts, and a crowd that makes `staff` people and `attempts` attempts with them."""
    known = plan.accounts(at=at, seed=seed, curriculum=curriculum)
    others = _crowd(
        at=at,
        people=max(0, staff - len(known)),
        attempts=max(0, attempts - _attempts_of(known)),
        seed=seed,
        curriculum=curriculum,
        opd_codes=opd_codes,
        taken=frozenset(person.nip for person in known),
    )
    return World(at, plan.offices(at), chain(known, others))


def _attempts_of(people: Sequence[Staff]) -> int:
    return sum(isinstance(act, Sitting) for person in people for act in person.acts)


def _crowd(
    *,
    at: date,
    people: int,
    attempts: int,
    seed: int,
    curriculum: Curriculum,
    opd_codes: Sequence[str],
    taken: frozenset[str],
) -> Iterator[Staff]:
    """The people one by one, the same for the same arguments; OPD differ in size, `taken` NIP stay free."""
    chance = Random(f"{seed}:crowd")  # noqa: S311
    inventor = Inventor(Random(f"{seed}:crowd names"), at, taken)  # noqa: S311
    sizes = [chance.randrange(1, 9) for _ in opd_codes]
    homes = chance.choices(opd_codes, sizes, k=people)
    for code, share in zip(homes, _shares(people, attempts, chance), strict=True):
        yield _person(code, share, at=at, chance=chance, inventor=inventor, curriculum=curriculum)


def _shares(people: int, attempts: int, chance: Random) -> list[int]:
    """How many attempts each person makes: uneven, none for one in ten, and `attempts` in all."""
    shares = [0] * people
    active = [number for number in range(people) if number % IDLE != IDLE - 1]
    for place, number in enumerate(active):
        shares[number] = attempts // len(active) + (place < attempts % len(active))
    for one, other in zip(active[::2], active[1::2], strict=False):
        given = chance.randrange(min(shares[other], 3) + 1)
        shares[one] += given
        shares[other] -= given
    return shares


def _person(
    code: str, attempts: int, *, at: date, chance: Random, inventor: Inventor, curriculum: Curriculum
) -> Staff:
    identity = inventor.identity()
    first_on = at - chance.choice(BELONGING) * DAY
    diary = Diary(chance, curriculum, start_of_day(first_on))
    begun_on = max(first_on, at - chance.randrange(60, 300) * DAY)
    spread(diary, _steps(attempts, chance, curriculum), first_on=begun_on, last_on=at - LAST)
    return Staff(
        name=identity.name,
        nip=identity.nip,
        surel=None,
        job_level=chance.choice((JobLevel.PENGAWAS, JobLevel.FUNGSIONAL, JobLevel.PELAKSANA)),
        roles=LEARNER,
        story=Story.READING if attempts else Story.NOT_STARTED,
        spells=(Spell(code, chance.choice(UNITS), first_on),),
        acts=tuple(diary.acts),
    )


def _steps(attempts: int, chance: Random, curriculum: Curriculum) -> list[Step]:
    """Lessons with as many tries at their quizzes as the tests, none to three of them, leave."""
    modules = [module for module in curriculum.modules if module.quiz]
    tests = min(attempts, chance.choice((0, 1, 1, 2, 3))) if modules else attempts
    steps: list[Step] = []
    for place, module in enumerate(modules):
        tries = (attempts - tests + place) // len(modules)
        steps += [partial(Diary.read, module=module)] if tries else []
        steps += [
            partial(Diary.take_quiz, module=module, passing=number == tries or chance.random() < 0.4)
            for number in range(1, tries + 1)
        ]
    return steps + [partial(Diary.take_test, outcome=chance.choice(OUTCOMES)) for _ in range(tests)]
