"""The audit trail in words: which acts an address asks for, one page of them, and all of them as a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import audit, policy
from app.clock import start_of_day
from app.people import queries as people
from app.people.acts import MARK, OTHER_SUBJECTS, Names, action_name
from app.people.rules import nip_digits
from app.web.paging import PAGE_SIZE

SYSTEM = "sistem"
MOST_PEOPLE = 200
FIELDS = ("tindakan", "pelaku", "perihal", "dari", "sampai")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form of the page says; a person may stand in it as `#12`, so that no NIP is in an address."""

    action: str = ""
    actor: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.action or self.actor or self.subject or self.since or self.until)

    @property
    def address(self) -> dict[str, str]:
        """The values of the page's address."""
        days = [("dari", self.since), ("sampai", self.until)]
        texts = [("tindakan", self.action), ("pelaku", self.actor), ("perihal", self.subject)]
        return dict([(k, v) for k, v in texts if v] + [(k, v.isoformat()) for k, v in days if v])


def wish(values: Mapping[str, str]) -> Wish:
    """The wish that a form or an address states; a day that does not exist is a problem, not a filter."""
    problems: list[str] = []
    days = []
    for name, label in (("dari", "Dari tanggal"), ("sampai", "Sampai tanggal")):
        text = values.get(name, "").strip()
        days.append(_day(text))
        if text and days[-1] is None:
            problems.append(f"{label}: “{text}” bukan tanggal. Contoh: 2026-11-30.")
    since, until = days
    if since and until and until < since:
        problems.append("Tanggal akhir lebih awal daripada tanggal mulai. Tukar keduanya.")
    action, actor, subject = (values.get(name, "").strip()[:120] for name in FIELDS[:3])
    return Wish(action, _without_nip(actor), _without_nip(subject), since, until, tuple(problems))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _without_nip(text: str) -> str:
    """A NIP becomes the number of its person, or nobody's: it must not travel in an address."""
    digits = nip_digits(text)
    if len(digits) != 18 or not digits.isdigit():
        return text
    return f"#{people.person_id_by(digits) or 0}"


def wanted(wish: Wish) -> tuple[audit.AuditFilter, tuple[str, ...]]:
    """The filter, and what could not be followed because too many people fit."""
    actors, subjects, problems = None, None, list(wish.problems)
    words = "" if wish.subject.startswith("#") else wish.subject
    if wish.actor:
        ids = _people(wish.actor, problems)
        actors = ids if ids is None else frozenset([None] if wish.actor.casefold() == SYSTEM else ids)
    if wish.subject:
        ids = _people(wish.subject, problems)
        subjects = frozenset(f"person:{each}" for each in ids or ()) | _other_subjects(words)
    bounds = (
        start_of_day(wish.since) if wish.since else None,
        start_of_day(wish.until + timedelta(days=1)) if wish.until and wish.until.year < 9999 else None,
    )
    return audit.AuditFilter(wish.action or None, actors, subjects, words, *bounds), tuple(problems)


def _other_subjects(words: str) -> frozenset[str]:
    return frozenset(k for k, name in OTHER_SUBJECTS.items() if words and words.casefold() in name.casefold())


def _people(text: str, problems: list[str]) -> frozenset[int] | None:
    if text.startswith("#"):
        return frozenset({int(text[1:])}) if text[1:].isdecimal() and len(text) < 11 else frozenset()
    found = people.ids_by_name(text, limit=MOST_PEOPLE + 1)
    if len(found) <= MOST_PEOPLE:
        return frozenset(found)
    problems.append(f"Lebih dari {MOST_PEOPLE} orang cocok dengan “{text}”. Tulis nama yang lebih lengkap.")
    return None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act of the audit trail in words; `person_id` is whom it is about."""

    id: int
    happened_at: datetime
    actor: str | None
    action: str
    subject: str
    person_id: int | None
    details: str
    origin: str
    changes: tuple[audit.Change, ...]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Fifty acts, and the ids from which the neighbouring pages begin."""

    lines: tuple[TrailLine, ...]
    total: int
    newer: int | None
    older: int | None


def page(wanted: audit.AuditFilter, *, older_than: int | None, newer_than: int | None) -> TrailPage:
    """One page by key, so that the thousandth costs what the first does."""
    entries = audit.entries(limit=PAGE_SIZE + 1, older_than=older_than, newer_than=newer_than, wanted=wanted)
    more = len(entries) > PAGE_SIZE
    if newer_than is not None:
        shown, has_older, has_newer = entries[-PAGE_SIZE:], True, more
    else:
        shown, has_older, has_newer = entries[:PAGE_SIZE], more, older_than is not None
    return TrailPage(
        tuple(_in_words(shown)),
        audit.count(wanted),
        shown[0].id if shown and has_newer else None,
        shown[-1].id if shown and has_older else None,
    )


def every_line(wanted: audit.AuditFilter) -> Iterator[TrailLine]:
    """All acts that fit, newest first, in words."""
    chunk: list[audit.AuditLine] = []
    for entry in audit.every_entry(wanted):
        chunk.append(entry)
        if len(chunk) == 500:
            yield from _in_words(chunk)
            chunk = []
    yield from _in_words(chunk)


def _in_words(entries: list[audit.AuditLine]) -> Iterator[TrailLine]:
    names = _names(entries)
    for entry in entries:
        yield TrailLine(
            id=entry.id,
            happened_at=entry.happened_at,
            actor=None if entry.actor_id is None else names.written_out(f"person:{entry.actor_id}"),
            action=action_name(entry.action),
            subject=names.written_out(entry.subject),
            person_id=audit.person_in(entry.subject),
            details=names.written_out(entry.details),
            origin=entry.origin,
            changes=tuple(
                audit.Change(each.field, names.written_out(each.before), names.written_out(each.after))
                for each in entry.changes
            ),
        )


def _names(entries: Iterable[audit.AuditLine]) -> Names:
    """The names of everybody and every OPD that these entries mention: two queries, however many entries."""
    found: set[int] = set()
    for entry in entries:
        found.update([entry.actor_id] if entry.actor_id else [])
        changed = " ".join(f"{each.before} {each.after}" for each in entry.changes)
        marks = MARK.findall(f"{entry.subject} {entry.details} {changed}")
        found.update(int(value) for kind, value in marks if kind == "person" and value.isdigit())
    opd = {row.id: row.short_name for row in people.register()}
    labels = {one.name: one.label for one in policy.SETTINGS.values()}
    return Names(people=people.names_of(found), opd=opd, settings=labels)
