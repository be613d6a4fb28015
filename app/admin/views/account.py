"""One account: its facts, and the acts of the administrator upon it."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.admin.forms import RoleForm
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.errors import NotFound
from app.people import queries, services
from app.people.guards import current_person, note_look, requires
from app.people.rules import ROLE_NAMES, OwnAccount, OwnRole, Permission, Role
from app.people.rules.entry import entry_message
from app.people.rules.second_factor import OwnSecondFactor
from app.people.spells import LEVEL_NAMES
from app.web.filters import datetime_long


@blueprint.get("/orang/<int:person_id>/")
@requires(Permission.ADMINISTER)
def person(person_id: int) -> str:
    """Who it is, which roles, where since when, and what can be done."""
    account = found_account(person_id)
    note_look(person_id)
    return _page(account, _role_form())


def found_account(person_id: int) -> queries.Account:
    """The account of that id; raises NotFound."""
    account = queries.account(person_id)
    if account is None:
        raise NotFound
    return account


def _role_form() -> RoleForm:
    day = local_day(now())
    return RoleForm().offer([(row.code, row.name) for row in queries.register() if row.is_valid_on(day)])


def _page(account: queries.Account, form: RoleForm) -> str:
    at = now()
    return render_template(
        "admin/person.html",
        account=account,
        own=account.id == current_person().id,
        level=LEVEL_NAMES[account.job_level],
        home=queries.home_opd(account.id, local_day(at)),
        grants=queries.grants_of(account.id),
        spells=queries.spells_of(account.id),
        sessions=queries.open_sessions(account.id, at),
        link_until=queries.open_link_until(account.id, at),
        second_factor=queries.second_factor(account.id),
        role_names=ROLE_NAMES,
        anonymised_at=queries.anonymised_at(account.id),
        form=form,
    )


@blueprint.get("/orang/<int:person_id>/tutup")
@requires(Permission.ADMINISTER)
def ask_to_close(person_id: int) -> str:
    """Ask with the name before the account is closed; nobody closes the own one."""
    if person_id == current_person().id:
        raise OwnAccount
    sessions = queries.open_sessions(person_id, now())
    return render_template("admin/close.html", account=found_account(person_id), sessions=len(sessions))


@blueprint.post("/orang/<int:person_id>/tutup")
@requires(Permission.ADMINISTER)
def close(person_id: int) -> Response:
    """Close the account; whoever sits behind it is signed out at once."""
    return _set_active(person_id, active=False, said="Akun {} sudah ditutup.")


@blueprint.get("/orang/<int:person_id>/buka")
@requires(Permission.ADMINISTER)
def ask_to_open(person_id: int) -> str:
    """Ask with the name before the account is opened again."""
    return render_template("admin/open.html", account=found_account(person_id))


@blueprint.post("/orang/<int:person_id>/buka")
@requires(Permission.ADMINISTER)
def open_again(person_id: int) -> Response:
    """Open the account."""
    return _set_active(person_id, active=True, said="Akun {} sudah dibuka.")


def _set_active(person_id: int, *, active: bool, said: str) -> Response:
    name = found_account(person_id).name
    services.set_active(person_id, active=active, by=current_person().id, at=now())
    flash(said.format(name))
    return _back_to(person_id)


def _back_to(person_id: int) -> Response:
    return redirect(url_for("admin.person", person_id=person_id), code=303)


@blueprint.post("/orang/<int:person_id>/tautan")
@requires(Permission.ADMINISTER)
def make_link(person_id: int) -> str:
    """Make a one-time link and show it, this once."""
    at = now()
    account = found_account(person_id)
    token = services.make_entry_link(person_id, by=current_person().id, at=at)
    until = queries.open_link_until(person_id, at)
    address = current_app.config["PAHAM"].base_url + url_for("people.entry", token=token)
    message = entry_message(name=account.name, address=address, until=datetime_long(until))
    return render_template("admin/link.html", account=account, until=until, message=message)


@blueprint.get("/orang/<int:person_id>/verifikasi")
@requires(Permission.ADMINISTER)
def ask_to_reset_second_step(person_id: int) -> str:
    """Ask with the name before the second step is taken away; nobody takes away the own one."""
    if person_id == current_person().id:
        raise OwnSecondFactor
    return render_template("admin/second_step.html", account=found_account(person_id))


@blueprint.post("/orang/<int:person_id>/verifikasi")
@requires(Permission.ADMINISTER)
def reset_second_step(person_id: int) -> Response:
    """Take it away from somebody whose phone is lost; a role that needs it sets it up anew."""
    name = found_account(person_id).name
    services.reset_second_factor(person_id, by=current_person().id, at=now())
    flash(f"Verifikasi dua langkah {name} sudah diatur ulang.")
    return _back_to(person_id)


@blueprint.post("/orang/<int:person_id>/peran")
@requires(Permission.ADMINISTER)
def grant_role(person_id: int) -> tuple[str, int] | Response:
    """Give the chosen role."""
    account = found_account(person_id)
    form = _role_form()
    if not form.validate_on_submit():
        return _page(account, form), 422
    role = Role(form.role.data)
    opd = queries.opd_by_code(form.opd_code) if form.opd_code else None
    new = services.grant_role(
        person_id, role, opd_id=opd.id if opd else None, by=current_person().id, at=now()
    )
    words = "sekarang" if new else "sudah sejak dahulu"
    flash(f"{account.name} {words} memegang peran {ROLE_NAMES[role]}.")
    return _back_to(person_id)


@blueprint.get("/orang/<int:person_id>/peran/<int:grant_id>/cabut")
@requires(Permission.ADMINISTER)
def ask_to_revoke(person_id: int, grant_id: int) -> str:
    """Ask with role and name before a role is taken back."""
    account = found_account(person_id)
    grant = next((grant for grant in queries.grants_of(person_id) if grant.id == grant_id), None)
    if grant is None:
        raise NotFound
    if grant.role is Role.ADMINISTRATOR and person_id == current_person().id:
        raise OwnRole
    return render_template("admin/revoke.html", account=account, grant=grant, role=ROLE_NAMES[grant.role])


@blueprint.post("/orang/<int:person_id>/peran/<int:grant_id>/cabut")
@requires(Permission.ADMINISTER)
def revoke_role(person_id: int, grant_id: int) -> Response:
    """Take the role back; it ends with the person's next click."""
    name = found_account(person_id).name
    services.revoke_role(person_id, grant_id, by=current_person().id)
    flash(f"Peran itu sudah dicabut dari {name}.")
    return _back_to(person_id)
