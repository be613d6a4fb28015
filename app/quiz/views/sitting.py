"""The sitting: one question a page, the check before sending, and the address that saves."""

from base64 import b64encode
from datetime import datetime

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.people.guards import current_person, requires
from app.people.rules import Permission, seal_key
from app.quiz import queries, services
from app.quiz.queries import ItemLine, ShownQuestion, Sitting
from app.quiz.rules import (
    TAPS,
    AnswerChecked,
    AnswerToCorrect,
    AnswerTooLate,
    AttemptClosed,
    InvalidAnswer,
    OtherWriter,
    Save,
    SaveRefused,
    is_device,
    read_save,
    seconds_left,
)
from app.quiz.views.blueprint import blueprint
from app.quiz.views.verdict import verdict
from app.quiz.views.words import Clock, listed

REVIEW = "periksa"
MOST_STEPS = 12


@blueprint.get("/upaya/<public_id>/")
@requires(Permission.LEARN)
def attempt(public_id: str) -> Response:
    """Where the person was: the first question without an answer, the check, or the result."""
    sitting = own_sitting(public_id)
    if not sitting.is_open(now()):
        return redirect(url_for("quiz.result", public_id=public_id))
    missing = [line.position for line in queries.items(sitting.id) if not line.answered]
    return redirect(page_address(public_id, missing[0] if missing else None))


@blueprint.get("/upaya/<public_id>/<int:position>/")
@requires(Permission.LEARN)
def question(public_id: str, position: int) -> str | Response:
    """One question."""
    at = now()
    sitting = own_sitting(public_id)
    if not sitting.is_open(at):
        return redirect(url_for("quiz.result", public_id=public_id))
    lines = queries.items(sitting.id)
    if not 1 <= position <= len(lines):
        raise NotFound
    if lines[position - 1].checked:
        return _checked_page(sitting, lines, position, at=at)
    shown = queries.shown_question(sitting, lines[position - 1])
    return question_page(sitting, lines, shown, at=at)


def _checked_page(sitting: Sitting, lines: list[ItemLine], position: int, *, at: datetime) -> str:
    """A question whose answer is fixed, with its key: only a set that explains at once has any."""
    line = lines[position - 1]
    question = next(each for each in materials.questions(sitting.version_id) if each.id == line.question_id)
    beliefs = {entry.code: entry for entry in materials.salah_kaprah_catalogue()}
    to_review = request.args.get("lanjut") == REVIEW or position == len(lines)
    return render_template(
        "quiz/checked.html",
        attempt=sitting,
        line=line,
        verdict=verdict(question, line.response, beliefs),
        total=len(lines),
        answered={each.position for each in lines if each.answered},
        show_steps=len(lines) <= MOST_STEPS,
        next_url=page_address(sitting.public_id, None if to_review else position + 1),
        to_review=to_review,
        back_url=page_address(sitting.public_id, position - 1) if position > 1 else None,
        clock=Clock(seconds_left(sitting.deadline_at, at)),
    )


def question_page(
    sitting: Sitting,
    lines: list[ItemLine],
    shown: ShownQuestion,
    *,
    at: datetime,
    problem: str | None = None,
    copy: bool = False,
) -> str:
    """The page of one question; a copy is for the device and carries no key."""
    position, total = shown.line.position, len(lines)
    to_review = request.values.get("lanjut") == REVIEW or position == total
    following = None if to_review else position + 1
    return render_template(
        "quiz/question.html",
        **_shared(sitting, lines, at=at, copy=copy),
        page_path=page_address(sitting.public_id, position),
        shown=shown,
        line=shown.line,
        sure=shown.line.confidence if problem is None else TAPS.get(request.form.get("keyakinan", "")),
        problem=problem,
        explains=queries.explains_at_once(sitting.public_id, sitting.person_id),
        has_errors=problem is not None,
        total=total,
        answered={line.position for line in lines if line.answered} - {position},
        show_steps=total <= MOST_STEPS,
        following=following or REVIEW,
        next_url=page_address(sitting.public_id, following),
        back_url=page_address(sitting.public_id, position - 1) if position > 1 else None,
        device=_device(),
    )


def _shared(sitting: Sitting, lines: list[ItemLine], *, at: datetime, copy: bool) -> dict[str, object]:
    """What every page of the sitting tells its script."""
    question_set = materials.question_set_version(sitting.version_id)
    seal = seal_key(current_app.config["SECRET_KEY"], sitting.person_id)
    return {
        "attempt": sitting,
        "title": question_set.title if question_set else "Kuis",
        "revision": max((line.revision or 0 for line in lines), default=0),
        "clock": Clock(seconds_left(sitting.deadline_at, at)),
        "zone": current_app.config["PAHAM"].timezone,
        "seal": None if copy else b64encode(seal).decode(),
    }


@blueprint.get("/upaya/<public_id>/periksa/")
@requires(Permission.LEARN)
def review(public_id: str) -> str | Response:
    """Every answer once more, with what is missing, before Kirim."""
    at = now()
    sitting = own_sitting(public_id)
    if not sitting.is_open(at):
        return redirect(url_for("quiz.result", public_id=public_id))
    return review_page(sitting, queries.items(sitting.id), at=at)


def review_page(sitting: Sitting, lines: list[ItemLine], *, at: datetime, copy: bool = False) -> str:
    """The check; a copy is for the device and carries no key."""
    blank = [line.position for line in lines if not line.answered]
    unsure = [line.position for line in lines if line.lacks_confidence]
    questions = queries.shown_questions(sitting, lines)
    partial = [each.line.position for each in questions if each.answer.is_partial]
    first = min(blank + partial + unsure, default=None)
    return render_template(
        "quiz/review.html",
        **_shared(sitting, lines, at=at, copy=copy),
        page_path=page_address(sitting.public_id, None),
        questions=questions,
        total=len(lines),
        done=len(lines) - len(blank),
        blank=listed(blank),
        partial=listed(partial),
        unsure=listed(unsure),
        first=first,
        saved_at=max((line.saved_at for line in lines if line.saved_at), default=None),
    )


@blueprint.post("/upaya/<public_id>/kirim")
@requires(Permission.LEARN)
def send(public_id: str) -> Response:
    """Send the attempt; pressing twice gives the same one result."""
    services.submit(public_id=public_id, person_id=current_person().id, at=now())
    return redirect(url_for("quiz.result", public_id=public_id))


@blueprint.post("/upaya/<public_id>/jawaban/<token>")
@requires(Permission.LEARN)
def save(public_id: str, token: str) -> Response | tuple[Response | str, int]:
    """Save one answer: JSON for a script, a redirect for a browser's own form."""
    by_form = _is_form_of_a_browser()
    try:
        revision = services.save_answer(
            public_id=public_id,
            person_id=current_person().id,
            token=token,
            save=_read(by_form=by_form),
            at=now(),
        )
    except (SaveRefused, InvalidAnswer) as refusal:
        return _refused_form(public_id, token, refusal) if by_form else _refused(refusal)
    if by_form:
        return redirect(_after(public_id, token))
    return jsonify(tersimpan=True, revisi=revision)


@blueprint.post("/upaya/<public_id>/jawaban/<token>/periksa")
@requires(Permission.LEARN)
def check(public_id: str, token: str) -> Response | tuple[Response | str, int]:
    """Fix an answer and show what is right, in a set that explains at once."""
    try:
        services.check_answer(
            public_id=public_id,
            person_id=current_person().id,
            token=token,
            save=_read(by_form=True),
            at=now(),
        )
    except (SaveRefused, InvalidAnswer) as refusal:
        return _refused_form(public_id, token, refusal)
    position = next(line.position for line in queries.items(own_sitting(public_id).id) if line.token == token)
    follows = REVIEW if request.form.get("lanjut") == REVIEW else None
    return redirect(url_for("quiz.question", public_id=public_id, position=position, lanjut=follows))


def _read(*, by_form: bool) -> Save:
    """The posted save; a form without a script may leave the counting of revisions to the server."""
    form = request.form
    revision = form.get("revisi")
    if revision is None and not by_form:
        raise InvalidAnswer
    return read_save(
        device=form.get("perangkat", ""),
        revision=revision,
        confidence=form.get("keyakinan", ""),
        chosen=form.getlist("pilihan"),
        takes_over=form.get("ambil_alih", ""),
    )


def _is_form_of_a_browser() -> bool:
    """A browser that sends a form asks for HTML by name; scripts say what they are, or nothing."""
    if request.headers.get("X-Requested-With"):
        return False
    accepted = request.headers.get("Accept", "")
    return "text/html" in accepted and "application/json" not in accepted


def _refused(refusal: SaveRefused | InvalidAnswer) -> tuple[Response, int]:
    return jsonify(tersimpan=False, alasan=refusal.alasan), refusal.status


def _refused_form(
    public_id: str, token: str, refusal: SaveRefused | InvalidAnswer
) -> Response | tuple[str, int]:
    if isinstance(refusal, OtherWriter):
        fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        page = render_template(
            "quiz/other_writer.html", action=request.path, fields=[*fields, ("ambil_alih", "1")]
        )
        return page, refusal.status
    if isinstance(refusal, AnswerToCorrect):
        return _to_correct(public_id, token, refusal)
    if isinstance(refusal, AttemptClosed | AnswerTooLate | AnswerChecked):
        flash(refusal.message, "off")
        return redirect(url_for("quiz.attempt", public_id=public_id))
    raise refusal


def _to_correct(public_id: str, token: str, refusal: AnswerToCorrect) -> Response | tuple[str, int]:
    """The question once more, with what was typed and what to do about it."""
    at, sitting = now(), own_sitting(public_id)
    if not sitting.is_open(at):
        return redirect(url_for("quiz.result", public_id=public_id))
    lines = queries.items(sitting.id)
    line = next(line for line in lines if line.token == token)
    shown = queries.shown_question(sitting, line).retyped(request.form.getlist("pilihan"))
    return question_page(sitting, lines, shown, at=at, problem=refusal.message), refusal.status


def _after(public_id: str, token: str) -> str:
    """Where a browser goes on: the page that the form names, else the question after this one."""
    wanted = request.form.get("lanjut", "")
    if wanted == REVIEW:
        return page_address(public_id, None)
    lines = queries.items(own_sitting(public_id).id)
    here = next(line.position for line in lines if line.token == token)
    following = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else here + 1
    return page_address(public_id, following if 1 <= following <= len(lines) else None)


def page_address(public_id: str, position: int | None) -> str:
    """Of a question, or of the check."""
    if position is None:
        return url_for("quiz.review", public_id=public_id)
    return url_for("quiz.question", public_id=public_id, position=position)


def own_sitting(public_id: str) -> Sitting:
    """The signed-in person's attempt of that address; somebody else's does not exist."""
    found = queries.sitting(public_id, current_person().id)
    if found is None:
        raise NotFound
    return found


def _device() -> str:
    """The writer's name of this browser: what its script wrote down, else one a sign-in."""
    known = request.cookies.get("paham-perangkat", "")
    return known if is_device(known) else f"masuk-{current_person().session_id}"
