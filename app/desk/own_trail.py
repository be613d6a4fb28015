"""Who acted upon a person's data and who took it along in a file: by role and OPD, never by name."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app import audit
from app.clock import local_day, start_of_day
from app.people import queries as people
from app.people.acts import MARK, Names, action_name
from app.people.rules import ROLE_NAMES
from app.people.services import LOOK, LOOK_AT_LIST

Value = str | int | bool | None
Row = dict[str, Value]
EXPORTS = ("export roster", "export affected", "export links")
LISTS = (LOOK_AT_LIST,)
SHOWN_LOOKS = 5
SHOWN_DAYS = timedelta(days=90)
MOST_ACTS = 20_000


def acts(person_id: int, wanted: audit.AuditFilter) -> list[Row]:
    """The acts that fit, newest first; what they changed is told where they are about this person."""
    entries = audit.entries(limit=MOST_ACTS, wanted=wanted)
    whose = _offices({each.actor_id for each in entries if each.actor_id}, person_id)
    names = _own_names(person_id)
    rows: list[Row] = []
    for entry in entries:
        about_self = audit.person_in(entry.subject) == person_id
        changed = "; ".join(f"{c.field}: {c.before or '-'} → {c.after or '-'}" for c in entry.changes)
        told = "; ".join(each for each in (changed, entry.details) if each) if about_self else ""
        rows.append(
            {
                "waktu": iso(entry.happened_at),
                "tindakan": action_name(entry.action),
                "pelaku": whose.get(entry.actor_id or 0, "sistem"),
                "rincian": _without_others(names.written_out(told)),
            }
        )
    return rows


def exports(
    person_id: int, actions: tuple[str, ...] = EXPORTS, *, since: datetime | None = None
) -> list[Row]:
    """Files with lists of staff (or lists on a page) that cover an OPD while the person belonged to it."""
    homes = people.homes_of(person_id)
    if not homes:
        return []
    first = start_of_day(min(start for _, start, _ in homes))
    wanted = audit.AuditFilter(since=max(first, since) if since else first)
    found = [
        entry
        for action in actions
        for entry in audit.entries(limit=MOST_ACTS, wanted=replace(wanted, action=action))
        if _covers(entry, homes) and (action in EXPORTS or entry.actor_id != person_id)
    ]
    whose = _offices({each.actor_id for each in found if each.actor_id}, person_id)
    return [
        {
            "waktu": iso(entry.happened_at),
            "tindakan": action_name(entry.action),
            "pelaku": whose.get(entry.actor_id or 0, "sistem"),
        }
        for entry in sorted(found, key=lambda each: each.id, reverse=True)
    ]


def last_looks(person_id: int, *, at: datetime) -> list[Row]:
    """The newest few times that somebody else opened a page or a list with this person, or took one along."""
    since = at - SHOWN_DAYS
    about = audit.AuditFilter(action=LOOK, subjects=frozenset({f"person:{person_id}"}), since=since)
    rows = acts(person_id, about) + exports(person_id, LISTS + EXPORTS, since=since)
    rows = [row for row in rows if row["pelaku"] != "Anda"]
    return sorted(rows, key=lambda row: str(row["waktu"]), reverse=True)[:SHOWN_LOOKS]


def _covers(entry: audit.AuditLine, homes: list[tuple[int, date, date | None]]) -> bool:
    day = local_day(entry.happened_at)
    marks = {int(value) for kind, value in MARK.findall(entry.details) if kind == "opd" and value.isdigit()}
    everywhere = audit.EVERY_OPD in entry.details
    return any(
        start <= day and (end is None or day < end) and (everywhere or opd_id in marks)
        for opd_id, start, end in homes
    )


def _offices(actor_ids: set[int], person_id: int) -> dict[int, str]:
    """What each actor is to the office: the role and the OPD of today; nobody is named."""
    opd = {row.id: row.short_name for row in people.register()}
    roles = people.roles_of(sorted(actor_ids))
    words: dict[int, str] = {}
    for actor_id in actor_ids:
        if actor_id == person_id:
            words[actor_id] = "Anda"
            continue
        held = ", ".join(ROLE_NAMES[role] for role in sorted(roles.get(actor_id, ()))) or "tanpa peran"
        home = next((opd.get(opd_id) for opd_id, _, end in people.homes_of(actor_id) if end is None), None)
        words[actor_id] = f"{held} ({home})" if home else held
    return words


def _own_names(person_id: int) -> Names:
    opd = {row.id: row.short_name for row in people.register()}
    return Names(people={person_id: "Anda"}, opd=opd)


def _without_others(text: str) -> str:
    return MARK.sub(lambda mark: "orang lain" if mark[1] == "person" else mark[0], text)


def iso(value: datetime | date | None) -> str | None:
    """An instant in ISO 8601 and UTC, or a day."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else value.isoformat()
