"""The trainers' pages."""

from app.studio.views import documents, items, late, learners, remark
from app.studio.views.blueprint import blueprint

__all__ = ["blueprint", "documents", "items", "late", "learners", "remark"]
