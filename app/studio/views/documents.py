"""The list of materials, and one document to check, preview and publish."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now, zone_name
from app.errors import NotFound
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import (
    DocumentKind,
    DocumentState,
    DraftOvertaken,
    DraftTooLong,
    EditConflict,
    Level,
    Problem,
    Result,
    difference,
    spoken_list,
)
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.quiz import queries as quiz
from app.studio import queries
from app.studio.forms import DocumentForm, PictureForm
from app.studio.queries.editing import Companion, Edited
from app.studio.queries.versions import version_text
from app.studio.rules import GROUPS, count_of, shown_text, source_lines, suggestion, typed_text
from app.studio.views.blueprint import blueprint
from app.studio.views.sealing import seal_of_device
from app.studio.views.together import (
    chosen_companions,
    handed,
    offered_companions,
    preview_of,
    retold,
    signature,
)

PUBLISH, SAVE = "terbitkan", "simpan"
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


@dataclass(frozen=True, slots=True)
class Saving:
    """What the one place says about the text in the box; `revision` is the newest that the server keeps."""

    words: str
    state: str
    revision: int


@blueprint.get("/", endpoint="materials")
@requires(Permission.AUTHOR)
def material_list() -> str:
    """What is published, with the problems that it has today, and what this trainer has begun."""
    lines = queries.material_lines(at=now())
    groups = [(title, [line for line in lines if line.state.kind in kinds]) for title, kinds in GROUPS]
    drafts = queries.begun(by=current_person().id, at=now())
    return render_template(
        "studio/materials.html",
        lines=lines,
        groups=groups,
        drafts=drafts,
        working=quiz.people_working(now()),
        untold=materials.untold_plans(),
        waiting=materials.waiting_plans(),
        withdrawn=materials.withdrawn_states(),
        titles={line.state.path: line.state.title for line in lines},
    )


@blueprint.get("/<path:path>/")
@requires(Permission.AUTHOR)
def document(path: str) -> str:
    """The own draft, else the text that stands, with its problems and its preview."""
    found = edited_or_404(path)
    form = DocumentForm(formdata=None, expected=found.base or 0)
    return editor(found, form, found.text, preview_of(found, found.text))


@blueprint.post("/<path:path>/")
@requires(Permission.AUTHOR)
def submit(path: str) -> str | tuple[str, int] | Response:
    """Save, check or publish what was typed; whatever happens, the text stays in the box."""
    found, form = edited_or_404(path), DocumentForm()
    text = typed_text(form.text.data or "")
    act = request.form.get("aksi")
    if act == PUBLISH:
        return _publish(found, form, text)
    if act == SAVE:
        return _save(found, form, text)
    preview = preview_of(found, text)
    return editor(found, form, text, preview, elsewhere=is_overtaken(found, form))


def edited_or_404(path: str) -> Edited:
    """The document as the person who asks finds it."""
    found = queries.edited(path, by=current_person().id)
    if found is None:
        raise NotFound
    return found


def _save(found: Edited, form: DocumentForm, text: str) -> str | tuple[str, int] | Response:
    if is_overtaken(found, form):
        preview = preview_of(found, text)
        return editor(found, form, text, preview, elsewhere=True), 409
    try:
        keep_draft(found, form, text)
    except DraftOvertaken:  # another tab saved between the look and the writing
        return _save(edited_or_404(found.path), form, text)
    except DraftTooLong:
        preview = preview_of(found, text)
        return editor(found, form, text, preview, refused=True), 422
    return redirect(url_for("studio.document", path=found.path), code=303)


def is_overtaken(found: Edited, form: DocumentForm) -> bool:
    """Whether a newer draft lies on the server than the page knew."""
    return found.draft is not None and found.draft.revision > (form.revision.data or 0)


def keep_draft(found: Edited, form: DocumentForm, text: str) -> None:
    """Save the text as the next revision after the one that its page knew."""
    base = form.expected.data or None
    services.save_draft(
        found.path,
        text,
        by=current_person().id,
        base_version_id=base if base in queries.versions_of(found) else found.version_id,
        revision=(form.revision.data or 0) + 1,
        at=now(),
    )


def let_go_of_draft(found: Edited, form: DocumentForm, text: str, together: Sequence[Companion] = ()) -> None:
    """The draft of a text that has been taken goes; a newer one from another tab stays, and is named."""
    by, known = current_person().id, form.revision.data or 0
    for each in together:
        services.draft_used(each.draft.path, each.draft.text, by=by, revision=each.draft.revision)
    if not services.draft_used(found.path, text, by=by, revision=known):
        flash("Draf yang lebih baru dari tab atau perangkat lain tetap tersimpan di penyunting.", "off")


def _publish(found: Edited, form: DocumentForm, text: str) -> tuple[str, int] | Response:
    well_formed = form.validate()
    expected = form.expected.data or None
    if well_formed and expected != found.version_id:
        return conflict(found, form, text)
    preview = preview_of(found, text)
    together = chosen_companions(found)
    if not well_formed or preview.stopped or any(each.overtaken for each in together):
        newer = is_overtaken(found, form)
        return editor(found, form, text, preview, refused=True, elsewhere=newer), 422
    inside = queries.people_working(found.state, at=now())
    try:
        outcome, *others = services.publish_together(handed(found, text, together), signature(form))
    except EditConflict:
        return conflict(edited_or_404(found.path), form, text)
    if any(each.faults for each in (outcome, *others)):  # the catalogue changed since the preview
        return editor(found, form, text, retold(preview, outcome, others), refused=True), 422
    let_go_of_draft(found, form, text, together)
    with_it = [each.word.lower() for each, told in zip(together, others, strict=True) if told.number]
    beside = f", bersama {spoken_list(with_it)}nya" if with_it else ""
    if outcome.result is Result.TERBIT:
        flash(f"Terbit sebagai versi {outcome.number}{beside}. {inside}".rstrip())
    elif any(each.result is Result.TERBIT for each in others):
        flash(f"Versi {outcome.number} tetap terbit. Yang baru: {spoken_list(with_it)}nya.")
    else:
        flash(f"Tidak ada yang berubah. Versi {outcome.number} tetap terbit.", "off")
    return redirect(url_for("studio.document", path=found.path), code=303)


def editor(
    found: Edited,
    form: DocumentForm,
    text: str,
    preview: services.Preview,
    *,
    refused: bool = False,
    elsewhere: bool = False,
    pictures: PictureForm | None = None,
) -> str:
    """The page of a document with this text in the box; `elsewhere`: a newer draft lies on the server."""
    saving = _saving(found, text)
    return render_template(
        "studio/document.html",
        found=found,
        state=found.state,
        title=queries.title_of(found, text),
        author=queries.author_of(found.state) if found.state else None,
        form=form,
        text=shown_text(text),
        lines=source_lines(shown_text(text), preview.problems),
        **problem_words(preview.problems),
        shown=queries.shown(preview),
        learner_page=_learner_page(found.state),
        remark_page=_remark_page(found.state),
        has_errors=refused,
        elsewhere=elsewhere,
        pictures=pictures or PictureForm(formdata=None),
        working=queries.people_working(found.state, at=now()),
        zone=zone_name(),
        plan=materials.waiting_plan(found.address.kind, found.address.slug),
        companions=offered_companions(found),
        beside={
            path: [each for each in told if each.level is Level.GALAT]
            for path, told in preview.beside.items()
        },
        saving_state=saving,
        unsaved=saving.state == "unsaved",
        seal=seal_of_device(),
    )


def problem_words(problems: Sequence[Problem]) -> dict[str, object]:
    """The problems and their counts, as the pane of problems asks for them."""
    faults = count_of(problems, Level.GALAT)
    counts = {"faults": faults, "warnings": len(problems) - faults}
    return {"problems": problems, "suggestion": suggestion, **counts}


def _saving(found: Edited, text: str) -> Saving:
    draft = found.draft
    revision = draft.revision if draft else 0
    if draft is not None and text == draft.text:
        return Saving(f"Draf tersimpan {queries.moment_words(draft.saved_at, now())}", "saved", revision)
    if found.state and text == typed_text(found.standing_text):
        return Saving(f"Sama dengan versi {found.number}", "saved", revision)
    if found.state is None and text == typed_text(found.standing_text):
        return Saving("Sama dengan yang dijadwalkan", "saved", revision)
    return Saving("Belum disimpan", "unsaved", revision)


def conflict(found: Edited, form: DocumentForm, text: str) -> tuple[str, int]:
    """Both texts, what differs, and what the other version had changed; nothing is written."""
    if found.state is None:  # begun from a version that is no more
        raise EditConflict
    standing, begun = found.standing_text, version_text(found.state, form.expected.data)
    page = render_template(
        "studio/conflict.html",
        state=found.state,
        author=queries.author_of(found.state),
        form=form,
        text=shown_text(text),
        standing=standing,
        theirs=difference(begun, standing) if begun is not None else None,
        between=difference(standing, text),
        draft=found.draft,
    )
    return page, 409


def _remark_page(state: DocumentState | None) -> str | None:
    """Where the results of a quiz or test are marked again."""
    if state is None or state.kind not in (DocumentKind.KUIS, DocumentKind.TES):
        return None
    return url_for("studio.remark", slug=state.slug)


def _learner_page(state: DocumentState | None) -> str | None:
    """Where this document is read; the page of a module or quiz is for those who learn."""
    if state is None:
        return None
    if state.kind in PUBLIC_PAGES:
        return url_for(PUBLIC_PAGES[state.kind])
    if state.kind in LEARNER_PAGES and current_person().may(Permission.LEARN):
        return url_for(LEARNER_PAGES[state.kind], slug=state.slug)
    return None
