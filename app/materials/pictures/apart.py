"""The process that shrinks a picture, seen from outside."""

import base64
import json
from dataclasses import dataclass

from app.errors import Invalid
from app.materials.apart import Stopped, run_apart

SECONDS = 30.0
TOO_HEAVY = "Gambar ini terlalu berat untuk diolah. Simpan ulang dengan ukuran lebih kecil, lalu coba lagi."


class PictureRefused(Invalid):
    """A file that is no picture of ours; the sentence says what to do."""

    message = TOO_HEAVY


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The picture for a page, and a larger one for who taps it; None when the page's shows everything."""

    view: bytes
    large: bytes | None


def shrink_apart(data: bytes) -> Shrunk:
    """Both encodings of a picture; raises PictureRefused."""
    try:
        found = json.loads(run_apart("app.materials.pictures.worker", data=data, seconds=SECONDS))
    except Stopped as stopped:
        raise PictureRefused from stopped
    if "refused" in found:
        raise PictureRefused(found["refused"])
    large = found["large"]
    return Shrunk(base64.b64decode(found["view"]), base64.b64decode(large) if large else None)
