"""What the pages of the room share."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, template_folder="../templates")

NO_REPORT = "Laporan belum ada karena standar belum terbit."
