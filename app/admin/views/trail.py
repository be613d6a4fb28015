"""The audit trail: who did what, when, from where, to whom, before and after."""

from collections.abc import Iterator
from datetime import UTC

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import audit
from app.admin import trail
from app.admin.exporting import Cell, table_file
from app.admin.views.blueprint import blueprint
from app.admin.views.files import as_file, wanted_kind
from app.clock import local_day, now, zone_name
from app.people.acts import action_name
from app.people.guards import current_person, requires
from app.people.rules import Permission

LARGEST_ID = 2**53


@blueprint.get("/audit/")
@requires(Permission.ADMINISTER)
def audit_trail() -> str:
    """Newest first, fifty a page; an act, an actor, a subject or a period narrows them."""
    wish = trail.wish(request.args)
    wanted, problems = trail.wanted(wish)
    page = trail.page(wanted, older_than=_id("sebelum"), newer_than=_id("sesudah"))
    return render_template(
        "admin/trail.html",
        wish=wish,
        problems=[(sentence, "") for sentence in problems],
        page=page,
        counted_at_most=audit.COUNTED_AT_MOST,
        actions=sorted((action_name(known), known) for known in audit.actions()),
    )


def _id(name: str) -> int | None:
    text = request.args.get(name, "")
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else None


@blueprint.post("/audit/")
@requires(Permission.ADMINISTER)
def find_acts() -> Response:
    """What was typed, as an address; a NIP becomes the number of its person on the way."""
    address = trail.wish(request.form).address
    for name in ("dari", "sampai"):  # what is no date stays to be said and mended
        typed = request.form.get(name, "").strip()[:20]
        address |= {name: typed} if typed else {}
    return redirect(url_for("admin.audit_trail", **address), code=303)  # type: ignore[arg-type]


@blueprint.post("/audit/unduh")
@requires(Permission.ADMINISTER)
def export_acts() -> Response:
    """The acts that fit as a file: a POST, and itself an act of the trail."""
    kind = wanted_kind()
    wish = trail.wish(request.form)
    wanted, _ = trail.wanted(wish)
    content = table_file(kind, _header(), _rows(wanted), title="Jejak audit")
    asked = ", ".join(f"{name}: {value}" for name, value in wish.address.items())
    audit.record(
        actor=current_person().id, action="export audit", subject="installation", details=asked or "semua"
    )
    return as_file(content, kind, f"jejak-audit-{local_day(now())}")


def _header() -> tuple[str, ...]:
    return (
        f"Waktu ({zone_name()})",
        "Waktu (UTC)",
        "Pelaku",
        "Tindakan",
        "Perihal",
        "Bagian",
        "Sebelum",
        "Sesudah",
        "Rincian",
        "Dari alamat",
        "Nomor",
    )


def _rows(wanted: audit.AuditFilter) -> Iterator[tuple[Cell, ...]]:
    """A row for each value that changed; an act without values is one row."""
    for line in trail.every_line(wanted):
        utc = line.happened_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        head = (line.happened_at, utc, line.actor or trail.SYSTEM, line.action, line.subject)
        for change in line.changes or (audit.Change("", "", ""),):
            tail = (change.field, change.before, change.after, line.details, line.origin, line.id)
            yield (*head, *tail)
