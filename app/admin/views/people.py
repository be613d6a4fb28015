"""The list of everybody with an account."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.people import queries
from app.people.guards import note_list, requires
from app.people.queries import Only, PeopleFilter
from app.people.rules import ROLE_NAMES, Permission, Role, Scope, masked_nip, nip_digits
from app.web.paging import PAGE_SIZE, Paging, first_row, page_number


@blueprint.get("/orang/", endpoint="people")
@requires(Permission.ADMINISTER)
def people() -> str:
    """Fifty a page; a search, a role, an OPD or a state narrows them."""
    number = page_number(request.args.get("halaman"))
    wanted = _wanted()
    lines, total = queries.people_page(
        wanted, day=local_day(now()), limit=PAGE_SIZE, offset=first_row(number)
    )
    return _page(lines, paging=Paging(number, total), wanted=wanted)


@blueprint.post("/orang/")
@requires(Permission.ADMINISTER)
def find_people() -> str | Response:
    """A search that was typed: a NIP is answered here, so that it never stands in an address."""
    search = request.form.get("q", "").strip()
    if not nip_digits(search).isdigit():
        role, opd, only = (request.form.get(name) or None for name in ("peran", "opd", "keadaan"))
        there = url_for("admin.people", q=search or None, peran=role, opd=opd, keadaan=only)
        return redirect(there, code=303)
    wanted = PeopleFilter(search=search)
    lines, total = queries.people_page(wanted, day=local_day(now()), limit=PAGE_SIZE)
    if total == 1:
        return redirect(url_for("admin.person", person_id=lines[0].id), code=303)
    return _page(lines, paging=Paging(1, total), wanted=wanted)


def _wanted() -> PeopleFilter:
    opd = queries.opd_by_code(request.args.get("opd", ""))
    return PeopleFilter(
        search=request.args.get("q", "").strip(),
        role=next((role for role in Role if role == request.args.get("peran")), None),
        opd_id=opd.id if opd else None,
        only=next((only for only in Only if only == request.args.get("keadaan")), Only.EVERYBODY),
    )


def _page(lines: list[queries.PersonLine], *, paging: Paging, wanted: PeopleFilter) -> str:
    offices = queries.register()
    found = bool(wanted.search or wanted.role)
    note_list(len(lines), None if found else Scope(frozenset({wanted.opd_id}) if wanted.opd_id else None))
    return render_template(
        "admin/people.html",
        lines=lines,
        paging=paging,
        wanted=wanted,
        offices=offices,
        opd_code=next((row.code for row in offices if row.id == wanted.opd_id), ""),
        role_names=ROLE_NAMES,
        masked_nip=masked_nip,
        typed=request.method == "POST",
    )
