"""What an import compares a file with, and the roster as it leaves in a file."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from app.db import read, session
from app.people.models import Membership, Opd, Person, RoleGrant, RosterDraft
from app.people.queries.membership import covers
from app.people.roster.plan import Known
from app.people.rules import JobLevel, Role, Scope

_PRIVILEGED = select(RoleGrant.person_id).where(RoleGrant.role != Role.PESERTA).distinct()
_LAST = select(Membership.person_id, func.max(Membership.start_on).label("start_on")).group_by(
    Membership.person_id
)


def everybody() -> list[Known]:
    """Every account with its last membership, to be compared with a file."""
    last = _LAST.subquery()
    privileged = set(session.scalars(_PRIVILEGED))
    rows = read(
        select(
            Person.id,
            Person.nip,
            Person.surel,
            Person.name,
            Person.job_level,
            Membership.opd_id,
            Membership.unit,
            Membership.start_on,
            Membership.end_on,
        )
        .outerjoin(last, last.c.person_id == Person.id)
        .outerjoin(
            Membership,
            and_(Membership.person_id == Person.id, Membership.start_on == last.c.start_on),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return [
        Known(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6] or "", row[7], row[8], row[0] in privileged
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A member as a row of the exported file."""

    nip: str | None
    name: str
    surel: str | None
    opd_code: str
    opd_name: str
    unit: str
    level: JobLevel
    start_on: date


def roster_rows(scope: Scope, day: date) -> list[RosterRow]:
    """Who belongs to these OPD on that day, by OPD and name."""
    query = (
        select(
            Person.nip,
            Person.name,
            Person.surel,
            Opd.code,
            Opd.name,
            Membership.unit,
            Person.job_level,
            Membership.start_on,
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Opd, Opd.id == Membership.opd_id)
        .where(covers(day))
        .order_by(Opd.code, func.lower(Person.name), Person.id)
    )
    if scope.opd_ids is not None:
        query = query.where(Membership.opd_id.in_(scope.opd_ids))
    return [RosterRow(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read and waits for its owner's decision."""

    file_name: str
    content: bytes
    made_at: datetime
    applied_at: datetime | None


def roster_draft(token: str, *, owner: int) -> Draft | None:
    """The draft of that address, for the person who uploaded it alone."""
    row = session.execute(
        select(RosterDraft.file_name, RosterDraft.content, RosterDraft.made_at, RosterDraft.applied_at).where(
            RosterDraft.token == token, RosterDraft.person_id == owner
        )
    ).first()
    return Draft(*row) if row else None
