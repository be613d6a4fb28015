"""A picture from the trainer's device into the text under edit."""

from flask import jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import Invalid
from app.materials import services
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio.forms import DocumentForm, PictureForm
from app.studio.queries.editing import Edited
from app.studio.rules import typed_text
from app.studio.views.blueprint import blueprint
from app.studio.views.documents import edited_or_404, editor, is_overtaken, keep_draft
from app.studio.views.together import preview_of


@blueprint.post("/gambar/<path:path>/")
@requires(Permission.AUTHOR)
def add_picture(path: str) -> str | tuple[str, int] | Response:
    """Take the picture in; a script gets the line to insert, a plain form gets it at the end of its text."""
    found, form = edited_or_404(path), PictureForm()
    if request.accept_mimetypes.best == "application/json":
        return _for_a_script(found, form)
    return _for_a_form(found, form)


def _for_a_script(found: Edited, form: PictureForm) -> Response:
    line = _taken_in(found, form)
    if line is None:
        return make_response(jsonify(pesan=_first(form)), 422)
    return jsonify(baris=line)


def _for_a_form(found: Edited, pictures: PictureForm) -> str | tuple[str, int] | Response:
    """The text is saved with the picture at its end; what is refused leaves the text in the box."""
    form = DocumentForm()
    text = typed_text(form.text.data or "")
    newer = is_overtaken(found, form)
    line = None if newer else _taken_in(found, pictures)
    if line is None:
        preview = preview_of(found, text)
        return editor(found, form, text, preview, elsewhere=newer, pictures=pictures), 409 if newer else 422
    keep_draft(found, form, text.rstrip("\n") + f"\n\n{line}\n")
    return redirect(url_for("studio.document", path=found.path), code=303)


def _taken_in(found: Edited, form: PictureForm) -> str | None:
    """The line of Markdown that shows the picture; None when the form says what is wrong."""
    if not form.validate():
        return None
    try:
        picture = services.add_picture(
            found.address.slug, form.file_name(), form.handed_in(), by=current_person().id, at=now()
        )
    except Invalid as refused:
        form.file.errors = [*form.file.errors, refused.message]
        return None
    return form.line_for(picture.name)


def _first(form: PictureForm) -> str:
    return next((str(each) for errors in form.errors.values() for each in errors), "")
