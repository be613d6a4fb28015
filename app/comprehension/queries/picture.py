"""The picture of the province at one instant, after suppression: what pages and files are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.comprehension.queries.census import census, census_of
from app.comprehension.queries.frozen import frozen_census, published_before, published_months
from app.comprehension.rules import Policy, Shown, Tally, displayed
from app.comprehension.rules.census import Census
from app.comprehension.rules.changes import ShownChange, shown_changes
from app.comprehension.rules.published import FIRST, Past
from app.comprehension.rules.suppression import publication
from app.db import kept
from app.materials import queries as materials
from app.materials.rules import SalahKaprah, Standard


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception that the standard's test asks about."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The province at one instant, after suppression, with everything that shaped it."""

    at: datetime
    title: str
    rules: str
    policy: Policy
    shown: Shown
    core: Belief | None
    others: tuple[Belief, ...]
    changes: Mapping[str, ShownChange] = field(default_factory=dict)

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """The core belief, then the others that the test asks about."""
        return ((self.core,) if self.core else ()) + self.others


def picture(at: datetime) -> Picture | None:
    """The figures of the current standard at that instant; None while no standard is published."""
    found = census(at)
    return None if found is None else picture_of(found, published_until(found))


def picture_of(found: Census, past: Past = FIRST) -> Picture:
    """What may be shown of these counts, after what was published before."""
    units = found.units()
    asked = {code for unit in units for code in unit.tally.beliefs}
    catalogue = materials.salah_kaprah_catalogue()
    return Picture(
        at=found.at,
        title=found.title,
        rules=found.rules,
        policy=found.policy,
        shown=displayed(units, found.policy, past),
        core=next((_belief(entry) for entry in catalogue if entry.core), None),
        others=tuple(_belief(entry) for entry in catalogue if entry.code in asked),
        changes={
            entry.code: shown_changes(found.changes_of(entry.code), found.policy)[0]
            for entry in catalogue
            if found.changes_of(entry.code)
        },
    )


def _frozen_picture(month_id: int) -> Picture | None:
    found = frozen_census(month_id)
    return picture_of(found, _known_before(found.policy.standard, month_id)) if found else None


frozen_picture = kept(_frozen_picture, most=48)
"""What may be shown of a published month, by the id of its revision."""


def has_published_figures() -> bool:
    """Whether some published month showed how many of the province have understood."""
    pictures = (frozen_picture(published.id) for published in published_months())
    return any(each is not None and each.shown.province.shows_comprehension for each in pictures)


def published_until(found: Census) -> Past:
    """What readers know of the standard's published months, in the order in which they were published."""
    return _known_before(found.policy.standard, None)


def _known_before(standard: str, month_id: int | None) -> Past:
    ids = published_before(standard, month_id)
    known = _known_after(ids[-1]) if ids else None
    return known or FIRST


def _after_month(month_id: int) -> Past | None:
    found = frozen_census(month_id)
    if found is None:
        return None
    before = _known_before(found.policy.standard, month_id)
    return publication(found.units(), found.policy, before)[1]


_known_after = kept(_after_month, most=96)


def tallies(standard: Standard, at: datetime) -> dict[str, Tally]:
    """The unsuppressed counts by OPD code: for checks and for an audit, never for a page."""
    return {unit.code: unit.tally for unit in census_of(standard, at).units()}


def _belief(entry: SalahKaprah) -> Belief:
    return Belief(entry.code, entry.title)
