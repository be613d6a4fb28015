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
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.materials.rendering.pieces import Context, Piece, Rendered, RenderRefused

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 2.0
"""Of the processor, for a whole document: a machine that is busy with others refuses nobody's text."""
PATIENCE = 5 if hasattr(signal, "setitimer") else 1
"""How many times as long by the clock; where a process cannot be timed by its own work, the clock decides."""
SECONDS_TO_START = 30.0
LARGEST = 400_000
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

    def render(self, pieces: Sequence[Piece], context: Context) -> list[Rendered]:
        """Every piece of one document, in order; raises RenderRefused for the first that breaks a limit."""
        if not pieces:
            return []
        for piece in pieces:
            if len(piece.text) > LARGEST:
                raise RenderRefused(piece.line, "Teks ini terlalu panjang. Bagilah menjadi beberapa bagian.")
        with self._lock:
            self._start()
            asked = {"context": context.as_json(), "pieces": [asdict(piece) for piece in pieces]}
            self._send({**asked, "seconds": self.seconds})
            deadline = time.monotonic() + self.seconds * PATIENCE
            return [self._receive(piece, deadline) for piece in pieces]

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

    def _start(self) -> None:
        if self._owner == os.getpid() and self._process and self._process.poll() is None:
            return
        self.close()
        self._owner = os.getpid()
        self._lines = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.materials.rendering.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=_environment(),
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=_pump, args=(self._process, self._lines), daemon=True).start()
        self._next(Piece, time.monotonic() + SECONDS_TO_START)

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
            raise RenderRefused(piece.line, answer["fault"])
        return Rendered(answer["html"], answer["text"], tuple(answer["strange"]))

    def _next(self, piece: Piece | type[Piece], deadline: float) -> dict[str, Any]:
        line = piece.line if isinstance(piece, Piece) else 1
        try:
            answer = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self.close()
            raise RenderRefused(line, TOO_SLOW) from None
        if not answer:
            raise RenderRefused(line, TOO_SLOW if self._ran_out() else STOPPED)
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


def _environment() -> dict[str, str]:
    """What Python needs to start, and nothing that the product knows."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


renderer = Renderer()
atexit.register(renderer.close)
