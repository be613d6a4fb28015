"""Texts of one module that are checked, published or planned together, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace

from flask import request

from app.clock import now
from app.materials import services
from app.materials.rules import ChangeKind, Level, Origin, Outcome, Problem
from app.people.guards import current_person
from app.studio import queries
from app.studio.forms import DocumentForm
from app.studio.queries.editing import Companion, Edited


def chosen_companions(found: Edited) -> list[Companion]:
    """The drafts that shall be published together with this one."""
    return [each for each in offered_companions(found) if each.chosen]


def offered_companions(found: Edited) -> list[Companion]:
    """With a page that asked, those that were ticked on it; else the new ones."""
    asked = request.form.getlist("bersama") if "bersama" in request.form else None
    return queries.companions(found, by=current_person().id, chosen=asked)


def preview_of(found: Edited, text: str) -> services.Preview:
    """What publishing this text, with the chosen drafts beside it, would say and show."""
    beside = {each.draft.path: each.draft.text for each in chosen_companions(found)}
    return services.preview_source(found.path, text, at=now(), beside=beside)


def handed(found: Edited, text: str, together: Sequence[Companion]) -> list[services.Handed]:
    """The text of the box first, then those that go with it."""
    return [
        services.Handed(found.path, text, found.version_id),
        *(services.Handed(each.draft.path, each.draft.text, each.standing_id) for each in together),
    ]


def signature(form: DocumentForm) -> services.Signature:
    """Who publishes now, and what they say of the change."""
    note = (form.note.data or "").strip()
    kind = ChangeKind(form.change_kind.data)
    return services.Signature(current_person().id, now(), Origin.STUDIO, kind, note)


def retold(preview: services.Preview, outcome: Outcome, others: Sequence[Outcome]) -> services.Preview:
    """The preview with the problems that the writing has found."""
    return replace(preview, problems=outcome.problems, beside={each.path: each.problems for each in others})


def faults_beside(preview: services.Preview) -> dict[str, list[Problem]]:
    """What keeps those beside it back, by their places."""
    return {
        path: [each for each in told if each.level is Level.GALAT] for path, told in preview.beside.items()
    }
