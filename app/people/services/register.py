"""The register of OPD: how it is loaded, and what becomes of an OPD in time."""

from datetime import date

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.db import begin_write, session
from app.errors import Conflict, Invalid, NotFound
from app.people import queries
from app.people.models import FormerName, Membership, Opd, RoleGrant
from app.people.rules import OpdDraft, OpdKind, OpdRow
from app.people.services.transfers import withdraw_waiting_of


class CodeTaken(Conflict):
    """Another OPD bears the code."""

    message = "Kode ini sudah dipakai OPD lain. Pilih kode lain."


class NotYet(Invalid):
    """A change of the register is noted on its day or afterwards."""

    message = "Perubahan register dicatat pada harinya atau sesudahnya. Pilih tanggal sampai hari ini."


class StillPeopled(Conflict):
    """An OPD does not end under the people who belong to it."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Masih ada {count} pegawai di OPD ini pada tanggal itu. Gabungkan OPD-nya atau pindahkan."
        )


class StillParent(Conflict):
    """An OPD does not end over those that are under it."""

    message = "Masih ada OPD di bawah OPD ini. Ubah induknya, atau gabungkan OPD ini ke OPD lain."


class WrongMerger(Invalid):
    """Into itself, into one below, or into one that does not exist on the day."""

    message = "OPD tujuan harus OPD lain yang berlaku pada tanggal itu. Pilih OPD lain."


def create_opd(draft: OpdDraft, *, parent_id: int | None, day: date, by: int) -> int:
    """Add an OPD; its id. Raises CodeTaken."""
    try:
        with session.begin_nested():
            added = session.scalar(
                insert(Opd)
                .values(
                    code=draft.code,
                    name=draft.name,
                    short_name=draft.short_name,
                    kind=draft.kind,
                    parent_id=parent_id,
                    valid_from=draft.valid_from or day,
                )
                .returning(Opd.id)
            )
    except IntegrityError as error:
        raise CodeTaken from error
    details = f"{draft.code}, {draft.name}, sejak {draft.valid_from or day}"
    audit.record(actor=by, action="create opd", subject=f"opd:{added}", details=details)
    return int(added or 0)


def change_opd(
    opd_id: int,
    *,
    name: str,
    short_name: str,
    kind: OpdKind,
    parent_id: int | None,
    on: date,
    today: date,
    by: int,
) -> None:
    """Another name from a day on, another kind or parent at once. Raises NotYet, WrongMerger, NotFound.

    The old name stays beside, so that a file that still uses it is understood.
    """
    if on > today:
        raise NotYet
    begin_write()
    known = _known(opd_id)
    if parent_id is not None and (parent_id == opd_id or _parent_of(parent_id) is not None):
        raise WrongMerger("Induk harus OPD lain yang tidak punya induk sendiri. Pilih induk lain.")
    if (known.name, known.short_name) != (name, short_name):
        _keep_name(known, on)
    session.execute(
        update(Opd)
        .where(Opd.id == opd_id)
        .values(name=name, short_name=short_name, kind=kind, parent_id=parent_id)
    )
    audit.record(
        actor=by,
        action="change opd",
        subject=f"opd:{opd_id}",
        details=f"mulai {on}",
        changes=[
            audit.Change("Nama", known.name, name),
            audit.Change("Singkatan", known.short_name, short_name),
            audit.Change("Jenis", known.kind, kind),
            audit.Change("Induk", _marked(known.parent_id), _marked(parent_id)),
        ],
    )


def _keep_name(known: OpdRow, on: date) -> None:
    """Let the name that held on the day before be a former one; what stood after that day is corrected."""
    later = (FormerName.opd_id == known.id, FormerName.until_on >= on)
    row = session.execute(
        select(FormerName.name, FormerName.short_name).where(*later).order_by(FormerName.until_on).limit(1)
    ).first()
    name, short_name = row or (known.name, known.short_name)
    session.execute(delete(FormerName).where(*later))
    session.execute(insert(FormerName).values(opd_id=known.id, name=name, short_name=short_name, until_on=on))


def end_opd(opd_id: int, *, on: date, today: date, by: int) -> None:
    """The OPD exists until before that day; it must be empty. Raises StillPeopled, StillParent, NotYet."""
    begin_write()
    known = _ends(opd_id, on, today)
    count = len(queries.spans_in(opd_id, on))
    if count:
        raise StillPeopled(count)
    if session.scalar(select(Opd.id).where(Opd.parent_id == opd_id, Opd.valid_to.is_(None)).limit(1)):
        raise StillParent
    _end(known, on, by=by)
    _record_end("end opd", known, on, by=by, details=known.name)


def merge_opd(opd_id: int, *, into_id: int, on: date, today: date, by: int) -> int:
    """Let an OPD end in another: who belongs to it from that day on belongs there. How many moved.

    Memberships are cut on the day, so history stays where it was; what was frozen is not touched. The
    OPD below it go along; waiting transfers are withdrawn; its admins lose that role.
    """
    begin_write()
    known, target = _ends(opd_id, on, today), _known(into_id)
    if into_id == opd_id or target.parent_id == opd_id or not target.is_valid_on(on) or target.valid_to:
        raise WrongMerger
    moved = queries.spans_in(opd_id, on)
    here = Membership.opd_id == opd_id
    ahead = [span for span in moved if span.start_on >= on]
    begun = session.execute(
        select(Membership.id, Membership.person_id, Membership.unit, Membership.end_on).where(
            here, Membership.start_on < on, or_(Membership.end_on.is_(None), Membership.end_on > on)
        )
    ).all()
    session.execute(update(Membership).where(Membership.id.in_([row.id for row in begun])).values(end_on=on))
    if begun:
        session.execute(
            insert(Membership),
            [
                {
                    "person_id": row.person_id,
                    "opd_id": into_id,
                    "unit": row.unit,
                    "start_on": on,
                    "end_on": row.end_on,
                }
                for row in begun
            ],
        )
    session.execute(
        update(Membership).where(Membership.id.in_([span.id for span in ahead])).values(opd_id=into_id)
    )
    session.execute(update(Opd).where(Opd.parent_id == opd_id).values(parent_id=target.parent_id or into_id))
    _end(known, on, by=by)
    details = f"{known.name} → opd:{into_id}, {len(moved)} pegawai"
    _record_end("merge opd", known, on, by=by, details=details)
    return len(moved)


def _ends(opd_id: int, on: date, today: date) -> OpdRow:
    known = _known(opd_id)
    if on > today:
        raise NotYet
    if known.valid_to is not None or on <= known.valid_from:
        raise Invalid(
            "Tanggal itu tidak di dalam masa berlaku OPD ini. Pilih tanggal sesudah awal berlakunya."
        )
    return known


def _end(known: OpdRow, on: date, *, by: int) -> None:
    withdraw_waiting_of(frozenset({known.id}), by=by, at=now())
    for grant in session.execute(
        delete(RoleGrant).where(RoleGrant.opd_id == known.id).returning(RoleGrant.person_id, RoleGrant.role)
    ).all():
        audit.record(
            actor=by,
            action="revoke role",
            subject=f"person:{grant.person_id}",
            details=f"role:{grant.role} opd:{known.id}, OPD berakhir",
        )
    session.execute(update(Opd).where(Opd.id == known.id).values(valid_to=on))


def _record_end(action: str, known: OpdRow, on: date, *, by: int, details: str) -> None:
    ends = audit.Change("Berlaku sampai sebelum", "", str(on))
    audit.record(actor=by, action=action, subject=f"opd:{known.id}", details=details, changes=[ends])


def _known(opd_id: int) -> OpdRow:
    found = queries.opd_by_id(opd_id)
    if found is None:
        raise NotFound
    return found


def _parent_of(opd_id: int) -> int | None:
    return _known(opd_id).parent_id


def _marked(opd_id: int | None) -> str:
    return f"opd:{opd_id}" if opd_id else ""


def load_register(drafts: list[OpdDraft], *, day: date) -> int:
    """Add the OPD that are new by code, valid from that day; returns how many. Never changes a known one."""
    known = {row.code: row.id for row in queries.register()}
    added = 0
    for draft in sorted(drafts, key=lambda d: d.parent_code is not None):
        if draft.code in known:
            continue
        start = draft.valid_from or min(day, draft.valid_to or day)
        opd = Opd(
            code=draft.code,
            name=draft.name,
            short_name=draft.short_name,
            kind=draft.kind,
            parent_id=known.get(draft.parent_code or ""),
            valid_from=start,
            valid_to=draft.valid_to,
        )
        session.add(opd)
        session.flush()
        known[draft.code] = opd.id
        added += 1
    if added:
        audit.record(actor=None, action="load register", subject="register", details=f"{added} OPD baru")
    return added


def backdate_register(day: date) -> None:
    """Let every OPD without an end stand from that day at the latest: history may be older than loading."""
    session.execute(update(Opd).where(Opd.valid_to.is_(None), Opd.valid_from > day).values(valid_from=day))
