"""The start page and the register of OPD."""

from flask import current_app, render_template

from app.admin import queries
from app.admin.rules import PERMISSION_NAMES, ROLE_DUTIES, may
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.people import queries as people
from app.people.guards import requires
from app.people.rules import EVERYTHING, ROLE_NAMES, Permission, Role


@blueprint.get("/")
@requires(Permission.ADMINISTER)
def overview() -> str:
    """How many accounts and roles there are, and whether the installation is well."""
    at = now()
    health = queries.health(instance=current_app.config["PAHAM"].instance, at=at)
    return render_template(
        "admin/overview.html",
        steps=queries.beginning(state=health.state, day=local_day(at)),
        transfers=people.waiting_count(EVERYTHING),
        accounts=people.account_counts(local_day(at)),
        roles=[(role, ROLE_NAMES[role], ROLE_DUTIES[role]) for role in Role],
        holders=people.role_counts(),
        waiting=len(people.waiting_corrections(EVERYTHING, local_day(at))),
        health=health,
    )


@blueprint.get("/peran/")
@requires(Permission.ADMINISTER)
def roles() -> str:
    """Who may what, as the guards of every page have it."""
    return render_template(
        "admin/roles.html",
        roles=[(role, ROLE_NAMES[role], ROLE_DUTIES[role]) for role in Role],
        holders=people.role_counts(),
        permissions=list(PERMISSION_NAMES.items()),
        may=may,
    )


@blueprint.get("/opd/")
@requires(Permission.ADMINISTER)
def register() -> str:
    """Every OPD with its parent, validity and members of today."""
    day = local_day(now())
    return render_template(
        "admin/register.html",
        page=queries.register_page(day),
        day=day,
        plans=people.plans_of_offices(day),
        of_id={row.id: row for row in people.register()},
    )
