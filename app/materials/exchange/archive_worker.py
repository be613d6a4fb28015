"""The process that opens one archive: bytes in, one JSON object out; it knows no secret."""

import base64
import json
import sys

from app.materials.apart import limit
from app.materials.exchange.archive import ArchiveRefused, unpacked

SECONDS = 5


def main() -> None:
    """Read standard input as a ZIP."""
    data = sys.stdin.buffer.read()
    limit(seconds=SECONDS)
    try:
        files = {name: base64.b64encode(content).decode() for name, content in unpacked(data).items()}
    except ArchiveRefused as refused:
        sys.stdout.write(json.dumps({"refused": str(refused)}))
    else:
        sys.stdout.write(json.dumps({"files": files}))


if __name__ == "__main__":
    main()
