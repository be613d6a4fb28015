"""Publishing a month: its counts are written once, and a correction beside them, never over them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert

from app.clock import end_of_day, local_day
from app.comprehension import queries
from app.comprehension.models import FrozenBelief, FrozenCell, FrozenChange, FrozenMonth, FrozenOpd
from app.comprehension.queries.frozen import CHANGED, TALLIED
from app.comprehension.rules.census import Census
from app.comprehension.rules.month import Month
from app.db import session, upsert_insert
from app.errors import Conflict
from app.materials import queries as materials


class MonthNotOver(Conflict):
    """The month has not ended, so its last second is not known."""

    message = "Bulan ini belum berakhir. Angkanya dibekukan sesudah hari terakhirnya."


class NothingToFreeze(Conflict):
    """No standard was in force, or nobody belonged to any OPD."""

    message = "Belum ada yang dibekukan: bulan itu belum punya standar yang berlaku atau pegawai."


class FiguresDiffer(Conflict):
    """The facts now give other figures than those published, and no reason for a correction was given."""

    message = (
        "Fakta sekarang memberi angka lain daripada yang sudah terbit. Angka lama tetap berlaku. "
        "Untuk menerbitkan perbaikan, ulangi dengan --koreksi dan alasannya."
    )


class Freezing(StrEnum):
    """What freezing a month did."""

    FROZEN = "dibekukan"
    CORRECTED = "dikoreksi"
    UNCHANGED = "tetap"


@dataclass(frozen=True, slots=True)
class _Revision:
    number: int
    reason: str | None


def freeze(month: Month, *, at: datetime, reason: str | None = None) -> Freezing:
    """Publish a month that is over; with a reason, publish again what the facts have put right."""
    cut = end_of_day(month.last_day)
    if at <= cut:
        raise MonthNotOver
    counts = _counts(month, cut)
    if counts is None:
        raise NothingToFreeze
    published = queries.latest_frozen(month)
    if published is None:
        return _write(counts, month, _Revision(1, None), at)
    last, before = published
    if counts.says_the_same_as(before):
        return Freezing.UNCHANGED
    if not reason:
        raise FiguresDiffer
    return _write(counts, month, _Revision(last.revision + 1, reason), at)


def freeze_last_month(at: datetime) -> Freezing | None:
    """Publish the month that ended last, unless it stands already or there was nobody to count."""
    month = Month.of(local_day(at)).previous
    if queries.is_frozen(month):
        return None
    try:
        return freeze(month, at=at)
    except NothingToFreeze:
        return None


def _counts(month: Month, cut: datetime) -> Census | None:
    standard = materials.current_standard(month.last_day)
    if standard is None or standard.valid_from > month.last_day:
        return None
    counts = queries.census_of(standard, cut)
    return counts if counts.cells else None


def _write(counts: Census, month: Month, revision: _Revision, at: datetime) -> Freezing:
    """Write all rows of a revision; of two processes that freeze at once the first one writes."""
    policy = counts.policy
    month_id = session.scalar(
        upsert_insert(FrozenMonth)
        .values(
            period=str(month),
            revision=revision.number,
            reason=revision.reason,
            at=counts.at,
            frozen_at=at,
            rules=counts.rules,
            standard_code=policy.standard,
            standard_title=counts.title,
            pass_mark=str(policy.pass_mark),
            target=str(policy.target),
            grace_days=policy.grace_days,
            validity_days=policy.validity_days,
            n_min=policy.n_min,
            min_answered=str(policy.min_answered),
        )
        .on_conflict_do_nothing()
        .returning(FrozenMonth.id)
    )
    if month_id is None:
        return Freezing.UNCHANGED
    _write_counts(counts, month_id)
    return Freezing.CORRECTED if revision.reason else Freezing.FROZEN


def _write_counts(counts: Census, month_id: int) -> None:
    here = {"month_id": month_id}
    cells = [
        (here | {"opd_code": opd, "job_level": level}, tally) for (opd, level), tally in counts.cells.items()
    ]
    tables = {
        FrozenOpd: [here | {"opd_code": code, "name": name} for code, name in counts.names.items()],
        FrozenCell: [
            key | {name: getattr(tally, name) for name in TALLIED} | {"core_asked": tally.core.asked}
            for key, tally in cells
        ],
        FrozenBelief: [
            key | {"code": code, "holders": count.holders, "asked": count.asked}
            for key, tally in cells
            for code, count in tally.beliefs.items()
        ],
        FrozenChange: [
            here | {"opd_code": opd, "code": belief} | {name: getattr(change, name) for name in CHANGED}
            for (opd, belief), change in counts.changes.items()
        ],
    }
    for table, rows in tables.items():
        if rows:
            session.execute(insert(table), rows)
