"""Who looked at whose data: the first look of a day stands in the trail; noting it never fails a page."""

from datetime import datetime

from app import audit
from app.clock import local_day, start_of_day
from app.db import aside, unless_unwritable
from app.people.rules import Scope

LOOK = "view person"
LOOK_AT_LIST = "view staff list"
MOST_LISTS = 100
"""How many different lists a person opens in a day before one may be noted twice."""


def note_look(person_id: int, *, by: int, at: datetime) -> None:
    """Note that somebody opened a page about this other person, once a day."""
    if person_id == by:
        return
    subject = f"person:{person_id}"
    wanted = audit.AuditFilter(
        action=LOOK,
        actor_ids=frozenset({by}),
        subjects=frozenset({subject}),
        since=start_of_day(local_day(at)),
    )
    if not audit.entries(limit=1, wanted=wanted):
        _note(by, LOOK, subject, "")


def note_list(count: int, scope: Scope | None, *, by: int, at: datetime) -> None:
    """Note that somebody opened a list of so many people of these OPD, once a day for the same OPD.

    Without a scope it is what a search found: noted once a day, and told to nobody in particular.
    """
    if count == 0:
        return
    covered = "hasil pencarian" if scope is None else audit.covering(scope.opd_ids)
    wanted = audit.AuditFilter(
        action=LOOK_AT_LIST, actor_ids=frozenset({by}), since=start_of_day(local_day(at))
    )
    lists = audit.entries(limit=MOST_LISTS, wanted=wanted)
    if not any(entry.details.endswith(f"; {covered}") for entry in lists):
        _note(by, LOOK_AT_LIST, "roster", f"{count} orang; {covered}")


def _note(by: int, action: str, subject: str, details: str) -> None:
    with unless_unwritable("note a look"), aside() as own:
        audit.record_aside(own, actor=by, action=action, subject=subject, details=details)
