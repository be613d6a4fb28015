"""The last daily cut: counted once, then remembered by each process for a few minutes."""

import time
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.comprehension.queries.census import census
from app.comprehension.queries.frozen import frozen_census
from app.comprehension.queries.picture import Picture, frozen_picture, picture_of, published_until
from app.comprehension.rules.census import Census
from app.db import db

SECONDS = 300
"""How long a cut is remembered: facts that are put right afterwards show within this time."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The counts of an instant and what of them may be shown."""

    census: Census
    picture: Picture


_remembered: WeakKeyDictionary[Engine, tuple[datetime, float, Cut]] = WeakKeyDictionary()


def cut(at: datetime, *, remember: bool) -> Cut | None:
    """The figures of an instant; None while no standard is published."""
    held = _remembered.get(db.engine)
    if remember and held and held[0] == at and time.monotonic() - held[1] < SECONDS:
        return held[2]
    counts = census(at)
    if counts is None:
        return None
    found = Cut(counts, picture_of(counts, published_until(counts)))
    if remember:
        _remembered[db.engine] = (at, time.monotonic(), found)
    return found


def keep_counted(at: datetime) -> None:
    """Count the cut anew while the last counting is still remembered, so that no reader waits for it.

    What has not changed stays the very same, with all that was drawn from it.
    """
    held = _remembered.get(db.engine)
    fresh = held is not None and held[0] == at
    if held and fresh and time.monotonic() - held[1] < SECONDS / 2:
        return
    counts = census(at)
    if counts is None:
        return
    found = Cut(counts, picture_of(counts, published_until(counts)))
    same = held is not None and held[2] == found
    _remembered[db.engine] = (at, time.monotonic(), held[2] if held and same else found)


def frozen_cut(month_id: int) -> Cut | None:
    """The figures of a published month, by the id of its revision."""
    counts, shown = frozen_census(month_id), frozen_picture(month_id)
    return Cut(counts, shown) if counts and shown else None
