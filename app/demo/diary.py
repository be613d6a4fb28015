"""What a person does and when: a story spread over working days, each act after the one before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from app.clock import start_of_day
from app.demo.curriculum import Curriculum, ModuleShape, SetShape
from app.demo.people import BELIEVING, MEASURED, Act, Reply, SectionDone, Sitting, Story
from app.demo.sheets import Filled, quiz_sheet, test_sheet
from app.quiz.rules import SEED_BYTES, next_form

OFFICE_OPENS = timedelta(hours=8)
PAUSE = timedelta(hours=25)
"""A little more than the pause that the test asks for."""
THIN = 6
OPEN = 4
Step = Callable[["Diary"], None]


@dataclass(slots=True)
class Diary:
    """Acts written one after the other; `cursor` is when the next one may happen."""

    chance: Random
    curriculum: Curriculum
    cursor: datetime
    acts: list[Act] = field(default_factory=list)
    last_test: datetime | None = None
    forms: list[str] = field(default_factory=list)

    def come_to_work(self, day: date) -> None:
        """Let the next act happen on that day, or later when the last one took longer."""
        arrival = start_of_day(day) + OFFICE_OPENS + timedelta(minutes=self.chance.randrange(90))
        self.cursor = max(arrival, self.cursor)

    def read(self, module: ModuleShape, sections: int | None = None) -> None:
        """Mark the first sections of a module read, all of them without a number."""
        for anchor in module.anchors[:sections]:
            self._wait(180, 420)
            self.acts.append(SectionDone(module.slug, anchor, self.cursor))

    def take_quiz(self, module: ModuleShape, *, passing: bool) -> None:
        """Take a module's quiz, once."""
        if module.quiz is not None:
            self._sit(module.quiz, quiz_sheet(self.chance, module.quiz, passing=passing))

    def complete(self, module: ModuleShape) -> None:
        """Read a module and pass its quiz, one time in four at the second try."""
        self.read(module)
        if self.chance.random() < 0.25:
            self.take_quiz(module, passing=False)
            self._wait(600, 1200)
        self.take_quiz(module, passing=True)

    def take_test(self, outcome: Story, *, answered: int | None = None, sent: bool = True) -> None:
        """Take the test of the standard with that outcome; `answered` leaves the rest of it blank."""
        if self.last_test is not None:
            self.cursor = max(self.cursor, self.last_test + PAUSE)
        form = self._next_form()
        paper = self.curriculum.test.paper(form)
        sheet = test_sheet(self.chance, paper, self.curriculum.core, outcome)
        self._sit(paper, sheet[:answered], sent=sent, form=form)
        self.last_test = self.cursor

    def _next_form(self) -> str | None:
        """The parallel form that the test gives this person next, as if nobody else had sat it."""
        seed = self.chance.randbytes(SEED_BYTES).hex()
        form = next_form(seed, self.curriculum.test.forms, own=self.forms, used={})
        self.forms += [form] if form else []
        return form

    def _sit(
        self, questions: SetShape, sheet: tuple[Filled, ...], *, sent: bool = True, form: str | None = None
    ) -> None:
        self._wait(120, 300)
        started_at = self.cursor
        replies = tuple(self._reply(filled) for filled in sheet)
        self._wait(20, 90)
        submitted_at = self.cursor if sent else None
        self.acts.append(Sitting(questions.slug, started_at, replies, submitted_at, form))

    def _reply(self, filled: Filled) -> Reply:
        self._wait(18, 75)
        return Reply(filled.key, filled.response, filled.confidence, self.cursor)

    def _wait(self, least: int, most: int) -> None:
        self.cursor += timedelta(seconds=self.chance.randrange(least, most))


LONGEST_AGO = 172
"""Half a year of results."""
ROOM = 25
"""Days that a person has at least for a story, if the membership allows it."""


def lived(
    story: Story, *, chance: Random, curriculum: Curriculum, first_on: date, before: date, usual: int
) -> tuple[Act, ...]:
    """The acts of somebody who belongs to the province since `first_on`, all of them before a day."""
    longest = max(1, (before - first_on).days - 1 - ROOM)
    last_on = before - timedelta(days=min(_days_ago(story, chance, usual), longest))
    begun_on = max(first_on, last_on - timedelta(days=chance.randrange(20, 60)))
    return acts_of(story, chance=chance, curriculum=curriculum, first_on=begun_on, last_on=last_on)


def _days_ago(story: Story, chance: Random, usual: int) -> int:
    """How long ago the last act was: half a year of results, and unfinished work of the last weeks."""
    if story in MEASURED:
        return int(chance.triangular(2, LONGEST_AGO, usual))
    if story is Story.TEST_OPEN:
        return chance.randrange(1, 4)
    return chance.randrange(1, 50)


def acts_of(
    story: Story, *, chance: Random, curriculum: Curriculum, first_on: date, last_on: date
) -> tuple[Act, ...]:
    """The acts of a story between two days, both inclusive, the last one on the last day."""
    diary = Diary(chance, curriculum, start_of_day(first_on))
    steps = _steps(story, chance, curriculum, roomy=(last_on - first_on).days >= 20)
    spread(diary, steps, first_on=first_on, last_on=last_on)
    return tuple(diary.acts)


def spread(diary: Diary, steps: Sequence[Step], *, first_on: date, last_on: date) -> None:
    """Take the steps on working days evenly between two days, the last one on the last day."""
    span = (last_on - first_on).days
    for place, step in enumerate(steps, start=1):
        day = first_on + timedelta(days=span * place // len(steps))
        diary.come_to_work(max(_workday(day), first_on))
        step(diary)


def _workday(day: date) -> date:
    """The day itself, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _steps(story: Story, chance: Random, curriculum: Curriculum, *, roomy: bool) -> list[Step]:
    first, *_ = modules = curriculum.modules
    if story is Story.UNDERSTOOD_BEFORE:
        return [
            partial(Diary.take_test, outcome=Story.UNDERSTANDS),
            partial(Diary.read, module=first, sections=2),
        ]
    if story in MEASURED:
        return _lessons_and_tests(story, chance, curriculum, roomy=roomy)
    short: dict[Story, list[Step]] = {
        Story.NOT_STARTED: [],
        Story.READING: [partial(Diary.read, module=first, sections=chance.randrange(1, 4))],
        Story.ONE_MODULE: [partial(Diary.complete, module=first), *_half(modules[1:2])],
        Story.QUIZ_FAILED: [
            partial(Diary.read, module=first),
            partial(Diary.take_quiz, module=first, passing=False),
        ],
    }
    if story in short:
        return short[story]
    ends: dict[Story, list[Step]] = {
        Story.READ_ALL: [],
        Story.TEST_OPEN: [partial(Diary.take_test, outcome=Story.UNDERSTANDS, answered=OPEN, sent=False)],
        Story.TEST_THIN: [partial(Diary.take_test, outcome=Story.UNDERSTANDS, answered=THIN)],
    }
    return [*(partial(Diary.complete, module=module) for module in modules), *ends[story]]


def _half(modules: tuple[ModuleShape, ...]) -> list[Step]:
    return [partial(Diary.read, module=module, sections=len(module.anchors) // 2) for module in modules]


TESTED_BEFORE = 0.85
"""The share of those with time for it who take the test before the first lesson."""
BEFORE_LEARNING = (Story.BELIEVES, Story.UNSURE, Story.UNDERSTANDS)
WEIGHTS = (46, 36, 18)
WEIGHTS_OF_BELIEVERS = (84, 12, 4)
TESTS: dict[Story, tuple[Story, ...]] = {
    Story.RECOVERED: (Story.BELIEVES, Story.UNDERSTANDS),
    Story.SLIPPED: (Story.UNDERSTANDS, Story.UNSURE),
}


def _lessons_and_tests(story: Story, chance: Random, curriculum: Curriculum, *, roomy: bool) -> list[Step]:
    modules = curriculum.modules
    if len(modules) > 1 and chance.random() < 0.15:
        modules = modules[:-1]
    steps: list[Step] = [partial(Diary.complete, module=module) for module in modules]
    if roomy and chance.random() < TESTED_BEFORE:
        weights = WEIGHTS_OF_BELIEVERS if story in BELIEVING else WEIGHTS
        before = chance.choices(BEFORE_LEARNING, weights)[0]
        steps.insert(0, partial(Diary.take_test, outcome=before))
    return steps + [partial(Diary.take_test, outcome=outcome) for outcome in TESTS.get(story, (story,))]
