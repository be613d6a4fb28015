"""The history of a document: its versions with their authors, and the texts of two of them."""

from app.materials import queries as materials
from app.materials.rules import DocumentState, PlannedState, difference
from app.people import queries as people
from app.studio.queries.editing import draft_title
from app.studio.rules.versions import Comparison, PlanLine, VersionLine


def version_lines(state: DocumentState) -> list[VersionLine]:
    """Every version of the document with who published it, the newest first."""
    states = materials.history(state.kind, state.slug)
    names = people.names_of({each.published_by for each in states if each.published_by})
    return [
        VersionLine(each, names.get(each.published_by or 0), each.version_id == state.version_id)
        for each in states
    ]


def comparison(state: DocumentState, first: int, second: int) -> Comparison | None:
    """Two versions of a document by their numbers, the older one first; None when one does not exist."""
    lines = {line.state.number: line for line in version_lines(state)}
    older, newer = lines.get(min(first, second)), lines.get(max(first, second))
    if older is None or newer is None:
        return None
    return Comparison(older, newer, difference(text_of(older.state), text_of(newer.state)))


def text_of(state: DocumentState) -> str:
    """The text of a version, as it was handed in."""
    source = materials.source(state.version_id)
    return source.text if source else ""


def version_text(state: DocumentState, version_id: int | None) -> str | None:
    """The text of that version when it is one of this document, else None."""
    source = materials.source(version_id) if version_id is not None else None
    same = source is not None and (source.state.kind, source.state.slug) == (state.kind, state.slug)
    return source.text if source is not None and same else None


def plan_lines(plans: list[PlannedState]) -> list[PlanLine]:
    """Planned versions with their titles and the names of those who made and ended them."""
    titles = {state.path: state.title for state in materials.document_state()}
    people_ids = {plan.made_by for plan in plans} | {plan.ended_by for plan in plans if plan.ended_by}
    names = people.names_of(people_ids)
    return [
        PlanLine(
            plan,
            titles.get(plan.path) or draft_title(materials.planned_text(plan.id), plan.path),
            names.get(plan.made_by),
            names.get(plan.ended_by or 0),
        )
        for plan in plans
    ]
