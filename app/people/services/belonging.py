"""Dated membership: transfers on a day, leaving, exemptions, further posts and job levels.

Every verb leaves what stood before as history, and records before and after.
"""

from datetime import date, timedelta

from sqlalchemy import delete, insert, select, update

from app import audit
from app.db import session
from app.errors import NotFound
from app.people import queries
from app.people.models import ConcurrentPost, Exemption, FormerLevel, Membership, Person
from app.people.rights import Anonymised
from app.people.rules import ExemptionReason, JobLevel
from app.people.services.holding import hold
from app.people.spells import (
    UNDO_LEAVING,
    LeavingReason,
    NotHere,
    Overlapping,
    SameOpd,
    SamePost,
    WrongDay,
    last_before,
    refuse_span,
)


def move(person_id: int, *, to_opd_id: int, on: date, unit: str = "", by: int | None) -> int:
    """Transfer on a day: from that day on the person belongs to the new OPD, with the old history kept.

    A known last day stays. The id of the new membership; raises WrongDay or SameOpd.
    """
    hold(person_id)
    last = last_before(queries.spans_of(person_id), on)
    end_on = None
    if last is not None and last.holds(on):
        if last.opd_id == to_opd_id:
            raise SameOpd
        end_on = last.end_on
        session.execute(update(Membership).where(Membership.id == last.id).values(end_on=on))
    before = f"opd:{last.opd_id}" if last and last.holds(on - timedelta(days=1)) else ""
    added = session.scalar(
        insert(Membership)
        .values(person_id=person_id, opd_id=to_opd_id, unit=unit, start_on=on, end_on=end_on)
        .returning(Membership.id)
    )
    audit.record(
        actor=by,
        action="move person",
        subject=f"person:{person_id}",
        details=f"mulai {on}",
        changes=[audit.Change("OPD", before, f"opd:{to_opd_id}")],
    )
    return int(added or 0)


def leave(person_id: int, *, on: date, by: int | None, reason: LeavingReason | None = None) -> None:
    """The person belongs nowhere from that day on (retired, left); raises WrongDay or NotHere."""
    hold(person_id)
    last = last_before(queries.spans_of(person_id), on)
    if last is None or not last.holds(on - timedelta(days=1)):
        raise NotHere
    session.execute(update(Membership).where(Membership.id == last.id).values(end_on=on))
    audit.record(
        actor=by,
        action="end membership",
        subject=f"person:{person_id}",
        details=f"mulai {on}" + (f", {reason}" if reason else ""),
        changes=[audit.Change("OPD", f"opd:{last.opd_id}", "")],
    )


def stay(person_id: int, *, today: date, by: int) -> None:
    """Take an end back: one that lies ahead, or not more than a month behind, with nothing after it.

    Raises NotHere where there is none, Anonymised for somebody who was forgotten.
    """
    hold(person_id)
    if queries.anonymised_at(person_id) is not None:
        raise Anonymised
    last = max(queries.spans_of(person_id), key=lambda span: span.start_on, default=None)
    if last is None or last.end_on is None or last.end_on < today - UNDO_LEAVING:
        raise NotHere
    session.execute(update(Membership).where(Membership.id == last.id).values(end_on=None))
    audit.record(
        actor=by,
        action="take back end",
        subject=f"person:{person_id}",
        details=f"opd:{last.opd_id}",
        changes=[audit.Change("Berakhir", str(last.end_on), "")],
    )


def exempt(person_id: int, *, from_on: date, to_on: date, reason: ExemptionReason, by: int | None) -> int:
    """Do not count a person on these days, both inclusive; raises WrongDay or Overlapping."""
    refuse_span(from_on, to_on)
    hold(person_id)
    if session.scalar(
        select(Exemption.id)
        .where(Exemption.person_id == person_id, Exemption.from_on <= to_on, Exemption.to_on >= from_on)
        .limit(1)
    ):
        raise Overlapping
    added = session.scalar(
        insert(Exemption)
        .values(person_id=person_id, from_on=from_on, to_on=to_on, reason=reason)
        .returning(Exemption.id)
    )
    audit.record(
        actor=by, action="exempt person", subject=f"person:{person_id}", details=f"{reason} {from_on}/{to_on}"
    )
    return int(added or 0)


def end_exemption(exemption_id: int, *, person_id: int, today: date, by: int) -> None:
    """Count the person again from today on; one that has not begun is taken away. Raises NotFound."""
    hold(person_id)
    row = session.execute(
        select(Exemption.from_on, Exemption.to_on, Exemption.reason).where(
            Exemption.id == exemption_id, Exemption.person_id == person_id, Exemption.to_on >= today
        )
    ).first()
    if row is None:
        raise NotFound
    one = Exemption.id == exemption_id
    if row.from_on >= today:
        session.execute(delete(Exemption).where(one))
        after = ""
    else:
        yesterday = today - timedelta(days=1)
        session.execute(update(Exemption).where(one).values(to_on=yesterday))
        after = f"{row.from_on}/{yesterday}"
    audit.record(
        actor=by,
        action="end exemption",
        subject=f"person:{person_id}",
        details=str(row.reason),
        changes=[audit.Change("Pengecualian", f"{row.from_on}/{row.to_on}", after)],
    )


def add_post(
    person_id: int, *, opd_id: int, title: str, from_on: date, to_on: date | None, by: int | None
) -> None:
    """Note a second post; the home OPD and every count stay. Raises WrongDay, SamePost or Anonymised."""
    if to_on is not None:
        refuse_span(from_on, to_on)
    hold(person_id)
    if queries.anonymised_at(person_id) is not None:
        raise Anonymised
    same = (ConcurrentPost.person_id == person_id, ConcurrentPost.opd_id == opd_id)
    still = ConcurrentPost.to_on.is_(None) | (ConcurrentPost.to_on >= from_on)
    if session.scalar(select(ConcurrentPost.id).where(*same, ConcurrentPost.title == title, still).limit(1)):
        raise SamePost
    session.execute(
        insert(ConcurrentPost).values(
            person_id=person_id, opd_id=opd_id, title=title, from_on=from_on, to_on=to_on
        )
    )
    details = f"{title}, opd:{opd_id}, {from_on}/{to_on or ''}"
    audit.record(actor=by, action="add post", subject=f"person:{person_id}", details=details)


def end_post(post_id: int, *, person_id: int, today: date, by: int) -> None:
    """End a second post with yesterday, or take away one that has not begun; raises NotFound."""
    hold(person_id)
    row = session.execute(
        select(ConcurrentPost.title, ConcurrentPost.opd_id, ConcurrentPost.from_on).where(
            ConcurrentPost.id == post_id,
            ConcurrentPost.person_id == person_id,
            ConcurrentPost.to_on.is_(None) | (ConcurrentPost.to_on >= today),
        )
    ).first()
    if row is None:
        raise NotFound
    one = ConcurrentPost.id == post_id
    if row.from_on >= today:
        session.execute(delete(ConcurrentPost).where(one))
    else:
        session.execute(update(ConcurrentPost).where(one).values(to_on=today - timedelta(days=1)))
    details = f"{row.title}, opd:{row.opd_id}, sampai sebelum {today}"
    audit.record(actor=by, action="end post", subject=f"person:{person_id}", details=details)


def change_level(person_id: int, level: JobLevel, *, on: date, today: date, by: int | None) -> None:
    """Another job level from a day on, not later than today; before that day the old one holds."""
    if on > today:
        raise WrongDay("Jenjang dicatat pada harinya atau sesudahnya. Pilih tanggal sampai hari ini.")
    hold(person_id)
    before = queries.level_on(person_id, on - timedelta(days=1))
    if before is None:
        raise NotFound
    session.execute(delete(FormerLevel).where(FormerLevel.person_id == person_id, FormerLevel.until_on >= on))
    if before is not level:
        session.execute(insert(FormerLevel).values(person_id=person_id, job_level=before, until_on=on))
    session.execute(update(Person).where(Person.id == person_id).values(job_level=level))
    audit.record(
        actor=by,
        action="change level",
        subject=f"person:{person_id}",
        details=f"mulai {on}",
        changes=[audit.Change("Jenjang jabatan", before, level)],
    )
