"""Every page of the room on its one blueprint."""

from app.people import bulk, correcting, transfers
from app.people.views import blueprint

__all__ = ["blueprint", "bulk", "correcting", "transfers"]
