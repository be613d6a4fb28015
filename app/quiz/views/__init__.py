"""The pages of the room: what to expect, the sitting, the result."""

from app.quiz.views import intro, result, sitting
from app.quiz.views.blueprint import blueprint

__all__ = ["blueprint", "intro", "result", "sitting"]
