"""Small inputs that would stop a worker, sent to the served product while others read and answer."""

import html
import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.journeys.conftest import PASSWORD, Server

MODULE = "modul/02-proses-bisnis-dulu/modul.md"
READ = "/modul/proses-bisnis-dulu/antrean-salah-dibaca/"
DEEP = "\n".join(" " * 4 * depth + "- x" for depth in range(300))
BRACKETS = "dibuka tanpa ditutup. Tutup dengan ]"
HOSTILE = {
    "[" * 8000: BRACKETS,
    "![](" * 8000: BRACKETS,
    "<![" * 8000: BRACKETS,
    "<a " * 8000: "",
    DEEP: "Teks ini bersarang terlalu dalam.",
    "x" * 5_000_000: "Berkas ini melebihi 200 kB.",
}
"""What is typed, and the sentence of its refusal; without one it may also be answered as a text."""
QUIZ = "/kuis/spbe-bukan-lomba-aplikasi/"
ACTION = re.compile(r'action="(/upaya/[0-9a-f]+/jawaban/[0-9a-f]+)')
OPTION = re.compile(r'<input(?=[^>]*name="pilihan")[^>]*value="([^"]+)"')
CHOSEN = re.compile(r'<input(?=[^>]*name="pilihan")(?=[^>]*\schecked)[^>]*value="([^"]+)"')
MEMORY = 300_000
"""Kilobytes that all processes of the server together may grow by."""


class Visitor:
    """Somebody at the served product, with cookies."""

    def __init__(self, base: str, who: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(jar)
        self.send("/masuk", identifier=f"{who}@contoh.test", password=PASSWORD)

    def get(self, path: str) -> tuple[int, str]:
        return self._answer(urllib.request.Request(self.base + path))

    def begin(self) -> str:
        """Begin the quiz; the address of its first question that is answered by a choice."""
        self.send(f"{QUIZ}mulai", page=QUIZ)
        home = re.search(r"/upaya/[0-9a-f]+/", self.get(QUIZ)[1])
        assert home
        return next(f"{home[0]}{n}/" for n in range(1, 11) if OPTION.search(self.get(f"{home[0]}{n}/")[1]))

    def send(self, path: str, *, page: str | None = None, **fields: str) -> tuple[int, str]:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page or path)[1])
        assert token, path
        body = urllib.parse.urlencode(fields | {"csrf_token": token[1]}).encode()
        return self._answer(urllib.request.Request(self.base + path, body))

    def _answer(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def memory_of(server: Server) -> int:
    """Kilobytes that the server and all that it started hold now."""
    assert server.process is not None
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            group = (status.parent / "stat").read_text().rsplit(")", 1)[1].split()[2]
            found = re.search(r"VmRSS:\s+(\d+)", status.read_text())
        except OSError:  # it ended meanwhile
            continue
        if int(group) == server.process.pid and found:
            total += int(found[1])
    return total


def test_hostile_texts_are_refused_while_nobody_else_fails(server: Server) -> None:
    trainer, readers = Visitor(server.base, "narasumber"), [Visitor(server.base, "peserta.a")]
    readers.append(Visitor(server.base, "peserta.b"))
    solver = Visitor(server.base, "peserta.a22")
    question, kept = solver.begin(), list[str]()
    failed: list[int] = []
    done, answered = threading.Event(), [0]

    def read(reader: Visitor) -> None:
        while not done.is_set():
            status, _ = reader.get(READ)
            answered[0] += 1
            if status != 200:
                failed.append(status)

    def answer() -> None:
        while not done.is_set():
            page = solver.get(question)[1]
            action, options = ACTION.search(page), OPTION.findall(page)
            assert action
            chosen = options[len(kept) % len(options)]
            status, _ = solver.send(
                action[1], page=question, perangkat="tab-uji", revisi=str(len(kept) + 1), pilihan=chosen
            )
            kept.append(chosen)
            if status != 200 or CHOSEN.findall(solver.get(question)[1]) != [chosen]:
                failed.append(status)

    box = re.search(
        r'<textarea id="src"[^>]*>\n?(.*?)</textarea>', trainer.get(f"/studio/{MODULE}/")[1], re.S
    )
    assert box
    standing = html.unescape(box[1])
    before = memory_of(server)
    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    threads.append(threading.Thread(target=answer))
    for thread in threads:
        thread.start()
    try:
        for typed, sentence in HOSTILE.items():
            text = f"{standing}\n## Uji\n\n{typed}\n"
            fields = {"text": text, "expected": "0", "revisi": "0", "change_kind": "koreksi", "note": ""}
            place = f"/studio/{MODULE}/"
            status, page = trainer.send(place, aksi="periksa", **fields)
            assert status == 200, (typed[:8], status)
            assert sentence in page, typed[:8]
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failed
    assert answered[0] > len(HOSTILE)
    assert len(kept) > len(HOSTILE)
    assert memory_of(server) - before < MEMORY
