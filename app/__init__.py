"""Paham SPBE: teaches what SPBE is, and measures truthfully who has understood."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: "Settings | None" = None, *, commands: bool = True) -> "Flask":
    """The application; a process that only serves pages loads no commands.

    Its parts are loaded here and not with the package: a process that opens a stranger's bytes needs none.
    """
    from app.assembly import assemble

    return assemble(settings, commands=commands)
