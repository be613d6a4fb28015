"""A learner at the browser: starts, answers, checks and sends; and the key, for tests alone."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.materials import queries as materials
from app.quiz import queries
from app.quiz.rules import draw_options
from tests.factories import Factory

QUIZ = "spbe-bukan-lomba-aplikasi"
TEST = "spbe-dasar"
JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass(frozen=True, slots=True)
class Key:
    """What the server knows of one item of an attempt: option ids by what they mean."""

    token: str
    diagnostic: str | None
    right: list[str]
    wrong: list[str]
    tagged: list[str]


class Learner:
    """One person with one browser."""

    def __init__(
        self, app: Flask, factory: Factory, person_id: int | None = None, client: FlaskClient | None = None
    ) -> None:
        self.app = app
        self.person_id = person_id or factory.person()
        self.client: FlaskClient = client or factory.sign_in(app, self.person_id)
        self.public_id = ""
        self._csrf = ""

    def csrf(self) -> str:
        """The form token of this sign-in."""
        if not self._csrf:
            self._csrf = form_token(self.page(f"/kuis/{QUIZ}/"))
        return self._csrf

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """A form posted by this browser."""
        form = {"csrf_token": self.csrf(), **(data or {})}
        with self.app.app_context():  # a request of its own: nothing of another person's lingers
            return self.client.post(path, data=form, headers=headers)

    def get(self, path: str) -> TestResponse:
        """A page asked for by this browser."""
        with self.app.app_context():
            return self.client.get(path)

    def start(self, slug: str = QUIZ) -> str:
        """Press Mulai; the public id of the attempt."""
        reply = self.post(f"/kuis/{slug}/mulai")
        assert reply.status_code == 302, reply.get_data(as_text=True)
        self.public_id = reply.location.rstrip("/").rsplit("/", 1)[1]
        return self.public_id

    def item_keys(self) -> list[Key]:
        """The items in the order of the sitting, with what only the server may know."""
        sitting = queries.sitting(self.public_id, self.person_id)
        assert sitting is not None
        questions = {each.id: each for each in materials.questions(sitting.version_id)}
        return [_key(sitting.seed, line, questions[line.question_id]) for line in queries.items(sitting.id)]

    def address(self, position: int) -> str:
        """Where the answer to that item is saved."""
        return f"/upaya/{self.public_id}/jawaban/{self.item_keys()[position - 1].token}"

    def save(
        self,
        position: int,
        chosen: str | list[str] = (),  # type: ignore[assignment]
        *,
        revision: int | str = 1,
        device: str = "tab-1",
        confidence: int | str = "",
        **more: str,
    ) -> TestResponse:
        """One save by a script."""
        data = {"perangkat": device, "revisi": revision, "keyakinan": confidence, "pilihan": chosen, **more}
        return self.post(self.address(position), data, **JSON)

    def client_save(self, position: int, token: str, chosen: list[str]) -> TestResponse:
        """A save from a thread: a plain client, since the critic listens to the one engine of all threads."""
        data = {"csrf_token": self.csrf(), "perangkat": "tab-1", "revisi": position, "pilihan": chosen}
        with self.app.app_context():
            client = FlaskClient(self.app, self.app.response_class)
            for cookie in self.cookies():
                client.set_cookie(cookie[0], cookie[1])
            return client.post(f"/upaya/{self.public_id}/jawaban/{token}", data=data, headers=JSON)

    def cookies(self) -> list[tuple[str, str]]:
        """Name and value of what this browser sends."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        found = self.client.get_cookie(name)
        return [(name, found.value)] if found else []

    def save_by_form(self, position: int, chosen: str | list[str], **more: Any) -> TestResponse:
        """One save by a browser's own form, without a script."""
        data = {"perangkat": "masuk-1", "pilihan": chosen, **more}
        return self.post(self.address(position), data, **BROWSER)

    def answer_all(self, *, right: int | None = None, confidence: int = 3, tagged: bool = False) -> None:
        """Answer every item: the first `right` rightly (None: all), the others wrongly, maybe `tagged`."""
        for position, key in enumerate(self.item_keys(), start=1):
            wrong = key.tagged[:1] if tagged and key.tagged else key.wrong[:1]
            chosen = key.right if right is None or position <= right else wrong
            reply = self.save(position, chosen, revision=position, confidence=confidence)
            assert reply.json == {"tersimpan": True, "revisi": position}

    def send(self) -> TestResponse:
        """Press Kirim jawaban."""
        return self.post(f"/upaya/{self.public_id}/kirim")

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        reply = self.get(path)
        assert reply.status_code == status, (path, reply.status_code)
        return reply.get_data(as_text=True)

    def result(self) -> str:
        """The result page."""
        return self.page(f"/upaya/{self.public_id}/hasil")


def _key(seed: str, line: queries.ItemLine, question: Any) -> Key:
    tokens = {
        each.place: each.token for each in draw_options(seed, question.id, line.options, shuffled=False)
    }
    choices = question.choices
    return Key(
        token=line.token,
        diagnostic=question.diagnostic,
        right=[tokens[each.position] for each in choices if each.correct],
        wrong=[tokens[each.position] for each in choices if not each.correct],
        tagged=[
            tokens[each.position]
            for each in choices
            if each.salah_kaprah and each.salah_kaprah == question.diagnostic
        ],
    )


def parsed(html: str) -> Element:
    """The page as a tree."""
    tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    return tree


def form_token(html: str) -> str:
    """The token of the first form of a page."""
    return next(
        each.get("value", "") for each in parsed(html).iter("input") if each.get("name") == "csrf_token"
    )
