"""Who is obliged from which day, and until when: by standard, OPD and job level; decided, never edited.

A rule holds from the instant of its decision on, so that nothing that was figured before changes. The most
specific one speaks: OPD and job level, then OPD, then job level, then everybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.errors import Invalid
from app.learning.rules import counted_from
from app.people.rules import JobLevel

Group = tuple[int | None, JobLevel | None]
EVERYBODY: Group = (None, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds for a group: the first day of its obligation and its due date; None leaves it as it is."""

    opd_id: int | None
    job_level: JobLevel | None
    starts_on: date | None
    due_on: date | None
    decided_at: datetime
    reason: str

    @property
    def group(self) -> Group:
        """For whom it speaks."""
        return self.opd_id, self.job_level


class Obligations:
    """What holds at an instant, of decisions in the order in which they were taken."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self.by_group: dict[Group, Decision] = {decision.group: decision for decision in decisions}
        self.has_starts = any(one.starts_on for one in self.by_group.values())
        self.has_dues = any(one.due_on for one in self.by_group.values())

    def starts_on(self, opd_id: int, level: JobLevel) -> date | None:
        """The first day decided for these; None when the standard's own holds."""
        return next((one.starts_on for one in self._for(opd_id, level) if one.starts_on), None)

    def due_on(self, opd_id: int, level: JobLevel) -> date | None:
        """The due date decided for these, if any is."""
        return next((one.due_on for one in self._for(opd_id, level) if one.due_on), None)

    def _for(self, opd_id: int, level: JobLevel) -> list[Decision]:
        groups: tuple[Group, ...] = ((opd_id, level), (opd_id, None), (None, level), EVERYBODY)
        return [self.by_group[group] for group in groups if group in self.by_group]


def first_obliged(
    spells: Iterable[tuple[int, date, date | None]], level: JobLevel, rules: Obligations, standard_from: date
) -> date:
    """The first day of a person's obligation in the province, of spells as (opd, start, end).

    A transfer does not restart it. A spell that ended before its OPD's obligation began obliges nobody.
    """
    found: list[date] = []
    for opd_id, start, end in spells:
        begins = max(rules.starts_on(opd_id, level) or standard_from, standard_from)
        day = max(start, begins)
        if end is None or day < end or begins == standard_from:
            found.append(day)
    return min(found, default=date.max)


def due_for(decided: date | None, obliged: date, grace_days: int) -> date | None:
    """The due date of a person: the decided one, but never before the last day of the own grace."""
    if decided is None:
        return None
    return max(decided, counted_from(obliged, grace_days) - timedelta(days=1))


class Backwards(Invalid):
    """Due dates and first days move prospectively alone."""


def refuse_backwards(*, starts_on: date | None, due_on: date | None, today: date) -> None:
    """Raise Backwards for a day that has passed, for a due date before the start, and for no day at all."""
    if starts_on is None and due_on is None:
        raise Backwards("Isi tanggal mulai wajib, tenggat, atau keduanya.")
    if starts_on is not None and starts_on < today:
        raise Backwards("Tanggal mulai wajib sudah lewat. Pilih hari ini atau sesudahnya.")
    if due_on is not None and due_on < today:
        raise Backwards("Tenggat sudah lewat. Tenggat hanya dapat ditetapkan ke depan.")
    if starts_on is not None and due_on is not None and due_on < starts_on:
        raise Backwards("Tenggat lebih awal daripada tanggal mulai wajib. Perbaiki salah satunya.")


def changed(before: Mapping[Group, Decision], new: Decision) -> Decision:
    """The new decision, keeping of the group's former one what the new one leaves open."""
    old = before.get(new.group)
    if old is None:
        return new
    return Decision(
        new.opd_id,
        new.job_level,
        new.starts_on or old.starts_on,
        new.due_on or old.due_on,
        new.decided_at,
        new.reason,
    )
