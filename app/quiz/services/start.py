"""Begin an attempt, or go on with the open one: the database decides among those who press at once."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert

from app.clock import local_day
from app.db import session, upsert_insert
from app.errors import Conflict, NotFound
from app.materials import queries as materials
from app.materials.rules import Question, QuestionSet, SetKind
from app.people import queries as people
from app.quiz import queries
from app.quiz.models import Attempt, AttemptItem
from app.quiz.queries import History
from app.quiz.rules import (
    SEED_BYTES,
    AttemptState,
    Candidate,
    Marking,
    deadline,
    draw_paper,
    next_form,
    question_token,
    refuse_start,
)
from app.quiz.services.allowances import use_allowances
from app.quiz.services.submit import close_overdue
from app.quiz.services.turns import one_at_a_time

TRIES = 5


def start_or_resume(*, person_id: int, slug: str, at: datetime) -> str:
    """The public id of the person's open attempt of this set, begun now when there is none.

    Raises NotFound for an unknown set and StartRefused when limit, pause or dates forbid another attempt.
    """
    for _ in range(TRIES):
        current = queries.open_sitting(person_id, slug)
        if current is not None and current.is_open(at):
            return current.public_id
        if current is not None:
            close_overdue(current, at=at)
        begun = _begin(person_id=person_id, slug=slug, at=at)
        if begun is not None:
            return begun
    raise Conflict


def _begin(*, person_id: int, slug: str, at: datetime) -> str | None:
    question_set = materials.question_set(slug)
    if question_set is None or question_set.kind is SetKind.LATIHAN:
        raise NotFound
    standard_code = queries.standard_proven_by(slug)
    round_ = queries.round_now(
        person_id=person_id, question_set=question_set, standard_code=standard_code, at=at
    )
    history = queries.history(person_id, slug)
    if history.has_open:
        return None
    given = queries.unused_allowances(person_id, slug)
    rules = queries.rules_for(person_id, question_set)
    extra = refuse_start(rules, history.past(round_, at), at, extra_attempts=len(given.attempts))
    limit = question_set.limit_minutes and question_set.limit_minutes + given.minutes
    public_id, seed = secrets.token_hex(16), secrets.token_hex(SEED_BYTES)
    questions = {each.id: each for each in materials.questions(question_set.version_id)}
    form = _form(questions.values(), history, person_id=person_id, slug=slug, seed=seed, at=at)
    ends_at = deadline(at, limit_minutes=limit, closes_at=rules.closes_at)
    items = _drawn(question_set, questions, seed=seed, form=form)
    attempt_id = session.execute(
        upsert_insert(Attempt)
        .values(
            public_id=public_id,
            person_id=person_id,
            question_set_version_id=question_set.version_id,
            slug=slug,
            standard_code=standard_code,
            number=history.next_number,
            round=round_,
            state=AttemptState.IN_PROGRESS,
            started_at=at,
            deadline_at=ends_at,
            seed=seed,
            form=form,
        )
        .on_conflict_do_nothing()
        .returning(Attempt.id)
    ).scalar()
    if attempt_id is None:
        return None  # somebody else of the same person was faster: look again
    if not use_allowances(given.used_by(extra_attempt=extra, timed=limit > 0), attempt_id):
        session.rollback()  # withdrawn, or used, between the read and the write: look again
        return None
    session.execute(insert(AttemptItem), [{"attempt_id": attempt_id, **item} for item in items])
    return public_id


def _form(
    questions: Iterable[Question], history: History, *, person_id: int, slug: str, seed: str, at: datetime
) -> str | None:
    """The parallel form of this attempt; None for a set without forms."""
    forms = list(dict.fromkeys(each.group.form for each in questions if each.group and each.group.form))
    home = people.home_opd(person_id, local_day(at)) if forms else None
    used: dict[str, int] = {}
    if home is not None:
        one_at_a_time(f"{slug}/{home.id}")
        used = queries.forms_used(slug, home.id, local_day(at))
    return next_form(seed, forms, own=history.forms, used=used)


def _drawn(
    question_set: QuestionSet, questions: Mapping[int, Question], *, seed: str, form: str | None
) -> list[dict[str, object]]:
    order = draw_paper(
        seed,
        [_candidate(question) for question in questions.values()],
        shuffled=question_set.shuffle_questions,
        count=question_set.draw,
        form=form,
    )
    return [
        _item(questions[question_id], question_set, seed=seed, position=position)
        for position, question_id in enumerate(order, start=1)
    ]


def _candidate(question: Question) -> Candidate:
    group = question.group
    return Candidate(question.id, group.number, group.draw, group.form) if group else Candidate(question.id)


def _item(question: Question, question_set: QuestionSet, *, seed: str, position: int) -> dict[str, object]:
    return {
        "position": position,
        "question_id": question.id,
        "token": question_token(seed, question.id),
        "marking": Marking(question.type.value),
        "options": len(question.choices),
        "asks_confidence": question_set.ask_confidence and question.diagnostic is not None,
    }
