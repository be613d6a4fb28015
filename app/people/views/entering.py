"""What happens once it is known who somebody is: the second step, a session, a device to remember."""

import secrets
from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, flash, make_response, redirect, request, session, url_for
from flask_login import login_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.clock import now
from app.people import queries, services
from app.people.guards import SignedIn
from app.people.rules.passwords import PasswordPolicy
from app.people.rules.throttle import network_of
from app.web.safe_redirect import safe_path

DEVICE_REMEMBERS = 12
HALFWAY = "separuh_jalan"
HALFWAY_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody whose password, link or sign-in elsewhere was right, and where they are bound for."""

    person_id: int
    remember: bool = False
    target: str | None = None
    by_password: bool = True


def arrive(arrival: Arrival) -> Response:
    """On to the code where the person has a second step, else in."""
    if queries.second_factor(arrival.person_id) is None:
        return enter(arrival)
    session.clear()
    session[HALFWAY] = [int(now().timestamp()), *astuple(arrival)]
    return redirect(url_for("people.second_code"), code=303)


def halfway() -> Arrival | None:
    """Who has come through the first step in this browser, not long ago."""
    kept: Any = session.get(HALFWAY)
    if not kept or now().timestamp() - kept[0] > HALFWAY_LASTS.total_seconds():
        return None
    account = queries.account(kept[1])
    return Arrival(*kept[1:]) if account and account.active else None


def enter(arrival: Arrival, *, second_step: bool = False) -> Response:
    """Open a session with a token of its own; whose password is too old chooses another first."""
    settings, at = current_app.config["PAHAM"], now()
    if arrival.by_password and _is_old(arrival.person_id):
        token = services.ask_for_new_password(arrival.person_id, at=at)
        session.clear()
        flash(f"Kata sandi Anda sudah lebih dari {settings.password_days} hari. Buat yang baru.")
        return redirect(url_for("people.entry", token=token), code=303)
    token = services.open_session(
        person_id=arrival.person_id,
        device=_device_name(),
        at=at,
        hours=settings.session_hours,
        second_step=second_step,
    )
    session.clear()
    login_user(SignedIn(arrival.person_id, "", frozenset(), frozenset(), 0, token))
    session.permanent = arrival.remember
    response = make_response(redirect(safe_path(arrival.target, fallback=url_for("desk.home"))))
    _remember_device(response, arrival.person_id)
    return response


def _is_old(person_id: int) -> bool:
    days = current_app.config["PAHAM"].password_days
    if not days:
        return False
    set_at = queries.password_set_at(person_id)
    return set_at is None or now() - set_at > timedelta(days=days)


def password_policy() -> PasswordPolicy:
    """What this installation asks of a password beyond length and not being common."""
    settings = current_app.config["PAHAM"]
    return PasswordPolicy(mixed=settings.password_mix, days=settings.password_days)


def place() -> services.Place:
    """From where this request comes, and who came in on this device before."""
    device, marks = _remembered()
    return services.Place(network_of(request.remote_addr), device, frozenset(marks))


def _remember_device(response: Response, person_id: int) -> None:
    device, marks = _remembered()
    mark = services.person_mark(person_id, current_app.config["SECRET_KEY"])
    marks = [mark, *(other for other in marks if other != mark)][:DEVICE_REMEMBERS]
    response.set_cookie(
        _device_cookie(),
        _signer().dumps([device or secrets.token_urlsafe(9), *marks]),
        max_age=int(timedelta(days=180).total_seconds()),
        httponly=True,
        secure=current_app.config["PAHAM"].secure,
        samesite="Lax",
        path="/masuk",
    )


def _remembered() -> tuple[str, list[str]]:
    """The device's own name and the marks of its people; nothing when the cookie is not ours."""
    try:
        kept = _signer().loads(request.cookies.get(_device_cookie(), ""))
    except BadSignature:
        return "", []
    if not isinstance(kept, list) or not kept:
        return "", []
    return kept[0], kept[1:]


def _device_cookie() -> str:
    """Bound to the path where it is needed, so `__Secure-` and not `__Host-`."""
    return "__Secure-perangkat" if current_app.config["PAHAM"].secure else "perangkat"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="perangkat-dikenal")


def _device_name() -> str:
    agent = request.user_agent.string
    system = next(
        (name for name in ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux") if name in agent), ""
    )
    browser = next((name for name in ("Edg", "OPR", "Firefox", "Chrome", "Safari") if name in agent), "")
    names = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "Mac"}
    return " di ".join(names.get(part, part) for part in (browser, system) if part) or "Peramban lain"
