"""The own second step: set it up with an app, keep the recovery codes, give it up."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.people import queries, services
from app.people.forms import SecondCodeForm
from app.people.guards import SignedIn, current_person, requires
from app.people.rules import Permission, TooManyTries
from app.people.rules.second_factor import MustKeepSecondFactor, WrongCode, is_bound
from app.people.views.blueprint import blueprint
from app.web.qr import qr


@blueprint.get("/saya/verifikasi/")
@requires(Permission.OWN)
def second_step() -> str:
    """Set it up, or see that it is."""
    return _page(SecondCodeForm())


@blueprint.post("/saya/verifikasi/")
@requires(Permission.OWN)
def turn_on_second_step() -> str | tuple[str, int]:
    """Keep the secret once the app shows the right code; the recovery codes are shown this once."""
    person, form = current_person(), SecondCodeForm()
    if queries.second_factor(person.id) is not None or not form.validate_on_submit():
        return _page(form), 422
    try:
        codes = services.turn_on(
            person.id, form.code.data, secret=_secret(person), at=now(), pepper=_pepper()
        )
    except (WrongCode, TooManyTries) as error:
        return _refused(form, error)
    services.note_second_step(person.session_id)
    return _codes_page(codes)


@blueprint.post("/saya/verifikasi/kode")
@requires(Permission.OWN)
def renew_recovery_codes() -> str | tuple[str, int]:
    """New recovery codes for a code of the app."""
    person, form = current_person(), SecondCodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        codes = services.renew_recovery_codes(person.id, form.code.data, at=now(), pepper=_pepper())
    except (WrongCode, TooManyTries) as error:
        return _refused(form, error)
    services.note_second_step(person.session_id)
    return _codes_page(codes)


@blueprint.post("/saya/verifikasi/matikan")
@requires(Permission.OWN)
def turn_off_second_step() -> str | tuple[str, int] | Response:
    """Give it up, with a last code; not where the role needs it."""
    person, form = current_person(), SecondCodeForm()
    if _must(person):
        raise MustKeepSecondFactor
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        services.turn_off(person.id, form.code.data, at=now(), pepper=_pepper())
    except (WrongCode, TooManyTries) as error:
        return _refused(form, error)
    flash("Verifikasi dua langkah sudah dimatikan.")
    return redirect(url_for("people.second_step"), code=303)


def _page(form: SecondCodeForm) -> str:
    person = current_person()
    kept = queries.second_factor(person.id)
    if kept is not None:
        left = queries.unused_recovery_codes(person.id)
        return render_template(
            "people/second_step_on.html", form=form, since=kept.made_at, left=left, must=_must(person)
        )
    secret = _secret(person)
    return render_template(
        "people/second_step.html",
        form=form,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        picture=qr(
            services.app_address(secret, _account_name(person)), "Kode QR untuk aplikasi autentikator"
        ),
        must=_must(person),
    )


def _codes_page(codes: list[str]) -> str:
    return render_template("people/recovery_codes.html", codes=codes, count=len(codes))


def _refused(form: SecondCodeForm, error: WrongCode | TooManyTries) -> tuple[str, int]:
    form.code.errors = [error.message]
    return _page(form), 429 if isinstance(error, TooManyTries) else 422


def _must(person: SignedIn) -> bool:
    return current_app.config["PAHAM"].totp == "required" and is_bound(person.roles)


def _secret(person: SignedIn) -> str:
    return services.offered_secret(person.token, pepper=_pepper())


def _account_name(person: SignedIn) -> str:
    facts = queries.person(person.id)
    return (facts.surel or person.name) if facts else person.name


def _pepper() -> str:
    return str(current_app.config["SECRET_KEY"])
