"""Anonymise a person who left or asks for it: ask with the name and what it means, then do it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.admin.forms import ReasonForm
from app.admin.views.account import found_account
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.errors import DomainError
from app.people import queries, services
from app.people.guards import current_person, requires
from app.people.rights import StillAdministrator
from app.people.rules import OwnAccount, Permission, Role


@blueprint.get("/orang/<int:person_id>/anonimkan")
@requires(Permission.ADMINISTER)
def ask_to_anonymise(person_id: int) -> str:
    """Say what goes and what stays before anything is done."""
    return _page(found_account(person_id), ReasonForm())


def _page(account: queries.Account, form: ReasonForm) -> str:
    _refuse(account.id)
    home = queries.home_opd(account.id, local_day(now()))
    return render_template("admin/anonymise.html", account=account, form=form, home=home)


def _refuse(person_id: int) -> None:
    refusal: type[DomainError] | None = None
    if person_id == current_person().id:
        refusal = OwnAccount
    elif queries.holds_role(person_id, Role.ADMINISTRATOR):
        refusal = StillAdministrator
    if refusal is not None:
        raise refusal


@blueprint.post("/orang/<int:person_id>/anonimkan")
@requires(Permission.ADMINISTER)
def anonymise(person_id: int) -> Response | tuple[str, int]:
    """Forget who it is; what was learnt stays in the figures."""
    account, form = found_account(person_id), ReasonForm()
    if not form.validate_on_submit():
        return _page(account, form), 422
    name = services.anonymise(person_id, reason=form.reason.data or "", by=current_person().id, at=now())
    flash(f"Orang itu sekarang bernama “{name}”. Hitungan tidak berubah.")
    return redirect(url_for("admin.person", person_id=person_id), code=303)
