"""Helping one person in: a one-time link, a code over the phone, a message. For one's own staff only."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.db import after_commit
from app.errors import NotFound
from app.people import queries, services
from app.people.forms import FindStaffForm
from app.people.guards import current_person, note_list, note_look, requires, staff_scope
from app.people.mailing import MailFailed, entry_mail, send
from app.people.rules import Permission, Role, masked_nip
from app.people.rules.entry import CODE_LASTS, NotYoursToLetIn, entry_message, may_let_in
from app.people.views.blueprint import blueprint
from app.web.filters import datetime_long

SHOWN = 20


@blueprint.get("/pegawai/masuk/")
@requires(Permission.IMPORT_STAFF)
def helping() -> str:
    """Where somebody is looked for by name or NIP."""
    return render_template("people/helping.html", form=FindStaffForm(formdata=None), found=None)


@blueprint.post("/pegawai/masuk/")
@requires(Permission.IMPORT_STAFF)
def find_staff() -> str | tuple[str, int]:
    """Who of the own staff that could be; a POST, so that no NIP stands in an address."""
    form = FindStaffForm()
    if not form.validate_on_submit():
        return render_template("people/helping.html", form=form, found=None), 422
    found = queries.staff_like(form.search.data or "", staff_scope(), day=local_day(now()), limit=SHOWN + 1)
    note_list(len(found[:SHOWN]), None)
    return render_template("people/helping.html", form=form, found=found[:SHOWN], more=len(found) > SHOWN)


@blueprint.get("/pegawai/<int:person_id>/masuk/")
@requires(Permission.IMPORT_STAFF)
def help_in(person_id: int) -> str:
    """The person, and the ways in."""
    account = _staff_member(person_id)
    note_look(person_id)
    return _page(account)


@blueprint.post("/pegawai/<int:person_id>/masuk/tautan")
@requires(Permission.IMPORT_STAFF)
def help_with_link(person_id: int) -> str:
    """Make a one-time link and show it, this once."""
    at, account = now(), _mine_to_let_in(person_id)
    token = services.make_entry_link(person_id, by=current_person().id, at=at)
    until = queries.open_link_until(person_id, at)
    address = current_app.config["PAHAM"].base_url + url_for("people.entry", token=token)
    message = entry_message(name=account.name, address=address, until=datetime_long(until))
    return _page(account, message=message, until=until)


@blueprint.post("/pegawai/<int:person_id>/masuk/kode")
@requires(Permission.IMPORT_STAFF)
def help_with_code(person_id: int) -> str:
    """Make a code to be read out, and show it, this once."""
    at, account = now(), _mine_to_let_in(person_id)
    code = services.make_entry_code(
        person_id, by=current_person().id, at=at, pepper=current_app.config["SECRET_KEY"]
    )
    return _page(account, code=code, until=at + CODE_LASTS)


@blueprint.post("/pegawai/<int:person_id>/masuk/surel")
@requires(Permission.IMPORT_STAFF)
def help_with_mail(person_id: int) -> Response:
    """Send the link to the person's surel; when that fails, say so where the other ways stand."""
    account = _mine_to_let_in(person_id)
    url = current_app.config["PAHAM"].mail_url
    if not url:
        raise NotFound
    surel, token = services.mail_entry_link(person_id, by=current_person().id, at=now())
    address = current_app.config["PAHAM"].base_url + url_for("people.entry", token=token)

    def leave() -> None:
        try:
            send(url, entry_mail(surel, address, "tujuh hari"))
            flash(f"Tautan masuk sudah dikirim ke surel {account.name}.")
        except MailFailed as error:
            current_app.logger.error("mail not sent: %s", error.reason)
            flash("Surel tidak terkirim. Buat tautan atau kode di bawah ini.", "bad")

    after_commit(leave)
    return redirect(url_for("people.help_in", person_id=person_id), code=303)


def _page(account: queries.Account, **made: object) -> str:
    at = now()
    return render_template(
        "people/help_in.html",
        account=account,
        nip=masked_nip(account.nip) or "—",
        home=queries.home_opd(account.id, local_day(at)),
        allowed=_allowed(account.id),
        mail=bool(current_app.config["PAHAM"].mail_url),
        link_until=queries.open_link_until(account.id, at),
        made=made,
    )


def _staff_member(person_id: int) -> queries.Account:
    """Somebody within the own scope today; anybody else is as unknown as nobody."""
    account = queries.account(person_id)
    home = queries.home_opd(person_id, local_day(now()))
    if account is None or not staff_scope().holds(home.id if home else None):
        raise NotFound
    return account


def _mine_to_let_in(person_id: int) -> queries.Account:
    account = _staff_member(person_id)
    if not _allowed(person_id):
        raise NotYoursToLetIn
    return account


def _allowed(person_id: int) -> bool:
    roles = frozenset[Role](queries.roles_of([person_id]).get(person_id, ()))
    return may_let_in(current_person().roles, roles)
