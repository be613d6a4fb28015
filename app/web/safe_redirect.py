"""Where a `next` may lead: to a path of this site, nowhere else."""

import re
from urllib.parse import urlsplit

from flask import redirect
from werkzeug.wrappers import Response

MAX_LENGTH = 2000
FORBIDDEN = re.compile(r"[\\\x00-\x20\x7f-\x9f]")


def is_safe_path(target: str | None) -> bool:
    """Whether a browser that follows `target` certainly stays on this host."""
    if not target or len(target) > MAX_LENGTH or FORBIDDEN.search(target):
        return False
    if not target.startswith("/") or target.startswith("//"):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def safe_path(target: str | None, *, fallback: str = "/") -> str:
    """The target when it is safe, else the fallback."""
    return target if target and is_safe_path(target) else fallback


def redirect_back(target: str | None, *, fallback: str = "/") -> Response:
    """A redirect after a POST (303: the browser asks with GET)."""
    return redirect(safe_path(target, fallback=fallback), code=303)
