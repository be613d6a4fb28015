"""A new document from an empty page: it begins as a draft that only its author sees."""

import re

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import DocumentKind, address_of, slugify
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import NewDocumentForm
from app.studio.rules.beginning import first_text
from app.studio.views.blueprint import blueprint

TAKEN = "Judul ini sudah dipakai. Pilih judul lain, atau buka dokumennya."
FOLDER = re.compile(r"modul/((\d+)-[a-z0-9-]+)/")


@blueprint.get("/baru/")
@requires(Permission.AUTHOR)
def new_document() -> str:
    """What shall be written."""
    return render_template("studio/new.html", form=NewDocumentForm(formdata=None).offer(_folders()))


@blueprint.post("/baru/")
@requires(Permission.AUTHOR)
def begin() -> str | tuple[str, int] | Response:
    """Begin a draft with the frame of its kind, or open the one that is there."""
    form = NewDocumentForm().offer(_folders())
    path = _path(form) if form.validate() else None
    if path is None:
        return render_template("studio/new.html", form=form), 422
    if queries.edited(path, by=current_person().id) is None:
        text = first_text(DocumentKind(form.kind.data), _title(form))
        services.save_draft(path, text, by=current_person().id, base_version_id=None, revision=1, at=now())
    return redirect(url_for("studio.document", path=path), code=303)


def _title(form: NewDocumentForm) -> str:
    if form.kind.data == DocumentKind.MODUL:
        return (form.title.data or "").strip()
    return dict(_folders())[form.module.data]


def _path(form: NewDocumentForm) -> str | None:
    """Where the document will lie; None, with the reason at its field, when that place is taken."""
    if form.kind.data != DocumentKind.MODUL:
        return f"modul/{form.module.data}/{form.kind.data}.md"
    slug = slugify(form.title.data or "")
    if slug in _slugs():
        form.title.errors = [
            *form.title.errors,
            "Judul ini sudah dipakai. Pilih judul lain, atau buka dokumennya.",
        ]
        return None
    return f"modul/{_next_number():02}-{slug}/modul.md"


def _paths() -> list[str]:
    drafts = [draft.path for draft in materials.drafts_of(current_person().id)]
    planned = [plan.path for plan in materials.waiting_plans()]
    return [state.path for state in materials.document_state()] + drafts + planned


def _slugs() -> set[str]:
    return {address.slug for address in map(address_of, _paths()) if address}


def _next_number() -> int:
    found = (FOLDER.match(path) for path in _paths())
    return max((int(match[2]) for match in found if match), default=0) + 1


def _folders() -> list[tuple[str, str]]:
    """The modules that stand or are begun: folder and title."""
    titles = {state.path: state.title for state in materials.document_state()}
    for begun in queries.begun(by=current_person().id, at=now()):
        titles.setdefault(begun.path, begun.title)
    modules = {path: title for path, title in titles.items() if path.endswith("/modul.md")}
    return [(match[1], title) for path, title in sorted(modules.items()) if (match := FOLDER.match(path))]
