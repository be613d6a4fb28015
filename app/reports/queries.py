"""Completion of the roster, per OPD and module, as of now."""

from collections import Counter
from datetime import datetime

from app.clock import local_day
from app.learning import queries as learning
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import queries as people
from app.people.rules import Scope
from app.reports.rules.completion import (
    CompletionRow,
    CompletionTable,
    ModuleColumn,
    ModuleCount,
    table,
)


def completion(standard: Standard, at: datetime, scope: Scope) -> CompletionTable:
    """Persons of the roster who have begun and completed each obligatory module, by OPD of the scope."""
    home = {
        row.person_id: row.opd_id
        for row in learning.roster(standard, at, scope)
        if row.status is RosterStatus.WAJIB
    }
    slugs = standard.module_slugs
    completed = learning.completed_pairs(slugs)
    done = Counter((home[person], slug) for person, slug in completed if person in home)
    begun = Counter((home[person], slug) for person, slug in learning.started_pairs(slugs) if person in home)
    everything = Counter(
        home[person]
        for person, count in Counter(person for person, _ in completed).items()
        if person in home and count == len(slugs)
    )
    obliged = Counter(home.values())
    columns = _columns(slugs)
    opd = [row for row in people.register() if scope.holds(row.id)]
    rows = [
        CompletionRow(
            code=row.code,
            name=row.name,
            obliged=obliged[row.id],
            modules=tuple(
                ModuleCount(begun[row.id, column.slug], done[row.id, column.slug]) for column in columns
            ),
            everything=everything[row.id],
        )
        for row in opd
    ]
    day = local_day(at)
    idle = sum(row.is_valid_on(day) and not obliged[row.id] for row in opd)
    return table(columns, rows, without_obliged=idle)


def _columns(slugs: tuple[str, ...]) -> list[ModuleColumn]:
    titles = {card.slug: card.title for card in materials.modules()}
    return [ModuleColumn(slug, order, titles.get(slug, slug)) for order, slug in enumerate(slugs, start=1)]
