"""Questions from elsewhere: read, shown with all that does not come along, then handed to the editor."""

from flask import Response, render_template, request, url_for

from app.materials import exchange, services
from app.materials import queries as materials
from app.materials.rules import DocumentKind, DocumentState
from app.people.guards import requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import ImportForm
from app.studio.views.blueprint import blueprint
from app.web.downloads import XLSX, download

GOALS = (DocumentKind.KUIS, DocumentKind.LATIHAN, DocumentKind.TES)


@blueprint.get("/impor/")
@requires(Permission.AUTHOR)
def importing() -> str:
    """Where a file or a text is handed in."""
    return _page(ImportForm(formdata=None).offer(_goals()))


@blueprint.post("/impor/")
@requires(Permission.AUTHOR)
def read_import() -> str | tuple[str, int]:
    """What was understood, line by line; nothing is written before the editor publishes it."""
    form = ImportForm().offer(_goals())
    if not form.validate():
        return _page(form), 422
    goal = queries.document(form.goal.data)
    source = materials.source(goal.version_id) if goal else None
    if goal is None or source is None:
        return _page(form), 422
    reading = services.read_foreign(form.handed_in(), form.source.data)
    page = _page(
        form,
        reading=reading,
        goal=goal,
        text=exchange.appended(source.text, reading.blocks) if reading.blocks else None,
    )
    return page if reading.questions else (page, 422)


@blueprint.get("/impor/templat.xlsx")
@requires(Permission.AUTHOR)
def import_template() -> Response:
    """Our own spreadsheet, empty, with examples on its second sheet."""
    return download(exchange.template(), XLSX, "templat-soal.xlsx")


def _goals() -> list[DocumentState]:
    return [state for state in materials.document_state() if state.kind in GOALS]


def _page(
    form: ImportForm,
    *,
    reading: services.Reading | None = None,
    goal: DocumentState | None = None,
    text: str | None = None,
) -> str:
    return render_template(
        "studio/import.html",
        form=form,
        reading=reading,
        goal=goal,
        text=text,
        editor=url_for("studio.submit", path=goal.path) if goal else None,
        unsaved=request.method == "POST",
    )
