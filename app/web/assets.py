"""Static files: an address that changes with the content, cached for ever, compressed once.

A script names what it imports as a file beside itself; what is served names that file's address, so that the
hash of a script covers everything that it imports.
"""

import gzip
import mimetypes
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request

from app.errors import NotFound
from app.web.access import public

try:
    import brotli  # type: ignore[import-untyped]
except ImportError:  # a server without it serves gzip
    brotli = None

ROOT = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TEXT = ("text/", "image/svg+xml", "application/manifest+json", "application/json")
SMALLEST_WORTH = 200
IMPORTED = re.compile(rb'"\./([\w-]+\.js)"')
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(slots=True)
class StaticFile:
    """One file as it is sent; compressed when first asked for."""

    body: bytes
    mimetype: str
    changed_ns: int
    digest: str = field(init=False)
    packed: dict[str, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.digest = sha256(self.body).hexdigest()[:16]

    @property
    def packable(self) -> bool:
        """Whether compressing helps."""
        return len(self.body) >= SMALLEST_WORTH and self.mimetype.startswith(TEXT)

    def encoded(self, encoding: str) -> bytes:
        """The body in that encoding (`br` or `gzip`)."""
        if encoding not in self.packed:
            pack = gzip.compress if encoding == "gzip" else brotli.compress
            self.packed[encoding] = pack(self.body)
        return self.packed[encoding]


class Shelf:
    """The static files of the product, held in memory; `watch` looks at the disk again (development)."""

    def __init__(self, root: Path = ROOT, *, watch: bool = False) -> None:
        self.root, self.watch = root, watch
        self._files: dict[str, StaticFile] = {}
        self._names = self._inventory()

    def file(self, name: str) -> StaticFile:
        """The file of that name; raises NotFound for everything that is not on the shelf."""
        if self.watch and name not in self._names:
            self._names = self._inventory()
        if name not in self._names:
            raise NotFound
        known = self._files.get(name)
        if known is None or (self.watch and known.changed_ns != self._changed_ns(self._names[name])):
            known = self._files[name] = self._read(self._names[name])
        return known

    def address(self, name: str) -> str:
        """`/static/css/paham.css?v=…`; raises LookupError for a name that a template misspelt."""
        if name not in self._names and not self.watch:
            raise LookupError(name)
        return f"/static/{name}?v={self.file(name).digest}"

    def _inventory(self) -> dict[str, Path]:
        return {p.relative_to(self.root).as_posix(): p for p in self.root.rglob("*") if p.is_file()}

    def _read(self, path: Path) -> StaticFile:
        mimetype = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = path.read_bytes()
        if path.suffix == ".js":
            body = IMPORTED.sub(
                lambda found: b'"%s"' % self.address(f"js/{found[1].decode()}").encode(), body
            )
        return StaticFile(body, mimetype, self._changed_ns(path))

    @staticmethod
    def _changed_ns(path: Path) -> int:
        """When it last changed; a script also changes with what it may import."""
        beside = path.parent.glob("*.js") if path.suffix == ".js" else (path,)
        return max(each.stat().st_mtime_ns for each in beside)


def register_assets(app: Flask) -> None:
    """Serve `/static/…` and give templates `asset()`."""
    shelf = Shelf(watch=not app.config["PAHAM"].production)
    app.jinja_env.globals["asset"] = shelf.address

    @public
    def static(filename: str) -> Response:
        return _answer(shelf.file(filename))

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.extensions["shelf"] = shelf


def _answer(file: StaticFile) -> Response:
    encoding = _encoding() if file.packable else ""
    response = Response(file.encoded(encoding) if encoding else file.body, mimetype=file.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if file.packable:
        response.vary.add("Accept-Encoding")
    response.set_etag(f"{file.digest}{encoding}")
    fresh = request.args.get("v") == file.digest
    response.headers["Cache-Control"] = FOR_EVER if fresh else "no-cache"
    response.make_conditional(request)
    return response


def _encoding() -> str:
    accepted = request.accept_encodings
    if brotli is not None and accepted["br"]:
        return "br"
    return "gzip" if accepted["gzip"] else ""
