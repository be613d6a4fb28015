"""A picture beside a document: what its first bytes say, and whether it may be shown.

PNG, JPEG, WebP and GIF by their signature, never by their name. SVG only when it is a still drawing:
no script, no foreign content, no event attribute, no address outside the file.
"""

import hashlib
import re
import struct
from dataclasses import dataclass
from xml.parsers import expat

LARGEST = 2_000_000
LARGEST_SVG = 300_000
HEAVY = 300_000
MOST_PIXELS = 10_000
DEEPEST_SVG = 60
SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/svg+xml": "svg",
}
SVG_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "clipPath",
        "mask",
        "marker",
        "style",
        "switch",
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feBlend",
        "feFlood",
        "feComposite",
        "feMerge",
        "feMergeNode",
        "feColorMatrix",
    ]
)
OUTSIDE = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|expression\(|javascript:|data:|\\", re.IGNORECASE)
LENGTH = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Picture:
    """The facts of an image file; `fault` is a sentence when it must not be shown."""

    name: str
    sha256: str
    mime: str
    width: int | None
    height: int | None
    size: int
    fault: str | None = None

    @property
    def address(self) -> str:
        """Where it is served: its content is its name, so it may be kept for ever."""
        return f"/gambar/{self.sha256}.{SUFFIXES.get(self.mime, 'bin')}"


def large_name(name: str) -> str:
    """The name of the larger picture beside one of a page: alur.webp, alur.besar.webp."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.besar.{suffix}" if dot else f"{name}.besar"


class _Refused(Exception):
    pass


def examine(name: str, data: bytes) -> Picture:
    """What this file is; never raises."""
    digest = hashlib.sha256(data).hexdigest()
    mime = _mime(data)
    try:
        width, height = _measure(mime, data)
    except _Refused as refused:
        return Picture(name, digest, mime or "", None, None, len(data), str(refused))
    return Picture(name, digest, mime or "", width, height, len(data))


def _mime(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if start.startswith(b"<") and b"<svg" in data[:4000] else None


def _measure(mime: str | None, data: bytes) -> tuple[int | None, int | None]:
    if mime is None:
        raise _Refused("Berkas ini bukan PNG, JPEG, WebP, GIF, atau SVG.")
    if len(data) > (LARGEST_SVG if mime == "image/svg+xml" else LARGEST):
        raise _Refused("Gambar ini terlalu besar. Paling besar 2 MB, SVG 300 kB.")
    readers = {
        "image/png": _png,
        "image/gif": _gif,
        "image/jpeg": _jpeg,
        "image/webp": _webp,
        "image/svg+xml": _svg,
    }
    size = readers[mime](data)
    if size is None:
        return None, None
    if not all(1 <= side <= MOST_PIXELS for side in size):
        raise _Refused(f"Ukuran gambar ini tidak wajar. Paling lebar {MOST_PIXELS} piksel.")
    return size


def _png(data: bytes) -> tuple[int, int]:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise _Refused("Berkas PNG ini rusak. Simpan ulang gambarnya.")
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def _gif(data: bytes) -> tuple[int, int]:
    if len(data) < 13:
        raise _Refused("Berkas GIF ini rusak. Simpan ulang gambarnya.")
    width, height = struct.unpack("<HH", data[6:10])
    return int(width), int(height)


def _webp(data: bytes) -> tuple[int, int]:
    """The three kinds of first chunk, by the container's specification (RFC 9649)."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L" and len(data) >= 25 and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a" and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise _Refused("Berkas WebP ini rusak. Simpan ulang gambarnya.")


def _jpeg(data: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header, which holds height and width."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + max(2, int(struct.unpack(">H", data[place + 2 : place + 4])[0]))
    raise _Refused("Berkas JPEG ini rusak. Simpan ulang gambarnya.")


@dataclass(slots=True)
class _Drawing:
    """What the walk through an SVG has seen."""

    depth: int = 0
    size: tuple[int, int] | None = None
    in_style: bool = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST_SVG:
            raise _Refused("Gambar SVG ini bersarang terlalu dalam.")
        local = element.rpartition(":")[2]
        if local not in SVG_ELEMENTS:
            raise _Refused(f"Gambar SVG ini memuat <{local[:30]}>, yang tidak diizinkan.")
        self.in_style = local == "style"
        for name, value in attributes.items():
            _refuse_attribute(name, value)
        if self.depth == 1:
            self.size = _size(attributes)

    def end(self, _element: str) -> None:
        self.depth -= 1
        self.in_style = False

    def text(self, data: str) -> None:
        if self.in_style and OUTSIDE.search(data):
            raise _Refused("Gaya di gambar SVG ini memanggil alamat luar.")

    def refuse_doctype(self, *_: object) -> None:
        raise _Refused("Gambar SVG ini memuat DOCTYPE. Hapus barisnya.")

    def refuse_instruction(self, *_: object) -> None:
        raise _Refused("Gambar SVG ini memuat perintah pemroses. Hapus barisnya.")


def _refuse_attribute(name: str, value: str) -> None:
    local = name.rpartition(":")[2].lower()
    if local.startswith("on"):
        raise _Refused(f"Gambar SVG ini memuat {local[:30]}, yang menjalankan skrip.")
    if local in {"href", "src"} and not value.strip().startswith("#"):
        raise _Refused("Gambar SVG ini menunjuk ke alamat luar.")
    if not name.startswith("xmlns") and OUTSIDE.search(value):
        raise _Refused("Gambar SVG ini memanggil alamat luar.")


def _svg(data: bytes) -> tuple[int, int] | None:
    drawing = _Drawing()
    parser = expat.ParserCreate()
    parser.buffer_text = True  # a style element arrives whole, so nothing hides at a seam
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.text
    parser.StartDoctypeDeclHandler = drawing.refuse_doctype
    parser.ProcessingInstructionHandler = drawing.refuse_instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _Refused(f"Gambar SVG ini rusak di baris {error.lineno}.") from error
    return drawing.size


def _size(attributes: dict[str, str]) -> tuple[int, int] | None:
    width, height = LENGTH.match(attributes.get("width", "")), LENGTH.match(attributes.get("height", ""))
    if width and height:
        return int(width[1]), int(height[1])
    box = re.findall(r"-?\d+(?:\.\d+)?", attributes.get("viewBox", "")[:100])
    return (round(float(box[2])), round(float(box[3]))) if len(box) == 4 else None
