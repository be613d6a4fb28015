"""An administrator at a browser, who sends what the forms send."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.people.rules import Role
from tests.critic import CriticClient
from tests.factories import Factory


@dataclass(frozen=True, slots=True)
class Administrator:
    """The signed-in person and the browser."""

    id: int
    client: CriticClient

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        return self.client.page(path, status)

    def post(self, path: str, data: dict[str, str] | None = None) -> TestResponse:
        """Send a form with the token of a page, and follow nothing."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page("/kelola/"))
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **(data or {})})


@pytest.fixture
def admin(app: Flask, factory: Factory) -> Administrator:
    """Rosmini, with nothing but the role of administrator."""
    person = factory.person(name="Rosmini Palesa", roles={Role.ADMINISTRATOR}, surel="rosmini@contoh.test")
    client = factory.sign_in(app, person)
    assert isinstance(client, CriticClient)
    return Administrator(person, client)
