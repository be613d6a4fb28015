"""The person's own completion with the events behind it, composed from learning and quiz."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from app.clock import local_day
from app.comprehension.queries import own_state, own_timeliness
from app.comprehension.rules.on_time import Timeliness
from app.comprehension.rules.own import OwnState
from app.desk import rules
from app.desk.rules import Event, ModuleStory
from app.learning.queries import CompletionFact
from app.learning.queries.events import (
    NOTHING_HAPPENED,
    ModuleEvents,
    RecordedCompletion,
    counting,
    events_of,
)
from app.learning.rules import CompletionRule, Counting, ModuleState
from app.materials import queries as materials
from app.materials.rules import ModuleCard, ModulePage, Standard
from app.quiz import queries as quiz
from app.quiz.queries import AttemptLine
from app.quiz.rules import AttemptState, StartRefused


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """The own state with everything that a person may ask of it: counted or not, and when to try again.

    `uncounted` is the last attempt that was sent and does not stand behind the state; `refused` says what
    stands in the way of another one, None when nothing does; `due` how the first valid attempt stands to the
    due date: that date, and the day of the attempt.
    """

    state: OwnState
    counting: Counting
    uncounted: AttemptLine | None
    refused: StartRefused | None
    due: tuple[Timeliness, date, date | None] | None


def own_standing(person_id: int, standard: Standard, at: datetime) -> OwnStanding:
    """The state of one person at that instant, and what would change it."""
    state = own_state(person_id, standard, at)
    test = materials.question_set(standard.test_slug)
    return OwnStanding(
        state=state,
        counting=counting(person_id, standard, local_day(at)),
        uncounted=_uncounted(person_id, standard, state),
        refused=quiz.refusal_now(person_id=person_id, question_set=test, at=at) if test else None,
        due=own_timeliness(person_id, standard, at),
    )


def _uncounted(person_id: int, standard: Standard, state: OwnState) -> AttemptLine | None:
    """The newest attempt that was sent, when the state does not rest on it or on a newer one."""
    sent = [line for line in quiz.attempts_of(person_id, standard.test_slug) if line.correct is not None]
    last = sent[0] if sent else None
    return None if last is None or (state.test and last.public_id == state.test.public_id) else last


def stories(person_id: int, slugs: Iterable[str]) -> list[ModuleStory]:
    """The modules of these slugs in this order, then every further one that the person has begun."""
    happened, attempts = events_of(person_id), quiz.attempts_of(person_id)
    cards = {card.slug: card for card in materials.modules()}
    wanted = [slug for slug in slugs if slug in cards]
    others = [slug for slug in cards if slug in happened and slug not in wanted]
    return [
        _story(
            cards[slug],
            happened.get(slug, NOTHING_HAPPENED),
            [line for line in attempts if line.slug == cards[slug].quiz_slug],
        )
        for slug in (*wanted, *others)
    ]


def _story(card: ModuleCard, happened: ModuleEvents, attempts: list[AttemptLine]) -> ModuleStory:
    page = materials.module_version(happened.version_id or card.version_id)
    fact = happened.completion
    begun = bool(happened.read or happened.passed_at)
    return ModuleStory(
        slug=card.slug,
        title=card.title,
        state=ModuleState.SELESAI if fact else ModuleState.BERJALAN if begun else ModuleState.BELUM,
        events=rules.in_order(
            [*_reading(happened, page), *_sittings(attempts, happened), *_recorded(happened)]
        ),
        missing=() if fact or not begun else tuple(_missing(card, happened, page)),
        rule=rules.RULES[CompletionRule.BAGIAN_DAN_KUIS if card.quiz_slug else CompletionRule.BAGIAN],
        completed_at=fact.completed_at if fact else None,
    )


def _reading(happened: ModuleEvents, page: ModulePage | None) -> list[Event]:
    lines = {line.anchor: line for line in page.sections} if page else {}
    version = page.card.number if page else 0
    return [
        Event(
            at,
            rules.section_read(lines[anchor].position, lines[anchor].title, version)
            if anchor in lines
            else rules.section_read(None, anchor, version),
        )
        for anchor, at in happened.read.items()
    ]


def _sittings(attempts: list[AttemptLine], happened: ModuleEvents) -> list[Event]:
    events = [
        Event(line.submitted_at or line.started_at, _sitting(line), _shown(line))
        for line in reversed(attempts)
    ]
    if happened.passed_at and all(event.at != happened.passed_at for event in events):
        events.append(Event(happened.passed_at, "Batas kuis tercatat tercapai setelah nilai ulang."))
    return events


def _sitting(line: AttemptLine) -> str:
    if line.invalidated:
        return rules.attempt_annulled(line.number)
    if line.correct is None:
        return rules.attempt_open(line.number)
    return rules.attempt_sent(
        number=line.number,
        correct=line.correct,
        items=line.items,
        mark=_pass_mark(line.version_id),
        passed=bool(line.passed),
        by_clock=line.state is AttemptState.AUTO_SUBMITTED,
    )


def _shown(line: AttemptLine) -> str | None:
    return None if line.correct is None else line.public_id


def _pass_mark(version_id: int) -> Fraction:
    question_set = materials.question_set_version(version_id)
    return question_set.pass_mark if question_set else Fraction(0)


def _recorded(happened: ModuleEvents) -> list[Event]:
    fact = happened.completion
    return [Event(fact.completed_at, recorded_words(fact))] if fact else []


def recorded_words(fact: CompletionFact | RecordedCompletion | None) -> str:
    """A recorded completion with its version and the rule that it satisfied; nothing without one."""
    if fact is None:
        return ""
    page = materials.module_version(fact.module_version_id)
    return rules.completed(CompletionRule(fact.rule), page.card.number if page else None)


def _missing(card: ModuleCard, happened: ModuleEvents, page: ModulePage | None) -> list[str]:
    unread = [line.position for line in page.sections if line.anchor not in happened.read] if page else []
    found = [rules.unread(unread)] if unread else []
    question_set = materials.question_set(card.quiz_slug) if card.quiz_slug else None
    if question_set and happened.passed_at is None:
        found.append(rules.quiz_missing(question_set.pass_mark))
    return found
