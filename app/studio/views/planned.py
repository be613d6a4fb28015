"""Versions that wait for their instant: what comes, what became of the others, and taking one back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import (
    EditConflict,
    NotLater,
    PlanExists,
    PlannedState,
    PlanState,
    Result,
    difference,
)
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import DocumentForm
from app.studio.queries.versions import plan_lines, text_of
from app.studio.rules import shown_text, typed_text
from app.studio.views.blueprint import blueprint
from app.studio.views.documents import conflict, edited_or_404, editor, let_go_of_draft
from app.studio.views.together import chosen_companions, handed, preview_of, retold, signature

MOST_ENDED = 30


@blueprint.get("/jadwal/")
@requires(Permission.AUTHOR)
def plans() -> str:
    """What waits, what was refused and not read yet, and what has ended."""
    untold = materials.untold_plans()
    told = {plan.id for plan in untold}
    ended = [plan for plan in materials.ended_plans(limit=MOST_ENDED) if plan.id not in told]
    return render_template(
        "studio/plans.html",
        waiting=plan_lines(materials.waiting_plans()),
        untold=plan_lines(untold),
        ended=plan_lines(ended),
    )


@blueprint.post("/jadwalkan/<path:path>/")
@requires(Permission.AUTHOR)
def plan(path: str) -> tuple[str, int] | Response:
    """Keep a text until its instant; it is checked now, and again then."""
    found, form = edited_or_404(path), DocumentForm()
    text = typed_text(form.text.data or "")
    well_formed, due_at = form.validate(), form.due_at()
    if well_formed and (form.expected.data or None) != found.version_id:
        return conflict(found, form, text)
    preview, together = preview_of(found, text), chosen_companions(found)
    stopped = preview.stopped or any(each.overtaken for each in together)
    if not well_formed or due_at is None or stopped:
        return editor(found, form, text, preview, refused=True), 422
    try:
        outcome, *others = services.plan_versions(
            handed(found, text, together), signature(form), due_at=due_at
        )
    except EditConflict:
        return conflict(edited_or_404(path), form, text)
    except (NotLater, PlanExists) as refusal:
        form.due_on.errors = [refusal.message]
        return editor(found, form, text, preview, refused=True), 422
    if any(each.faults for each in (outcome, *others)):  # the catalogue changed since the preview
        return editor(found, form, text, retold(preview, outcome, others), refused=True), 422
    let_go_of_draft(found, form, text, together)
    if any(each.result is Result.TERBIT for each in (outcome, *others)):
        flash("Dijadwalkan. Saat waktunya tiba, teks ini diperiksa lagi lalu terbit sendiri.")
    else:
        flash("Tidak ada yang berubah, jadi tidak ada yang dijadwalkan.", "off")
    return redirect(url_for("studio.plans"), code=303)


@blueprint.get("/jadwal/<int:plan_id>/")
@requires(Permission.AUTHOR)
def planned_version(plan_id: int) -> str:
    """A planned text beside what stands, and the way back into the editor."""
    (line,) = plan_lines([_plan(plan_id)])
    text = materials.planned_text(plan_id)
    state = queries.document(line.plan.path)
    return render_template(
        "studio/planned_version.html",
        line=line,
        text=shown_text(text),
        state=state,
        difference=difference(text_of(state), text) if state else None,
    )


@blueprint.get("/jadwal/<int:plan_id>/batalkan")
@requires(Permission.AUTHOR)
def ask_to_cancel_plan(plan_id: int) -> str:
    """One version that waits, and the question whether to take it back."""
    (line,) = plan_lines([_plan(plan_id)])
    if line.plan.state is not PlanState.MENUNGGU:
        raise NotFound("Jadwal ini sudah selesai atau sudah dibatalkan.")
    return render_template("studio/plan_cancel.html", line=line)


@blueprint.post("/jadwal/<int:plan_id>/batalkan")
@requires(Permission.AUTHOR)
def cancel_plan(plan_id: int) -> Response:
    """Take it back; what stands stays."""
    services.cancel_plan(plan_id, by=current_person().id, at=now())
    flash("Jadwal dibatalkan. Versi yang terbit tidak berubah.")
    return redirect(url_for("studio.plans"), code=303)


@blueprint.post("/jadwal/<int:plan_id>/dibaca")
@requires(Permission.AUTHOR)
def acknowledge_plan(plan_id: int) -> Response:
    """The reason has been read."""
    services.acknowledge(_plan(plan_id).id, by=current_person().id)
    return redirect(url_for("studio.plans"), code=303)


def _plan(plan_id: int) -> PlannedState:
    found = materials.planned(plan_id)
    if found is None:
        raise NotFound
    return found
