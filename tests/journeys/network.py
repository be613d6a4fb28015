"""The way between a browser and the product, which a test may cut, spoil or slow."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORTAL = b"<!doctype html><title>Wi-Fi kantor</title><h1>Masuk ke Wi-Fi kantor</h1>"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody between the browser and us answers in our place."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


CAPTIVE_PORTAL = Reply(200, PORTAL, {"Content-Type": "text/html"})
PORTAL_JSON = Reply(200, b'{"tersimpan": true, "revisi": 99}', {"Content-Type": "application/json"})
PORTAL_REDIRECT = Reply(302, b"", {"Location": "/masuk-wifi"})
BAD_GATEWAY = Reply(502, b"<h1>502 Bad Gateway</h1>", {"Content-Type": "text/html"})


class Network:
    """A proxy in front of the product; `spoil` is asked about every request, None lets it pass."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.seen: list[tuple[str, str]] = []
        self.spoil: Callable[[str, str], Reply | str | None] = lambda _method, _path: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """No more."""
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """No reply to anything, without the browser being told that it is offline."""
        with self.answers(lambda _method, _path: "cut"):
            yield

    @contextmanager
    def answers(self, spoil: Callable[[str, str], Reply | str | None]) -> Iterator[None]:
        """As long as this lasts, somebody else answers what `spoil` says."""
        before, self.spoil = self.spoil, spoil
        try:
            yield
        finally:
            self.spoil = before

    def posts(self) -> list[str]:
        """The addresses that were posted to, in order."""
        return [path for method, path in self.seen if method == "POST"]

    def _handler(network) -> type[BaseHTTPRequestHandler]:  # noqa: N805  `self` is the handler's
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else None
                network.seen.append((self.command, self.path))
                verdict = network.spoil(self.command, self.path)
                if verdict == "cut":
                    self.close_connection = True
                    self.connection.close()
                    return
                try:
                    if isinstance(verdict, Reply):
                        self._answer(verdict.status, list(verdict.headers.items()), verdict.body)
                    else:
                        self._pass_on(body, dropped=verdict == "drop reply")
                except OSError:
                    self.close_connection = True

            do_POST = do_GET  # noqa: N815  the name that the server asks for

            def _pass_on(self, body: bytes | None, *, dropped: bool) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", network.target, timeout=30)
                try:
                    connection.request(self.command, self.path, body, dict(self.headers.items()))
                    reply = connection.getresponse()
                    content = reply.read()
                except OSError:
                    self.close_connection = True
                    self.connection.close()
                    return
                finally:
                    connection.close()
                if dropped:
                    self.close_connection = True
                    self.connection.close()
                    return
                headers = [
                    (name, value) for name, value in reply.getheaders() if name.lower() not in HOP_BY_HOP
                ]
                self._answer(
                    reply.status, [each for each in headers if each[0].lower() != "content-length"], content
                )

            def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler
