"""The process that shrinks one picture: bytes in, one JSON object out; it knows no secret."""

import base64
import json
import sys

from app.materials.apart import limit
from app.materials.pictures.shrinking import Damaged, shrink

SECONDS = 10


def main() -> None:
    """Read standard input as a picture."""
    data = sys.stdin.buffer.read()
    limit(seconds=SECONDS)
    sys.stdout.write(json.dumps(_answer(data)))


def _answer(data: bytes) -> dict[str, str | None]:
    try:
        view, large = shrink(data)
    except Damaged as damaged:
        return {"refused": str(damaged)}
    return {"view": _text(view), "large": _text(large) if large else None}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


if __name__ == "__main__":
    main()
