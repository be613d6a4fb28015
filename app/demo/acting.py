"""The acts of a plan carried out one by one through the services, as a browser would cause them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.demo.enrolment import Accounts, enrol
from app.demo.people import Act, SectionDone, Sitting, Staff
from app.learning import services as learning
from app.materials import queries as materials
from app.people import services as people
from app.quiz import queries as quiz
from app.quiz import services as sittings
from app.quiz.rules import Save, draw_options

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
    options = _options(public_id, person_id)
    for revision, reply in enumerate(sitting.replies, start=1):
        if reply.key not in options:
            continue
        token, choices = options[reply.key]
        chosen = tuple(choices[place] for place in reply.places)
        sittings.save_answer(
            public_id=public_id,
            person_id=person_id,
            token=token,
            save=Save(DEVICE, revision, reply.confidence, chosen),
            at=reply.at,
        )
    if sitting.submitted_at is not None:
        sittings.submit(public_id=public_id, person_id=person_id, at=sitting.submitted_at)


def _options(public_id: str, person_id: int) -> dict[str, tuple[str, list[str]]]:
    """By question key: the item's opaque name, and the opaque names of its options in source order."""
    attempt = quiz.sitting(public_id, person_id)
    if attempt is None:
        return {}
    keys = {question.id: question.key for question in materials.questions(attempt.version_id)}
    return {
        keys[item.question_id]: (
            item.token,
            [
                option.token
                for option in draw_options(attempt.seed, item.question_id, item.options, shuffled=False)
            ],
        )
        for item in quiz.items(attempt.id)
    }
