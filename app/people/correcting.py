"""Requests of correction: a person says what is wrong, an admin of that OPD or an administrator decides."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.errors import NotFound
from app.people import queries, services
from app.people.forms import CorrectionForm, DecisionForm
from app.people.guards import current_person, note_look, requires, staff_scope
from app.people.importing import blueprint
from app.people.rights import FIELD_NAMES, AlreadyAsked, CorrectionField
from app.people.rules import Duplicate, Permission, masked_nip

__all__ = ["blueprint"]
DECIDED_SHOWN = 20


@blueprint.get("/saya/perbaikan")
@requires(Permission.OWN)
def correction_form() -> str:
    """What is kept, and the form to say what of it is wrong."""
    return _form_page(CorrectionForm())


@blueprint.post("/saya/perbaikan")
@requires(Permission.OWN)
def ask_correction() -> Response | tuple[str, int]:
    """Begin the clock of 3×24 hours."""
    person, form = current_person(), CorrectionForm()
    form.asked_on = local_day(now())
    if not form.validate_on_submit():
        return _form_page(form), 422
    field = CorrectionField(form.field.data)
    try:
        services.ask_correction(
            person.id,
            field,
            stood=_stood(person.id).get(field, ""),
            wanted=form.wanted_value,
            note=form.note.data or "",
            at=now(),
        )
    except AlreadyAsked as error:
        form.field.errors = [error.message]
        return _form_page(form), 409
    flash("Permintaan Anda sudah terkirim. Keputusannya paling lambat 3×24 jam, dan tampil di halaman Saya.")
    return redirect(url_for("desk.me", _anchor="data"), code=303)


def _stood(person_id: int) -> dict[CorrectionField, str]:
    account = queries.account(person_id)
    if account is None:
        raise NotFound
    home = queries.home_opd(person_id, local_day(now()))
    return {
        CorrectionField.NAMA: account.name,
        CorrectionField.NIP: account.nip or "",
        CorrectionField.SUREL: account.surel or "",
        CorrectionField.JENJANG: account.job_level.value,
        CorrectionField.OPD: home.name if home else "",
    }


def _form_page(form: CorrectionForm) -> str:
    stood = _stood(current_person().id)
    return render_template(
        "people/correction.html", form=form, stood=stood, field_names=FIELD_NAMES, Field=CorrectionField
    )


@blueprint.get("/pegawai/perbaikan/")
@requires(Permission.CORRECT_STAFF)
def corrections() -> str:
    """What waits, the most urgent first, and what was decided last."""
    at = now()
    day, scope = local_day(at), staff_scope()
    return render_template(
        "people/corrections.html",
        waiting=queries.waiting_corrections(scope, day),
        decided=queries.decided_corrections(scope, day, limit=DECIDED_SHOWN),
        field_names=FIELD_NAMES,
        at=at,
    )


@blueprint.get("/pegawai/perbaikan/<int:request_id>/")
@requires(Permission.CORRECT_STAFF)
def correction(request_id: int) -> str:
    """One request: what stands, what it should be, and the decision."""
    found = _found(request_id)
    note_look(found.person_id)
    return _decision_page(found, DecisionForm())


def _found(request_id: int) -> queries.Correction:
    found = queries.correction(request_id, staff_scope(), local_day(now()))
    if found is None:
        raise NotFound
    return found


@blueprint.post("/pegawai/perbaikan/<int:request_id>/")
@requires(Permission.CORRECT_STAFF)
def decide_correction(request_id: int) -> Response | tuple[str, int]:
    """Accept or refuse, with a reason."""
    found, form = _found(request_id), DecisionForm()
    if not form.validate_on_submit():
        return _decision_page(found, form), 422
    accepted = form.verdict.data == "terima"
    try:
        services.decide_correction(
            request_id,
            accepted=accepted,
            reason=form.reason.data or "",
            scope=staff_scope(),
            by=current_person().id,
            at=now(),
        )
    except Duplicate as error:
        form.verdict.errors = [error.message]
        return _decision_page(found, form), 409
    flash(f"Permintaan {found.name} {'diterima' if accepted else 'ditolak'}. Ia melihatnya di halaman Saya.")
    return redirect(url_for("people.corrections"), code=303)


def _decision_page(found: queries.Correction, form: DecisionForm) -> str:
    return render_template(
        "people/correction_decision.html",
        request_=found,
        form=form,
        field_names=FIELD_NAMES,
        masked_nip=masked_nip,
        own=found.person_id == current_person().id,
        at=now(),
    )
