"""The audit trail: who did what, when, to whom."""

from flask import render_template, request

from app import audit
from app.admin import queries
from app.admin.rules import SYSTEM, action_name, page_number
from app.admin.views.blueprint import blueprint
from app.people import queries as people
from app.people.guards import requires
from app.people.rules import Permission

MOST_ACTORS = 200


@blueprint.get("/audit/")
@requires(Permission.ADMINISTER)
def audit_trail() -> str:
    """Newest first, fifty a page; an action or an actor narrows them."""
    action = request.args.get("tindakan", "").strip()
    actor = request.args.get("pelaku", "").strip()
    actor_ids = _actors(actor)
    too_many = actor_ids is not None and len(actor_ids) > MOST_ACTORS
    wanted = audit.AuditFilter(action=action or None, actor_ids=None if too_many else actor_ids)
    lines, paging = queries.trail(wanted, page_number(request.args.get("halaman")))
    return render_template(
        "admin/trail.html",
        lines=lines,
        paging=paging,
        action=action,
        actor=actor,
        too_many=too_many,
        most=MOST_ACTORS,
        actions=sorted((action_name(known), known) for known in audit.actions()),
    )


def _actors(search: str) -> frozenset[int | None] | None:
    """Whose acts are wanted; the word "sistem" means those that nobody did."""
    if not search:
        return None
    if search.casefold() == SYSTEM:
        return frozenset({None})
    return frozenset(people.ids_by_name(search, limit=MOST_ACTORS + 1))
