"""What costs the time of one request: the WSGI application alone in one thread, under cProfile.

The profiler makes calls dearer than they are, so its shares are laid on the time measured without it.
"""

import cProfile
import io
import pstats
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
WARM_UP = 50
AREAS = (
    ("/app/", "the product's own Python"),
    (".html", "templates of the product, compiled"),
    ("/sqlalchemy/", "SQLAlchemy"),
    ("/psycopg", "psycopg"),
    ("/jinja2/", "Jinja"),
    ("/markupsafe/", "Jinja"),
    ("/flask_login/", "Flask-Login"),
    ("/flask_wtf/", "Flask-WTF (CSRF)"),
    ("/itsdangerous/", "signing (cookie, CSRF)"),
    ("/hmac.py", "signing (cookie, CSRF)"),
    ("/flask_compress/", "compression"),
    ("/flask_sqlalchemy/", "Flask-SQLAlchemy"),
    ("/flask/", "Flask"),
    ("/werkzeug/", "Werkzeug"),
    ("/blinker/", "Flask"),
    ("/json/", "JSON"),
    ("/logging/", "logging"),
    ("/babel/", "Babel"),
)
OUTSIDE_PACKAGES = ("/app/", ".html", "/json/", "/logging/", "/hmac.py")
BUILT_IN = "built-in functions (sqlite3, sockets, str, dict)"
OTHER = "standard library and the rest"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a request and calls a request of one place or area."""

    place: str
    ms: float
    calls: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One request: measured without the profiler, then divided by its shares."""

    ms: float
    statements: float
    areas: tuple[Cost, ...]
    own: tuple[Cost, ...]


def profile(application: WSGI, requests: list[bytes], *, count: int = 300) -> Profile:
    """Serve these requests in turn; raises when one is not answered with 200."""
    environs = [environ(each) for each in requests]
    for number in range(WARM_UP):
        serve(application, environs[number % len(environs)])
    plain = _timed(application, environs, count)
    profiler = cProfile.Profile()
    profiler.enable()
    _timed(application, environs, count)
    profiler.disable()
    return _read(pstats.Stats(profiler), plain, count)


def environ(request: bytes) -> dict[str, Any]:
    """The WSGI environment of a request written as bytes."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    found: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "body": body,
    }
    for line in lines:
        name, value = line.split(": ", 1)
        key = name.upper().replace("-", "_")
        found[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return found


def serve(application: WSGI, wanted: dict[str, Any]) -> bytes:
    """The body of the answer."""
    told: list[str] = []
    given = {**wanted, "wsgi.input": io.BytesIO(wanted["body"]), "wsgi.errors": io.StringIO()}
    answer = application(given, lambda status, _headers, _info=None: told.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not told[0].startswith("200"):
        raise RuntimeError(f"{wanted['PATH_INFO']}: {told[0]}")
    return body


def _timed(application: WSGI, environs: list[dict[str, Any]], count: int) -> float:
    began = time.process_time()
    for number in range(count):
        serve(application, environs[number % len(environs)])
    return (time.process_time() - began) * 1000 / count


def _read(stats: pstats.Stats, plain: float, count: int) -> Profile:
    rows: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    total = sum(row[2] for row in rows.values()) or 1.0
    scale = plain / total
    areas: dict[str, float] = {}
    calls: dict[str, float] = {}
    statements = 0
    for place, (_, number, inside, _, _) in rows.items():
        area = _area(place)
        areas[area] = areas.get(area, 0.0) + inside * scale
        calls[area] = calls.get(area, 0.0) + number / count
        if place[2] in ("do_execute", "<method 'executemany' of 'sqlite3.Cursor' objects>"):
            statements += number
    own = [
        Cost(_label(place), through * scale, number / count)
        for place, (_, number, _, through, _) in rows.items()
        if "/app/" in place[0] or place[0].endswith(".html")
    ]
    return Profile(
        ms=plain,
        statements=statements / count,
        areas=tuple(_sorted(Cost(area, ms, calls[area]) for area, ms in areas.items())),
        own=tuple(_sorted(own)[:25]),
    )


def _area(place: tuple[str, int, str]) -> str:
    file = place[0].replace("\\", "/")
    if file == "~":
        return BUILT_IN
    for part, name in AREAS:
        if part in file and ("site-packages" in file or part in OUTSIDE_PACKAGES):
            return name
    return OTHER


def _label(place: tuple[str, int, str]) -> str:
    file = place[0].replace("\\", "/")
    short = file[file.rindex("/app/") + 1 :] if "/app/" in file else file
    return f"{short}: {place[2]}"


def _sorted(costs: Iterable[Cost]) -> list[Cost]:
    return sorted(costs, key=lambda cost: -cost.ms)
