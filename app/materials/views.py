"""Public pages: salah kaprah, legal sources, glossary, and the pictures of modules."""

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.errors import NotFound
from app.materials import queries
from app.materials.rules import (
    LegalSource,
    LegalStatus,
    first_sentence,
    is_stale,
    matches,
    share_text,
    source_matches,
    spoken_list,
    state_words,
)
from app.materials.rules.picture import SUFFIXES
from app.people.guards import current_person, public, signed_in
from app.people.rules import Permission

blueprint = Blueprint("materials", __name__, template_folder="templates")
LONGEST_QUESTION = 80
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/salah-kaprah/")
@public
def salah_kaprah_list() -> str:
    """The catalogue of misconceptions, all on one page."""
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    entries = queries.salah_kaprah_catalogue()
    found = [(entry, first_sentence(entry.truth)) for entry in entries if matches(entry, asked)]
    return render_template("materials/salah_kaprah_list.html", entries=found, total=len(entries), asked=asked)


@blueprint.get("/salah-kaprah/<code>/")
@public
def salah_kaprah(code: str) -> str:
    """One misconception, why it tempts and fails, what is true, and a message to share."""
    entry = queries.salah_kaprah(code)
    if entry is None:
        raise NotFound
    sources = {source.id: source for source in queries.legal_sources()}
    address = current_app.config["PAHAM"].base_url + url_for("materials.salah_kaprah", code=code)
    return render_template(
        "materials/salah_kaprah.html",
        entry=entry,
        laws=[(sources[i], _state(sources[i], sources)) for i in entry.legal if i in sources],
        modules=queries.modules_refuting(code),
        indicators=[(year, _numbers(numbers)) for year, numbers in sorted(entry.indicators.items())],
        message=share_text(entry, address),
    )


@blueprint.get("/dasar-hukum/")
@public
def legal_sources() -> str:
    """The register of legal sources: what is in force first, then what was revoked and by whom."""
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    sources = queries.legal_sources()
    found = [source for source in sources if source_matches(source, asked)]
    today = local_day(now())
    return render_template(
        "materials/legal_sources.html",
        in_force=[(each, is_stale(each, today)) for each in found if not _is_revoked(each)],
        revoked=[each for each in found if _is_revoked(each)],
        names={source.id: source.name for source in sources},
        total=len(sources),
        asked=asked,
        looks_after=signed_in() and current_person().may(Permission.AUTHOR),
    )


@blueprint.get("/istilah/")
@public
def glossary() -> str:
    """The words of the field."""
    names = {source.id: source.name for source in queries.legal_sources()}
    terms = [(term, spoken_list([names[i] for i in term.legal if i in names])) for term in queries.glossary()]
    return render_template("materials/glossary.html", terms=terms)


@blueprint.get("/gambar/<sha256>.<suffix>")
@public
def picture(sha256: str, suffix: str) -> Response:
    """A picture by its content, so that a browser may keep it for ever; one of a draft is for trainers."""
    found = queries.image(sha256)
    if found is None or SUFFIXES.get(found.mime) != suffix:
        raise NotFound
    if not (found.published or (signed_in() and current_person().may(Permission.AUTHOR))):
        raise NotFound
    response = make_response(found.bytes)
    response.mimetype = found.mime
    response.set_etag(sha256)
    reach = "public" if found.published else "private"
    response.headers["Cache-Control"] = f"{reach}, max-age=31536000, immutable"
    if suffix == "svg":
        response.headers["Content-Security-Policy"] = SVG_POLICY
    return response.make_conditional(request)


def _state(source: LegalSource, others: dict[str, LegalSource]) -> str:
    revoker = others.get(source.revoked_by or "")
    return state_words(source, revoker.name if revoker else None)


def _is_revoked(source: LegalSource) -> bool:
    return source.status is LegalStatus.DICABUT


def _numbers(numbers: tuple[int, ...]) -> str:
    return "Nomor " + spoken_list([str(number) for number in numbers])
