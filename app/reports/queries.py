"""Completion of the roster, per OPD and module, now or at the end of a month."""

from collections import Counter
from datetime import datetime

from app.clock import local_day
from app.comprehension import queries as comprehension
from app.comprehension.rules.on_time import NOBODY_DUE
from app.learning import queries as learning
from app.learning.queries.events import RecordedCompletion, begun_among, completions_among
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import queries as people
from app.people.rules import OpdRow, Scope
from app.reports.rules.completion import (
    CompletionRow,
    CompletionTable,
    ModuleColumn,
    ModuleCount,
    table,
)
from app.reports.rules.completion_detail import CompletionDetail, Recorded, detail_of


def completion(standard: Standard, at: datetime, scope: Scope, *, past: bool = False) -> CompletionTable:
    """Persons of the roster who have begun and completed each obligatory module, by OPD of the scope.

    With `past` what was recorded after `at` does not count.
    """
    until = at if past else None
    roster = learning.roster(standard, at, scope)
    home = {row.person_id: row.opd_id for row in roster if row.status is RosterStatus.WAJIB}
    on_time = comprehension.on_time_by_opd(roster, standard, at)
    slugs = standard.module_slugs
    completed = learning.completed_pairs(slugs, until)
    done = Counter((home[person], slug) for person, slug in completed if person in home)
    started = learning.started_pairs(slugs, until)
    begun = Counter((home[person], slug) for person, slug in started if person in home)
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
            on_time=on_time.get(row.id, NOBODY_DUE),
        )
        for row in opd
    ]
    day = local_day(at)
    idle = sum(row.is_valid_on(day) and not obliged[row.id] for row in opd)
    return table(columns, rows, without_obliged=idle)


def completion_detail(
    standard: Standard, at: datetime, scope: Scope, *, code: str | None, slug: str | None, past: bool = False
) -> CompletionDetail | None:
    """One percentage of the table opened: who is counted by which rule, and when it was recorded.

    Without a code the whole scope, without a slug all obligatory modules together; None for an OPD outside
    the scope and for a module that is not obligatory.
    """
    opd = _opd_of(code, scope) if code else None
    if (code and opd is None) or (slug and slug not in standard.module_slugs):
        return None
    here = Scope(frozenset({opd.id})) if opd else scope
    day = local_day(at)
    roster = learning.roster(standard, at, here)
    obliged = {row.person_id for row in roster if row.status is RosterStatus.WAJIB}
    slugs = (slug,) if slug else standard.module_slugs
    until = at if past else None
    facts = completions_among(people.members_within(here, day), slugs, until)
    done = {person: found[-1] for person, found in facts.items() if len(found) == len(slugs)}
    read = begun_among(people.members_within(here, day), slugs, until)
    begun = {person for person, _ in read} | facts.keys()
    return detail_of(
        opd=opd.name if opd else None,
        module=next((each for each in _columns(standard.module_slugs) if each.slug == slug), None),
        members=sum(count for opd_id, count in people.member_counts(day).items() if here.holds(opd_id)),
        statuses=Counter(row.status for row in roster),
        begun=len(begun & obliged),
        recorded=[
            _recorded(fact, of_module=slug is not None) for person, fact in done.items() if person in obliged
        ],
        least=standard.min_measured,
        on_time=sum(comprehension.on_time_by_opd(roster, standard, at).values(), start=NOBODY_DUE),
    )


def _opd_of(code: str, scope: Scope) -> OpdRow | None:
    found = people.opd_by_code(code)
    return found if found and scope.holds(found.id) else None


def _recorded(fact: RecordedCompletion, *, of_module: bool) -> Recorded:
    page = materials.module_version(fact.module_version_id) if of_module else None
    return Recorded(local_day(fact.completed_at), page.card.number if page else None, fact.rule)


def _columns(slugs: tuple[str, ...]) -> list[ModuleColumn]:
    titles = {card.slug: card.title for card in materials.modules()}
    return [ModuleColumn(slug, order, titles.get(slug, slug)) for order, slug in enumerate(slugs, start=1)]
