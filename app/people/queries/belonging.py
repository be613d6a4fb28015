"""One person's belonging in time, and the transfers that wait for somebody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.db import session
from app.people.models import ConcurrentPost, Exemption, FormerLevel, Membership, Opd, Person, Transfer
from app.people.queries.membership import covers
from app.people.rules import ExemptionReason, JobLevel, Scope
from app.people.spells import Span, TransferState


def spans_of(person_id: int) -> list[Span]:
    """Every stretch of a person's belonging, oldest first."""
    rows = session.execute(
        select(Membership.id, Membership.opd_id, Membership.start_on, Membership.end_on)
        .where(Membership.person_id == person_id)
        .order_by(Membership.start_on)
    )
    return [Span(*row) for row in rows]


def spans_in(opd_id: int, on: date) -> list[Span]:
    """Every stretch of belonging to that OPD which lasts on that day or lies after it."""
    rows = session.execute(
        select(Membership.id, Membership.opd_id, Membership.start_on, Membership.end_on).where(
            Membership.opd_id == opd_id, or_(Membership.end_on.is_(None), Membership.end_on > on)
        )
    )
    return [Span(*row) for row in rows]


def looked_after(person_id: int, scope: Scope, day: date) -> bool:
    """Whether the person is, or was last, at home in an OPD of the scope: whose admin keeps the history."""
    if scope.opd_ids is None:
        return True
    spans = spans_of(person_id)
    begun = [span for span in spans if span.start_on <= day] or spans[:1]
    return bool(begun) and scope.holds(begun[-1].opd_id)


def level_on(person_id: int, day: date) -> JobLevel | None:
    """The job level that held on that day; None for nobody."""
    former = session.scalar(
        select(FormerLevel.job_level)
        .where(FormerLevel.person_id == person_id, FormerLevel.until_on > day)
        .order_by(FormerLevel.until_on)
        .limit(1)
    )
    return former or session.scalar(select(Person.job_level).where(Person.id == person_id))


@dataclass(frozen=True, slots=True)
class LevelSpell:
    """A job level that a person had until before a day."""

    level: JobLevel
    until_on: date


def former_levels_of(person_id: int) -> list[LevelSpell]:
    """The job levels of the past, newest first."""
    rows = session.execute(
        select(FormerLevel.job_level, FormerLevel.until_on)
        .where(FormerLevel.person_id == person_id)
        .order_by(FormerLevel.until_on.desc())
    )
    return [LevelSpell(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which the person is not counted, both inclusive."""

    id: int
    from_on: date
    to_on: date
    reason: ExemptionReason


def leaves_of(person_id: int) -> list[Leave]:
    """The exemptions of one person, newest first."""
    rows = session.execute(
        select(Exemption.id, Exemption.from_on, Exemption.to_on, Exemption.reason)
        .where(Exemption.person_id == person_id)
        .order_by(Exemption.from_on.desc())
    )
    return [Leave(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Post:
    """A second post (Plt.) of somebody, in whichever OPD; never counted."""

    id: int
    title: str
    opd_name: str
    from_on: date
    to_on: date | None


def posts_of(person_id: int) -> list[Post]:
    """The further posts of one person, newest first."""
    rows = session.execute(
        select(
            ConcurrentPost.id, ConcurrentPost.title, Opd.name, ConcurrentPost.from_on, ConcurrentPost.to_on
        )
        .join(Opd, Opd.id == ConcurrentPost.opd_id)
        .where(ConcurrentPost.person_id == person_id)
        .order_by(ConcurrentPost.from_on.desc())
    )
    return [Post(*row) for row in rows]


def exempt_counts(day: date) -> dict[int, int]:
    """How many members of each OPD are exempt on that day; an OPD without any is absent."""
    rows = session.execute(
        select(Membership.opd_id, func.count(Membership.person_id.distinct()))
        .join(Exemption, Exemption.person_id == Membership.person_id)
        .where(covers(day), Exemption.from_on <= day, Exemption.to_on >= day)
        .group_by(Membership.opd_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A proposed transfer, with the names of both sides and of the person."""

    id: int
    person_id: int
    name: str
    nip: str | None
    from_opd_id: int
    from_opd: str
    to_opd_id: int
    to_opd: str
    unit: str
    on: date
    state: TransferState
    proposed_at: datetime
    decided_at: datetime | None
    reason: str


_FROM, _TO = aliased(Opd), aliased(Opd)


def _transfers() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Transfer.id,
            Transfer.person_id,
            Person.name,
            Person.nip,
            Transfer.from_opd_id,
            _FROM.short_name,
            Transfer.to_opd_id,
            _TO.short_name,
            Transfer.unit,
            Transfer.move_on,
            Transfer.state,
            Transfer.proposed_at,
            Transfer.decided_at,
            Transfer.reason,
        )
        .join(Person, Person.id == Transfer.person_id)
        .join(_FROM, _FROM.id == Transfer.from_opd_id)
        .join(_TO, _TO.id == Transfer.to_opd_id)
    )


def transfer(transfer_id: int) -> TransferFacts | None:
    """The transfer of that id."""
    row = session.execute(_transfers().where(Transfer.id == transfer_id)).first()
    return TransferFacts(*row) if row else None


def transfers(scope: Scope, *, since: datetime, limit: int) -> list[TransferFacts]:
    """The transfers from or to these OPD that wait or were decided since then, the waiting ones first."""
    query = (
        _transfers()
        .where(or_(Transfer.decided_at.is_(None), Transfer.decided_at >= since))
        .order_by(Transfer.decided_at.is_not(None), Transfer.decided_at.desc(), Transfer.move_on, Transfer.id)
        .limit(limit)
    )
    if scope.opd_ids is not None:
        ours = scope.opd_ids
        query = query.where(or_(Transfer.from_opd_id.in_(ours), Transfer.to_opd_id.in_(ours)))
    return [TransferFacts(*row) for row in session.execute(query)]


def waiting_count(scope: Scope) -> int:
    """How many transfers wait for a decision of these OPD."""
    query = select(func.count(Transfer.id)).where(Transfer.state == TransferState.MENUNGGU)
    if scope.opd_ids is not None:
        query = query.where(Transfer.to_opd_id.in_(scope.opd_ids))
    return session.scalar(query) or 0


def waiting_of(person_id: int) -> TransferFacts | None:
    """The transfer of this person that waits, if one does."""
    row = session.execute(
        _transfers().where(Transfer.person_id == person_id, Transfer.state == TransferState.MENUNGGU)
    ).first()
    return TransferFacts(*row) if row else None
