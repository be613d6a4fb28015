"""Keep the register of incidents: what happened, whose accounts it touches, who was told."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, update

from app import audit
from app.admin import queries
from app.admin.incident import IncidentDraft, differences
from app.admin.models import Incident, IncidentPerson
from app.db import session, upsert_insert
from app.errors import NotFound

CHUNK = 2_000


def open_incident(draft: IncidentDraft, *, by: int, at: datetime) -> int:
    """Begin the register's page and its clock; the id."""
    new = session.execute(
        insert(Incident).values(**_values(draft), made_by=by, made_at=at).returning(Incident.id)
    ).scalar_one()
    _record("open incident", new, draft.title, by=by)
    return new


def change_incident(incident_id: int, draft: IncidentDraft, *, by: int) -> None:
    """Write what is known now; the trail keeps what stood before. Raises NotFound."""
    before = queries.incident(incident_id)
    if before is None:
        raise NotFound
    changed = [audit.Change(*each) for each in differences(before.draft, draft)]
    if changed:
        session.execute(update(Incident).where(Incident.id == incident_id).values(**_values(draft)))
        _record("change incident", incident_id, draft.title, by=by, changes=changed)


def note_told(incident_id: int, whom: str, *, by: int, at: datetime) -> None:
    """Note that the `persons` or the `authority` were told now; once noted it stays. Raises NotFound."""
    column = {"persons": Incident.persons_told_at, "authority": Incident.authority_told_at}.get(whom)
    if column is None:
        raise NotFound
    noted = session.execute(
        update(Incident)
        .where(Incident.id == incident_id, column.is_(None))
        .values({column: at})
        .returning(Incident.id)
    ).first()
    if noted is not None:
        words = "Pemilik data diberi tahu" if whom == "persons" else "Lembaga diberi tahu"
        _record("change incident", incident_id, words, by=by)
    elif queries.incident(incident_id) is None:
        raise NotFound


def close_incident(incident_id: int, *, by: int, at: datetime) -> None:
    """Nothing more is to be done; the page stays. Raises NotFound."""
    closed = session.execute(
        update(Incident)
        .where(Incident.id == incident_id, Incident.closed_at.is_(None))
        .values(closed_at=at)
        .returning(Incident.id)
    ).first()
    if closed is None:
        raise NotFound
    _record("change incident", incident_id, "Ditutup", by=by)


def list_affected(
    incident_id: int, person_ids: Iterable[int], *, found_by: str, by: int, at: datetime
) -> int:
    """Add accounts that are not in the list yet and say how many; a few statements, however many accounts."""
    if queries.incident(incident_id) is None:
        raise NotFound
    new = sorted(set(person_ids) - queries.affected_ids(incident_id))
    for start in range(0, len(new), CHUNK):
        rows = [
            {"incident_id": incident_id, "person_id": each, "found_by": found_by[:200], "added_at": at}
            for each in new[start : start + CHUNK]
        ]
        session.execute(upsert_insert(IncidentPerson).on_conflict_do_nothing(), rows)
    if new:
        _record("list affected", incident_id, f"{len(new)} akun: {found_by}", by=by)
    return len(new)


def unlist_affected(incident_id: int, person_id: int, *, by: int) -> None:
    """Take one account out of the list again; raises NotFound."""
    where = (IncidentPerson.incident_id == incident_id, IncidentPerson.person_id == person_id)
    gone = session.execute(delete(IncidentPerson).where(*where).returning(IncidentPerson.person_id)).first()
    if gone is None:
        raise NotFound
    _record("unlist affected", incident_id, f"person:{person_id}", by=by)


def _values(draft: IncidentDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in IncidentDraft.__slots__}


def _record(
    action: str, incident_id: int, details: str, *, by: int, changes: list[audit.Change] | None = None
) -> None:
    subject = f"incident:{incident_id}"
    audit.record(actor=by, action=action, subject=subject, details=details, changes=changes or ())
