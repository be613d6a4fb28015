"""A person's own requests and sessions, and the requests that an admin has to decide."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.db import session
from app.people.models import CorrectionRequest, Exemption, Membership, Opd, Person, RoleGrant, SignInSession
from app.people.queries.membership import covers
from app.people.rights import DUE, CorrectionField, hours_left
from app.people.rules import ExemptionReason, Role, Scope

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Correction:
    """A request with its person and decision."""

    id: int
    person_id: int
    name: str
    opd_name: str | None
    field: CorrectionField
    stood: str
    wanted: str
    note: str
    filed_at: datetime
    decided_at: datetime | None
    accepted: bool | None
    reason: str

    @property
    def due_at(self) -> datetime:
        """When 3×24 hours are over."""
        return self.filed_at + DUE

    def hours_left(self, at: datetime) -> int:
        """Whole hours until then; negative when late."""
        return hours_left(self.filed_at, at)


def corrections_of(person_id: int, day: date) -> list[Correction]:
    """The person's own requests, newest first."""
    query = _corrections(CorrectionRequest.person_id == person_id, day)
    return _rows(query.order_by(CorrectionRequest.id.desc()))


def waiting_corrections(scope: Scope, day: date) -> list[Correction]:
    """What waits for a decision in these OPD, the longest waiting first."""
    query = _corrections(and_(CorrectionRequest.decided_at.is_(None), _within(scope)), day)
    return _rows(query.order_by(CorrectionRequest.filed_at, CorrectionRequest.id))


def decided_corrections(scope: Scope, day: date, *, limit: int) -> list[Correction]:
    """What was decided last in these OPD."""
    query = _corrections(and_(CorrectionRequest.decided_at.is_not(None), _within(scope)), day)
    return _rows(query.order_by(CorrectionRequest.decided_at.desc()).limit(limit))


def correction(request_id: int, scope: Scope, day: date) -> Correction | None:
    """One request; that of another OPD is as unknown as none."""
    found = _rows(_corrections(and_(CorrectionRequest.id == request_id, _within(scope)), day))
    return found[0] if found else None


def _corrections(condition: ColumnElement[bool], day: date) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(
        CorrectionRequest.id,
        CorrectionRequest.person_id,
        Person.name,
        Opd.short_name,
        CorrectionRequest.field,
        CorrectionRequest.stood,
        CorrectionRequest.wanted,
        CorrectionRequest.note,
        CorrectionRequest.filed_at,
        CorrectionRequest.decided_at,
        CorrectionRequest.accepted,
        CorrectionRequest.reason,
    ).join(Person, Person.id == CorrectionRequest.person_id)
    home = and_(Membership.person_id == CorrectionRequest.person_id, covers(day))
    return query.outerjoin(Membership, home).outerjoin(Opd, Opd.id == Membership.opd_id).where(condition)


def _within(scope: Scope) -> ColumnElement[bool]:
    if scope.opd_ids is None:
        return CorrectionRequest.id.is_not(None)
    return Membership.opd_id.in_(scope.opd_ids)


def _rows(query: Select[*tuple[Any, ...]]) -> list[Correction]:
    return [Correction(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class PastSession:
    """A sign-in session, living or over."""

    device: str
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None


def sessions_of(person_id: int) -> list[PastSession]:
    """Every session that is still kept, newest first."""
    rows = session.execute(
        select(
            SignInSession.device,
            SignInSession.created_at,
            SignInSession.last_seen_at,
            SignInSession.ended_at,
        )
        .where(SignInSession.person_id == person_id)
        .order_by(SignInSession.created_at.desc())
    )
    return [PastSession(*row) for row in rows]


def homes_of(person_id: int) -> list[tuple[int, date, date | None]]:
    """Where the person belonged, as OPD id, first day and day after the last."""
    rows = session.execute(
        select(Membership.opd_id, Membership.start_on, Membership.end_on).where(
            Membership.person_id == person_id
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def exemptions_of(person_id: int) -> list[tuple[date, date, ExemptionReason]]:
    """The days on which the person is not counted, both inclusive, and why."""
    rows = session.execute(
        select(Exemption.from_on, Exemption.to_on, Exemption.reason)
        .where(Exemption.person_id == person_id)
        .order_by(Exemption.from_on)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def anonymised_at(person_id: int) -> datetime | None:
    """When this person was forgotten; None for everybody else."""
    return session.scalar(select(Person.anonymised_at).where(Person.id == person_id))


def signed_in_between(since: datetime, until: datetime) -> list[int]:
    """Whose sessions were alive at any instant of that period, as far as sessions are still kept."""
    ended = func.coalesce(SignInSession.ended_at, SignInSession.expires_at)
    return list(
        session.scalars(
            select(SignInSession.person_id).where(SignInSession.created_at < until, ended >= since).distinct()
        )
    )


def members_between(opd_ids: frozenset[int], first: date, last: date) -> list[int]:
    """Who belonged to these OPD on any of these days."""
    return list(
        session.scalars(
            select(Membership.person_id)
            .where(
                Membership.opd_id.in_(opd_ids),
                Membership.start_on <= last,
                func.coalesce(Membership.end_on, date.max) > first,
            )
            .distinct()
        )
    )


def holds_role(person_id: int, role: Role) -> bool:
    """Whether the person holds that role, of whichever OPD."""
    found = select(RoleGrant.id).where(RoleGrant.person_id == person_id, RoleGrant.role == role)
    return session.scalar(found.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person can be told something."""

    id: int
    name: str
    nip: str | None
    surel: str | None
    opd_id: int | None
    opd_name: str | None


def contacts_of(person_ids: frozenset[int]) -> list[Contact]:
    """These people by name, each with the last OPD; in chunks, however many they are."""
    last = (
        select(Membership.person_id, func.max(Membership.start_on).label("start_on"))
        .group_by(Membership.person_id)
        .subquery()
    )
    home = and_(Membership.person_id == Person.id, Membership.start_on == last.c.start_on)
    query = select(Person.id, Person.name, Person.nip, Person.surel, Opd.id, Opd.name)
    query = query.outerjoin(last, last.c.person_id == Person.id).outerjoin(Membership, home)
    query = query.outerjoin(Opd, Opd.id == Membership.opd_id)
    wanted, found = sorted(person_ids), []
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(query.where(Person.id.in_(wanted[start : start + CHUNK])))
        found += [Contact(*row) for row in rows]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))
