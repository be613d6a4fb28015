"""Whole modules as ZIP: out for everybody who writes, in after a look at what would change."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import Conflict, Invalid
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import ChangeKind, DocumentKind, Result
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio.forms import ParcelDecision, ParcelForm
from app.studio.views.blueprint import blueprint
from app.web.downloads import ZIP, download

LARGEST = 20_000_001


@blueprint.get("/zip/")
@requires(Permission.AUTHOR)
def parcels() -> str:
    """Everything out, and a module in."""
    return _page(ParcelForm(formdata=None))


@blueprint.get("/zip/materi.zip")
@requires(Permission.AUTHOR)
def all_content() -> Response:
    """Every published document with its pictures."""
    return download(services.content_archive(), ZIP, "materi.zip")


@blueprint.post("/zip/")
@requires(Permission.AUTHOR)
def review_parcel() -> str | tuple[str, int]:
    """What an archive holds, document by document; the bytes are kept until the person decides."""
    form = ParcelForm()
    if not form.validate():
        return _page(form), 422
    data, name = form.file.data.read(LARGEST), form.file.data.filename
    try:
        parcel = services.review_parcel(data, at=now())
    except Invalid as refused:
        form.file.errors = [*form.file.errors, refused.message]
        return _page(form), 422
    if parcel.stopped or not parcel.fresh:
        return _page(form, parcel=parcel), 422 if parcel.stopped else 200
    token = services.keep_parcel(data, name, by=current_person().id, at=now())
    return _page(form, parcel=parcel, token=token)


@blueprint.post("/zip/<token>/<digest>")
@requires(Permission.AUTHOR)
def publish_parcel(token: str, digest: str) -> str | tuple[str, int] | Response:
    """Publish exactly what the page showed, all of it."""
    decision = ParcelDecision()
    kind = decision.change_kind.data if decision.validate() else ChangeKind.KOREKSI
    note = (decision.note.data or "").strip()[:200]
    try:
        outcomes = services.publish_parcel(
            token, digest, by=current_person().id, at=now(), change_kind=ChangeKind(kind), note=note
        )
    except Conflict as refused:
        flash(refused.message, "off")
        return _page(ParcelForm(formdata=None)), 409
    count = sum(outcome.result is Result.TERBIT for outcome in outcomes)
    flash(f"{count} dokumen terbit.")
    return redirect(url_for("studio.materials"), code=303)


def _page(form: ParcelForm, *, parcel: services.Parcel | None = None, token: str = "") -> str:
    modules = [state for state in materials.document_state() if state.kind is DocumentKind.MODUL]
    return render_template(
        "studio/zip.html",
        form=form,
        decision=ParcelDecision(formdata=None),
        parcel=parcel,
        token=token,
        modules=modules,
    )


@blueprint.get("/zip/<slug>/modul.zip")
@requires(Permission.AUTHOR)
def module_content(slug: str) -> Response:
    """One module with its quiz, practice and pictures."""
    paths = [state.path for state in materials.document_state() if state.slug == slug]
    return download(services.content_archive(paths), ZIP, f"{slug}.zip")
