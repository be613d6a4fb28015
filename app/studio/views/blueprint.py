"""The room's one blueprint; its pages are registered by the modules beside this one."""

from flask import Blueprint

blueprint = Blueprint("studio", __name__, template_folder="../templates", url_prefix="/studio")
