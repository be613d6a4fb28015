"""The history of a document: its versions, what differs between two, and an old one published again."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import ChangeKind, DocumentState, EditConflict, Level, Result, difference, stops
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.forms import ChangeForm
from app.studio.queries.versions import comparison, text_of, version_lines
from app.studio.rules import count_of, shown_text
from app.studio.rules.versions import VersionLine
from app.studio.views.blueprint import blueprint

PAGE_SIZE = 30


@blueprint.get("/riwayat/<path:path>/")
@requires(Permission.AUTHOR)
def history(path: str) -> str:
    """Every version with author, date, kind and note."""
    state = _ever(path)
    lines = version_lines(state)
    count = max(1, -(-len(lines) // PAGE_SIZE))
    number = _number(request.args.get("halaman", "1"))
    if not 1 <= number <= count:
        raise NotFound
    return render_template(
        "studio/history.html",
        state=state,
        lines=lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        numbers=[line.state.number for line in lines],
        number=number,
        count=count,
        withdrawn=queries.document(path) is None,
    )


@blueprint.get("/banding/<path:path>/")
@requires(Permission.AUTHOR)
def compare(path: str) -> str:
    """What differs between two versions, the older one first."""
    state = _ever(path)
    found = comparison(state, _number(request.args.get("dari", "")), _number(request.args.get("ke", "")))
    if found is None:
        raise NotFound("Versi yang ingin dibandingkan tidak ada. Pilih dua versi pada halaman riwayat.")
    return render_template("studio/compare.html", state=state, found=found, difference=found.difference)


@blueprint.get("/pulihkan/<path:path>/<int:number>/")
@requires(Permission.AUTHOR)
def ask_to_restore(path: str, number: int) -> str:
    """What publishing an old text again would change, and whether its checks still pass."""
    state = _state(path)
    old = _old(state, number)
    form = ChangeForm(formdata=None, expected=state.version_id, note=f"Memulihkan versi {number}")
    return _restore_page(state, old, form)


@blueprint.post("/pulihkan/<path:path>/<int:number>/")
@requires(Permission.AUTHOR)
def restore(path: str, number: int) -> tuple[str, int] | Response:
    """Publish the old text as a new version; nothing is deleted, and every check runs as for any text."""
    state, form = _state(path), ChangeForm()
    old = _old(state, number)
    if not form.validate():
        return _restore_page(state, old, form), 422
    try:
        outcome = services.publish_source(
            state.path,
            text_of(old.state),
            by=current_person().id,
            at=now(),
            expected_current=form.expected.data,
            change_kind=ChangeKind(form.change_kind.data),
            note=(form.note.data or "").strip(),
            pictures_of=old.state.version_id,
        )
    except EditConflict as refusal:
        state = _state(path)
        anew = ChangeForm(
            formdata=None,
            expected=state.version_id,
            change_kind=form.change_kind.data,
            note=form.note.data,
        )
        return _restore_page(state, old, anew, refused=refusal.message), 409
    if outcome.faults:
        return _restore_page(state, old, form), 422
    flash(
        f"Teks versi {number} terbit lagi sebagai versi {outcome.number}."
        if outcome.result is Result.TERBIT
        else f"Teksnya sama dengan versi {outcome.number} yang terbit. Tidak ada yang berubah."
    )
    return redirect(url_for("studio.history", path=state.path), code=303)


def _state(path: str) -> DocumentState:
    state = queries.document(path)
    if state is None:
        raise NotFound
    return state


def _ever(path: str) -> DocumentState:
    """The version that stands, or the last one of a withdrawn document."""
    state = queries.document(path) or next(
        (state for state in materials.withdrawn_states() if state.path == path), None
    )
    if state is None:
        raise NotFound
    return state


def _old(state: DocumentState, number: int) -> VersionLine:
    found = next((line for line in version_lines(state) if line.state.number == number), None)
    if found is None or found.stands:
        raise NotFound
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _restore_page(
    state: DocumentState, old: VersionLine, form: ChangeForm, *, refused: str | None = None
) -> str:
    text = text_of(old.state)
    preview = services.preview_source(state.path, text, at=now(), pictures_of=old.state.version_id)
    return render_template(
        "studio/restore.html",
        state=state,
        old=old,
        form=form,
        text=shown_text(text),
        problems=preview.problems,
        faults=count_of(preview.problems, Level.GALAT),
        stopped=stops(preview.problems),
        difference=difference(text_of(state), text),
        refused=refused,
        has_errors=bool(refused or form.errors),
    )
