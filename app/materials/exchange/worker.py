"""The process that reads one foreign file: bytes in, one JSON object out; it knows no secret."""

import json
import sys

from app.materials.apart import limit, work_for
from app.materials.exchange import as_json, blocks, understand


def main() -> None:
    """Read standard input as the format that is named."""
    data = sys.stdin.buffer.read()
    limit(seconds=work_for(data))
    found = understand(data, sys.argv[1])
    written = blocks(found)
    sys.stdout.write(json.dumps({**as_json(found), "blocks": written}))


if __name__ == "__main__":
    main()
