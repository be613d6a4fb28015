"""The administrator's pages; every one asks for the permission to administer."""

from app.admin.views import (
    account,
    forgetting,
    incidents,
    installation,
    obligations,
    offices,
    people,
    settings,
    trail,
)
from app.admin.views.blueprint import blueprint

__all__ = [
    "account",
    "blueprint",
    "forgetting",
    "incidents",
    "installation",
    "obligations",
    "offices",
    "people",
    "settings",
    "trail",
]
