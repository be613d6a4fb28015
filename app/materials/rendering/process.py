"""The renderer seen from outside: a process of its own, ended when it takes too long."""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.materials.apart import ROOT, clean_environment
from app.materials.rendering.overgrown import overgrown
from app.materials.rendering.pieces import Context, Mode, Piece, Rendered, RenderRefused

SECONDS = 1.0
"""Of the processor, for a whole document: a machine that is busy with others refuses nobody's text.

The longest text that may be published takes a third of it.
"""
PATIENCE = 10 if hasattr(signal, "setitimer") else 2
"""How many times as long by the clock; where a process cannot be timed by its own work, the clock decides."""
SECONDS_TO_START = 30.0
LARGEST = 400_000
REMEMBERED = 500
Key = tuple[str, Mode, str]
TOO_SLOW = "Teks ini terlalu lama diolah. Periksa kurung siku, tanda seru, dan tabelnya."
STOPPED = "Teks ini menghentikan pengolah. Sederhanakan bagian yang terakhir Anda ubah."


class Renderer:
    """Renders documents one at a time; safe to share between threads and to carry across a fork."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._owner = 0
        self._is_ready = False
        self._known: dict[Key, Rendered] = {}
        """What was rendered last: whoever types changes one section and asks for all of them."""

        self._refused: dict[tuple[Mode, str], str] = {}
        """What ran out of time; whatever it shows of others, it would again."""

    def render(self, pieces: Sequence[Piece], context: Context) -> list[Rendered]:
        """Every piece of one document, in order; raises RenderRefused for the first that breaks a limit."""
        if not pieces:
            return []
        for piece in pieces:
            if len(piece.text) > LARGEST:
                raise RenderRefused(piece.line, "Teks ini terlalu panjang. Bagilah menjadi beberapa bagian.")
            found = overgrown(piece.text)
            if found:
                raise RenderRefused(piece.line + found[0], found[1], lasting=True)
        keys = [(context.digest(), piece.mode, piece.text) for piece in pieces]
        with self._lock:
            self._refuse_known(keys, pieces)
            fresh = {key: piece for key, piece in zip(keys, pieces, strict=True) if key not in self._known}
            if fresh:
                self._render(fresh, context)
            answers = [self._known[key] for key in keys]
            self._forget_oldest()
            return answers

    def _render(self, fresh: Mapping[Key, Piece], context: Context) -> None:
        self._wait_for_process()
        asked = {"context": context.as_json(), "pieces": [asdict(piece) for piece in fresh.values()]}
        self._send({**asked, "seconds": self.seconds})
        deadline = time.monotonic() + self.seconds * PATIENCE
        for key, piece in fresh.items():
            try:
                self._known[key] = self._receive(piece, deadline)
            except RenderRefused as refused:
                if refused.lasting:
                    self._refused[key[1:]] = refused.sentence
                self._start()  # so that whoever asks next finds it ready
                raise

    def _refuse_known(self, keys: Sequence[Key], pieces: Sequence[Piece]) -> None:
        """What stopped the process once is not tried again with every letter that is typed elsewhere."""
        for key, piece in zip(keys, pieces, strict=True):
            if key[1:] in self._refused:
                raise RenderRefused(piece.line, self._refused[key[1:]], lasting=True)

    def _forget_oldest(self) -> None:
        shelves: tuple[dict[Any, Any], ...] = (self._known, self._refused)
        for shelf in shelves:
            while len(shelf) > REMEMBERED:
                del shelf[next(iter(shelf))]

    def close(self) -> None:
        """End the process, if it is ours."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    def _wait_for_process(self) -> None:
        if self._owner != os.getpid() or self._process is None or self._process.poll() is not None:
            self._start()
        if not self._is_ready:
            self._next(Piece, time.monotonic() + SECONDS_TO_START)
            self._is_ready = True

    def _start(self) -> None:
        self.close()
        self._is_ready = False
        self._owner = os.getpid()
        self._lines = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.materials.rendering.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=clean_environment(),
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=_pump, args=(self._process, self._lines), daemon=True).start()

    def _send(self, request: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _ran_out(self) -> bool:
        """Whether the process was ended for the time it took; it is gone either way."""
        code = self._process.wait() if self._process else None
        self.close()
        return code == -getattr(signal, "SIGPROF", 0)

    def _receive(self, piece: Piece, deadline: float) -> Rendered:
        answer = self._next(piece, deadline)
        if "fault" in answer:
            self.close()  # the rest of its answers belong to a document that is refused
            raise RenderRefused(piece.line, answer["fault"], lasting=True)
        return Rendered(answer["html"], answer["text"], tuple(answer["strange"]))

    def _next(self, piece: Piece | type[Piece], deadline: float) -> dict[str, Any]:
        line = piece.line if isinstance(piece, Piece) else 1
        try:
            answer = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self.close()
            raise RenderRefused(line, TOO_SLOW) from None
        if not answer:
            ran_out = self._ran_out()
            raise RenderRefused(line, TOO_SLOW if ran_out else STOPPED, lasting=ran_out)
        found: dict[str, Any] = json.loads(answer)
        return found


def _pump(process: subprocess.Popen[str], lines: "queue.SimpleQueue[str]") -> None:
    """Hand every line on; an empty one says that the process has ended."""
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:  # closed while reading
        pass
    lines.put("")


renderer = Renderer()
atexit.register(renderer.close)
