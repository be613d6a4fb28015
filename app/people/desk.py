"""Every page of the room on its one blueprint."""

from app.people import adding, bulk, correcting, transfers
from app.people.views import blueprint

__all__ = ["adding", "blueprint", "bulk", "correcting", "transfers"]
