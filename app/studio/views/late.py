"""Late answers wait here for a trainer's decision."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import Conflict, NotFound
from app.people.guards import current_person, note_list, note_look, requires
from app.people.rules import Permission
from app.quiz import services
from app.studio import queries
from app.studio.forms import LateForm
from app.studio.views.blueprint import blueprint

PAGE_SIZE = 50
ACCEPTS = {"terima": True, "tolak": False}
NOTHING_CHOSEN = "Pilih terima atau tolak untuk paling sedikit satu jawaban."


@blueprint.get("/terlambat/")
@requires(Permission.ASSIST)
def late_attempts() -> str:
    """Whose late answers wait, the longest waiting first."""
    text = request.args.get("halaman", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    number = max(1, number)
    lines, total = queries.late_attempt_lines(limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    count = max(1, -(-total // PAGE_SIZE))
    if number > count:
        raise NotFound
    note_list(len(lines), None)
    return render_template("studio/late.html", lines=lines, total=total, number=number, count=count)


@blueprint.get("/terlambat/<int:attempt_id>/")
@requires(Permission.ASSIST)
def late_attempt(attempt_id: int) -> str:
    """The late answers of one attempt, beside what stands."""
    page = _late(attempt_id)
    note_look(page.sitting.person_id)
    return _page(page, LateForm(formdata=None))


@blueprint.post("/terlambat/<int:attempt_id>/")
@requires(Permission.ASSIST)
def decide_late(attempt_id: int) -> tuple[str, int] | Response:
    """Store the decisions; deciding twice changes nothing."""
    page, form = _late(attempt_id), LateForm()
    keys = {each.line.key for each in page.answers}
    chosen = {key: word for key, word in request.form.items() if key in keys and word in ACCEPTS}
    if not form.validate() or not chosen:
        return _page(page, form, chosen=chosen, refused=None if chosen else NOTHING_CHOSEN), 422
    try:
        decided = services.decide_late_answers(
            attempt_id=attempt_id,
            verdicts={key: ACCEPTS[word] for key, word in chosen.items()},
            reason=form.reason.data or "",
            by=current_person().id,
            at=now(),
        )
    except Conflict as refusal:
        return _page(page, form, chosen=chosen, refused=refusal.message), 409
    flash(f"{decided} keputusan tersimpan." if decided else "Semua sudah diputuskan sebelumnya.")
    return redirect(url_for("studio.late_attempts"), code=303)


def _late(attempt_id: int) -> queries.LatePage:
    found = queries.late_page(attempt_id)
    if found is None:
        raise NotFound
    return found


def _page(
    page: queries.LatePage,
    form: LateForm,
    *,
    chosen: dict[str, str] | None = None,
    refused: str | None = None,
) -> str:
    return render_template(
        "studio/late_attempt.html",
        page=page,
        form=form,
        chosen=chosen or {},
        refused=refused,
        has_errors=bool(refused),
    )
