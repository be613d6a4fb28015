"""What a device keeps so that a sitting outlives the signal: copies of its pages, and its owner's key."""

from base64 import b64encode

from flask import current_app, g, jsonify, redirect, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app.clock import now
from app.people.guards import current_person, requires
from app.people.rules import Permission, owner_mark, seal_key
from app.quiz import queries
from app.quiz.views.blueprint import blueprint
from app.quiz.views.sitting import own_sitting, page_address, question_page, review_page

SCRIPTS = ("kit", "outbox", "quiz", "order", "written", "timer")
FILES = ("css/paham.css", *(f"js/{name}.js" for name in SCRIPTS), "img/paham-tanda.svg")


@blueprint.get("/saya/kotak")
@requires(Permission.LEARN)
def outbox_key() -> Response:
    """Whose answers this session may open and send, with what key; and which sittings are still open."""
    person_id, secret = current_person().id, current_app.config["SECRET_KEY"]
    return jsonify(
        pemilik=owner_mark(secret, person_id),
        segel=b64encode(seal_key(secret, person_id)).decode(),
        csrf=generate_csrf(),
        terbuka=[line.public_id for line in queries.open_attempts(person_id)],
    )


@blueprint.get("/upaya/<public_id>/bekal")
@requires(Permission.LEARN)
def provisions(public_id: str) -> Response:
    """Every page of an open sitting and the files that they need, in one answer, for the owner's device."""
    at = now()
    sitting = own_sitting(public_id)
    if not sitting.is_open(at):
        return redirect(url_for("quiz.result", public_id=public_id))
    lines = queries.items(sitting.id)
    pages = {page_address(public_id, None): review_page(sitting, lines, at=at, copy=True)}
    for shown in queries.shown_questions(sitting, [line for line in lines if not line.checked]):
        g.pop("sprite", None)
        place = page_address(public_id, shown.line.position)
        pages[place] = question_page(sitting, lines, shown, at=at, copy=True)
    address = current_app.extensions["shelf"].address
    return jsonify(halaman=pages, berkas=[address(name) for name in FILES])
