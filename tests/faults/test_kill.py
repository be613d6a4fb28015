"""Twenty people save a thousand answers while a worker is killed five times: what was acknowledged stands."""

import json
import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.clock import now
from app.db import db, session, transaction
from app.quiz import queries, services
from app.quiz.models import Answer, Attempt, AttemptItem, Result
from app.quiz.rules import canonical, draw_options
from tests.conftest import Databases, settings_for
from tests.factories import Factory
from tests.faults.server import SECRET, Server, serving

TEST = "spbe-dasar"
PEOPLE, SAVES_EACH, KILLS = 20, 50, 5
PATIENCE_SECONDS = 90
pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@dataclass(slots=True)
class Client:
    """A browser that repeats a save until the server acknowledges it, and remembers what it heard."""

    port: int
    cookie: str
    public_id: str
    items: dict[str, dict[str, int]]
    csrf: str = ""
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    heard: int = 0
    repeats: int = 0

    def begin(self) -> None:
        """Open a question page for the form token."""
        status, body, cookie = self._ask("GET", f"/upaya/{self.public_id}/1/", None)
        found = re.search(r'name="csrf_token" value="([^"]+)"', body)
        assert status == 200, status
        assert found
        self.csrf, self.cookie = found[1], cookie or self.cookie

    def save_all(self, chance: random.Random) -> None:
        """Save again and again, choosing by chance, as the script of the page does."""
        for revision in range(1, SAVES_EACH + 1):
            token = chance.choice(sorted(self.items))
            option = chance.choice(sorted(self.items[token]))
            self._save(token, option, revision)

    def _save(self, token: str, option: str, revision: int) -> None:
        form = {"perangkat": "uji", "revisi": revision, "keyakinan": "2", "pilihan": option}
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            status, body, _ = self._ask("POST", f"/upaya/{self.public_id}/jawaban/{token}", form)
            if status == 200:
                assert json.loads(body) == {"tersimpan": True, "revisi": revision}
                self.acknowledged[token] = (revision, canonical([self.items[token][option]]))
                self.heard += 1
                return
            assert status in {0, 503}, (status, body)
            self.repeats += 1
            time.sleep(0.05)
        raise AssertionError("no acknowledgement in time")

    def send(self) -> int:
        """Press Kirim; the status of the reply."""
        return self._ask("POST", f"/upaya/{self.public_id}/kirim", {})[0]

    def _ask(self, method: str, path: str, form: dict[str, object] | None) -> tuple[int, str, str]:
        headers = {"Cookie": f"paham={self.cookie}", "Accept": "application/json" if form else "text/html"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrf_token": self.csrf})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers)
            reply = connection.getresponse()
            cookie = re.search(r"paham=([^;]+)", reply.getheader("Set-Cookie") or "")
            return reply.status, reply.read().decode(), cookie[1] if cookie else ""
        except (OSError, HTTPException):
            return 0, "", ""  # killed in the middle: nothing was acknowledged
        finally:
            connection.close()


@pytest.fixture
def product(databases: Databases, published_template: str) -> Iterator[tuple[Flask, str]]:
    url = databases.new("kill", published_template)
    app = create_app(settings_for(url, SECRET_KEY=SECRET))
    with app.app_context():
        yield app, url
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def browser_of(app: Flask, factory: Factory, port: int) -> Client:
    person = factory.person()
    cookie = factory.sign_in(app, person).get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    with transaction():
        public_id = services.start_or_resume(person_id=person, slug=TEST, at=now())
    sitting = queries.sitting(public_id, person)
    assert sitting is not None
    items = {
        line.token: {
            option.token: option.place
            for option in draw_options(sitting.seed, line.question_id, line.options, shuffled=False)
        }
        for line in queries.items(sitting.id)
    }
    return Client(port, cookie.value, public_id, items)


def kill_now_and_then(server: Server, clients: list[Client], chance: random.Random) -> list[int]:
    """Kill a worker each time another sixth of the saves has been acknowledged."""
    killed = []
    for nth in range(1, KILLS + 1):
        while sum(client.heard for client in clients) < nth * PEOPLE * SAVES_EACH // (KILLS + 1):
            time.sleep(0.02)
        killed.append(server.kill_a_worker(chance))
    return killed


def test_nothing_acknowledged_is_lost_or_doubled_when_workers_are_killed(
    product: tuple[Flask, str], tmp_path: Path
) -> None:
    app, url = product
    chance = random.Random(20261123)
    with serving(url, tmp_path / "server.log") as server:
        clients = [browser_of(app, Factory(), server.port) for _ in range(PEOPLE)]
        session.rollback()
        for client in clients:
            client.begin()
        killed: list[int] = []
        killer = threading.Thread(target=lambda: killed.extend(kill_now_and_then(server, clients, chance)))
        killer.start()
        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(lambda pair: pair[1].save_all(random.Random(pair[0])), enumerate(clients)))
        killer.join(timeout=PATIENCE_SECONDS)
        assert len(set(killed)) == KILLS
        assert sum(client.heard for client in clients) == PEOPLE * SAVES_EACH
        check_answers(clients)
        with ThreadPoolExecutor(PEOPLE) as pool:
            statuses = list(pool.map(lambda client: client.send(), [*clients, *clients]))
        assert set(statuses) == {302}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Result)) == PEOPLE
    assert services.standing_differences() == 0


def check_answers(clients: list[Client]) -> None:
    """Every item holds exactly what was acknowledged last, and nothing else is stored."""
    session.rollback()
    stored = {
        (public_id, token): (revision, response)
        for public_id, token, revision, response in session.execute(
            select(Attempt.public_id, AttemptItem.token, Answer.revision, Answer.response)
            .join(AttemptItem, AttemptItem.id == Answer.attempt_item_id)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        )
    }
    expected = {
        (client.public_id, token): answer
        for client in clients
        for token, answer in client.acknowledged.items()
    }
    lost = {key for key, answer in expected.items() if stored.get(key) != answer}
    assert not lost, f"{len(lost)} acknowledged answers lost"
    assert stored.keys() == expected.keys(), "answers stored that nobody heard of"
    assert session.scalar(select(func.count()).select_from(Answer)) == len(expected)
