"""The process that turns one pasted text into Markdown: HTML in, Markdown out; it knows no secret."""

import sys

from app.materials.apart import limit, work_for
from app.materials.exchange.word import from_word


def main() -> None:
    """Read standard input as what a clipboard held."""
    data = sys.stdin.buffer.read()
    limit(seconds=work_for(data))
    html = data.decode("utf-8", "replace")
    sys.stdout.buffer.write(from_word(html, top=int(sys.argv[1])).encode())


if __name__ == "__main__":
    main()
