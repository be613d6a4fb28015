"""The process that turns one pasted text into Markdown: HTML in, Markdown out; it knows no secret."""

import sys

from app.materials.apart import limit
from app.materials.exchange.word import from_word

SECONDS = 3


def main() -> None:
    """Read standard input as what a clipboard held."""
    html = sys.stdin.buffer.read().decode("utf-8", "replace")
    limit(seconds=SECONDS)
    sys.stdout.buffer.write(from_word(html, top=int(sys.argv[1])).encode())


if __name__ == "__main__":
    main()
