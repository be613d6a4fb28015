"""The blueprint that the pages of this room hang themselves into."""

from flask import Blueprint

blueprint = Blueprint("admin", "app.admin", template_folder="templates", url_prefix="/kelola")
