"""Item analysis: which questions need a look, and why."""

from flask import render_template

from app.comprehension.rules import CAUTION
from app.errors import NotFound
from app.people.guards import requires
from app.people.rules import Permission
from app.studio import queries
from app.studio.rules.papers import HEADS
from app.studio.views.blueprint import blueprint


@blueprint.get("/butir/")
@requires(Permission.AUTHOR)
def item_sets() -> str:
    """Every quiz and test, and how many people have sent it."""
    return render_template("studio/item_sets.html", sets=queries.analysed_sets())


@blueprint.get("/butir/<slug>/")
@requires(Permission.AUTHOR)
def items(slug: str) -> str:
    """The items of one set, those that need attention first."""
    found = queries.item_analysis(slug, papers=True)
    if found is None:
        raise NotFound
    return render_template(
        "studio/items.html", set=found, state=found.state, caution=CAUTION, paper_heads=HEADS
    )
