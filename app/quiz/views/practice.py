"""Practice inside a module: its questions stand in the reader, their key comes with the reply alone."""

import re

from flask import jsonify, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import Question, QuestionSet
from app.people.guards import requires
from app.people.rules import Permission
from app.quiz.views.blueprint import blueprint
from app.quiz.views.trial import Trial, answered, asked, practice_seed
from app.web.errors import wants_json

PLACE = re.compile(r'<div id="latihan-([a-z0-9-]+)"></div>')
ANCHOR = re.compile(r"[a-z0-9-]{1,120}")


@blueprint.get("/latihan/<slug>/<key>")
@requires(Permission.LEARN)
def practice(slug: str, key: str) -> str | Response:
    """One practice question on a page of its own: where its form leads without a script."""
    return _reply(slug, _asked(*_found(slug, key)))[0]


@blueprint.post("/latihan/<slug>/<key>")
@requires(Permission.LEARN)
def practise(slug: str, key: str) -> tuple[str | Response, int]:
    """Judge an answer and explain; nothing of it is kept."""
    question_set, question = _found(slug, key)
    seed = practice_seed("latihan", question_set.version_id)
    sent = request.form.getlist("pilihan")
    return _reply(slug, answered(question, seed, sent, shuffled=question_set.shuffle_choices))


@blueprint.app_template_filter("with_practices")
def with_practices(body: Markup, slug: str, anchor: str) -> Markup:
    """A section with the questions of its practice boxes put where their names stand."""
    if PLACE.search(body) is None:
        return body
    question_set = materials.practice_set(slug)
    questions = materials.questions(question_set.version_id) if question_set else ()
    known = {question.key: question for question in questions}

    def box(match: re.Match[str]) -> str:
        question = known.get(match[1])
        if question is None or question_set is None:
            return '<p class="sub">Latihan ini sudah diganti. Lanjutkan membaca.</p>'
        return _box(slug, _asked(question_set, question), anchor)

    return Markup(PLACE.sub(box, body))  # noqa: S704  our own template in our own page


def _found(slug: str, key: str) -> tuple[QuestionSet, Question]:
    question_set = materials.practice_set(slug)
    questions = materials.questions(question_set.version_id) if question_set else ()
    question = next((each for each in questions if each.key == key), None)
    if question_set is None or question is None:
        raise NotFound
    return question_set, question


def _asked(question_set: QuestionSet, question: Question) -> Trial:
    seed = practice_seed("latihan", question_set.version_id)
    return asked(question, seed, shuffled=question_set.shuffle_choices)


def _reply(slug: str, trial: Trial) -> tuple[str | Response, int]:
    """The box alone for a script, else a page around it."""
    wanted = request.values.get("bagian", "")
    anchor = wanted if ANCHOR.fullmatch(wanted) else ""
    if wants_json():
        return jsonify(latihan=_box(slug, trial, anchor)), trial.status
    back = url_for("learning.module", slug=slug)
    if anchor:
        back = url_for("learning.section", slug=slug, anchor=anchor, _anchor=f"latihan-{trial.question.key}")
    page = render_template(
        "quiz/practice.html",
        trial=trial,
        box=Markup(_box(slug, trial, anchor)),  # noqa: S704  our own template
        module=materials.module(slug),
        back=back,
        has_errors=trial.problem is not None,
    )
    return page, trial.status


def _box(slug: str, trial: Trial, anchor: str) -> str:
    address = url_for("quiz.practise", slug=slug, key=trial.question.key)
    return render_template(
        "quiz/_trial.html",
        trial=trial,
        id=f"latihan-{trial.question.key}",
        action=address,
        again=f"{address}?bagian={anchor}" if anchor else address,
        hidden=[("bagian", anchor)],
    ).strip()
