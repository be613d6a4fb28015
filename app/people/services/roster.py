"""Take a staff file: keep what was read until its owner decides, then apply all of it or nothing."""

import json
import secrets
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import begin_write, refuse_while_writing, session, write
from app.errors import Conflict, NotFound
from app.people import queries
from app.people.models import Membership, Person, RoleGrant, RosterDraft
from app.people.roster.apart import Sheet, sheets_in
from app.people.roster.plan import Change, Plan, Step, planned
from app.people.roster.reading import Offices, Reading, read_roster
from app.people.rules import JobLevel, Role, Scope

DRAFT_LASTS = timedelta(hours=24)


class PlanOutdated(Conflict):
    """Somebody changed the roster after the plan was shown."""

    message = "Data pegawai berubah sejak rencana ini dibuat. Periksa rencana yang baru, lalu terapkan."


class NotApplicable(Conflict):
    """The file still has problems, or its warnings were not accepted."""

    message = "Berkas ini belum dapat diterapkan. Perbaiki masalahnya, atau centang peringatannya."


def keep_draft(data: bytes, file_name: str, *, by: int, at: datetime) -> str:
    """Read the file apart and keep its cells; the token of its page. Raises UnreadableFile."""
    refuse_while_writing("reading a staff file")
    sheets = sheets_in(data)
    cells = [{"name": sheet.name, "visible": sheet.visible, "rows": sheet.rows} for sheet in sheets]
    content = zlib.compress(json.dumps(cells, ensure_ascii=False).encode(), 1)
    token = secrets.token_urlsafe(24)
    session.execute(delete(RosterDraft).where(RosterDraft.made_at < at - DRAFT_LASTS))
    session.execute(
        insert(RosterDraft).values(
            token=token, person_id=by, file_name=file_name[:120], content=content, made_at=at
        )
    )
    return token


def sheets_of_draft(draft: queries.Draft) -> list[Sheet]:
    """The cells of a draft that was not applied yet."""
    return [Sheet(**sheet) for sheet in json.loads(zlib.decompress(draft.content))] if draft.content else []


def plan_of(sheets: list[Sheet], *, scope: Scope, at: datetime) -> tuple[Reading, Plan | None]:
    """What was read, and the plan when nothing blocks it; the plan's own problems are among the reading's."""
    day = local_day(at)
    former = [(old.opd_id, word) for old in queries.former_names() for word in (old.name, old.short_name)]
    offices = Offices(queries.register(), day=day, only=scope.opd_ids, former=former)
    reading = read_roster(sheets, offices, day=day)
    if reading.blocked:
        return reading, None
    plan = planned(reading.lines, queries.everybody(), scope=scope.opd_ids, day=day)
    if plan.problems:
        reading.problems.extend(plan.problems)
        return reading, None
    return reading, plan


def apply_draft(token: str, mark: str, *, accept_warnings: bool, scope: Scope, by: int, at: datetime) -> Plan:
    """Apply the plan that was shown, all of it; raises NotFound, PlanOutdated or NotApplicable."""
    draft = queries.roster_draft(token, owner=by)
    if draft is None or draft.applied_at is not None or draft.made_at < at - DRAFT_LASTS:
        raise NotFound
    sheets = sheets_of_draft(draft)
    reading, plan = plan_of(sheets, scope=scope, at=at)
    if plan is None or (reading.problems and not accept_warnings):
        raise NotApplicable
    if plan.mark != mark:
        raise PlanOutdated
    claimed = session.execute(
        update(RosterDraft)
        .where(RosterDraft.token == token, RosterDraft.applied_at.is_(None))
        .values(applied_at=at, content=b"")
    )  # the write lock is taken here: what others changed meanwhile is seen below
    if claimed.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound
    if planned(reading.lines, queries.everybody(), scope=scope.opd_ids, day=local_day(at)).mark != mark:
        raise PlanOutdated
    try:
        with session.begin_nested():
            apply_plan(plan, file_name=draft.file_name, by=by, at=at)
    except IntegrityError as error:  # the same person was added a moment ago
        raise PlanOutdated from error
    return plan


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
    if not steps:
        return
    top = session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0
    write(
        insert(Person),
        [
            {
                "nip": step.line.nip,
                "surel": step.line.surel,
                "name": step.line.name,
                "job_level": step.line.level or JobLevel.PELAKSANA,
                "active": True,
                "demo": False,
                "created_at": at,
            }
            for step in steps
        ],
    )
    ids: dict[str, int] = {}
    for person_id, nip, surel in session.execute(
        select(Person.id, Person.nip, Person.surel).where(Person.id > top)
    ):
        ids[nip or surel or ""] = person_id
    new = [(ids[step.line.nip or step.line.surel or ""], step) for step in steps]
    write(
        insert(Membership),
        [
            {
                "person_id": person_id,
                "opd_id": step.line.opd_id,
                "unit": step.line.unit or "",
                "start_on": step.start_on,
                "end_on": None,
            }
            for person_id, step in new
        ],
    )
    write(
        insert(RoleGrant),
        [
            {"person_id": person_id, "role": Role.PESERTA, "opd_id": None, "granted_at": at, "granted_by": by}
            for person_id, _ in new
        ],
    )


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
