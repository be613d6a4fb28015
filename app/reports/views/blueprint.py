"""What the pages of the room share: the blueprint, and how a file leaves."""

from flask import Blueprint, Response

blueprint = Blueprint("reports", __name__, template_folder="../templates")

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_REPORT = "Laporan belum ada karena standar belum terbit."


def attachment(body: bytes, mimetype: str, name: str) -> Response:
    """A download under that name."""
    return Response(
        body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
