"""The trainers' pages."""

from app.studio.views import documents, importing, items, late, learners, remark, versions
from app.studio.views.blueprint import blueprint

__all__ = ["blueprint", "documents", "importing", "items", "late", "learners", "remark", "versions"]
