"""The few addresses of the kit itself: how pages look on this device, and whether the product lives."""

import json

from flask import Blueprint, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response

from app.clock import now
from app.web.access import public
from app.web.display import Display, keep
from app.web.health import readiness
from app.web.safe_redirect import redirect_back

blueprint = Blueprint("web", __name__, template_folder="templates")
OFFLINE_FILES = ("css/paham.css", "js/kit.js", "js/luring.js", "img/paham-tanda.svg")


@blueprint.post("/tampilan")
@public
def set_display() -> Response:
    """Keep text size and theme on this device, and go back."""
    response = redirect_back(request.form.get("next"))
    keep(response, Display.of(request.form.get("huruf"), request.form.get("tema")))
    return response


@blueprint.get("/luring")
@public
def offline() -> str:
    """What is shown when no page can be fetched: which sittings can be opened all the same."""
    return render_template("offline.html", owner="")  # kept on the device for whoever sits there


@blueprint.get("/sw.js")
@public
def door_guard() -> Response:
    """The service worker of the whole site; it names the files of this release, so a release changes it."""
    shelf = current_app.extensions["shelf"]
    files = json.dumps(["/luring", *map(shelf.address, OFFLINE_FILES)])
    body = f"const FILES = {files};\n{shelf.file('js/sw.js').body.decode()}"
    return Response(body, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


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
