"""A browser that repeats a save until the server acknowledges it, and remembers what it heard."""

import json
import random
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from bench.product.world import DEVICE, Sitting
from bench.requests import Visitor

PATIENCE_SECONDS = 120
CHECKED = re.compile(r"<input(?=[^>]*name=\"pilihan\")(?=[^>]*\schecked)[^>]*value=\"([^\"]+)\"[^>]*>")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; status 0 when nothing did."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def alasan(self) -> str:
        """The word that the outbox reads."""
        try:
            return str(json.loads(self.body).get("alasan", ""))
        except ValueError:
            return ""


@dataclass(slots=True)
class Browser:
    """One person with one open attempt; `heard` = item -> (revision, option) last acknowledged."""

    port: int
    visitor: Visitor
    sitting: Sitting
    device: str = DEVICE
    heard: dict[int, tuple[int, str]] = field(default_factory=dict)
    acknowledged: int = 0
    repeats: int = 0
    wrong: list[str] = field(default_factory=list)
    revision: int = 0

    def save_many(self, count: int, seed: int) -> None:
        """Save again and again, choosing by chance, as the script of the page does."""
        chance = random.Random(seed)
        for _ in range(count):
            item = chance.randrange(len(self.sitting.items))
            self.save(item, chance.choice(self.sitting.items[item].options))

    def save(self, item: int, option: str) -> None:
        """Until it is acknowledged."""
        self.revision += 1
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            reply = self.try_save(item, option, self.revision)
            if reply.status == 200:
                return
            if reply.status not in {0, 502, 503}:
                self.wrong.append(f"save answered {reply.status} {reply.body[:200]}")
                return
            self.repeats += 1
            time.sleep(0.05)
        self.wrong.append("no acknowledgement in time")

    def try_save(self, item: int, option: str, revision: int, **more: str) -> Reply:
        """Once; what is acknowledged is remembered."""
        form = {"perangkat": self.device, "revisi": revision, "keyakinan": "2", "pilihan": option, **more}
        reply = self.post(f"jawaban/{self.sitting.items[item].token}", form)
        if reply.status == 200:
            if json.loads(reply.body) != {"tersimpan": True, "revisi": revision}:
                self.wrong.append(f"revision {revision} acknowledged as {reply.body[:200]}")
            self.heard[item] = (revision, option)
            self.acknowledged += 1
        return reply

    def post(self, action: str, form: dict[str, object]) -> Reply:
        """A form of this attempt, once."""
        return self.ask("POST", f"/upaya/{self.sitting.public_id}/{action}", form)

    def ask(self, method: str, path: str, form: dict[str, object] | None = None) -> Reply:
        """Any request of this person, once."""
        headers = {
            "Cookie": self.visitor.cookie,
            "Accept": "text/html" if form is None else "application/json",
        }
        body = None
        if form is not None:
            body = urlencode({**form, "csrf_token": self.visitor.csrf_token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            reply = connection.getresponse()
            return Reply(reply.status, reply.read().decode(), dict(reply.getheaders()))
        except (OSError, HTTPException):
            return Reply(0)  # cut in the middle: nothing was acknowledged
        finally:
            connection.close()

    def read_back(self) -> tuple[int, int]:
        """(lost, doubled): what the pages show against what was acknowledged."""
        lost = doubled = 0
        for item, (_, option) in self.heard.items():
            page = self.ask("GET", f"/upaya/{self.sitting.public_id}/{item + 1}/")
            shown = CHECKED.findall(page.body)
            lost += option not in shown
            doubled += len(shown) > 1
        return lost, doubled
