"""The acts of a plan carried out one by one through the services, as a browser would cause them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.enrolment import Accounts, enrol
from app.demo.people import Act, SectionDone, Sitting, Staff
from app.learning import services as learning
from app.materials import queries as materials
from app.people import services as people
from app.quiz import queries as quiz
from app.quiz import services as sittings
from app.quiz.rules import JOIN, Marking, Save, lefts_by_token, pairs_in, places_by_token, places_in

DEVICE = "demo"
SIGNED_IN = timedelta(hours=1)


class ThroughServices:
    """A way of writing: slow, and the measure of the other one."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def enrol(self, person: Staff) -> int:
        """The new person's id."""
        return enrol(person, self._accounts)

    def act(self, person_id: int, acts: Iterable[Act]) -> None:
        """Everything that a person does, in the order given."""
        last_at: datetime | None = None
        for act in acts:
            last_at = max(act.ended_at, last_at or act.ended_at)
            if isinstance(act, SectionDone):
                _read(person_id, act)
            else:
                _sit(person_id, act)
        if last_at is not None:
            hours = SIGNED_IN // timedelta(hours=1)
            people.open_session(person_id=person_id, device=DEVICE, at=last_at, hours=hours)

    def finish(self) -> None:
        """Nothing waits."""


def _read(person_id: int, done: SectionDone) -> None:
    page = materials.module(done.slug)
    if page is not None:
        learning.mark_read(
            person_id=person_id,
            slug=done.slug,
            version_id=page.card.version_id,
            anchor=done.anchor,
            at=done.at,
        )


def _sit(person_id: int, sitting: Sitting) -> None:
    public_id = sittings.start_or_resume(person_id=person_id, slug=sitting.set_slug, at=sitting.started_at)
    items = _items(public_id, person_id)
    for revision, reply in enumerate(sitting.replies, start=1):
        if reply.key not in items:
            continue
        item = items[reply.key]
        sittings.save_answer(
            public_id=public_id,
            person_id=person_id,
            token=item.token,
            save=Save(DEVICE, revision, reply.confidence, item.sent(reply.response)),
            at=reply.at,
        )
    if sitting.submitted_at is not None:
        sittings.submit(public_id=public_id, person_id=person_id, at=sitting.submitted_at)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item's opaque name, and the opaque names of its entries in source order."""

    token: str
    marking: Marking
    options: list[str]
    lefts: list[str]

    def sent(self, response: str) -> tuple[str, ...]:
        """A stored answer as a browser sends it."""
        if self.marking.is_written:
            return (response,)
        if self.marking is Marking.JODOH:
            return tuple(
                f"{self.lefts[left]}{JOIN}{self.options[right]}" for left, right in pairs_in(response)
            )
        return tuple(self.options[place] for place in places_in(response))


def _items(public_id: str, person_id: int) -> dict[str, _Item]:
    """By question key."""
    attempt = quiz.sitting(public_id, person_id)
    if attempt is None:
        return {}
    keys = {question.id: question.key for question in materials.questions(attempt.version_id)}
    return {
        keys[line.question_id]: _Item(
            token=line.token,
            marking=line.marking,
            options=_names(places_by_token(attempt.seed, line.question_id, line.options)),
            lefts=_names(lefts_by_token(attempt.seed, line.question_id, line.options)),
        )
        for line in quiz.items(attempt.id)
    }


def _names(places: dict[str, int]) -> list[str]:
    return sorted(places, key=places.__getitem__)
