"""The trainers' pages."""

from app.studio.views import (
    bank,
    documents,
    drafts,
    importing,
    items,
    late,
    learners,
    new,
    parcels,
    pictures,
    planned,
    remark,
    sources,
    versions,
    withdrawn,
)
from app.studio.views.blueprint import blueprint

__all__ = [
    "bank",
    "blueprint",
    "documents",
    "drafts",
    "importing",
    "items",
    "late",
    "learners",
    "new",
    "parcels",
    "pictures",
    "planned",
    "remark",
    "sources",
    "versions",
    "withdrawn",
]
