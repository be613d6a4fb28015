"""Ulangi yang keliru: the questions of a sent attempt that were not right, practised; it counts nowhere."""

import secrets

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.quiz import queries
from app.quiz.queries import Sitting
from app.quiz.rules import seed_from
from app.quiz.views.blueprint import blueprint
from app.quiz.views.trial import Trial, answered, asked


@blueprint.get("/upaya/<public_id>/ulangi/")
@requires(Permission.LEARN)
def repeat(public_id: str) -> Response:
    """To the first question that was not right."""
    _, positions = _open(public_id)
    return redirect(url_for("quiz.repeat_question", public_id=public_id, position=positions[0]))


@blueprint.get("/upaya/<public_id>/ulangi/<int:position>/")
@requires(Permission.LEARN)
def repeat_question(public_id: str, position: int) -> str:
    """One of them, untouched, in a new order each time."""
    return _page(public_id, position, secrets.token_hex(4), None)[0]


@blueprint.post("/upaya/<public_id>/ulangi/<int:position>/")
@requires(Permission.LEARN)
def repeat_answer(public_id: str, position: int) -> tuple[str, int]:
    """Judge the answer and explain; nothing of it is kept."""
    turn = request.form.get("putaran", "")[:32]
    return _page(public_id, position, turn, request.form.getlist("pilihan"))


def _open(public_id: str) -> tuple[Sitting, list[int]]:
    """The person's attempt and what may be practised of it; without anything the page does not exist."""
    sitting = queries.sitting(public_id, current_person().id)
    positions = [line.position for line in queries.to_repeat(sitting, now())] if sitting else []
    if sitting is None or not positions:
        raise NotFound
    return sitting, positions


def _page(public_id: str, position: int, turn: str, sent: list[str] | None) -> tuple[str, int]:
    sitting, positions = _open(public_id)
    if position not in positions:
        raise NotFound
    trial = _trial(sitting, position, turn, sent)
    place = positions.index(position)
    page = render_template(
        "quiz/repeat.html",
        trial=trial,
        attempt=sitting,
        position=position,
        place=place + 1,
        count=len(positions),
        following=positions[place + 1] if place + 1 < len(positions) else None,
        turn=turn,
        has_errors=trial.problem is not None,
    )
    return page, trial.status


def _trial(sitting: Sitting, position: int, turn: str, sent: list[str] | None) -> Trial:
    line = queries.items(sitting.id)[position - 1]
    question = next(each for each in materials.questions(sitting.version_id) if each.id == line.question_id)
    question_set = materials.question_set_version(sitting.version_id)
    if question_set is None:
        raise NotFound
    seed = seed_from(bytes.fromhex(sitting.seed), "ulangi", turn)
    shuffled = question_set.shuffle_choices
    if sent is None:
        return asked(question, seed, shuffled=shuffled)
    return answered(question, seed, sent, shuffled=shuffled)
