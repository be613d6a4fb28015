"""A closed-loop keep-alive client: each connection sends its next request when the last is answered.

One thread over epoll in the benchmark's own process, which does nothing else meanwhile. It takes part of
the same machine, as a browser would not; its CPU time is reported beside every figure.
"""

import gc
import select
import socket
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"ontent-Length: "
CLOSES = b"onnection: close"
SILENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must say to count: its status and some words of its body."""

    status: int
    words: bytes = b""


@dataclass(slots=True)
class Tally:
    """What one run of the client saw; latencies in seconds, one an answer."""

    seconds: float = 0.0
    client_cpu_seconds: float = 0.0
    latencies: "array[float]" = field(default_factory=lambda: array("d"))
    errors: int = 0
    reopened: int = 0
    first_error: str = ""
    body_bytes: int = 0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def fail(self, what: str) -> None:
        """Count an error and remember the first."""
        self.errors += 1
        self.first_error = self.first_error or what


@dataclass(slots=True)
class Connection:
    """One virtual user at a time: what was sent, when, and what has come back so far."""

    requests: Iterator[bytes]
    socket: socket.socket
    request: bytes = b""
    sent_at: float = 0.0
    received: bytes = b""
    needed: int = 0
    retried: bool = False

    def send_next(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.request, self.retried = request, False
        self.send()
        return True

    def send(self) -> None:
        """Send the present request."""
        self.received, self.needed = b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bool:
        """Take what has come; whether the answer is whole. ConnectionError when the server hung up."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionResetError("the server closed the connection")
        self.received = self.received + chunk if self.received else chunk
        if not self.needed:
            self.needed = length_of(self.received)
        return bool(self.needed) and len(self.received) >= self.needed


def drive(
    address: tuple[str, int], requests: Sequence[Iterator[bytes]], *, expected: Expected, seconds: float
) -> Tally:
    """Keep one connection busy for each of `requests` during `seconds`, or until they have run out."""
    tally = Tally()
    poll = select.epoll()
    connections = {}
    for each in requests:
        connection = Connection(each, _open(address))
        connections[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
    gc_was_on = gc.isenabled()
    gc.disable()
    cpu, began = time.process_time(), time.perf_counter()
    try:
        _loop(poll, connections, tally, address=address, expected=expected, until=began + seconds)
    finally:
        tally.seconds = time.perf_counter() - began
        tally.client_cpu_seconds = time.process_time() - cpu
        for connection in connections.values():
            connection.socket.close()
        poll.close()
        if gc_was_on:
            gc.enable()
    return tally


def _loop(
    poll: select.epoll,
    connections: dict[int, Connection],
    tally: Tally,
    *,
    address: tuple[str, int],
    expected: Expected,
    until: float,
) -> None:
    for number in [number for number, each in connections.items() if not each.send_next()]:
        _drop(poll, connections, number)
    while connections and time.perf_counter() < until:
        events = poll.poll(SILENCE_SECONDS)
        if not events:
            tally.fail(f"no answer for {SILENCE_SECONDS} s")
            return
        for number, _ in events:
            connection = connections[number]
            try:
                if not connection.receive():
                    continue
                answered = time.perf_counter()
            except OSError as error:
                _replace(poll, connections, number, address, tally, str(error))
                continue
            _judge(connection, expected, tally, answered)
            if CLOSES in connection.received[:2000]:
                _reopen(poll, connections, number, address)
                tally.reopened += 1
            if not connection.send_next():
                _drop(poll, connections, connection.socket.fileno())


def _judge(connection: Connection, expected: Expected, tally: Tally, answered: float) -> None:
    received = connection.received
    if int(received[9:12]) != expected.status or expected.words not in received:
        tally.fail(received[:4000].decode(errors="replace"))
        return
    tally.latencies.append(answered - connection.sent_at)
    tally.body_bytes = len(received) - received.index(END_OF_HEAD) - len(END_OF_HEAD)


def length_of(received: bytes) -> int:
    """How long the whole answer is; 0 while its head is not there yet."""
    end = received.find(END_OF_HEAD)
    if end < 0:
        return 0
    start = received.find(LENGTH, 0, end)
    if start < 0:
        raise ConnectionError("an answer without Content-Length")
    start += len(LENGTH)
    return end + len(END_OF_HEAD) + int(received[start : received.index(b"\r", start)])


def _replace(
    poll: select.epoll,
    connections: dict[int, Connection],
    number: int,
    address: tuple[str, int],
    tally: Tally,
    why: str,
) -> None:
    """Open the connection again and send the same request once more; a second failure is an error."""
    connection = connections[number]
    _reopen(poll, connections, number, address)
    if connection.retried or connection.received:
        tally.fail(why)
        if not connection.send_next():
            _drop(poll, connections, connection.socket.fileno())
        return
    tally.reopened += 1
    connection.retried = True
    connection.send()


def _reopen(
    poll: select.epoll, connections: dict[int, Connection], number: int, address: tuple[str, int]
) -> None:
    connection = connections.pop(number)
    poll.unregister(number)
    connection.socket.close()
    connection.socket = _open(address)
    connections[connection.socket.fileno()] = connection
    poll.register(connection.socket, select.EPOLLIN)


def _drop(poll: select.epoll, connections: dict[int, Connection], number: int) -> None:
    poll.unregister(number)
    connections.pop(number).socket.close()


def _open(address: tuple[str, int]) -> socket.socket:
    opened = socket.create_connection(address, timeout=10)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened
