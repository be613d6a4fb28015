"""The matrix replayed: every address and form as every role, with own, foreign and missing objects."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.db import db, session
from app.people import queries
from app.people.rules import Role
from tests.architecture.objects import ACCOUNTS, BODIES, NEIGHBOURS, Objects, person_of, unexplained
from tests.architecture.test_doors import ROLES, file_matrix
from tests.factories import Factory

SESSIONS_AND_TRACES = {"alembic_version", "audit_entry", "audit_value", "sign_in_session", "sign_in_failure"}
WHO_MAY_WHAT = ("person", "role_grant", "membership", "opd", "exemption")
WRITES_WHO_MAY_WHAT = (
    "admin.", "people.change_password", "people.entry_choose", "people.apply_import", "people.turn_",
    "people.perform_", "people.end_exemption", "people.take_back_leaving", "people.accept_transfer",
    "people.undo_bulk",
)  # fmt: skip
MANY = 3000
MAY_BE_CLOSED = {"quiz.provisions", "quiz.repeat", "quiz.repeat_question"}
"""Pages of an own attempt that exist only while it is open, or where something was wrong."""
EXTRA_VALUES = {"role": "administrator", "roles": "administrator", "active": "1", "opd": "DINAS-B"}


def acts(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address with every method."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def granted(rule: Rule, method: str, held: tuple[Role, ...]) -> bool:
    """Whether the matrix in git lets one of these roles in; KeyError for an address without a row."""
    row = MATRIX[f"{rule.endpoint} {method} {rule.rule}"]
    return row["tanpa_masuk"] == "ya" or any(row[role] == "ya" for role in held)


MATRIX = file_matrix()


class Plain(FlaskClient):
    """A client with a context of its own; whether pages are well made is asked elsewhere."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def world(demo: Flask) -> Flask:
    """The demo world, walked through without tokens: the door and the object are what is asked about."""
    demo.test_client_class = Plain
    demo.config["WTF_CSRF_ENABLED"] = False
    return demo


def signed_in(app: Flask, surel: str) -> FlaskClient:
    return Factory().sign_in(app, person_of(surel))


def ledger(*tables: str) -> dict[str, str]:
    """A digest of each table, so that what changed can be named."""
    session.rollback()
    names = tables or tuple(sorted(set(db.metadata.tables) - SESSIONS_AND_TRACES))
    return {name: _digest(name) for name in names}


def _digest(table: str) -> str:
    """All of a table; of one with thousands of rows how many there are."""
    count = session.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0
    rows = session.execute(text(f'SELECT * FROM "{table}"')) if count < MANY else ()
    return f"{count} " + hashlib.sha256("\n".join(sorted(map(str, rows))).encode()).hexdigest()


def plain(response: TestResponse) -> str:
    """The page without what differs at each request: tokens, the own address, traces of time."""
    page = response.get_data(as_text=True) if response.mimetype in {"text/html", "application/json"} else ""
    page = re.sub(r'value="[^"]*"|\(Kode: \w+\)', "", page)
    return f"{response.status_code} {response.mimetype} {page}"


def test_every_name_in_an_address_is_explained(app: Flask) -> None:
    """Say in objects.py what a new name stands for, and whose it is."""
    unknown = {f"{rule.endpoint} <{name}>" for rule, _ in acts(app) for name in unexplained(rule)}
    assert not unknown


@pytest.mark.parametrize("role", ROLES)
def test_every_address_and_form_does_what_the_matrix_says(world: Flask, role: Role | None) -> None:
    """Refused exactly where the matrix says so, before anything else is looked at; nothing has changed."""
    objects, differences = Objects(), []
    held = queries.roles_of([person_of(ACCOUNTS[role])])[person_of(ACCOUNTS[role])] if role else ()
    client = signed_in(world, ACCOUNTS[role]) if role else world.test_client()
    before = ledger()
    for rule, method in acts(world):
        if granted(rule, method, held):
            continue
        response = client.open(objects.address(rule, missing=True), method=method)
        expected = 403 if role else 302 if method == "GET" else 401
        if response.status_code != expected:
            differences.append(f"{method} {rule.rule} as {role}: {response.status_code}, not {expected}")
    assert not differences
    assert [name for name, digest in ledger().items() if digest != before[name]] == []


@pytest.mark.parametrize("role", list(ACCOUNTS))
def test_whom_the_matrix_lets_in_is_let_in(world: Flask, role: Role) -> None:
    """An own object where there is one; forms are sent empty, which changes nothing."""
    objects, differences = Objects(), []
    held = queries.roles_of([person_of(ACCOUNTS[role])])[person_of(ACCOUNTS[role])]
    client = signed_in(world, ACCOUNTS[role])
    for rule, method in acts(world):
        if not granted(rule, method, held):
            continue
        owned = objects.owned(rule)
        mine = all(of.role in held for of in owned.values())
        path = objects.address(rule, ACCOUNTS[role] if mine else None, missing=not mine)
        response = client.open(path, method=method)
        if method == "POST" and rule.endpoint.startswith("people."):
            client = signed_in(world, ACCOUNTS[role])  # that may have ended the session
        refused = {401, 403} | (
            {404} if owned and mine and method == "GET" and rule.endpoint not in MAY_BE_CLOSED else set()
        )
        if response.status_code in refused or response.status_code >= 500:
            differences.append(f"{method} {path} as {role}: {response.status_code}")
    assert not differences


@pytest.mark.parametrize("role", list(NEIGHBOURS))
def test_what_is_another_opds_looks_like_what_does_not_exist(world: Flask, role: Role) -> None:
    """For every address with somebody's object, read or written: same status, same page, nothing changed."""
    objects, differences = Objects(), []
    for rule, _ in acts(world):
        for name in objects.owned(rule):
            if objects.owned(rule)[name].role is role:
                objects.of(rule, name, NEIGHBOURS[role])
    client = signed_in(world, ACCOUNTS[role])
    before, replayed = ledger(), 0
    for rule, method in acts(world):
        owners = {of.role for of in objects.owned(rule).values()}
        if role not in owners:
            continue
        paths = objects.address(rule, NEIGHBOURS[role]), objects.address(rule, missing=True)
        body = {"data": BODIES.get(rule.endpoint, {})} if method == "POST" else {}
        foreign, missing = (client.open(path, method=method, **body) for path in paths)
        replayed += 1
        pages = [plain(one).replace(path, "") for one, path in zip((foreign, missing), paths, strict=True)]
        if foreign.status_code != 404 or pages[0] != pages[1]:
            differences.append(f"{method} {rule.rule} as {role}: {foreign.status_code}/{missing.status_code}")
    assert not differences
    assert replayed >= 5
    assert [name for name, digest in ledger().items() if digest != before[name]] == []


def test_the_sekda_changes_nothing_anywhere(world: Flask) -> None:
    """B3: every request that writes is refused, but for the own session, password and second step."""
    allowed = {
        rule.endpoint
        for rule, method in acts(world)
        if method == "POST" and granted(rule, method, (Role.PIMPINAN,))
    }
    own = {endpoint for endpoint in allowed if endpoint.startswith(("people.", "web.", "desk."))}
    assert allowed == own, allowed - own


def forms_of(client: FlaskClient, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The forms of a page that write: action and the values that stand in them."""
    response = client.get(path)
    if response.status_code != 200 or response.mimetype != "text/html":
        return
    tree = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if (form.get("method") or "").lower() != "post":
            continue
        values = {}
        for control in (*form.iter("input"), *form.iter("textarea"), *form.iter("select")):
            values[control.get("name") or ""] = control.get("value") or (control.text or "")
        values.pop("", None)
        yield form.get("action") or path, values


@pytest.mark.parametrize("role", [role for role in ACCOUNTS if role is not Role.ADMINISTRATOR])
def test_fields_that_no_form_offers_are_ignored(world: Flask, role: Role) -> None:
    """Every form of every page, sent as it stands and with every column of every table beside it."""
    extras = {column.name for table in db.metadata.tables.values() for column in table.columns}
    objects, seen, differences = Objects(), set(), []
    held = queries.roles_of([person_of(ACCOUNTS[role])])[person_of(ACCOUNTS[role])]
    before = ledger(*WHO_MAY_WHAT)
    for rule, method in acts(world):
        if method != "GET" or not granted(rule, method, held):
            continue
        mine = all(of.role in held for of in objects.owned(rule).values())
        client = signed_in(world, ACCOUNTS[role])
        for action, values in forms_of(client, objects.address(rule, ACCOUNTS[role] if mine else None)):
            place = re.sub(r"[0-9]+", "1", action.split("?")[0])
            if place in seen or place in {"/keluar", "/tampilan"}:
                continue
            seen.add(place)
            extra = {name: EXTRA_VALUES.get(name, "1") for name in extras - values.keys()}
            status = client.post(action, data=extra | values).status_code
            if status >= 500:
                differences.append(f"{action} as {role}: {status}")
            after = ledger(*WHO_MAY_WHAT)
            changed = [name for name in after if after[name] != before[name]]
            if changed and not _may_change(world, action):
                differences.append(f"{action} as {role} changed {changed}")
            before = after
    assert not differences
    assert len(seen) >= 3


def _may_change(app: Flask, action: str) -> bool:
    endpoint, _ = app.url_map.bind("localhost").match(action.split("?")[0], method="POST")
    return str(endpoint).startswith(WRITES_WHO_MAY_WHAT)
