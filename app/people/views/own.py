"""The own password and the own signed-in browsers."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.people import services
from app.people.forms import ChangePasswordForm
from app.people.guards import current_person, requires
from app.people.rules import Permission, TooManyTries
from app.people.rules.entry import WrongPassword
from app.people.rules.passwords import WeakPassword
from app.people.views.blueprint import blueprint
from app.people.views.entering import password_policy


@blueprint.get("/saya/sandi")
@requires(Permission.OWN)
def password() -> str:
    """Where the own password is changed."""
    return _page(ChangePasswordForm())


@blueprint.post("/saya/sandi")
@requires(Permission.OWN)
def change_password() -> tuple[str, int] | Response:
    """Change it; every other browser is signed out."""
    form, person = ChangePasswordForm(), current_person()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        services.change_password(
            person.id,
            current=form.current.data,
            new=form.password.data,
            keep_session=person.session_id,
            at=now(),
            pepper=current_app.config["SECRET_KEY"],
            policy=password_policy(),
        )
    except (WrongPassword, TooManyTries) as error:
        form.current.errors = [error.message]
        return _page(form), 429 if isinstance(error, TooManyTries) else 422
    except WeakPassword as error:
        form.password.errors = [error.message]
        return _page(form), 422
    flash("Kata sandi Anda sudah diganti. Perangkat lain harus masuk lagi.")
    return redirect(url_for("desk.me"), code=303)


def _page(form: ChangePasswordForm) -> str:
    return render_template("people/change_password.html", form=form, policy=password_policy())


@blueprint.post("/saya/sesi/<int:session_id>/akhiri")
@requires(Permission.OWN)
def end_session(session_id: int) -> Response:
    """End one of the person's own sessions on another device."""
    services.close_session(session_id, person_id=current_person().id, at=now())
    flash("Sesi itu sudah diakhiri.")
    return redirect(url_for("desk.me"), code=303)


@blueprint.post("/saya/sesi/akhiri")
@requires(Permission.OWN)
def end_other_sessions() -> Response:
    """End every session but this one."""
    person = current_person()
    ended = services.close_all_sessions(person.id, at=now(), but=person.session_id)
    flash(f"{ended} sesi di perangkat lain sudah diakhiri." if ended else "Tidak ada sesi lain yang terbuka.")
    return redirect(url_for("desk.me"), code=303)
