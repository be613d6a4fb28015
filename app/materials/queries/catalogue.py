"""Salah kaprah, legal sources, glossary and standards, as they now stand."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from app.clock import local_day, now
from app.db import session
from app.materials.models import (
    Document,
    EntryLegal,
    GlossaryEntry,
    LegalEntry,
    SalahKaprahEntry,
    SalahKaprahIndicator,
    StandardModule,
    StandardVersion,
)
from app.materials.rules import DelayedTest, GlossaryTerm, LegalSource, SalahKaprah, Standard


def salah_kaprah_catalogue() -> list[SalahKaprah]:
    """All misconceptions, in the order of the catalogue."""
    return _beliefs(_now(SalahKaprahEntry).order_by(SalahKaprahEntry.position))


def salah_kaprah(code: str) -> SalahKaprah | None:
    """One misconception, or None."""
    return next(iter(_beliefs(_now(SalahKaprahEntry).where(SalahKaprahEntry.code == code))), None)


def legal_sources() -> list[LegalSource]:
    """The register of legal sources, in its order."""
    rows = session.execute(_now(LegalEntry).order_by(LegalEntry.position))
    return [
        LegalSource(
            id=row.code,
            name=row.name,
            title=row.title,
            status=row.status,
            revoked_by=row.revoked_by,
            valid_from=row.valid_from,
            checked_on=row.checked_on,
            link=row.link,
            certainty=row.certainty,
        )
        for row in rows
    ]


def glossary() -> list[GlossaryTerm]:
    """The glossary by its words."""
    rows = session.execute(_now(GlossaryEntry)).all()
    legal = _legal(rows)
    terms = [
        GlossaryTerm(row.code, row.term, row.meaning, row.foreign_term, tuple(legal[row.code]))
        for row in rows
    ]
    return sorted(terms, key=lambda term: term.term.casefold())


def current_standard(on: date | None = None) -> Standard | None:
    """The standard in force on that day (default today): the latest begun, else the first to come."""
    day = on or local_day(now())
    found = standards()
    begun = [standard for standard in found if standard.valid_from <= day]
    return begun[-1] if begun else next(iter(found), None)


def standards() -> list[Standard]:
    """Every published standard, the oldest first."""
    rows = session.execute(
        _now(StandardVersion).order_by(StandardVersion.valid_from, StandardVersion.code)
    ).all()
    modules: dict[int, list[str]] = defaultdict(list)
    wanted = select(StandardModule.version_id, StandardModule.module_slug).where(
        StandardModule.version_id.in_([row.version_id for row in rows])
    )
    for version_id, slug in session.execute(wanted.order_by(StandardModule.position)):
        modules[version_id].append(slug)
    return [_standard(row, modules[row.version_id]) for row in rows]


def least_answered(standard_code: ColumnElement[str]) -> ColumnElement[Fraction]:
    """The share of items that an attempt must answer to measure anything; NULL without the standard."""
    return (
        select(StandardVersion.min_answered)
        .join(Document, Document.current_version_id == StandardVersion.version_id)
        .where(StandardVersion.code == standard_code)
        .scalar_subquery()
    )


def _now(model: Any) -> Select[*tuple[Any, ...]]:
    """The rows of the version that now stands."""
    return select(model.__table__).join(Document, Document.current_version_id == model.version_id)


def _beliefs(statement: Select[*tuple[Any, ...]]) -> list[SalahKaprah]:
    rows = session.execute(statement).all()
    legal, indicators = _legal(rows), _indicators(rows)
    return [
        SalahKaprah(
            code=row.code,
            title=row.title,
            belief=row.belief,
            temptation=row.temptation,
            refutation=row.refutation,
            truth=row.truth,
            legal=tuple(legal[row.code]),
            indicators={year: tuple(numbers) for year, numbers in indicators[row.code].items()},
            core=row.core,
        )
        for row in rows
    ]


def _legal(rows: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    wanted = select(EntryLegal.code, EntryLegal.legal).where(
        EntryLegal.version_id.in_({row.version_id for row in rows})
    )
    for code, legal in session.execute(wanted.order_by(EntryLegal.code, EntryLegal.position)):
        found[code].append(legal)
    return found


def _indicators(rows: Any) -> dict[str, dict[int, list[int]]]:
    found: dict[str, dict[int, list[int]]] = defaultdict(dict)
    table = SalahKaprahIndicator
    wanted = select(table.code, table.instrument, table.number).where(
        table.version_id.in_({row.version_id for row in rows})
    )
    for code, year, number in session.execute(wanted.order_by(table.instrument, table.number)):
        found[code].setdefault(year, []).append(number)
    return found


def _standard(row: Row[*tuple[Any, ...]], modules: list[str]) -> Standard:
    return Standard(
        version_id=row.version_id,
        code=row.code,
        title=row.title,
        valid_from=row.valid_from,
        module_slugs=tuple(modules),
        test_slug=row.test_slug,
        pass_mark=row.pass_mark,
        target=row.target,
        grace_days=row.grace_days,
        validity_days=row.validity_days,
        min_measured=row.min_measured,
        min_answered=row.min_answered,
        delayed=_delayed(row),
    )


def _delayed(row: Row[*tuple[Any, ...]]) -> DelayedTest | None:
    if row.delayed_test_slug is None or row.delayed_from_days is None:
        return None
    return DelayedTest(
        slug=row.delayed_test_slug,
        from_days=row.delayed_from_days,
        until_days=row.delayed_until_days,
        share=row.delayed_share,
    )
