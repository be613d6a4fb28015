"""The events behind a completion, for the person alone: what was read when, passed, recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, select

from app.db import session
from app.learning.models import Completion, QuizPass, Reading, SectionRead
from app.learning.queries import CompletionFact, by, completions_of
from app.learning.rules import CompletionRule, Counting, counting_of
from app.materials.rules import Standard
from app.people import queries as people


@dataclass(frozen=True, slots=True)
class ModuleEvents:
    """One person and one module: the version begun, each section with its instant, pass and completion."""

    version_id: int | None = None
    read: Mapping[str, datetime] = field(default_factory=dict)
    passed_at: datetime | None = None
    completion: CompletionFact | None = None


NOTHING_HAPPENED = ModuleEvents()


def events_of(person_id: int) -> dict[str, ModuleEvents]:
    """The events of every module that the person has begun, by slug: three queries, however many modules."""
    versions: dict[str, int] = {}
    read: dict[str, dict[str, datetime]] = {}
    for slug, version_id, anchor, at in session.execute(_readings(person_id)):
        versions[slug] = version_id
        read.setdefault(slug, {}).update({anchor: at} if anchor else {})
    passed = _passes(person_id)
    completed = completions_of(person_id)
    return {
        slug: ModuleEvents(versions.get(slug), read.get(slug, {}), passed.get(slug), completed.get(slug))
        for slug in versions.keys() | passed.keys() | completed.keys()
    }


def _readings(person_id: int) -> Select[str, int, str, datetime]:
    return (
        select(Reading.module_slug, Reading.module_version_id, SectionRead.anchor, SectionRead.read_at)
        .outerjoin(SectionRead, SectionRead.reading_id == Reading.id)
        .where(Reading.person_id == person_id)
        .order_by(SectionRead.read_at)
    )


def _passes(person_id: int) -> dict[str, datetime]:
    rows = session.execute(
        select(QuizPass.module_slug, QuizPass.passed_at).where(QuizPass.person_id == person_id)
    )
    return {slug: at for slug, at in rows}  # noqa: C416 (rows are typed tuples)


@dataclass(frozen=True, slots=True)
class RecordedCompletion:
    """A completion as others than the person may know it: when, in which version, by which rule."""

    module_slug: str
    module_version_id: int
    rule: CompletionRule
    completed_at: datetime


def completions_among(
    people_: Select[int], slugs: Iterable[str], until: datetime | None = None
) -> dict[int, list[RecordedCompletion]]:
    """What these people have completed of these modules, or had by an instant; by person, oldest first."""
    rows = session.execute(
        select(
            Completion.person_id,
            Completion.module_slug,
            Completion.module_version_id,
            Completion.rule,
            Completion.completed_at,
        )
        .where(
            Completion.person_id.in_(people_),
            Completion.module_slug.in_(tuple(slugs)),
            by(Completion.completed_at, until),
        )
        .order_by(Completion.completed_at)
    )
    found: dict[int, list[RecordedCompletion]] = {}
    for person_id, slug, version_id, rule, at in rows:
        found.setdefault(person_id, []).append(RecordedCompletion(slug, version_id, rule, at))
    return found


def begun_among(
    people_: Select[int], slugs: Iterable[str], until: datetime | None = None
) -> set[tuple[int, str]]:
    """(person_id, slug) of these people and the modules that they have begun, completed ones included."""
    wanted = tuple(slugs)
    pairs: set[tuple[int, str]] = set()
    for table, begun_at in ((Reading, Reading.started_at), (QuizPass, QuizPass.passed_at)):
        rows = select(table.person_id, table.module_slug).where(
            table.person_id.in_(people_), table.module_slug.in_(wanted), by(begun_at, until)
        )
        pairs.update((person_id, slug) for person_id, slug in session.execute(rows))
    return pairs


def counting(person_id: int, standard: Standard, day: date) -> Counting:
    """Whether the person stands in the denominator on that day, since when or until when not, and why."""
    spells = people.spells_of(person_id)
    home = next((each for each in spells if each.start_on <= day and not _over(each.end_on, day)), None)
    return counting_of(
        day=day,
        standard_from=standard.valid_from,
        first_on=min(each.start_on for each in spells) if home else None,
        grace_days=standard.grace_days,
        exempt_until=people.exempt_until(person_id, day),
    )


def _over(end: date | None, day: date) -> bool:
    return end is not None and end <= day
