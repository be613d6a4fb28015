"""Who may enter: every endpoint names its permission, an unmarked one is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from app import audit
from app.clock import local_day, now
from app.db import aside
from app.errors import Forbidden
from app.people import queries, services
from app.people.rules import (
    EVERYTHING,
    NOTHING,
    SEES_ALL_OPD,
    OpdRow,
    Permission,
    Role,
    Scope,
    permissions_of,
)
from app.web.access import PUBLIC, NotSignedIn, public
from app.web.errors import wants_json

__all__ = ["current_person", "current_scope", "public", "register_guards", "requires", "signed_in"]

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind this request."""

    id: int
    name: str
    roles: frozenset[Role]
    admin_opd_ids: frozenset[int]
    session_id: int
    token: str = field(repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie carries: a random token, not a number of ours."""
        return self.token

    def may(self, permission: Permission) -> bool:
        """Whether any of the person's roles grants it."""
        return permission in permissions_of(self.roles)


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the one permission that it asks for."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def signed_in() -> bool:
    """Whether anybody is."""
    return bool(current_user.is_authenticated)


def current_person() -> SignedIn:
    """The signed-in person; raises NotSignedIn for nobody."""
    if not signed_in():
        raise NotSignedIn
    return cast(SignedIn, current_user)


def current_scope() -> Scope:
    """Which OPD this person may see rows of."""
    person = current_person()
    if person.roles & SEES_ALL_OPD:
        return EVERYTHING
    if not person.admin_opd_ids:
        return NOTHING
    return Scope(queries.with_children(person.admin_opd_ids))


def home_opd() -> OpdRow | None:
    """Where this person belongs today; asked at most once a request."""
    if "home_opd" not in g:
        g.home_opd = queries.home_opd(current_person().id, local_day(now()))
    return cast(OpdRow | None, g.home_opd)


def register_guards(app: Flask) -> None:
    """Put the door in front of every endpoint."""
    login = LoginManager()
    login.session_protection = None  # phones change address; the session row is what we trust
    login.user_loader(_load)
    login.init_app(app)
    app.before_request(_door)


def _load(token: str) -> SignedIn | None:
    at = now()
    row = queries.signed_in(services.token_hash(token), at)
    if row is None:
        return None
    settings = current_app.config["PAHAM"]
    if at - row.last_seen_at > timedelta(minutes=settings.idle_minutes):
        return None
    services.touch_session(row.session_id, last_seen_at=row.last_seen_at, at=at)
    return SignedIn(row.person_id, row.name, row.roles, row.admin_opd_ids, row.session_id, token)


def _door() -> Response | None:
    if request.endpoint is None:
        return None  # an unknown address answers 404 for everybody
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access == PUBLIC:
        return None
    if access is None:
        raise Forbidden
    if not signed_in():
        if request.method == "GET" and not wants_json():
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        raise NotSignedIn
    person = current_person()
    if not person.may(access):
        with aside() as own:
            audit.record_aside(own, actor=person.id, action="refused", subject=str(request.endpoint))
        raise Forbidden
    return None
