"""The list of materials, and one document to check, preview and publish."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import (
    ChangeKind,
    DocumentKind,
    DocumentState,
    EditConflict,
    Level,
    Result,
    difference,
    stops,
)
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import DocumentForm
from app.studio.queries.versions import text_of, version_text
from app.studio.rules import GROUPS, count_of, shown_text, source_lines, typed_text
from app.studio.views.blueprint import blueprint

PUBLISH = "terbitkan"
PUBLIC_PAGES = {
    DocumentKind.SALAH_KAPRAH: "materials.salah_kaprah_list",
    DocumentKind.DASAR_HUKUM: "materials.legal_sources",
    DocumentKind.ISTILAH: "materials.glossary",
}
LEARNER_PAGES = {
    DocumentKind.MODUL: "learning.module",
    DocumentKind.KUIS: "quiz.intro",
    DocumentKind.TES: "quiz.intro",
}


@blueprint.get("/", endpoint="materials")
@requires(Permission.AUTHOR)
def material_list() -> str:
    """What is published, with the problems that it has today."""
    lines = queries.material_lines(at=now())
    groups = [(title, [line for line in lines if line.state.kind in kinds]) for title, kinds in GROUPS]
    return render_template("studio/materials.html", lines=lines, groups=groups)


@blueprint.get("/<path:path>/")
@requires(Permission.AUTHOR)
def document(path: str) -> str:
    """The text that stands, its problems and its preview."""
    state = _state(path)
    source = materials.source(state.version_id)
    text = source.text if source else ""
    form = DocumentForm(formdata=None, expected=state.version_id)
    return _editor(state, form, text, services.preview_source(path, text, at=now()))


@blueprint.post("/<path:path>/")
@requires(Permission.AUTHOR)
def submit(path: str) -> str | tuple[str, int] | Response:
    """Check what was typed, or publish it; whatever happens, the text stays in the box."""
    state, form = _state(path), DocumentForm()
    text = typed_text(form.text.data or "")
    if request.form.get("aksi") == PUBLISH:
        return _publish(state, form, text)
    return _editor(state, form, text, services.preview_source(path, text, at=now()))


def _state(path: str) -> DocumentState:
    state = queries.document(path)
    if state is None:
        raise NotFound
    return state


def _publish(state: DocumentState, form: DocumentForm, text: str) -> tuple[str, int] | Response:
    well_formed = form.validate()
    if well_formed and form.expected.data != state.version_id:
        return _conflict(state, form, text)
    preview = services.preview_source(state.path, text, at=now())
    if not well_formed or stops(preview.problems):
        return _editor(state, form, text, preview, refused=True), 422
    try:
        outcome = services.publish_source(
            state.path,
            text,
            by=current_person().id,
            at=now(),
            expected_current=form.expected.data,
            change_kind=ChangeKind(form.change_kind.data),
            note=(form.note.data or "").strip(),
        )
    except EditConflict:
        return _conflict(_state(state.path), form, text)
    if outcome.faults:  # the catalogue changed between the preview and the publishing
        return _editor(state, form, text, replace(preview, problems=outcome.problems), refused=True), 422
    if outcome.result is Result.TERBIT:
        flash(f"Terbit sebagai versi {outcome.number}.")
    else:
        flash(f"Tidak ada yang berubah. Versi {outcome.number} tetap terbit.", "off")
    return redirect(url_for("studio.document", path=state.path), code=303)


def _editor(
    state: DocumentState,
    form: DocumentForm,
    text: str,
    preview: services.Preview,
    *,
    refused: bool = False,
) -> str:
    faults = count_of(preview.problems, Level.GALAT)
    return render_template(
        "studio/document.html",
        state=state,
        author=queries.author_of(state),
        form=form,
        text=shown_text(text),
        lines=source_lines(shown_text(text), preview.problems),
        problems=preview.problems,
        faults=faults,
        warnings=len(preview.problems) - faults,
        shown=queries.shown(preview),
        learner_page=_learner_page(state),
        remark_page=_remark_page(state),
        has_errors=refused,
        unsaved=request.method == "POST",
    )


def _conflict(state: DocumentState, form: DocumentForm, text: str) -> tuple[str, int]:
    """Both texts, what differs, and what the other version had changed; nothing is written."""
    standing, begun = text_of(state), version_text(state, form.expected.data)
    page = render_template(
        "studio/conflict.html",
        state=state,
        author=queries.author_of(state),
        form=form,
        text=shown_text(text),
        standing=standing,
        theirs=difference(begun, standing) if begun is not None else None,
        between=difference(standing, text),
    )
    return page, 409


def _remark_page(state: DocumentState) -> str | None:
    """Where the results of a quiz or test are marked again."""
    if state.kind not in (DocumentKind.KUIS, DocumentKind.TES):
        return None
    return url_for("studio.remark", slug=state.slug)


def _learner_page(state: DocumentState) -> str | None:
    """Where this document is read; the page of a module or quiz is for those who learn."""
    if state.kind in PUBLIC_PAGES:
        return url_for(PUBLIC_PAGES[state.kind])
    if state.kind in LEARNER_PAGES and current_person().may(Permission.LEARN):
        return url_for(LEARNER_PAGES[state.kind], slug=state.slug)
    return None
