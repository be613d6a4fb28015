"""What the tick does for this room: forget what is old by the office's periods, say that time passed."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import audit, policy
from app.admin.models import Heartbeat
from app.db import session, upsert_insert
from app.materials import services as materials
from app.people import services as people

TICK, FORGOTTEN = "tick", "forget"
WORDS = {
    "sign_in_session": "sesi masuk",
    "entry_link": "tautan masuk",
    "entry_code": "kode masuk",
    "roster_draft": "berkas impor",
    "correction_request": "isi permintaan perbaikan",
    "pictures": "gambar yang tidak dipakai",
}
"""What the trail tells of it; failed sign-ins go every quarter of an hour and tell nothing."""
NOTED_EVERY = timedelta(seconds=50)
FORGET_EVERY = timedelta(hours=1)


def note_tick(at: datetime) -> None:
    """Say that a tick ran to its end; the processes of one minute write once."""
    _beat_unless_recent(TICK, at, NOTED_EVERY)


def forget_old(at: datetime) -> dict[str, int]:
    """Remove what is older than the periods of the settings, at most once an hour; what was removed."""
    if not _beat_unless_recent(FORGOTTEN, at, FORGET_EVERY):
        return {}
    values = policy.values()
    gone = people.forget_old(
        at=at,
        session_days=int(values[policy.SESSION_DAYS]),
        link_days=int(values[policy.LINK_DAYS]),
        correction_days=int(values[policy.CORRECTION_DAYS]),
    )
    gone["pictures"] = materials.forget_pictures(at)
    told = ", ".join(f"{word} {gone[name]}" for name, word in WORDS.items() if gone[name])
    if told:
        audit.record(actor=None, action="forget old", subject="installation", details=told)
    return gone


def _beat_unless_recent(name: str, at: datetime, pause: timedelta) -> bool:
    last = session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == name))
    if last is not None and at - last < pause:
        return False
    beat = upsert_insert(Heartbeat).values(name=name, beat_at=at)
    session.execute(beat.on_conflict_do_update(index_elements=["name"], set_={"beat_at": at}))
    return True
