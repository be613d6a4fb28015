"""Take a staff file: keep what was read until its owner decides, then apply all of it or nothing."""

import gc
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import add_columns, begin_write, fresh_ids, refuse_while_writing, session
from app.errors import Conflict, NotFound
from app.people import queries
from app.people.models import Membership, Person, RoleGrant, RosterDraft
from app.people.roster.apart import Sheet, cells_in
from app.people.roster.keeping import is_kept, kept_sheets, packed
from app.people.roster.offices import Offices
from app.people.roster.plan import Change, Known, Plan, Step, planned
from app.people.roster.reading import Reading, read_roster
from app.people.rules import JobLevel, Role, Scope

DRAFT_LASTS = timedelta(hours=24)


class PlanOutdated(Conflict):
    """Somebody changed the roster after the plan was shown."""

    message = "Data pegawai berubah sejak rencana ini dibuat. Periksa rencana yang baru, lalu terapkan."


class NotApplicable(Conflict):
    """The file still has problems, or its warnings were not accepted."""

    message = "Berkas ini belum dapat diterapkan. Perbaiki masalahnya, atau centang peringatannya."


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: a file makes a hundred thousand objects and not one cycle.

    Looking through all of them again and again was a quarter of an import of 13,000 people.
    """
    rested = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rested:
            gc.enable()


@_uncollected()
def keep_draft(data: bytes, file_name: str, *, by: int, at: datetime) -> str:
    """Read the file apart and keep its cells; the token of its page. Raises UnreadableFile."""
    refuse_while_writing("reading a staff file")
    content = packed(cells_in(data))
    token = secrets.token_urlsafe(24)
    session.execute(delete(RosterDraft).where(RosterDraft.made_at < at - DRAFT_LASTS))
    session.execute(
        insert(RosterDraft).values(
            token=token, person_id=by, file_name=file_name[:120], content=content, made_at=at
        )
    )
    return token


def plan_of(sheets: list[Sheet], *, scope: Scope, at: datetime) -> tuple[Reading, Plan | None]:
    """What was read, and the plan when nothing blocks it; the plan's own problems are among the reading's."""
    reading = _understood(sheets, scope, local_day(at))
    return reading, _plan(reading, queries.everybody(), scope, local_day(at))


def is_open(draft: queries.Draft, at: datetime) -> bool:
    """Whether a draft still waits for its owner: neither applied nor a day old."""
    return draft.applied_at is None and draft.made_at >= at - DRAFT_LASTS and is_kept(draft.content)


@_uncollected()
def plan_of_draft(draft: queries.Draft, *, scope: Scope, at: datetime) -> tuple[Reading, Plan | None]:
    """The same of an open draft."""
    return plan_of(kept_sheets(draft.content), scope=scope, at=at)


def _understood(sheets: list[Sheet], scope: Scope, day: date) -> Reading:
    former = [(old.opd_id, word) for old in queries.former_names() for word in (old.name, old.short_name)]
    coming = [
        (new.opd_id, word, new.from_on)
        for new in queries.coming_names(scope)
        for word in (new.name, new.short_name)
    ]
    offices = Offices(queries.register(), day=day, only=scope.opd_ids, former=former, coming=coming)
    return read_roster(sheets, offices, day=day)


def _plan(reading: Reading, known: list[Known], scope: Scope, day: date) -> Plan | None:
    if reading.blocked:
        return None
    plan = planned(reading.lines, known, scope=scope.opd_ids, day=day)
    reading.problems.extend(plan.problems)
    return None if plan.problems else plan


@_uncollected()
def apply_draft(token: str, mark: str, *, accept_warnings: bool, scope: Scope, by: int, at: datetime) -> Plan:
    """Apply the plan that was shown, all of it; raises NotFound, PlanOutdated or NotApplicable."""
    draft = queries.roster_draft(token, owner=by)
    if draft is None or not is_open(draft, at):
        raise NotFound
    reading = _understood(kept_sheets(draft.content), scope, local_day(at))
    known = queries.everybody()
    plan = _plan(reading, known, scope, local_day(at))
    if plan is None or (reading.problems and not accept_warnings):
        raise NotApplicable
    if plan.mark != mark:
        raise PlanOutdated
    _claim(token, at)
    if (present := queries.everybody()) != known:
        again = planned(reading.lines, present, scope=scope.opd_ids, day=local_day(at))
        if again.problems or again.mark != mark:
            raise PlanOutdated
    try:
        with session.begin_nested():
            apply_plan(plan, file_name=draft.file_name, by=by, at=at)
    except IntegrityError as error:  # the same person was added a moment ago
        raise PlanOutdated from error
    return plan


def _claim(token: str, at: datetime) -> None:
    """Empty the draft; the write lock is taken here, and what others changed meanwhile is seen afterwards."""
    claimed = session.execute(
        update(RosterDraft)
        .where(RosterDraft.token == token, RosterDraft.applied_at.is_(None))
        .values(applied_at=at, content=b"")
    )
    if claimed.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound


def apply_plan(plan: Plan, *, file_name: str, by: int | None, at: datetime) -> None:
    """Write every step of a plan in the running transaction, in statements of many rows."""
    begin_write()
    _let_go_of_addresses(plan.steps)
    _add(plan.those(Change.NEW), by=by, at=at)
    for step in plan.steps:
        if step.change is not Change.NEW and step.differences:
            _correct(step, by=by)
    for step in plan.those(Change.MOVED):
        _move(step, by=by)
    counts = ", ".join(f"{change}: {plan.count(change)}" for change in Change)
    audit.record(actor=by, action="import roster", subject="roster", details=f"{file_name}: {counts}")


def _let_go_of_addresses(steps: Iterable[Step]) -> None:
    """Before anybody gets another address the old ones are set free: two people may exchange theirs."""
    changing = [
        step.person_id for step in steps if any(one.field == "Surel" and one.old for one in step.differences)
    ]
    for person_id in changing:
        placeholder = (
            f"{person_id}@berganti.invalid"  # nobody stays without NIP and address, even for a moment
        )
        session.execute(update(Person).where(Person.id == person_id).values(surel=placeholder))


def _add(steps: list[Step], *, by: int | None, at: datetime) -> None:
    """The new people with membership and role; by statements of the database, not one by one."""
    if not steps:
        return
    lines, ids = [step.line for step in steps], fresh_ids(Person, len(steps))
    people = {
        "id": ids,
        "nip": [line.nip for line in lines],
        "surel": [line.surel for line in lines],
        "name": [line.name for line in lines],
        "job_level": [line.level or JobLevel.PELAKSANA for line in lines],
        "active": True,
        "demo": False,
        "created_at": at,
    }
    homes = {
        "person_id": ids,
        "opd_id": [line.opd_id for line in lines],
        "unit": [line.unit or "" for line in lines],
        "start_on": [step.start_on for step in steps],
    }
    add_columns(Person, people)
    add_columns(Membership, homes)
    add_columns(RoleGrant, {"person_id": ids, "role": Role.PESERTA, "granted_at": at, "granted_by": by})


COLUMN_OF = {"Nama": "name", "NIP": "nip", "Surel": "surel"}


def _correct(step: Step, *, by: int | None) -> None:
    values: dict[str, object] = {COLUMN_OF[d.field]: d.new for d in step.differences if d.field in COLUMN_OF}
    if any(d.field == "Jenjang jabatan" for d in step.differences):
        values["job_level"] = step.line.level
    if values:
        session.execute(update(Person).where(Person.id == step.person_id).values(**values))
    if step.change is not Change.MOVED and any(d.field == "Unit" for d in step.differences):
        session.execute(
            update(Membership)
            .where(Membership.person_id == step.person_id, Membership.end_on.is_(None))
            .values(unit=step.line.unit)
        )
    changes = [
        audit.Change(d.field, str(d.old or ""), str(d.new or ""), personal=d.field in COLUMN_OF)
        for d in step.differences
    ]
    audit.record(actor=by, action="change person", subject=f"person:{step.person_id}", changes=changes)


def _move(step: Step, *, by: int | None) -> None:
    session.execute(
        update(Membership)
        .where(Membership.person_id == step.person_id, Membership.end_on.is_(None))
        .values(end_on=step.start_on)
    )
    session.execute(
        insert(Membership).values(
            person_id=step.person_id,
            opd_id=step.line.opd_id,
            unit=step.line.unit or "",
            start_on=step.start_on,
            end_on=None,
        )
    )
    audit.record(
        actor=by,
        action="move person",
        subject=f"person:{step.person_id}",
        details=f"mulai {step.start_on}",
        changes=[
            audit.Change(
                "OPD", f"opd:{step.old_opd_id}" if step.old_opd_id else "", f"opd:{step.line.opd_id}"
            )
        ],
    )
