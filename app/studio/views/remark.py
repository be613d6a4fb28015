"""A corrected key and the results that stand by the old one: look, apply with a reason, take back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.quiz import queries as quiz
from app.quiz import services
from app.quiz.queries import RemarkLine
from app.quiz.rules import NoReason, PlanOutdated, UndoRefused
from app.studio import queries
from app.studio.forms import RemarkForm
from app.studio.views.blueprint import blueprint


@blueprint.get("/nilai-ulang/<slug>/")
@requires(Permission.AUTHOR)
def remark(slug: str) -> str:
    """What marking the older results by the present keys would change, and what was changed before."""
    return _page(slug, RemarkForm(formdata=None))


@blueprint.post("/nilai-ulang/<slug>/")
@requires(Permission.AUTHOR)
def apply_remark(slug: str) -> Response | tuple[str, int]:
    """Do exactly what the page showed, with a reason."""
    form = RemarkForm()
    if not form.validate():
        return _page(slug, form), 422
    try:
        services.apply_remark(
            slug=slug,
            digest=form.digest.data or "",
            reason=form.reason.data,
            by=current_person().id,
            at=now(),
        )
    except NoReason as error:
        form.reason.errors = [error.message]
        return _page(slug, form), 422
    except PlanOutdated as error:
        return _page(slug, form, told=error.message), 409
    flash("Nilai sudah dihitung ulang. Setiap peserta melihatnya pada halaman hasilnya.")
    return redirect(url_for("studio.remark", slug=slug), code=303)


@blueprint.get("/nilai-ulang/<slug>/<int:remark_id>/batalkan")
@requires(Permission.AUTHOR)
def ask_to_undo(slug: str, remark_id: int) -> str:
    """One remark, and the question whether to take it back."""
    return _undo_page(_line(slug, remark_id), RemarkForm(formdata=None))


@blueprint.post("/nilai-ulang/<slug>/<int:remark_id>/batalkan")
@requires(Permission.AUTHOR)
def undo_remark(slug: str, remark_id: int) -> Response | tuple[str, int]:
    """Put every mark back, or say what stands in the way."""
    line, form = _line(slug, remark_id), RemarkForm()
    if not form.validate():
        return _undo_page(line, form), 422
    try:
        services.undo_remark(remark_id=remark_id, reason=form.reason.data, by=current_person().id, at=now())
    except NoReason as error:
        form.reason.errors = [error.message]
        return _undo_page(line, form), 422
    except UndoRefused as error:
        return _undo_page(line, form, told=error.message), 409
    flash(f"Penilaian ulang nomor {remark_id} dibatalkan. Semua nilainya kembali seperti semula.")
    return redirect(url_for("studio.remark", slug=slug), code=303)


def _line(slug: str, remark_id: int) -> RemarkLine:
    line = quiz.remark(remark_id)
    if line is None or line.slug != slug or line.target_version_id is None:
        raise NotFound
    return line


def _page(slug: str, form: RemarkForm, told: str = "") -> str:
    found = queries.remarking(slug, at=now())
    if found is None:
        raise NotFound
    form.digest.data = found.plan.digest
    return render_template("studio/remark.html", found=found, plan=found.plan, form=form, told=told)


def _undo_page(line: RemarkLine, form: RemarkForm, told: str = "") -> str:
    found = queries.remarking(line.slug, at=now())
    return render_template("studio/remark_undo.html", line=line, found=found, form=form, told=told)
