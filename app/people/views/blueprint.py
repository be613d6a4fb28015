"""One blueprint for every page at the door."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, template_folder="../templates")
