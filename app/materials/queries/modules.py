"""Modules: the catalogue, a module's page, and one section in one query."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from app.db import read, session
from app.materials.models import (
    Document,
    DocumentVersion,
    LineKind,
    ModuleLine,
    ModuleVersion,
    QuestionSetVersion,
    Section,
    SectionChange,
)
from app.materials.rules import ModuleCard, ModulePage, SectionLine, SectionPage, SetKind

_section_count = (
    select(func.count())
    .select_from(Section)
    .where(Section.version_id == ModuleVersion.version_id)
    .scalar_subquery()
)
_quiz_document = aliased(Document)
_quiz_slug = (
    select(QuestionSetVersion.slug)
    .join(_quiz_document, _quiz_document.current_version_id == QuestionSetVersion.version_id)
    .where(
        QuestionSetVersion.module_slug == ModuleVersion.slug,
        QuestionSetVersion.kind == SetKind.KUIS,
    )
    .correlate(ModuleVersion)
    .scalar_subquery()
)
_CARD = select(
    ModuleVersion.slug,
    ModuleVersion.position,
    ModuleVersion.title,
    ModuleVersion.summary,
    ModuleVersion.minutes,
    ModuleVersion.jp_hundredths,
    ModuleVersion.version_id,
    ModuleVersion.speaker,
    DocumentVersion.number,
    DocumentVersion.published_at,
    _section_count.label("section_count"),
    _quiz_slug.label("quiz_slug"),
).join(DocumentVersion, DocumentVersion.id == ModuleVersion.version_id)
_CURRENT = _CARD.join(Document, Document.current_version_id == ModuleVersion.version_id)
_LINE = (Section.position, Section.anchor, Section.title, Section.minutes, Section.lead)
_LINES = select(*_LINE).where(Section.version_id == bindparam("version_id")).order_by(Section.position)
_SECTION = select(*_LINE, Section.html, Section.headings).where(
    Section.version_id == bindparam("version_id"), Section.anchor == bindparam("anchor")
)
_LISTS = (
    select(ModuleLine.list, ModuleLine.text)
    .where(ModuleLine.version_id == bindparam("version_id"))
    .order_by(ModuleLine.position)
)


def modules() -> list[ModuleCard]:
    """The current version of every module, in the order of the catalogue."""
    return [
        _card(row) for row in session.execute(_CURRENT.order_by(ModuleVersion.position, ModuleVersion.slug))
    ]


def module(slug: str) -> ModulePage | None:
    """The current version of a module, or None."""
    return _page(_CURRENT.where(ModuleVersion.slug == slug))


def module_version(version_id: int) -> ModulePage | None:
    """A version of a module, current or not."""
    return _page(_CARD.where(ModuleVersion.version_id == version_id))


def modules_refuting(code: str) -> list[ModuleCard]:
    """The current modules that say they refute this salah kaprah."""
    told = select(ModuleLine.version_id).where(
        ModuleLine.list == LineKind.SALAH_KAPRAH, ModuleLine.text == code
    )
    rows = session.execute(
        _CURRENT.where(ModuleVersion.version_id.in_(told)).order_by(ModuleVersion.position)
    )
    return [_card(row) for row in rows]


def section(version_id: int, anchor: str) -> SectionPage | None:
    """One rendered section of a version; a single query, for the reading page."""
    row = read(_SECTION, version_id=version_id, anchor=anchor).first()
    if row is None:
        return None
    line = SectionLine(row.position, row.anchor, row.title, row.minutes, row.lead)
    return SectionPage(line, row.html, tuple((anchor, title) for anchor, title in json.loads(row.headings)))


def part_changes() -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: slug, number, version_id, anchor, kind and was of every changed section."""
    return (
        select(
            ModuleVersion.slug,
            DocumentVersion.number,
            SectionChange.version_id,
            SectionChange.anchor,
            SectionChange.kind,
            SectionChange.was,
        )
        .join(ModuleVersion, ModuleVersion.version_id == SectionChange.version_id)
        .join(DocumentVersion, DocumentVersion.id == SectionChange.version_id)
    )


def section_titles(version_ids: Iterable[int]) -> dict[str, dict[str, str]]:
    """The titles of the sections of these module versions, by slug and address, in their order."""
    wanted = (
        select(ModuleVersion.slug, Section.anchor, Section.title)
        .join(Section, Section.version_id == ModuleVersion.version_id)
        .where(ModuleVersion.version_id.in_(tuple(version_ids)))
        .order_by(ModuleVersion.slug, Section.position)
    )
    found: dict[str, dict[str, str]] = {}
    for slug, anchor, title in session.execute(wanted):
        found.setdefault(slug, {})[anchor] = title
    return found


def _page(statement: Select[*tuple[Any, ...]]) -> ModulePage | None:
    row = session.execute(statement).first()
    if row is None:
        return None
    wanted = {"version_id": row.version_id}
    lists: dict[LineKind, list[str]] = {kind: [] for kind in LineKind}
    for kind, text in session.execute(_LISTS, wanted):
        lists[kind].append(text)
    return ModulePage(
        card=_card(row),
        objectives=tuple(lists[LineKind.TUJUAN]),
        prerequisites=tuple(lists[LineKind.PRASYARAT]),
        salah_kaprah=tuple(lists[LineKind.SALAH_KAPRAH]),
        legal=tuple(lists[LineKind.DASAR]),
        instruments=tuple(int(year) for year in lists[LineKind.INSTRUMEN]),
        speaker=row.speaker,
        sections=tuple(SectionLine(*line) for line in session.execute(_LINES, wanted)),
    )


def _card(row: Row[*tuple[Any, ...]]) -> ModuleCard:
    return ModuleCard(
        slug=row.slug,
        order=row.position,
        title=row.title,
        summary=row.summary,
        minutes=row.minutes,
        jp=Decimal(row.jp_hundredths) / 100,
        version_id=row.version_id,
        number=row.number,
        published_at=row.published_at,
        section_count=row.section_count,
        quiz_slug=row.quiz_slug,
    )
