"""Ways back in: NIP and a code from the admin OPD, a message to the own surel, a one-time link."""

import threading

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.db import after_commit, transaction
from app.people import queries, services
from app.people.forms import ChoosePasswordForm, EntryCodeForm, EntryMailForm
from app.people.guards import public
from app.people.mailing import MailFailed, entry_mail, send
from app.people.rules import TooManyTries, account_key
from app.people.rules.entry import WrongEntryCode
from app.people.rules.passwords import WeakPassword
from app.people.views.blueprint import blueprint
from app.people.views.entering import Arrival, arrive, password_policy, place


@blueprint.get("/sandi/")
@public
def forgotten() -> str:
    """What to do without a password: it never depends on e-mail."""
    return _page(EntryCodeForm())


@blueprint.post("/sandi/")
@public
def redeem() -> tuple[str, int] | Response:
    """NIP and code in exchange for the page where a password is chosen."""
    form = EntryCodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        token = services.redeem_entry_code(
            form.identifier.data,
            form.code.data,
            at=now(),
            pepper=current_app.config["SECRET_KEY"],
            place=place(),
        )
    except (WrongEntryCode, TooManyTries) as error:
        form.code.errors = [error.message]
        return _page(form), 429 if isinstance(error, TooManyTries) else 422
    return redirect(url_for("people.entry", token=token), code=303)


def _page(form: EntryCodeForm) -> str:
    mail = EntryMailForm(formdata=None, prefix="surat") if current_app.config["PAHAM"].mail_url else None
    return render_template("people/forgotten.html", form=form, mail=mail)


@blueprint.post("/sandi/surel")
@public
def mail_link() -> Response | tuple[str, int]:
    """Send a link to the surel of the account, if there are both; the answer is the same if not."""
    settings = current_app.config["PAHAM"]
    form = EntryMailForm(prefix="surat")
    if not settings.mail_url:
        return redirect(url_for("people.forgotten"), code=303)
    if not form.validate_on_submit():
        return render_template("people/forgotten.html", form=EntryCodeForm(formdata=None), mail=form), 422
    account = account_key(form.identifier.data)
    try:
        services.count_mail_request(account, at=now(), pepper=current_app.config["SECRET_KEY"])
    except TooManyTries as error:
        form.identifier.errors = [error.message]
        return render_template("people/forgotten.html", form=EntryCodeForm(formdata=None), mail=form), 429
    _mail_soon(account)
    flash(
        "Bila akun itu ada dan punya surel, tautan masuk sedang kami kirim. Periksa kotak masuk Anda dalam"
        " beberapa menit. Bila tidak datang, minta kode ke admin OPD Anda."
    )
    return redirect(url_for("people.forgotten"), code=303)


def _mail_soon(account: str) -> None:
    """The link is made and sent after the answer: how long that takes tells nobody whether there is one."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def leave() -> None:
        with app.test_request_context(base_url=app.config["PAHAM"].base_url):
            with transaction():
                found = services.mail_entry_link_asked_for(account, at=now())
            if found is None:
                return
            surel, token = found
            address = app.config["PAHAM"].base_url + url_for("people.entry", token=token)
            try:
                send(app.config["PAHAM"].mail_url, entry_mail(surel, address))
            except MailFailed as error:
                app.logger.error("mail not sent: %s", error.reason)

    after_commit(threading.Thread(target=leave, daemon=True).start)


@blueprint.get("/sandi/<token>")
@public
def entry(token: str) -> str:
    """Who opens a one-time link chooses a password; opening it alone spends nothing."""
    person_id = services.person_of_link(token, at=now())
    return _choose(ChoosePasswordForm(), person_id)


@blueprint.post("/sandi/<token>")
@public
def entry_choose(token: str) -> tuple[str, int] | Response:
    """Set the password and sign in."""
    person_id = services.person_of_link(token, at=now())
    form = ChoosePasswordForm()
    if not form.validate_on_submit():
        return _choose(form, person_id), 422
    try:
        services.choose_password(token, form.password.data, at=now(), policy=password_policy())
    except WeakPassword as error:
        form.password.errors = [error.message]
        return _choose(form, person_id), 422
    response = arrive(Arrival(person_id, target=request.args.get("next")))
    flash("Kata sandi Anda tersimpan.")
    return response


def _choose(form: ChoosePasswordForm, person_id: int) -> str:
    person = queries.person(person_id)
    return render_template(
        "people/choose_password.html",
        form=form,
        person=person,
        opd=queries.home_opd(person_id, local_day(now())),
        policy=password_policy(),
    )
