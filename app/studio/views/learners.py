"""A trainer finds one person and gives time or an attempt; never an answer, never a score."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.errors import Conflict, NotFound
from app.people import queries as people
from app.people.guards import current_person, note_list, note_look, requires
from app.people.rules import Permission, masked_nip
from app.quiz import services
from app.quiz.rules import AllowanceKind, Gift
from app.studio import queries
from app.studio.forms import AllowanceForm
from app.studio.rules import search_words
from app.studio.views.blueprint import blueprint

SHORTEST_SEARCH = 3
MOST_FOUND = 50


@blueprint.get("/peserta/")
@requires(Permission.ASSIST)
def learners() -> str:
    """A box to search in; nobody is listed before somebody is looked for."""
    return render_template("studio/learners.html", search="", lines=None, masked_nip=masked_nip)


@blueprint.post("/peserta/")
@requires(Permission.ASSIST)
def find_learners() -> str:
    """Who bears that name or NIP; answered here, so that neither stands in an address."""
    search = search_words(request.form.get("q", ""))
    short = len(search) < SHORTEST_SEARCH
    found = [] if short else people.learners_like(search, day=local_day(now()), limit=MOST_FOUND + 1)
    note_list(len(found), None)
    return render_template(
        "studio/learners.html",
        search=search,
        short=short,
        lines=found[:MOST_FOUND],
        more=len(found) > MOST_FOUND,
        masked_nip=masked_nip,
    )


@blueprint.get("/peserta/<int:person_id>/")
@requires(Permission.ASSIST)
def learner(person_id: int) -> str:
    """Attempts, time left and what was given."""
    person = _learner(person_id)
    note_look(person_id)
    return _page(person, AllowanceForm())


@blueprint.post("/peserta/<int:person_id>/beri")
@requires(Permission.ASSIST)
def give(person_id: int) -> tuple[str, int] | Response:
    """Give what the form says; a refusal keeps what was typed."""
    person, form = _learner(person_id), AllowanceForm()
    form.offer([(each.slug, each.title) for each in queries.learner_quizzes(person_id, at=now())])
    if not form.validate():
        return _page(person, form), 422
    kind = AllowanceKind(form.kind.data)
    minutes = form.minutes.data if kind is AllowanceKind.WAKTU else None
    gift = Gift(person_id, form.slug.data, kind, minutes, (form.reason.data or "").strip())
    try:
        at_once = services.give(gift, by=current_person().id, at=now())
    except Conflict as refusal:
        return _page(person, form, refused=refusal.message), 409
    flash(_said(gift, person.name, at_once=at_once))
    return _back_to(person_id)


@blueprint.post("/peserta/<int:person_id>/cabut/<int:allowance_id>")
@requires(Permission.ASSIST)
def withdraw(person_id: int, allowance_id: int) -> Response:
    """Take back what is not used yet."""
    services.withdraw(allowance_id=allowance_id, person_id=person_id, by=current_person().id, at=now())
    flash("Pemberian itu sudah dicabut.")
    return _back_to(person_id)


def _learner(person_id: int) -> people.LearnerLine:
    found = people.learner(person_id, day=local_day(now()))
    if found is None:
        raise NotFound
    return found


def _page(person: people.LearnerLine, form: AllowanceForm, *, refused: str | None = None) -> str:
    quizzes = queries.learner_quizzes(person.id, at=now())
    return render_template(
        "studio/learner.html",
        person=person,
        own=person.id == current_person().id,
        masked_nip=masked_nip,
        quizzes=quizzes,
        gifts=queries.gift_lines(person.id),
        form=form.offer([(each.slug, each.title) for each in quizzes]),
        refused=refused,
        has_errors=bool(refused),
    )


def _said(gift: Gift, name: str, *, at_once: bool) -> str:
    if at_once:
        return f"{name} mendapat {gift.minutes} menit lagi. Batas waktunya sudah bergeser."
    what = "satu percobaan lagi" if gift.minutes is None else f"{gift.minutes} menit lagi"
    return f"{name} mendapat {what}. Ini berlaku untuk percobaan berikutnya."


def _back_to(person_id: int) -> Response:
    return redirect(url_for("studio.learner", person_id=person_id), code=303)
