"""The few addresses of the kit itself: how pages look on this device, and whether the product lives."""

from flask import Blueprint, current_app, jsonify, request
from werkzeug.wrappers import Response

from app.clock import now
from app.web.access import public
from app.web.display import Display, keep
from app.web.health import readiness
from app.web.safe_redirect import redirect_back

blueprint = Blueprint("web", __name__, template_folder="templates")


@blueprint.post("/tampilan")
@public
def set_display() -> Response:
    """Keep text size and theme on this device, and go back."""
    response = redirect_back(request.form.get("next"))
    keep(response, Display.of(request.form.get("huruf"), request.form.get("tema")))
    return response


@blueprint.get("/sehat")
@public
def alive() -> Response:
    """The process lives."""
    return jsonify({"sehat": True})


@blueprint.get("/siap")
@public
def ready() -> tuple[Response, int]:
    """The process can serve."""
    state = readiness(instance=current_app.config["PAHAM"].instance, at=now())
    age = state.backup_age_hours
    body = {
        "siap": state.ready,
        "basis_data": _word(state.database),
        "migrasi": _word(state.migration),
        "ruang_disk": _word(state.disk),
        "cadangan": "belum ada" if age is None else f"{age} jam lalu",
    }
    return jsonify(body), 200 if state.ready else 503


def _word(good: bool) -> str:
    return "baik" if good else "gagal"
