"""What to expect before a quiz or test, and the button that begins it."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import QuestionSet, SetKind
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.quiz import queries, services
from app.quiz.queries import AttemptLine
from app.quiz.rules import StartRefused, seconds_left
from app.quiz.views.blueprint import blueprint
from app.quiz.views.words import Clock, attempt_words, duration_words, needed_words, time_words


@dataclass(frozen=True, slots=True)
class Intro:
    """A set and where this person stands with it."""

    question_set: QuestionSet
    proves_standard: bool
    delayed: bool
    open_attempt: AttemptLine | None
    sent: tuple[AttemptLine, ...]
    refusal: StartRefused | None
    seconds_left: int | None


@blueprint.get("/kuis/<slug>/")
@requires(Permission.LEARN)
def intro(slug: str) -> str:
    """Number of questions, time, tries, pass mark, who sees the result; then Mulai or Lanjutkan."""
    return _page(_intro(slug, now()))


@blueprint.post("/kuis/<slug>/mulai")
@requires(Permission.LEARN)
def begin(slug: str) -> Response | tuple[str, int]:
    """Begin, or go on with the attempt that is open; a refusal answers on the same page."""
    at = now()
    try:
        public_id = services.start_or_resume(person_id=current_person().id, slug=slug, at=at)
    except StartRefused:
        return _page(_intro(slug, at)), 409
    return redirect(url_for("quiz.attempt", public_id=public_id))


def _intro(slug: str, at: datetime) -> Intro:
    question_set = materials.question_set(slug)
    if question_set is None or question_set.kind is SetKind.LATIHAN:
        raise NotFound
    person_id = current_person().id
    lines = queries.attempts_of(person_id, slug)
    open_attempt = next((line for line in lines if line.is_open(at)), None)
    return Intro(
        question_set=question_set,
        proves_standard=queries.standard_proven_by(slug) is not None,
        delayed=queries.standard_delayed_by(question_set) is not None,
        open_attempt=open_attempt,
        sent=tuple(line for line in lines if line is not open_attempt),
        refusal=queries.refusal_now(person_id=person_id, question_set=question_set, at=at),
        seconds_left=seconds_left(open_attempt.deadline_at, at) if open_attempt else None,
    )


def _page(intro: Intro) -> str:
    question_set = intro.question_set
    clock = Clock(intro.seconds_left)
    return render_template(
        "quiz/intro.html",
        intro=intro,
        set=question_set,
        module=materials.module(question_set.module_slug) if question_set.module_slug else None,
        time_left=clock.words.lower() if clock.seconds is not None else None,
        time_words=time_words(question_set),
        attempt_words=attempt_words(question_set),
        needed_words=needed_words(question_set, materials.questions(question_set.version_id)),
        pause_words=duration_words(question_set.pause_minutes),
    )
