"""The pages of the room: the Sekda's, and completion."""

from app.reports.views import completion, comprehension
from app.reports.views.blueprint import blueprint

__all__ = ["blueprint", "completion", "comprehension"]
