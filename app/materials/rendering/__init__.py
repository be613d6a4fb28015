"""From Markdown to the HTML that is stored: in a process of its own, sanitised, never at reading time."""

from app.materials.rendering.pieces import Context, Law, Mode, Piece, Rendered, RenderRefused, ShownPicture
from app.materials.rendering.process import TOO_SLOW, Renderer, renderer

__all__ = [
    "TOO_SLOW",
    "Context",
    "Law",
    "Mode",
    "Piece",
    "RenderRefused",
    "Rendered",
    "Renderer",
    "ShownPicture",
    "renderer",
]
