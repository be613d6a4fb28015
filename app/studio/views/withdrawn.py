"""Taking a document out of the catalogue, and bringing it back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import Conflict, NotFound
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import Result
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.queries.versions import text_of
from app.studio.views.blueprint import blueprint


@blueprint.get("/tarik/<path:path>/")
@requires(Permission.AUTHOR)
def ask_to_withdraw(path: str) -> str:
    """What leaves together, who is inside, and where it is still used."""
    return _page(path)


@blueprint.post("/tarik/<path:path>/")
@requires(Permission.AUTHOR)
def withdraw_document(path: str) -> tuple[str, int] | Response:
    """Take it out of the catalogue; everything that people did stays."""
    try:
        services.withdraw(path, by=current_person().id)
    except Conflict:
        return _page(path), 409
    flash("Ditarik dari daftar. Versi, penyelesaian, dan hasilnya tetap tersimpan.")
    return redirect(url_for("studio.materials"), code=303)


@blueprint.post("/terbitkan-lagi/<path:path>/")
@requires(Permission.AUTHOR)
def bring_back(path: str) -> Response:
    """Publish the last text of a withdrawn document again, or open it in the editor with its problems."""
    state = next((each for each in materials.withdrawn_states() if each.path == path), None)
    if state is None:
        raise NotFound
    outcome = services.bring_back(
        path, text_of(state), by=current_person().id, at=now(), version_id=state.version_id
    )
    if outcome.result is Result.TERBIT:
        flash(f"{state.title} terbit lagi sebagai versi {outcome.number}.")
    else:
        flash(f"{state.title} belum dapat terbit lagi. {outcome.faults[0].sentence}", "off")
    return redirect(url_for("studio.materials"), code=303)


def _page(path: str) -> str:
    found, state = services.withdrawal_of(path), queries.document(path)
    if found is None or state is None:
        raise NotFound
    titles = {each.path: each.title for each in materials.document_state()}
    return render_template(
        "studio/withdraw.html",
        state=state,
        found=found,
        titles=titles,
        working=[queries.people_working(queries.document(each), at=now()) for each in found.paths],
    )
