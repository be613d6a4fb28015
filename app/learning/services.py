"""Verbs of the room: mark a section read, follow a new version, record a pass and what it completes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from app import audit
from app.clock import local_day
from app.db import begin_write, session, upsert_insert
from app.learning import queries
from app.learning.models import Completion, ObligationRule, PartRead, QuizPass, Reading, SectionRead
from app.learning.obligation import Decision, changed, refuse_backwards
from app.learning.rules import CompletionRule, SectionGone
from app.materials import queries as materials
from app.materials.rules import Standard


def mark_read(*, person_id: int, slug: str, version_id: int, anchor: str, at: datetime) -> None:
    """Note a section as read in the pinned version; the first mark pins `version_id`.

    Raises SectionGone when the section is not in the version being read. Marking twice changes nothing.
    Who has completed the module reads its present version: there only what is new to them is noted.
    """
    session.execute(
        upsert_insert(Reading)
        .values(person_id=person_id, module_slug=slug, module_version_id=version_id, started_at=at)
        .on_conflict_do_nothing()
    )
    reading_id, pinned = session.execute(
        select(Reading.id, Reading.module_version_id).where(
            Reading.person_id == person_id, Reading.module_slug == slug
        )
    ).one()
    if version_id != pinned and slug in queries.completions_of(person_id):
        _read_part(person_id=person_id, slug=slug, version_id=version_id, anchor=anchor, at=at)
        return
    page = materials.module_version(pinned)
    if page is None or anchor not in {line.anchor for line in page.sections}:
        raise SectionGone
    session.execute(
        upsert_insert(SectionRead)
        .values(reading_id=reading_id, anchor=anchor, read_at=at)
        .on_conflict_do_nothing()
    )
    complete_if_done(person_id=person_id, slug=slug, at=at)


def _read_part(*, person_id: int, slug: str, version_id: int, anchor: str, at: datetime) -> None:
    """Note what is new in that section as read; the completion stays as it was."""
    page = materials.module_version(version_id)
    if page is None or anchor not in {line.anchor for line in page.sections}:
        raise SectionGone
    parts = queries.parts_to_read(person_id, slug).get(slug, ())
    sources = [source for part in parts if part.anchor == anchor for source in part.sources]
    if sources:
        session.execute(
            upsert_insert(PartRead).on_conflict_do_nothing(),
            [
                {"person_id": person_id, "version_id": version_id, "anchor": known, "read_at": at}
                for version_id, known in sources
            ],
        )


def follow_current_version(*, person_id: int, slug: str, at: datetime) -> None:
    """Move the pin to the current version; sections that stand in both stay read, also under a new address.

    Nothing for who has completed the module: they read the current version anyway.
    """
    current = materials.module(slug)
    if current is None or slug in queries.completions_of(person_id):
        return
    _carry_over(person_id, slug)
    session.execute(
        update(Reading)
        .where(Reading.person_id == person_id, Reading.module_slug == slug)
        .values(module_version_id=current.card.version_id)
    )
    complete_if_done(person_id=person_id, slug=slug, at=at)


def _carry_over(person_id: int, slug: str) -> None:
    rows = session.execute(
        select(SectionRead.reading_id, SectionRead.anchor, SectionRead.read_at)
        .join(Reading, Reading.id == SectionRead.reading_id)
        .where(Reading.person_id == person_id, Reading.module_slug == slug)
    ).all()
    moved = queries.ahead(person_id, slug, [row.anchor for row in rows]).moved
    carried = [
        {"reading_id": row.reading_id, "anchor": moved[row.anchor], "read_at": row.read_at}
        for row in rows
        if row.anchor in moved
    ]
    if carried:
        session.execute(upsert_insert(SectionRead).on_conflict_do_nothing(), carried)


def record_pass(*, person_id: int, module_slug: str, attempt_id: int, at: datetime) -> None:
    """The quiz room says that a person passed a module's quiz; the first pass is kept."""
    session.execute(
        upsert_insert(QuizPass)
        .values(person_id=person_id, module_slug=module_slug, attempt_id=attempt_id, passed_at=at)
        .on_conflict_do_nothing()
    )
    complete_if_done(person_id=person_id, slug=module_slug, at=at)


@dataclass(frozen=True, slots=True)
class PassesMade:
    """Of attempts told together, those that gave a first pass, and those that completed the module."""

    passed: frozenset[int]
    completed: frozenset[int]


def record_passes(*, attempts: Mapping[int, int], module_slug: str, at: datetime) -> PassesMade:
    """The same for many persons at once, from person to attempt; who passed before keeps the first pass."""
    begin_write()
    completed = queries.completed_by_a_pass(attempts, module_slug)
    known = queries.passed_persons(module_slug)
    fresh = frozenset(attempts) - known
    if not fresh:
        return PassesMade(frozenset(), frozenset())
    session.execute(
        upsert_insert(QuizPass).on_conflict_do_nothing(),
        [
            {
                "person_id": person_id,
                "module_slug": module_slug,
                "attempt_id": attempts[person_id],
                "passed_at": at,
            }
            for person_id in sorted(fresh)
        ],
    )
    for person_id in sorted(completed):
        complete_if_done(person_id=person_id, slug=module_slug, at=at)
    return PassesMade(
        frozenset(attempts[person_id] for person_id in fresh),
        frozenset(attempts[person_id] for person_id in completed),
    )


def withdraw_passes(*, attempts: Mapping[int, int], module_slug: str) -> None:
    """Take back passes that these attempts gave, with the completions that rest upon them."""
    for person_id, attempt_id in sorted(attempts.items()):
        for table in (Completion, QuizPass):
            session.execute(
                delete(table)
                .where(
                    table.person_id == person_id,
                    table.module_slug == module_slug,
                    table.attempt_id == attempt_id,
                )
                .execution_options(synchronize_session=False)
            )


def complete_if_done(*, person_id: int, slug: str, at: datetime) -> None:
    """Record the completion, once, when every section of the pinned version is read and the quiz passed."""
    begin_write()
    session.execute(  # two tabs finish the last two conditions at once: one waits for the other
        select(Reading.id)
        .where(Reading.person_id == person_id, Reading.module_slug == slug)
        .with_for_update()
    )
    progress = queries.progress(person_id, slug)
    if progress.completed_at is not None or progress.version_id is None:
        return
    page = materials.module_version(progress.version_id)
    if page is None or progress.next_anchor(tuple(line.anchor for line in page.sections)) is not None:
        return
    has_quiz = page.card.quiz_slug is not None
    if has_quiz and not progress.quiz_passed:
        return
    session.execute(
        upsert_insert(Completion)
        .values(
            person_id=person_id,
            module_slug=slug,
            module_version_id=progress.version_id,
            attempt_id=_passing_attempt(person_id, slug) if has_quiz else None,
            rule=CompletionRule.BAGIAN_DAN_KUIS if has_quiz else CompletionRule.BAGIAN,
            completed_at=at,
        )
        .on_conflict_do_nothing()
    )


def _passing_attempt(person_id: int, slug: str) -> int | None:
    return session.scalar(
        select(QuizPass.attempt_id).where(QuizPass.person_id == person_id, QuizPass.module_slug == slug)
    )


def decide_obligation(standard: Standard, new: Decision, *, by: int) -> Decision:
    """Decide when a group's obligation begins or is due, from now on; what is left open stays as it was.

    Raises Backwards. Whatever was figured for an earlier instant stays.
    """
    refuse_backwards(starts_on=new.starts_on, due_on=new.due_on, today=local_day(new.decided_at))
    begin_write()
    before = queries.obligations(standard, new.decided_at).by_group
    told = changed(before, new)
    session.execute(
        insert(ObligationRule).values(
            standard_code=standard.code,
            opd_id=told.opd_id,
            job_level=told.job_level,
            starts_on=told.starts_on,
            due_on=told.due_on,
            decided_at=told.decided_at,
            decided_by=by,
            reason=told.reason,
        )
    )
    old = before.get(told.group)
    group = f"opd:{told.opd_id}" if told.opd_id else "semua OPD"
    audit.record(
        actor=by,
        action="decide obligation",
        subject=f"standard:{standard.code}",
        details=f"{group}, {told.job_level or 'semua jenjang'}: {told.reason}",
        changes=[
            audit.Change("Mulai wajib", _day(old.starts_on if old else None), _day(told.starts_on)),
            audit.Change("Tenggat", _day(old.due_on if old else None), _day(told.due_on)),
        ],
    )
    return told


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
