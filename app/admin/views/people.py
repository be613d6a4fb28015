"""The list of everybody with an account."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin.rules import PAGE_SIZE, Paging, first_row, page_number
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.people import queries
from app.people.guards import requires
from app.people.rules import ROLE_NAMES, Permission, Role, masked_nip, nip_digits


@blueprint.get("/orang/", endpoint="people")
@requires(Permission.ADMINISTER)
def people() -> str:
    """Fifty a page; a search or a role narrows them."""
    number = page_number(request.args.get("halaman"))
    search = request.args.get("q", "").strip()
    role = _role(request.args.get("peran"))
    lines, total = queries.people_page(
        search=search, day=local_day(now()), role=role, limit=PAGE_SIZE, offset=first_row(number)
    )
    return _page(lines, paging=Paging(number, total), search=search, role=role)


@blueprint.post("/orang/")
@requires(Permission.ADMINISTER)
def find_people() -> str | Response:
    """A search that was typed: a NIP is answered here, so that it never stands in an address."""
    search = request.form.get("q", "").strip()
    if not nip_digits(search).isdigit():
        return redirect(url_for("admin.people", q=search or None), code=303)
    lines, total = queries.people_page(search=search, day=local_day(now()), limit=PAGE_SIZE, offset=0)
    if total == 1:
        return redirect(url_for("admin.person", person_id=lines[0].id), code=303)
    return _page(lines, paging=Paging(1, total), search=search, role=None)


def _page(lines: list[queries.PersonLine], *, paging: Paging, search: str, role: Role | None) -> str:
    return render_template(
        "admin/people.html",
        lines=lines,
        paging=paging,
        search=search,
        role=role,
        role_names=ROLE_NAMES,
        masked_nip=masked_nip,
        typed=request.method == "POST",
    )


def _role(text: str | None) -> Role | None:
    return next((role for role in Role if role == text), None)
