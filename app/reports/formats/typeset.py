"""PDF by Typst, in a process of its own: its memory is given back, and its time is limited.

The only place that knows the typesetter. Run as a module it is that process: JSON in, PDF out.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.errors import Conflict

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "app" / "reports" / "typst"
SECONDS = 20.0


class Untypeset(RuntimeError):
    """The typesetter refused; the message is for the log."""


class TooBusy(Conflict):
    """The machine has too much else to do just now; the same page is typeset a moment later."""

    message = "PDF belum jadi karena sistem sedang sibuk. Coba lagi sebentar lagi, atau unduh XLSX."


def as_pdf(page: str, data: dict[str, Any]) -> bytes:
    """The page of that name in `app/reports/typst` with this data; texts are texts, whatever they hold.

    Raises TooBusy or Untypeset.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours, a page of ours
            [sys.executable, "-m", "app.reports.formats.typeset", page],
            input=json.dumps(data).encode(),
            capture_output=True,
            cwd=ROOT,
            env={**{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}},
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as late:
        logging.getLogger("paham").warning("typesetting %s took more than %.0f s", page, SECONDS)
        raise TooBusy from late
    except subprocess.CalledProcessError as failed:
        raise Untypeset(failed.stderr.decode(errors="replace")[-2000:]) from failed
    return done.stdout


def main() -> None:
    """Typeset the page that is named."""
    import typst

    pdf = typst.compile(
        PAGES / f"{sys.argv[1]}.typ",
        root=PAGES,
        sys_inputs={"data": sys.stdin.read()},
        ignore_system_fonts=True,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
