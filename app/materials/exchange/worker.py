"""The process that reads one foreign file: bytes in, one JSON object out; it knows no secret."""

import json
import sys

from app.materials.exchange import as_json, blocks, understand

MEMORY = 768 * 1024 * 1024
SECONDS = 5


def main() -> None:
    """Read standard input as the format that is named."""
    _limit()
    data = sys.stdin.buffer.read()
    found = understand(data, sys.argv[1])
    written = blocks(found)
    sys.stdout.write(json.dumps({**as_json(found), "blocks": written}))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the parent's clock decides
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


if __name__ == "__main__":
    main()
