"""The pages of the room: what to expect, the sitting, the result, and practice."""

from app.quiz.views import device, intro, practice, repeat, result, sitting
from app.quiz.views.blueprint import blueprint

__all__ = ["blueprint", "device", "intro", "practice", "repeat", "result", "sitting"]
