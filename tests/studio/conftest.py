"""A trainer at a browser, with everything of `content/` published."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.materials import queries
from app.materials.rules import DocumentState
from app.people.rules import Role
from tests.critic import CriticClient
from tests.factories import Factory

MODULE = "modul/01-spbe-bukan-lomba-aplikasi/modul.md"
QUIZ = "modul/01-spbe-bukan-lomba-aplikasi/kuis.md"


def state_of(path: str) -> DocumentState:
    """The version of a document that stands now."""
    return next(state for state in queries.document_state() if state.path == path)


def text_of(path: str) -> str:
    """The text of that version."""
    source = queries.source(state_of(path).version_id)
    assert source is not None
    return source.text


@dataclass(frozen=True, slots=True)
class Trainer:
    """The signed-in person and the browser."""

    id: int
    client: CriticClient

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        return self.client.page(path, status)

    def send(self, path: str, text: str, act: str = "terbitkan", **changes: str) -> TestResponse:
        """Press a button of the editor; line ends go over the wire as a browser sends them."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page("/studio/"))
        assert token
        data = {
            "csrf_token": token[1],
            "text": text.replace("\n", "\r\n"),
            "expected": str(state_of(path).version_id),
            "change_kind": "koreksi",
            "note": "",
            "aksi": act,
        }
        return self.client.post(f"/studio/{path}/", data=data | changes)


def trainer_of(app: Flask, factory: Factory, name: str) -> Trainer:
    """A narasumber with that name."""
    person = factory.person(name=name, roles={Role.NARASUMBER})
    client = factory.sign_in(app, person)
    assert isinstance(client, CriticClient)
    return Trainer(person, client)


@pytest.fixture
def trainer(published: Flask, factory: Factory) -> Trainer:
    """Ketut, who writes."""
    return trainer_of(published, factory, "Ketut Wirawan")
