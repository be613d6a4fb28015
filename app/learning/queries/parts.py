"""What later versions added to modules that a person has completed, and what moves with a reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select

from app.db import session
from app.learning.models import Completion, PartRead, Reading
from app.materials.queries.documents import published, version_numbers
from app.materials.queries.modules import part_changes, section_titles
from app.materials.rules import DocumentKind, NewPart, PartChange, VersionChange, moved, new_parts


def parts_to_read(person_id: int, slug: str | None = None) -> dict[str, tuple[NewPart, ...]]:
    """By module that this person has completed: the new substance published since and not read."""
    facts, currents = _changes_since_completion(person_id, slug)
    if not facts:
        return {}
    seen = frozenset(
        (version_id, anchor)
        for version_id, anchor in session.execute(
            select(PartRead.version_id, PartRead.anchor).where(PartRead.person_id == person_id)
        )
    )
    titles = section_titles(currents.values())
    found = {each: new_parts(facts[each], seen, titles.get(each, {})) for each in facts}
    return {each: parts for each, parts in found.items() if parts}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What awaits a reader of an older version: new parts, and sections with another address."""

    parts: tuple[NewPart, ...]
    moved: dict[str, str]


def ahead(person_id: int, slug: str, anchors: Iterable[str]) -> Ahead:
    """What the present version adds to the one being read, whose sections are `anchors`."""
    change, document, known = _selectables()
    rows = session.execute(
        select(change, document.c.current_version_id)
        .select_from(Reading)
        .join(known, known.c.version_id == Reading.module_version_id)
        .join(document, document.c.slug == Reading.module_slug)
        .join(change, and_(change.c.slug == Reading.module_slug, change.c.number > known.c.number))
        .where(Reading.person_id == person_id, Reading.module_slug == slug)
        .order_by(change.c.number)
    ).all()
    if not rows:
        return Ahead((), {})
    facts = [_fact(row) for row in rows]
    titles = section_titles([rows[0].current_version_id]).get(slug, {})
    return Ahead(new_parts(facts, frozenset(), titles), moved(facts, anchors))


def _changes_since_completion(
    person_id: int, slug: str | None
) -> tuple[dict[str, list[VersionChange]], dict[str, int]]:
    change, document, known = _selectables()
    wanted = (
        select(change, document.c.current_version_id)
        .select_from(Completion)
        .join(known, known.c.version_id == Completion.module_version_id)
        .join(document, document.c.slug == Completion.module_slug)
        .join(change, and_(change.c.slug == Completion.module_slug, change.c.number > known.c.number))
        .where(Completion.person_id == person_id)
        .order_by(change.c.slug, change.c.number)
    )
    facts: dict[str, list[VersionChange]] = {}
    currents: dict[str, int] = {}
    for row in session.execute(wanted if slug is None else wanted.where(Completion.module_slug == slug)):
        facts.setdefault(row.slug, []).append(_fact(row))
        currents[row.slug] = row.current_version_id
    return facts, currents


def _selectables() -> Any:
    return (
        part_changes().subquery("change"),
        published(DocumentKind.MODUL).subquery("document"),
        version_numbers().subquery("known"),
    )


def _fact(row: Row[*tuple[Any, ...]]) -> VersionChange:
    return VersionChange(row.version_id, PartChange(row.anchor, row.kind, row.was))
