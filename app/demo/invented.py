"""People of an OPD, invented: its roster by the quotas, and those who stand outside of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from app.demo.curriculum import Curriculum
from app.demo.diary import lived
from app.demo.names import Inventor
from app.demo.offices import OFFICES, UNITS, Office
from app.demo.people import LEARNER, Leave, Spell, Staff, Story
from app.people.rules import ExemptionReason, JobLevel

REGISTERED_DAYS = 730
"""How long before the day of the world its OPD stand in the register."""
DAY = timedelta(days=1)
OF_GRACE = (Story.READING, Story.UNDERSTANDS, Story.NOT_STARTED)
OF_EXEMPT = (Story.NOT_STARTED, Story.UNDERSTANDS, Story.READING)
OF_RETIRED = (Story.UNDERSTANDS, Story.BELIEVES)


class OfficeInventor:
    """Invents the people of one OPD of the register."""

    def __init__(
        self, office: Office, at: date, chance: Random, inventor: Inventor, curriculum: Curriculum
    ) -> None:
        self._office, self._at, self._chance = office, at, chance
        self._long_ago = at - REGISTERED_DAYS * DAY
        self._inventor, self._curriculum = inventor, curriculum
        self._levels = self._all_levels()
        self._usual = chance.randrange(25, 140)

    def people(self) -> list[Staff]:
        """Roster, grace, exempt and retired people, in that order."""
        office = self._office
        stories = office.stories
        self._chance.shuffle(stories)
        roster = [self._on_roster(story, moved=n < office.moved_in) for n, story in enumerate(stories)]
        grace = [self._new(story) for story in islice(cycle(OF_GRACE), office.grace)]
        exempt = [self._exempt(story, n) for n, story in enumerate(islice(cycle(OF_EXEMPT), office.exempt))]
        retired = [self._retired(story) for story in islice(cycle(OF_RETIRED), office.retired)]
        return roster + grace + exempt + retired

    def _on_roster(self, story: Story, *, moved: bool) -> Staff:
        if not moved:
            return self._staff(story, (self._spell(self._joined_on()),))
        others = [other.code for other in OFFICES if other.code != self._office.code]
        moved_on = self._at - self._chance.randrange(5, 150) * DAY
        earlier = Spell(self._chance.choice(others), self._unit(), self._long_ago, moved_on)
        return self._staff(story, (earlier, self._spell(moved_on)))

    def _new(self, story: Story) -> Staff:
        latest = max(13, self._curriculum.grace_days - 2)
        joined_on = self._at - self._chance.randrange(12, latest) * DAY
        return self._staff(story, (self._spell(joined_on),))

    def _exempt(self, story: Story, number: int) -> Staff:
        reason = list(ExemptionReason)[number % len(ExemptionReason)]
        from_on = self._at - self._chance.randrange(10, 80) * DAY
        to_on = self._at + self._chance.randrange(20, 120) * DAY
        return self._staff(story, (self._spell(self._joined_on()),), (Leave(from_on, to_on, reason),))

    def _retired(self, story: Story) -> Staff:
        left_on = self._at - self._chance.randrange(4, 100) * DAY
        return self._staff(story, (self._spell(self._long_ago, left_on),))

    def _staff(self, story: Story, spells: tuple[Spell, ...], leaves: tuple[Leave, ...] = ()) -> Staff:
        identity = self._inventor.identity()
        before = min([self._at, spells[-1].end_on or self._at, *(leave.from_on for leave in leaves)])
        return Staff(
            name=identity.name,
            nip=identity.nip,
            surel=None,
            job_level=next(self._levels),
            roles=LEARNER,
            story=story,
            spells=spells,
            leaves=leaves,
            acts=lived(
                story,
                chance=self._chance,
                curriculum=self._curriculum,
                first_on=spells[0].start_on,
                before=before,
                usual=self._usual,
            ),
        )

    def _all_levels(self) -> Iterator[JobLevel]:
        yield JobLevel.PIMPINAN
        while True:
            chosen = self._chance.random()
            if chosen < 0.12:
                yield JobLevel.PENGAWAS
            else:
                yield JobLevel.FUNGSIONAL if chosen < 0.55 else JobLevel.PELAKSANA

    def _joined_on(self) -> date:
        if self._chance.random() < 0.1:
            return self._at - self._chance.randrange(60, 200) * DAY
        return self._long_ago

    def _spell(self, start_on: date, end_on: date | None = None) -> Spell:
        return Spell(self._office.code, self._unit(), start_on, end_on)

    def _unit(self) -> str:
        return self._chance.choice(UNITS)
