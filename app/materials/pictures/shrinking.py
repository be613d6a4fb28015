"""One picture to WebP: a small one, a larger one, and nothing that the camera wrote into it."""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
VIEW_WIDTH, VIEW_BYTES = 720, 80_000
LARGE_SIDE, LARGE_BYTES = 2000, 1_500_000
QUALITIES = (84, 74, 62, 50, 38)
DRAWN = 4096
"""A picture of at most so many colours was drawn, not taken."""
DAMAGED = "Gambar ini rusak atau bukan gambar. Buka di aplikasi foto, simpan ulang, lalu coba lagi."
TOO_LARGE = "Gambar ini melebihi 50 juta piksel. Kecilkan dahulu, misalnya sampai 4.000 piksel."


class Damaged(Exception):
    """What the bytes hold cannot be shown; the sentence says why."""


def shrink(data: bytes) -> tuple[bytes, bytes | None]:
    """The picture of a page and, when the source shows more, the larger one; raises Damaged."""
    warnings.simplefilter("ignore")
    try:
        picture = _opened(data)
    except Damaged:
        raise
    except Exception as error:
        raise Damaged(DAMAGED) from error
    view = _within(picture, VIEW_WIDTH, VIEW_WIDTH * 4)
    large = _within(picture, LARGE_SIDE, LARGE_SIDE) if picture.width > VIEW_WIDTH else None
    return _encoded(view, VIEW_BYTES), _encoded(large, LARGE_BYTES) if large else None


def _opened(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks Indonesian
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise Damaged(TOO_LARGE)
    picture.draft("RGB", (LARGE_SIDE, LARGE_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    return upright.convert("RGBA" if see_through else "RGB")


def _within(picture: Image.Image, width: int, height: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((width, height), Image.Resampling.LANCZOS)
    return smaller


def _encoded(picture: Image.Image, most: int) -> bytes:
    """The best encoding that fits; the smallest when none does, at ever smaller sizes."""
    while True:
        smallest = b""
        for encoded in _tries(picture):
            smallest = encoded
            if len(encoded) <= most:
                return encoded
        if picture.width < 200:
            return smallest
        picture = _within(picture, picture.width * 3 // 4, picture.height)


def _tries(picture: Image.Image) -> Iterator[bytes]:
    """Drawings are smallest without loss, photographs with it."""
    if picture.getcolors(DRAWN):
        yield _webp(picture, lossless=True, quality=60)
    for quality in QUALITIES:
        yield _webp(picture, lossless=False, quality=quality)


def _webp(picture: Image.Image, *, lossless: bool, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=lossless, quality=quality, method=2, exif=b"", icc_profile=None)
    return out.getvalue()
