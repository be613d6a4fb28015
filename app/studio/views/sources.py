"""Legal sources: which are revoked or unchecked and still cited, and noting that somebody has checked."""

import re

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.errors import NotFound
from app.materials import parsing, services
from app.materials import queries as materials
from app.materials.rules import DocumentState, EditConflict, ListDraft, Result, spoken_list
from app.materials.rules.revision import with_checked
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.queries.sources import source_lines
from app.studio.rules.sources import heading_words
from app.studio.views.blueprint import blueprint

REGISTER = "dasar-hukum.yml"
NOTHING_CHOSEN = "Centang dahulu sumber yang sudah Anda periksa."
OVERTAKEN = "Daftar ini baru saja diterbitkan orang lain. Periksa lagi, lalu catat sekali lagi."


@blueprint.get("/sumber/")
@requires(Permission.AUTHOR)
def sources() -> str:
    """Every source, those that need a look first, each with the places that cite it."""
    return _page()


@blueprint.post("/sumber/")
@requires(Permission.AUTHOR)
def note_checked() -> tuple[str, int] | Response:
    """Publish the register with today's date at the sources that were ticked."""
    register = _register()
    source = materials.source(register.version_id)
    draft = parsing.parse_document(source.text, REGISTER) if source else None
    if source is None or not isinstance(draft, ListDraft):
        raise NotFound
    chosen = [each for each in draft.legal if each.id in request.form.getlist("sumber")]
    if not chosen:
        return _page(told=NOTHING_CHOSEN), 422
    expected = request.form.get("expected", "")
    try:
        outcome = services.publish_source(
            REGISTER,
            with_checked(source.text, draft, {each.id for each in chosen}, local_day(now())),
            by=current_person().id,
            at=now(),
            expected_current=int(expected) if re.fullmatch(r"[0-9]{1,9}", expected) else 0,
            note=f"Diperiksa: {spoken_list([each.name for each in chosen])}"[:200],
        )
    except EditConflict:
        return _page(told=OVERTAKEN), 409
    if outcome.faults:
        return _page(told=f"Daftar belum dapat terbit. {outcome.faults[0].sentence}"), 422
    flash(_said(len(chosen), outcome.number if outcome.result is Result.TERBIT else None))
    return redirect(url_for("studio.sources"), code=303)


def _said(count: int, number: int | None) -> str:
    if number is None:
        return "Semua yang dicentang sudah bertanggal hari ini. Tidak ada yang berubah."
    return f"{count} sumber dicatat diperiksa hari ini. Daftar terbit sebagai versi {number}."


def _register() -> DocumentState:
    found = queries.document(REGISTER)
    if found is None:
        raise NotFound
    return found


def _page(told: str = "") -> str:
    lines = source_lines(at=now())
    register = queries.document(REGISTER)
    chosen = request.form.getlist("sumber")
    return render_template(
        "studio/sources.html",
        urgent=[line for line in lines if line.needs_a_look],
        others=[line for line in lines if not line.needs_a_look],
        heading=heading_words(lines),
        register=register,
        chosen=chosen,
        told=told,
        has_errors=bool(told),
    )
