"""Verbs of the room: backups, the register of incidents, and what is forgotten in time."""

from app.admin.services.backup import create_backup
from app.admin.services.incidents import (
    change_incident,
    close_incident,
    list_affected,
    note_told,
    open_incident,
    unlist_affected,
)
from app.admin.services.retention import forget_old, note_tick

__all__ = [
    "change_incident",
    "close_incident",
    "create_backup",
    "forget_old",
    "list_affected",
    "note_tick",
    "note_told",
    "open_incident",
    "unlist_affected",
]
