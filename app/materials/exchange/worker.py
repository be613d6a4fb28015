"""The process that reads one foreign file: bytes in, one JSON object out; it knows no secret."""

import json
import sys

from app.materials.apart import limit
from app.materials.exchange import as_json, blocks, understand

SECONDS = 5


def main() -> None:
    """Read standard input as the format that is named."""
    limit(seconds=SECONDS)
    data = sys.stdin.buffer.read()
    found = understand(data, sys.argv[1])
    written = blocks(found)
    sys.stdout.write(json.dumps({**as_json(found), "blocks": written}))


if __name__ == "__main__":
    main()
