"""What a script asks while somebody types: save the draft, show the preview; and letting go of a draft."""

from flask import (
    flash,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import DomainError, NotFound
from app.materials import services
from app.materials.rules import DraftOvertaken
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import DocumentForm
from app.studio.rules import shown_text, source_lines, typed_text
from app.studio.views.blueprint import blueprint
from app.studio.views.documents import edited_or_404, keep_draft, problem_words
from app.studio.views.together import preview_of

QUESTION_FILES = ("kuis.md", "latihan.md", "tes.md")


@blueprint.post("/draf/<path:path>/")
@requires(Permission.AUTHOR)
def save_draft(path: str) -> Response:
    """Keep the text of the box; an older revision never replaces a newer one."""
    found, form = edited_or_404(path), DocumentForm()
    text = typed_text(form.text.data or "")
    if found.draft is None and text == typed_text(found.standing_text):
        return jsonify(
            tersimpan=True, revisi=form.revision.data or 0, kata=f"Sama dengan versi {found.number}"
        )
    try:
        keep_draft(found, form, text)
    except DraftOvertaken as newer:
        standing = edited_or_404(path)
        return _refused(
            newer, 409, "lebih-baru", standing.draft.revision if standing.draft else 0, standing.text
        )
    except DomainError as refused:
        return _refused(refused, 422, "ditolak", form.revision.data or 0)
    words = f"Draf tersimpan {queries.moment_words(now(), now())}"
    return jsonify(tersimpan=True, revisi=(form.revision.data or 0) + 1, kata=words)


def _refused(
    error: DomainError, status: int, reason: str, revision: int, text: str | None = None
) -> Response:
    answer = {"tersimpan": False, "alasan": reason, "revisi": revision, "pesan": error.message, "teks": text}
    return make_response(jsonify(answer), status)


@blueprint.post("/pratinjau/<path:path>/")
@requires(Permission.AUTHOR)
def preview(path: str) -> Response:
    """Problems and preview of what is being typed, by the pipeline that publishes."""
    found, text = edited_or_404(path), typed_text(request.form.get("text", ""))
    made = preview_of(found, text)
    lines = source_lines(shown_text(text), made.problems)
    words = problem_words(made.problems)
    return jsonify(
        pratinjau=fragment("studio/_preview.html", "preview_pane", queries.shown(made)),
        masalah=fragment("studio/_problems.html", "problem_pane", **words, lines=len(lines)),
        jumlah=len(made.problems),
        galat=words["faults"],
        baris={line.number: line.level.lower() for line in lines if line.level},
    )


@blueprint.post("/lihat/<path:path>/")
@requires(Permission.AUTHOR)
def as_learner(path: str) -> str:
    """The text of the box at the width of a phone and without keys; nothing is saved."""
    found, text = edited_or_404(path), typed_text(request.form.get("text", ""))
    shown = queries.shown(preview_of(found, text))
    return render_template(
        "studio/as_learner.html", found=found, title=queries.title_of(found, text), shown=shown
    )


@blueprint.post("/tempel/")
@requires(Permission.AUTHOR)
def paste() -> Response:
    """What a clipboard held, as Markdown; a script inserts it, or the plain text when this is empty."""
    top = 3 if request.form.get("bagian", "").endswith(QUESTION_FILES) else 2
    text = services.read_pasted(request.form.get("html", ""), top=top)
    if text is None:
        return make_response(jsonify(teks="", pesan="Susunan teks ini terlalu besar untuk diubah."), 422)
    return jsonify(teks=text)


def fragment(template: str, macro: str, *values: object, **named: object) -> str:
    """What one macro draws, without a page around it."""
    drawn: str = get_template_attribute(template, macro)(*values, **named)
    return drawn


@blueprint.get("/buang-draf/<path:path>/")
@requires(Permission.AUTHOR)
def ask_to_discard(path: str) -> str:
    """Whether this draft shall really go."""
    return _discard_page(path)


def _discard_page(path: str, *, newer: bool = False) -> str:
    found = edited_or_404(path)
    if found.draft is None:
        raise NotFound
    return render_template("studio/discard.html", found=found, draft=found.draft, newer=newer)


@blueprint.post("/buang-draf/<path:path>/")
@requires(Permission.AUTHOR)
def discard_draft(path: str) -> tuple[str, int] | Response:
    """The draft that the page showed goes, a newer one of another tab stays; so does what is published."""
    found, form = edited_or_404(path), DocumentForm()
    try:
        services.discard_draft(path, by=current_person().id, revision=form.revision.data or 0)
    except DraftOvertaken:
        return _discard_page(path, newer=True), 409
    flash("Draf dibuang.", "off")
    if found.state is None:
        return redirect(url_for("studio.materials"), code=303)
    return redirect(url_for("studio.document", path=path), code=303)
