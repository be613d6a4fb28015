"""Pages of transfers: what waits for whom, and the decision of the receiving OPD."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.people import queries, services, staff_forms
from app.people.belonging import blueprint
from app.people.guards import current_person, note_look, requires, staff_scope
from app.people.rules import Permission
from app.people.spells import TRANSFER_NAMES, TransferState, masked_ending, masked_name

__all__ = ["blueprint"]

REMEMBERED = timedelta(days=90)
MOST = 200


@blueprint.get("/pegawai/mutasi/")
@requires(Permission.MANAGE_STAFF)
def transfers() -> str:
    """What waits for a decision of ours, what we proposed, and what was decided lately."""
    scope = staff_scope()
    found = queries.transfers(scope, since=now() - REMEMBERED, limit=MOST)
    waiting = [one for one in found if one.state is TransferState.MENUNGGU]
    return render_template(
        "people/transfers.html",
        incoming=[one for one in waiting if scope.holds(one.to_opd_id)],
        outgoing=[one for one in waiting if not scope.holds(one.to_opd_id)],
        decided=[one for one in found if one.state is not TransferState.MENUNGGU],
        scope=scope,
        state_names=TRANSFER_NAMES,
        shown_name=_shown_name,
        shown_nip=masked_ending,
    )


def _shown_name(one: queries.TransferFacts) -> str:
    """The name for whoever knows the person; a receiving OPD learns it with the acceptance."""
    known = staff_scope().holds(one.from_opd_id) or one.state is TransferState.DITERIMA
    return one.name if known else masked_name(one.name)


@blueprint.get("/pegawai/mutasi/<int:transfer_id>/")
@requires(Permission.MANAGE_STAFF)
def transfer(transfer_id: int) -> str:
    """One transfer that waits for a decision of ours."""
    found = _incoming(transfer_id)
    note_look(found.person_id)
    return _decision(found, staff_forms.RefusalForm(formdata=None))


def _incoming(transfer_id: int) -> queries.TransferFacts:
    found = queries.transfer(transfer_id)
    if found is None or not staff_scope().holds(found.to_opd_id):
        raise NotFound
    return found


def _decision(found: queries.TransferFacts, form: staff_forms.RefusalForm) -> str:
    return render_template(
        "people/transfer.html",
        one=found,
        form=form,
        waits=found.state is TransferState.MENUNGGU,
        state=TRANSFER_NAMES[found.state],
        name=_shown_name(found),
        nip=masked_ending(found.nip),
    )


@blueprint.post("/pegawai/mutasi/<int:transfer_id>/terima")
@requires(Permission.MANAGE_STAFF)
def accept_transfer(transfer_id: int) -> Response:
    """Take the person in, from the day of the transfer on."""
    services.accept_transfer(transfer_id, scope=staff_scope(), by=current_person().id, at=now())
    found = _incoming(transfer_id)
    return _back(f"Mutasi {found.name} dari {found.from_opd} diterima.")


@blueprint.post("/pegawai/mutasi/<int:transfer_id>/tolak")
@requires(Permission.MANAGE_STAFF)
def refuse_transfer(transfer_id: int) -> tuple[str, int] | Response:
    """Refuse with a reason; nothing changes for the person."""
    form = staff_forms.RefusalForm()
    if not form.validate_on_submit():
        return _decision(_incoming(transfer_id), form), 422
    reason = form.reason.data.strip()
    services.refuse_transfer(
        transfer_id, reason=reason, scope=staff_scope(), by=current_person().id, at=now()
    )
    return _back("Mutasi ditolak. OPD asal membaca alasan Anda.")


@blueprint.post("/pegawai/mutasi/<int:transfer_id>/tarik")
@requires(Permission.MANAGE_STAFF)
def withdraw_transfer(transfer_id: int) -> Response:
    """Take the own proposal back."""
    services.withdraw_transfer(transfer_id, scope=staff_scope(), by=current_person().id, at=now())
    return _back("Usulan mutasi ditarik. Tidak ada yang berubah.")


def _back(said: str) -> Response:
    flash(said)
    return redirect(url_for("people.transfers"), code=303)
