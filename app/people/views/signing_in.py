"""Sign in with a password and, where there is one, the second step; sign out."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response

from app.clock import now
from app.people import services
from app.people.forms import SecondCodeForm, SignInForm
from app.people.guards import current_person, public, requires, signed_in
from app.people.rules import Permission, TooManyTries, WrongCredentials
from app.people.rules.second_factor import WrongCode
from app.people.views.blueprint import blueprint
from app.people.views.entering import Arrival, arrive, enter, halfway, place


@blueprint.get("/masuk")
@public
def sign_in() -> str | Response:
    """The form; whoever is signed in already goes home."""
    if signed_in():
        return redirect(url_for("desk.home"))
    left = {"owner": "keluar"} if "keluar" in request.args else {}  # what waits on this device is sealed
    return _page(SignInForm(), **left)


@blueprint.post("/masuk")
@public
def sign_in_try() -> tuple[str, int] | Response:
    """Look at what was typed; keep the NIP when it does not fit."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        person_id = services.authenticate(
            identifier=form.identifier.data,
            password=form.password.data,
            at=now(),
            pepper=current_app.config["SECRET_KEY"],
            place=place(),
        )
    except (WrongCredentials, TooManyTries) as error:
        form.password.errors = [error.message]
        return _page(form), 429 if isinstance(error, TooManyTries) else 422
    return arrive(Arrival(person_id, form.remember.data, request.args.get("next")))


def _page(form: SignInForm, **more: str) -> str:
    return render_template("people/sign_in.html", form=form, oidc=current_app.config["PAHAM"].oidc, **more)


@blueprint.get("/masuk/kode")
@public
def second_code() -> str | Response:
    """Ask for the code of the second step."""
    if halfway() is None:
        return _begin_again()
    return render_template("people/second_code.html", form=SecondCodeForm())


@blueprint.post("/masuk/kode")
@public
def second_code_try() -> tuple[str, int] | Response:
    """Look at the code; the password need not be typed again when it is wrong."""
    arrival, form = halfway(), SecondCodeForm()
    if arrival is None:
        return _begin_again()
    if not form.validate_on_submit():
        return render_template("people/second_code.html", form=form), 422
    try:
        services.take_second_step(
            arrival.person_id, form.code.data, at=now(), pepper=current_app.config["SECRET_KEY"]
        )
    except (WrongCode, TooManyTries) as error:
        form.code.errors = [error.message]
        status = 429 if isinstance(error, TooManyTries) else 422
        return render_template("people/second_code.html", form=form), status
    return enter(arrival, second_step=True)


def _begin_again() -> Response:
    flash("Waktu untuk mengetik kode sudah habis. Masuk lagi dari awal.")
    return redirect(url_for("people.sign_in"), code=303)


@blueprint.post("/keluar")
@requires(Permission.OWN)
def sign_out() -> Response:
    """End the session on the server; the cookie alone would not."""
    person = current_person()
    services.close_session(person.session_id, person_id=person.id, at=now())
    logout_user()
    session.clear()
    response = redirect(url_for("people.sign_in", keluar=1))
    response.headers["Clear-Site-Data"] = '"cache"'  # not storage: sealed answers wait there for their owner
    return response
