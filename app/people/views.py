"""Sign in, sign out, and the page behind a one-time link."""

from datetime import timedelta

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.clock import now
from app.people import services
from app.people.forms import ChoosePasswordForm, SignInForm
from app.people.guards import SignedIn, current_person, public, requires, signed_in
from app.people.rules import Permission, TooManyTries, WeakPassword, WrongCredentials, account_key
from app.web.safe_redirect import safe_path

blueprint = Blueprint("people", __name__, template_folder="templates")
DEVICE_COOKIE = "paham_perangkat"


@blueprint.get("/masuk")
@public
def sign_in() -> str | Response:
    """The form; whoever is signed in already goes home."""
    if signed_in():
        return redirect(url_for("desk.home"))
    left = {"owner": "keluar"} if "keluar" in request.args else {}  # what waits on this device is sealed
    return render_template("people/sign_in.html", form=SignInForm(), **left)


@blueprint.post("/masuk")
@public
def sign_in_try() -> tuple[str, int] | Response:
    """Look at what was typed; keep the NIP when it does not fit."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 422
    try:
        person_id = services.authenticate(
            identifier=form.identifier.data,
            password=form.password.data,
            at=now(),
            pepper=current_app.config["SECRET_KEY"],
            known_device=_known_device(form.identifier.data),
        )
    except (WrongCredentials, TooManyTries) as error:
        form.password.errors = [error.message]
        status = 429 if isinstance(error, TooManyTries) else 422
        return render_template("people/sign_in.html", form=form), status
    return _enter(person_id, account=form.identifier.data, remember=form.remember.data)


def _enter(person_id: int, *, account: str, remember: bool) -> Response:
    settings = current_app.config["PAHAM"]
    token = services.open_session(
        person_id=person_id, device=_device_name(), at=now(), hours=settings.session_hours
    )
    target = safe_path(request.args.get("next"), fallback=url_for("desk.home"))
    session.clear()
    login_user(SignedIn(person_id, "", frozenset(), frozenset(), 0, token))
    session.permanent = remember
    response = make_response(redirect(target))
    response.set_cookie(
        DEVICE_COOKIE,
        _device_signer().dumps(account_key(account)),
        max_age=int(timedelta(days=180).total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="Lax",
        path="/masuk",
    )
    return response


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


@blueprint.get("/sandi/<token>")
@public
def entry(token: str) -> str:
    """Who opens a one-time link chooses a password; opening it alone spends nothing."""
    services.person_of_link(token, at=now())
    return render_template("people/choose_password.html", form=ChoosePasswordForm())


@blueprint.post("/sandi/<token>")
@public
def entry_choose(token: str) -> tuple[str, int] | Response:
    """Set the password and sign in."""
    form = ChoosePasswordForm()
    if not form.validate_on_submit():
        return render_template("people/choose_password.html", form=form), 422
    try:
        person_id = services.choose_password(token, form.password.data, at=now())
    except WeakPassword as error:
        form.password.errors = [error.message]
        return render_template("people/choose_password.html", form=form), 422
    flash("Kata sandi Anda tersimpan. Selamat datang.")
    return _enter(person_id, account=str(person_id), remember=False)


@blueprint.post("/saya/sesi/<int:session_id>/akhiri")
@requires(Permission.OWN)
def end_session(session_id: int) -> Response:
    """End one of the person's own sessions on another device."""
    services.close_session(session_id, person_id=current_person().id, at=now())
    flash("Sesi itu sudah diakhiri.")
    return redirect(url_for("desk.me"))


def _device_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="perangkat-dikenal")


def _known_device(identifier: str) -> bool:
    try:
        return bool(_device_signer().loads(request.cookies.get(DEVICE_COOKIE, "")) == account_key(identifier))
    except BadSignature:
        return False


def _device_name() -> str:
    agent = request.user_agent.string
    system = next(
        (name for name in ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux") if name in agent), ""
    )
    browser = next((name for name in ("Edg", "OPR", "Firefox", "Chrome", "Safari") if name in agent), "")
    names = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "Mac"}
    return " di ".join(names.get(part, part) for part in (browser, system) if part) or "Peramban lain"
