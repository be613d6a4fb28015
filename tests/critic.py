"""A test client that is a critic: it reads every page as a careful browser would."""

import re
from collections import Counter
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.db import db

MAY_WRITE_ON_GET = ("UPDATE sign_in_session SET last_seen_at", "INSERT INTO audit_entry")
ENDS_BY_CLOCK = ("UPDATE attempt SET state=", "UPDATE planned_change SET state=")
"""What a page may write after these is what a deadline or a planned day does (docs/adr/0006, 0025)."""
WRITES = ("INSERT", "UPDATE", "DELETE")
TOKEN = re.compile(r'(?<=value=")[\w.-]{60,}(?=")')


class CriticClient(FlaskClient):
    """Fails on broken HTML, duplicate ids, inputs without label or form, no title, a GET that writes."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        written: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith(WRITES):
                written.append(statement)

        with self.application.app_context():  # of its own: who is signed in elsewhere is nobody here
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                response = super().open(*args, **kwargs)
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
        if response.request.method == "GET":
            refused = [line for line in _but_for_the_clock(written) if not line.startswith(MAY_WRITE_ON_GET)]
            assert not refused, f"GET {response.request.path} wrote: {refused}"
        if response.mimetype == "text/html" and response.data and not response.content_encoding:
            problems = problems_in_page(response.get_data(as_text=True))
            assert not problems, f"{response.request.path}: {problems}"
        return response

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page that must answer with that status."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code)
        return response.get_data(as_text=True)


def _but_for_the_clock(written: list[str]) -> list[str]:
    """The writes of a request up to where it ends overdue attempts."""
    ends = (place for place, line in enumerate(written) if line.startswith(ENDS_BY_CLOCK))
    return written[: next(ends, len(written))]


def problems_in_page(html: str) -> list[str]:
    """What a careful reader of the markup would object to; a page that differs by its tokens is read once."""
    return list(_problems_in(TOKEN.sub("token", html)))


@lru_cache(maxsize=128)
def _problems_in(html: str) -> tuple[str, ...]:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    found = [f"parse error at {position}: {code} {data}" for position, code, data in parser.errors]
    found += _duplicate_ids(tree) + _unlabelled(tree) + _formless(tree) + _headings(tree)
    title = tree.find(".//title")
    if title is None or not (title.text or "").strip(" ·"):
        found.append("empty title")
    if 'style="' in html:
        found.append("inline style, which the content policy blocks")
    for word in (">None<", "undefined", "{{", "}}", "nan%"):
        if word in html:
            found.append(f"raw {word!r} on the page")
    return tuple(found)


def _duplicate_ids(tree: Element) -> list[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    return [f"duplicate id {name}" for name, count in ids.items() if count > 1]


def _unlabelled(tree: Element) -> list[str]:
    labels = {label.get("for") for label in tree.iter("label")}
    wrapped = {id(control) for label in tree.iter("label") for control in label.iter()}
    found = []
    for control in (*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea")):
        if control.get("type") in {"hidden", "submit", "button"}:
            continue
        named = control.get("id") in labels or control.get("aria-label") or control.get("aria-labelledby")
        if not named and id(control) not in wrapped:
            found.append(f"no label for {control.tag} {control.get('name')}")
    return found


def _formless(tree: Element) -> list[str]:
    """Named controls that no form would send: what is chosen there is lost in silence."""
    sent = {id(control) for form in tree.iter("form") for control in form.iter()}
    return [
        f"{control.tag} {control.get('name')} belongs to no form"
        for control in (*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea"))
        if control.get("name") and not control.get("form") and id(control) not in sent
    ]


def _headings(tree: Element) -> list[str]:
    count = len(list(tree.iter("h1")))
    return [] if count == 1 else [f"{count} h1 on the page"]
