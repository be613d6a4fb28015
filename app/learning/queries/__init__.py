"""Questions about progress, and the one roster from which every denominator comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, select, true

from app.clock import local_day
from app.db import kept, read, session
from app.learning.models import Completion, ObligationRule, QuizPass, Reading, SectionRead
from app.learning.obligation import Decision, Obligations, due_for, first_obliged
from app.learning.queries.parts import Ahead, ahead, parts_to_read
from app.learning.rules import NOTHING_READ, Progress, RosterRow, obliged_from, roster_status
from app.materials import queries as materials
from app.materials.queries.documents import published, renderings
from app.materials.rules import DocumentKind, Standard
from app.people import queries as people
from app.people.rules import JobLevel, Scope


def obligations(standard: Standard, at: datetime) -> Obligations:
    """What had been decided about the standard's obligation by that instant."""
    return Obligations(decisions(standard, at))


def decisions(standard: Standard, at: datetime) -> list[Decision]:
    """Every decision about the standard's obligation until that instant, oldest first."""
    rule = ObligationRule
    rows = session.execute(
        select(rule.opd_id, rule.job_level, rule.starts_on, rule.due_on, rule.decided_at, rule.reason)
        .where(rule.standard_code == standard.code, rule.decided_at <= at)
        .order_by(rule.decided_at, rule.id)
    )
    return [Decision(*row) for row in rows]


def roster(
    standard: Standard, at: datetime, scope: Scope, rules: Obligations | None = None
) -> list[RosterRow]:
    """Everybody who belongs to an OPD of the scope on that day and whose obligation has begun.

    `rules` other than those that hold show what a decision would change.
    """
    day = local_day(at)
    rules = rules or obligations(standard, at)
    found = list(session.execute(people.members(day, scope)))
    levels: dict[int, JobLevel] = {}
    spells: dict[int, list[tuple[int, date, date | None]]] = {}
    if rules.by_group:
        levels = people.job_levels(frozenset(person_id for person_id, *_ in found), day)
    if rules.has_starts:
        for person_id, opd_id, start, end in people.spells():
            if start <= day:
                spells.setdefault(person_id, []).append((opd_id, start, end))
    rows: list[RosterRow] = []
    for person_id, opd_id, first_on, exempt in found:
        level = levels.get(person_id, JobLevel.PELAKSANA)
        obliged = (
            first_obliged(spells[person_id], level, rules, standard.valid_from)
            if rules.has_starts
            else obliged_from(standard_from=standard.valid_from, first_on=first_on)
        )
        status = roster_status(day=day, obliged=obliged, grace_days=standard.grace_days, exempt=bool(exempt))
        if status is not None:
            due = (
                due_for(rules.due_on(opd_id, level), obliged, standard.grace_days) if rules.has_dues else None
            )
            rows.append(RosterRow(person_id, opd_id, obliged, status, due))
    return rows


def due_of(person_id: int, standard: Standard, at: datetime) -> date | None:
    """The due date of one person, as the roster has it, without asking for the whole roster."""
    day, rules = local_day(at), obligations(standard, at)
    if not rules.has_dues:
        return None
    spans = [span for span in people.spans_of(person_id) if span.start_on <= day]
    home = next((span for span in spans if span.holds(day)), None)
    level = people.level_on(person_id, day)
    if home is None or level is None:
        return None
    spells = [(span.opd_id, span.start_on, span.end_on) for span in spans]
    obliged = first_obliged(spells, level, rules, standard.valid_from)
    if day < obliged:
        return None
    return due_for(rules.due_on(home.opd_id, level), obliged, standard.grace_days)


_PROGRESS = (
    select(Reading.module_version_id, SectionRead.anchor, QuizPass.passed_at, Completion.completed_at)
    .select_from(Reading)
    .outerjoin(SectionRead, SectionRead.reading_id == Reading.id)
    .outerjoin(
        QuizPass,
        and_(QuizPass.person_id == Reading.person_id, QuizPass.module_slug == Reading.module_slug),
    )
    .outerjoin(
        Completion,
        and_(Completion.person_id == Reading.person_id, Completion.module_slug == Reading.module_slug),
    )
    .where(Reading.person_id == bindparam("person_id"), Reading.module_slug == bindparam("slug"))
)


def progress(person_id: int, slug: str) -> Progress:
    """How far one person is with one module: one query, on the reading page's hot path."""
    rows = read(_PROGRESS, person_id=person_id, slug=slug).all()
    if not rows:
        return Progress(quiz_passed=slug in passed_slugs(person_id))
    first = rows[0]
    return Progress(
        version_id=first.module_version_id,
        read=frozenset(row.anchor for row in rows if row.anchor),
        quiz_passed=first.passed_at is not None,
        completed_at=first.completed_at,
    )


reader_page = kept(materials.module_version)
"""A version of a module for the reader; who asks for its quiz asks `materials`: that one may change."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in a published module; `rendered_with` names the HTML of the version to show."""

    current_version_id: int
    version_id: int
    rendered_with: str
    progress: Progress


def place(person_id: int, slug: str) -> Place | None:
    """One person and one published module, in one query; the version begun, until it is completed."""
    rows = read(_place(), person_id=person_id, slug=slug).all()
    if not rows:
        return None
    first = rows[0]
    return Place(
        current_version_id=first.current_version_id,
        version_id=first.version_id,
        rendered_with=first.rendered_with,
        progress=Progress(
            version_id=first.module_version_id,
            read=frozenset(row.anchor for row in rows if row.anchor),
            quiz_passed=first.passed_at is not None,
            completed_at=first.completed_at,
            completed_version_id=first.completed_version_id,
        ),
    )


@cache
def _place() -> Select[*tuple[Any, ...]]:
    document = published(DocumentKind.MODUL).subquery("published")
    version = renderings().subquery("version")
    begun = case((Completion.completed_at.is_(None), Reading.module_version_id))
    person_id: BindParameter[int] = bindparam("person_id")
    slug = document.c.slug
    return (
        select(
            document.c.current_version_id,
            version.c.version_id,
            version.c.rendered_with,
            Reading.module_version_id,
            SectionRead.anchor,
            QuizPass.passed_at,
            Completion.completed_at,
            Completion.module_version_id.label("completed_version_id"),
        )
        .select_from(document)
        .outerjoin(Reading, and_(Reading.person_id == person_id, Reading.module_slug == slug))
        .outerjoin(SectionRead, SectionRead.reading_id == Reading.id)
        .outerjoin(QuizPass, and_(QuizPass.person_id == person_id, QuizPass.module_slug == slug))
        .outerjoin(Completion, and_(Completion.person_id == person_id, Completion.module_slug == slug))
        .join(version, version.c.version_id == func.coalesce(begun, document.c.current_version_id))
        .where(slug == bindparam("slug"))
    )


def progress_by_module(person_id: int) -> dict[str, Progress]:
    """How far one person is with every module begun, by slug."""
    versions: dict[str, int] = {}
    anchors: dict[str, set[str]] = {}
    for slug, version_id, anchor in session.execute(
        select(Reading.module_slug, Reading.module_version_id, SectionRead.anchor)
        .outerjoin(SectionRead, SectionRead.reading_id == Reading.id)
        .where(Reading.person_id == person_id)
    ):
        versions[slug] = version_id
        anchors.setdefault(slug, set()).update([anchor] if anchor else [])
    passed = passed_slugs(person_id)
    completed = completions_of(person_id)
    return {
        slug: Progress(
            version_id=versions.get(slug),
            read=frozenset(anchors.get(slug, ())),
            quiz_passed=slug in passed,
            completed_at=completed[slug].completed_at if slug in completed else None,
        )
        for slug in versions.keys() | passed | completed.keys()
    }


def passed_slugs(person_id: int) -> frozenset[str]:
    """The modules whose quiz this person has passed."""
    return frozenset(session.scalars(select(QuizPass.module_slug).where(QuizPass.person_id == person_id)))


@dataclass(frozen=True, slots=True)
class CompletionFact:
    """A completion with the events behind it."""

    module_slug: str
    module_version_id: int
    rule: str
    completed_at: datetime
    attempt_id: int | None


def completions_of(person_id: int) -> dict[str, CompletionFact]:
    """What this person has completed, by module."""
    rows = session.execute(
        select(
            Completion.module_slug,
            Completion.module_version_id,
            Completion.rule,
            Completion.completed_at,
            Completion.attempt_id,
        ).where(Completion.person_id == person_id)
    )
    return {row.module_slug: CompletionFact(*row) for row in rows}


def completed_pairs(slugs: Iterable[str], until: datetime | None = None) -> list[tuple[int, str]]:
    """(person_id, slug) of every completion of these modules, or of those until an instant."""
    rows = session.execute(
        select(Completion.person_id, Completion.module_slug).where(
            Completion.module_slug.in_(tuple(slugs)), by(Completion.completed_at, until)
        )
    )
    return [(person_id, slug) for person_id, slug in rows]


def started_pairs(slugs: Iterable[str], until: datetime | None = None) -> list[tuple[int, str]]:
    """(person_id, slug) of everybody who has begun these modules, completed ones included."""
    wanted = tuple(slugs)
    read = select(Reading.person_id, Reading.module_slug).where(
        Reading.module_slug.in_(wanted), by(Reading.started_at, until)
    )
    passed = select(QuizPass.person_id, QuizPass.module_slug).where(
        QuizPass.module_slug.in_(wanted), by(QuizPass.passed_at, until)
    )
    return [(person_id, slug) for person_id, slug in session.execute(read.union(passed))]


def by(instant: Any, until: datetime | None) -> ColumnElement[bool]:
    """The condition that something had happened by then; without an instant, that it has happened at all."""
    return true() if until is None else instant <= until


def standard_completed_at(slugs: Iterable[str]) -> dict[int, datetime]:
    """For each person with all of these modules completed, the instant of the last of them."""
    rows = session.execute(last_completions(slugs))
    return {person_id: at for person_id, at in rows}  # noqa: C416 (rows are typed tuples, not pairs of str)


def completers(slugs: Iterable[str], at: datetime) -> frozenset[int]:
    """Everybody who had completed all of these modules by that instant."""
    done = last_completions(slugs).having(func.max(Completion.completed_at) <= at)
    return frozenset(
        row[0] for row in session.connection().execute(done.with_only_columns(Completion.person_id))
    )


def first_lessons() -> Select[int, datetime]:
    """Selectable for other rooms: person_id and begun_at, when the person began the first lesson of all."""
    begun_at = func.min(Reading.started_at).label("begun_at")
    return select(Reading.person_id, begun_at).group_by(Reading.person_id)


def last_completions(slugs: Iterable[str]) -> Select[int, datetime]:
    """Selectable for other rooms: person_id and done_at, since when all of these are completed."""
    wanted = tuple(slugs)
    return (
        select(Completion.person_id, func.max(Completion.completed_at).label("done_at"))
        .where(Completion.module_slug.in_(wanted))
        .group_by(Completion.person_id)
        .having(func.count(Completion.id) == len(wanted))
    )


def completed_by_a_pass(person_ids: Iterable[int], slug: str) -> frozenset[int]:
    """Those of these persons to whose completion of the module only the pass is missing."""
    wanted = frozenset(person_ids)
    if not wanted:
        return frozenset()
    done = _completers(slug) | passed_persons(slug)
    read: dict[tuple[int, int], set[str]] = {}
    for person_id, version_id, anchor in session.execute(
        select(Reading.person_id, Reading.module_version_id, SectionRead.anchor)
        .join(SectionRead, SectionRead.reading_id == Reading.id)
        .where(Reading.module_slug == slug)
    ):
        if person_id in wanted and person_id not in done:
            read.setdefault((person_id, version_id), set()).add(anchor)
    return frozenset(
        person_id for (person_id, version_id), anchors in read.items() if _all_read(version_id, anchors)
    )


def passed_persons(slug: str) -> frozenset[int]:
    """Everybody who has passed the quiz of this module."""
    return frozenset(session.scalars(select(QuizPass.person_id).where(QuizPass.module_slug == slug)))


def _completers(slug: str) -> frozenset[int]:
    return frozenset(session.scalars(select(Completion.person_id).where(Completion.module_slug == slug)))


def _all_read(version_id: int, anchors: set[str]) -> bool:
    page = reader_page(version_id)
    return page is not None and all(line.anchor in anchors for line in page.sections)


def completions_by(attempt_ids: Iterable[int], slug: str) -> frozenset[int]:
    """The attempts among these upon whose pass a completion of the module rests."""
    wanted = frozenset(attempt_ids)
    rows = session.scalars(
        select(Completion.attempt_id).where(
            Completion.module_slug == slug, Completion.attempt_id.is_not(None)
        )
    )
    return frozenset(row for row in rows if row is not None and row in wanted)


def first_lesson_at(person_id: int) -> datetime | None:
    """When the person first began a lesson: a test before it is a prates."""
    return session.scalar(select(func.min(Reading.started_at)).where(Reading.person_id == person_id))


def nothing_read() -> Progress:
    """The progress of somebody who has not begun."""
    return NOTHING_READ


__all__ = [
    "Ahead",
    "CompletionFact",
    "Place",
    "ahead",
    "completed_by_a_pass",
    "completed_pairs",
    "completers",
    "completions_by",
    "completions_of",
    "first_lesson_at",
    "nothing_read",
    "parts_to_read",
    "passed_persons",
    "passed_slugs",
    "place",
    "progress",
    "progress_by_module",
    "reader_page",
    "roster",
    "standard_completed_at",
    "started_pairs",
]
