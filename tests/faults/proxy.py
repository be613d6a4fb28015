"""A line that cuts: the request arrives, the server answers, and the answer is lost on the way."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def dropping(port: int, share: float, seed: int) -> Iterator[tuple[int, list[int]]]:
    """The port to go through, and a list that grows by one for each reply that was dropped."""
    chance, dropped = random.Random(seed), list[int]()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                lost = chance.random() < share
                threading.Thread(target=_carry, args=(near, port, lost, dropped), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], dropped
    finally:
        listener.close()


def _carry(near: socket.socket, port: int, lost: bool, dropped: list[int]) -> None:
    with suppress(OSError), near, socket.create_connection(("127.0.0.1", port), timeout=30) as far:
        far.sendall(_request(near))
        reply = far.recv(65536)
        if lost and reply:
            dropped.append(1)
            return
        while reply:
            near.sendall(reply)
            far.settimeout(0.2)
            reply = far.recv(65536)


def _request(near: socket.socket) -> bytes:
    """One whole request: head, and as much body as it says."""
    near.settimeout(10)
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = near.recv(65536)
        if not chunk:
            return received
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    needed = int(lines[0].split(b":")[1]) if lines else 0
    while len(body) < needed:
        chunk = near.recv(65536)
        body += chunk
        received += chunk
    return received
