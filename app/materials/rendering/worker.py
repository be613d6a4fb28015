"""The process that renders: one JSON line in (context and pieces), one JSON line out for each piece.

It holds no secret and no connection, its memory and its work are limited, and its parent ends it when it
takes too long.
"""

import json
import signal
import sys
from dataclasses import asdict
from typing import Any

from app.materials.apart import limit
from app.materials.rendering.markdown_html import render
from app.materials.rendering.overgrown import TOO_DEEP
from app.materials.rendering.pieces import Context, Mode, Piece

READY = {"ready": True}


def main() -> None:
    """Serve until the parent closes the line."""
    limit(seconds=0)
    _answer(READY)
    for line in sys.stdin:
        request = json.loads(line)
        context = Context.from_json(request["context"])
        _limit_work(request["seconds"])
        for piece in request["pieces"]:
            _answer(_rendered(piece, context))
        _limit_work(0)


def _rendered(piece: dict[str, Any], context: Context) -> dict[str, Any]:
    try:
        return asdict(render(Piece(piece["text"], piece["line"], Mode(piece["mode"])), context))
    except RecursionError:
        return {"fault": TOO_DEEP}
    except MemoryError:
        return {"fault": "Teks ini memerlukan terlalu banyak memori. Bagilah menjadi beberapa bagian."}
    except Exception:
        return {"fault": "Teks ini tidak dapat diolah. Sederhanakan bagian yang terakhir Anda ubah."}


def _limit_work(seconds: float) -> None:
    """Let the system end this process after so much work of its own; 0 lifts the limit."""
    if hasattr(signal, "setitimer"):  # not on Windows: there the parent's clock decides
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _answer(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
