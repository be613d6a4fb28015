"""Makes requests from a seed, sends them to the product in its own process, and counts the answers."""

import io
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.db import db
from app.people import queries
from tests.architecture.objects import ACCOUNTS, NEIGHBOURS, Objects
from tests.factories import Factory

APP = Path(__file__).resolve().parents[2] / "app"
NAMED = re.compile(
    r"""name="([A-Za-z_-]+)"|(?:form|args|files)(?:\.get(?:list)?\(|\[)\s*"([A-Za-z_-]+)\""""
    r"""|^\s+([a-z_]+) = \w*Field\(""",
    re.MULTILINE,
)
VALUES = (
    "",
    " ",
    "0",
    "1",
    "-1",
    "2",
    "1.5",
    "1e309",
    "9" * 30,
    "99999999999999999999",
    "0x1f",
    "²",
    "١",
    "NaN",
    "true",
    "null",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "\u202e",
    "\ufeff",
    "🌊" * 50,
    "x" * 3000,
    "x" * 70000,
    "'",
    '"',
    "'; DROP TABLE person;--",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% x %}",
    "%s%n",
    "../../etc/passwd",
    "C:\\x",
    "=1+1",
    "@SUM(A1)",
    "2026-02-30",
    "2026-11-30",
    "0000-00-00",
    "31/12/9999",
    "24.00",
    "administrator",
    "peserta",
    "DINAS-A",
    "DINAS-B",
    "198501012010011001",
    "a@b",
    "ya",
    "on",
    "[",
    "[" * 500,
    "![](",
    "<a ",
    "# Judul\n\nteks",
    "---\njudul: x\n---\n",
    "//jahat.test",
    "/modul/",
    "id",
    "tunggal",
    "1~2",
    "naik",
)
RAW = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b"a=%ZZ&=&&&",
    b"a=%ff%fe",
    b"\x1f\x8b",
    b"--x\r\n",
    b"PK\x03\x04" + b"\x00" * 60,
)
PATHS = (
    "%00",
    "%0A",
    "%25",
    "%FF",
    "%F0%9F%8C%8A",
    "..%2F..%2Fetc",
    "%3Cscript%3E",
    "-1",
    "0",
    "1",
    "2147483648",
    "9" * 40,
    "x" * 3000,
    "DINAS-B",
    "tidak-ada",
    "%20",
    ".",
    "~",
    "%7B%7B7*7%7D%7D",
)
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7",
    "",
)
HEADERS = {
    "Accept": ("application/json", "*/*", "text/html", "x/y;q=abc", "\u00ff"),
    "Accept-Encoding": ("br", "gzip;q=0", "identity;q=0, *;q=0"),
    "Cookie": ("paham=abc", "paham=eyJ9.x.y", "perangkat=x; tampilan=9.x", "=;=;"),
    "If-None-Match": ('"x"', "*", "W/"),
    "If-Modified-Since": ("kemarin", "Mon, 99 Nov 2026 00:00:00 GMT"),
    "Range": ("bytes=0-1", "bytes=9-1", "x=1"),
    "Referer": ("https://jahat.test/", "\u00ff"),
    "User-Agent": ("", "x" * 5000, "Mozilla/5.0 (Android)"),
    "X-Forwarded-For": ("1.2.3.4, 5.6.7.8", "x"),
    "X-Requested-With": ("XMLHttpRequest",),
    "HX-Request": ("true",),
    "X-CSRFToken": ("x",),
}
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def field_names() -> tuple[str, ...]:
    """Every name of a field or of a query that the product's own text knows."""
    texts = (path.read_text(encoding="utf-8") for path in APP.rglob("*") if path.suffix in {".py", ".html"})
    found = {name for text in texts for match in NAMED.findall(text) for name in match if name}
    return tuple(sorted(found - {"viewport", "description", "robots"}))


@dataclass
class Tally:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    endpoints: dict[str, Counter[int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        """How many were sent."""
        return sum(self.statuses.values())

    def note(self, endpoint: str, status: int, told: str) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.endpoints.setdefault(endpoint, Counter())[status // 100] += 1
        if status >= 500:
            self.failures.append(told)


class Thrower:
    """One seed, one world: the same seed throws the same requests."""

    def __init__(self, app: Flask, seed: int, tally: Tally) -> None:
        self.app, self.random, self.tally, self.seed = app, random.Random(seed), tally, seed
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" or seed % 5 == 0]
        self.names, self.objects = field_names(), Objects()
        self.people = [None, *ACCOUNTS.values(), *NEIGHBOURS.values()]
        self.clients: dict[str | None, FlaskClient] = {}

    def throw(self, count: int, *, until: float = float("inf")) -> None:
        """Send so many, or as many as the time allows."""
        began = time.monotonic()
        for number in range(count):
            if time.monotonic() > until:
                break
            self._one(number)
        self.tally.seconds += time.monotonic() - began

    def _one(self, number: int) -> None:
        rule = self.random.choice(self.rules)
        who = self.random.choice(self.people)
        method = self._method(rule)
        path = self._path(rule, who)
        options = {**self._body(method), "headers": self._headers(), "method": method}
        self.app.config["WTF_CSRF_ENABLED"] = self.random.random() < 0.05
        told = f"seed {self.seed} request {number}: {method} {path[:300]} as {who}"
        try:
            with self.app.app_context():
                response = self._client(who).open(path, **options)
                response.get_data()
                response.close()
        except Exception as error:  # whatever escapes would have been a 500 at the server
            self.tally.note(rule.endpoint, 599, f"{told}: {type(error).__name__}: {error}"[:600])
            db.session.remove()
            return
        self.tally.note(rule.endpoint, response.status_code, told)
        if response.status_code in {401, 302} and "/masuk" in (response.location or "/masuk"):
            self.clients.pop(who, None)  # signed out, or a throw ended the session

    def _client(self, who: str | None) -> FlaskClient:
        if who not in self.clients:
            client = self.app.test_client()
            person = queries.person_id_by(who) if who else None
            self.clients[who] = Factory().sign_in(self.app, person) if person else client
            db.session.remove()
        return self.clients[who]

    def _method(self, rule: Rule) -> str:
        if self.random.random() < 0.04:
            return self.random.choice(METHODS)
        return self.random.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS", "HEAD"}))

    def _path(self, rule: Rule, who: str | None) -> str:
        path = self._nasty(rule)
        if self.random.random() < 0.6:
            try:
                with self.app.app_context():
                    path = self.objects.address(rule, who if self._owns(rule, who) else None)
            except (AssertionError, KeyError, StopIteration):
                pass
        query = (
            "&".join(f"{name}={self._quoted()}" for name in self._some_names(3))
            if self.random.random() < 0.4
            else ""
        )
        return f"{path}?{query}" if query else path

    def _owns(self, rule: Rule, who: str | None) -> bool:
        """Whether the objects of this address are of the kind that this account has."""
        kind = next((role for role, surel in (*ACCOUNTS.items(), *NEIGHBOURS.items()) if surel == who), None)
        return all(of.role is kind for of in self.objects.owned(rule).values())

    def _nasty(self, rule: Rule) -> str:
        parts = (self.random.choice(PATHS) if dynamic else part for dynamic, part in rule._trace)
        return "".join(parts).lstrip("|")

    def _quoted(self) -> str:
        from urllib.parse import quote

        if self.random.random() < 0.2:
            return self.random.choice(PATHS)
        return quote(self._value()[:2000], errors="replace")

    def _value(self) -> str:
        return self.random.choice(VALUES)

    def _some_names(self, most: int) -> list[str]:
        return self.random.sample(self.names, self.random.randint(0, most))

    def _body(self, method: str) -> dict[str, Any]:
        if method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            return {}
        kind = self.random.random()
        if kind < 0.75:
            data: dict[str, Any] = {name: self._value() for name in self._some_names(14)}
            if self.random.random() < 0.1:
                data["file"] = (io.BytesIO(self.random.choice(RAW)), self._value()[:50] or "x.xlsx")
            return {"data": data}
        if kind < 0.85:
            return {"json": {name: self._value() for name in self._some_names(5)}}
        return {"data": self.random.choice(RAW), "content_type": self.random.choice(TYPES)}

    def _headers(self) -> list[tuple[str, str]]:
        if self.random.random() < 0.7:
            return []
        names = self.random.sample(sorted(HEADERS), self.random.randint(1, 3))
        return [(name, self.random.choice(HEADERS[name])) for name in names]


def in_order(tally: Tally) -> Iterator[tuple[str, Counter[int]]]:
    """The endpoints by name."""
    yield from sorted(tally.endpoints.items())
