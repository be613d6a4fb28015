"""Who may enter: every endpoint names its permission, an unmarked one is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from app import audit
from app.clock import local_day, now
from app.db import aside, transaction, unless_unwritable
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
from app.people.rules.second_factor import WITHOUT, SecondStepMissing, is_bound
from app.web.access import PUBLIC, NotSignedIn, public
from app.web.errors import wants_json

__all__ = [
    "current_person",
    "current_scope",
    "keep_signed_in_while",
    "note_list",
    "note_look",
    "public",
    "register_guards",
    "requires",
    "signed_in",
]

LONGEST_OVERTIME = timedelta(hours=24)
"""How long past its limits a session lives on at most while a quiz runs."""
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
    second_step: bool = False

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
    return EVERYTHING if current_person().roles & SEES_ALL_OPD else own_offices()


def own_offices() -> Scope:
    """The OPD whose admin this person is, with those under them: whatever other roles there are."""
    ids = current_person().admin_opd_ids
    return Scope(queries.with_children(ids)) if ids else NOTHING


def staff_scope() -> Scope:
    """Whose people this person may act upon: everybody's for an administrator, else the own offices'."""
    return EVERYTHING if Role.ADMINISTRATOR in current_person().roles else own_offices()


def note_look(person_id: int) -> None:
    """Leave a trace that this page tells of that person."""
    services.note_look(person_id, by=current_person().id, at=now())


def note_list(count: int, scope: Scope | None) -> None:
    """Leave a trace that this page lists so many people of these OPD; None is what a search found."""
    services.note_list(count, scope, by=current_person().id, at=now())


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
    app.before_request(_begin_the_day)
    app.before_request(_door)


def _begin_the_day() -> None:
    """What was planned for today holds from its first page on: looked for once a day in each process."""
    day = local_day(now())
    if current_app.extensions.get("day") == day or not request.blueprint or request.blueprint == "web":
        return
    if queries.plans_due(day):
        with unless_unwritable("carry out what was planned"), transaction():
            services.carry_out_due(now())
    current_app.extensions["day"] = day


def keep_signed_in_while(app: Flask, busy: Callable[[int, datetime], bool]) -> None:
    """Let a session outlast its limits, for learning alone, while its person is in the middle of a quiz."""
    app.extensions["busy"] = busy


def _load(token: str) -> SignedIn | None:
    at = now()
    row = queries.signed_in(services.token_hash(token), at - LONGEST_OVERTIME)
    if row is None:
        return None
    idle = timedelta(minutes=current_app.config["PAHAM"].idle_minutes)
    ends_at = min(row.expires_at, row.last_seen_at + idle)
    if at >= ends_at:
        return _in_overtime(row, token, at) if at < ends_at + LONGEST_OVERTIME else None
    services.touch_session(row.session_id, last_seen_at=row.last_seen_at, at=at)
    return SignedIn(
        row.person_id, row.name, row.roles, row.admin_opd_ids, row.session_id, token, row.second_step
    )


def _in_overtime(row: queries.SessionRow, token: str, at: datetime) -> SignedIn | None:
    """A session past its limits lives on as a learner's while a quiz runs: no answer is cut off."""
    busy: Callable[[int, datetime], bool] = current_app.extensions["busy"]
    if not row.roles & {Role.PESERTA} or not busy(row.person_id, at):
        return None
    return SignedIn(row.person_id, row.name, frozenset({Role.PESERTA}), frozenset(), row.session_id, token)


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
    return _second_step_first(person, access)


def _second_step_first(person: SignedIn, access: Permission) -> Response | None:
    """Whoever must have a second step sets it up before using the role; learning is never held up."""
    if access in WITHOUT or person.second_step or not is_bound(person.roles):
        return None
    if current_app.config["PAHAM"].totp != "required":
        return None
    if request.method == "GET" and not wants_json():
        return redirect(url_for("people.second_step"))
    raise SecondStepMissing
